// An organization made up for the page's tests: real page, real headers, replies that a test can change at will. Knows no rule of the API.
import { kRoutes } from "../../web/directory/router.js";
import { createSiteServer } from "../../scripts/server/http-server.js";
import { staticFiles } from "../../scripts/server/static-files.js";
import { fileURLToPath } from "node:url";
import { signIn, withBrowser } from "./helpers.mjs";

const kWeb = fileURLToPath(new URL("../../web/", import.meta.url));
const kDay = 86_400_000;
const kHour = 3_600_000;
const kJobId = (number) => `j0000000${number}-1111-4222-8333-444444444444`;
const kLongName = "before-the-upgrade-of-the-relational-store-and-of-everything-that-hangs-on-it-2026-11-24-22-00-46";

const kParams = { store: "default", backup: "nightly-01", job: kJobId(1), task: "a".repeat(32), run: "r0", format: "pjson", path: "system/disasterrecovery/stores" };

/** An address of every view of the page, `{view, hash}`; fails where a route has a parameter that this organization knows nothing for. */
export function everyAddress(params = kParams) {
  return kRoutes.map(({ pattern, view, parts }) => ({ view, hash: `#/${parts.map((part) => {
    if (!/^[:*]/.test(part)) return part;
    const value = params[part.slice(1)];
    if (value === undefined) throw new Error(`Say in tests/page/scripted.mjs what "${part}" of the route "${pattern}" stands for.`);
    return part[0] === "*" ? value : encodeURIComponent(value);
  }).join("/")}` }));
}

/**
 * Serves the page and the made-up organization: `{origin, organization, stop()}`. `organization` has the members of `facts`, to be
 * changed by a test; `rewrite(reply, path)` is given each reply's JSON and answers what is sent, JSON or a Response.
 */
export async function startScripted({ backups = 9, rewrite = (reply) => reply } = {}) {
  const organization = { ...facts(Date.now(), backups), rewrite, asked: [] };
  const server = createSiteServer({ site: { fetch: (request) => answer(organization, request) }, answerFile: staticFiles(kWeb), context: "arcgis", isLocal: true, warn: (text) => console.error(text) });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${server.address().port}`, organization, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** The same with a browser, and a page that is signed in: `{origin, organization, browser, page, stop()}`. */
export async function openScripted(options) {
  const { served: scripted, browser, stop } = await withBrowser(startScripted(options));
  try {
    const page = await browser.open(scripted.origin);
    await signIn(page);
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    return { ...scripted, browser, page, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answer(organization, request) {
  const { pathname } = new URL(request.url);
  const path = decodeURIComponent(pathname).replace(/^\/arcgis\/(admin\/?)?/, "");
  organization.asked.push(`${request.method} ${path}`);
  const found = replyOf(organization, path);
  const reply = found ? await organization.rewrite(found, path) : { error: { code: 404, message: "There is no such resource.", details: [] } };
  return reply instanceof Response ? reply : Response.json(reply);
}

// By the shape of the path alone: names may be anything.
function replyOf({ stores, backups, jobs, tasks, runs, status, settings }, path) {
  const parts = path.split("/");
  const last = parts.at(-1);
  const begun = { jobsUrl: `http://localhost/arcgis/admin/jobs/${kJobId(1)}`, jobid: kJobId(1), status: "SUBMITTED" };
  if (path === "sharing/rest/generateToken") return { token: "a-token-of-the-tests", expires: Date.now() + kHour, ssl: false };
  if (path === "") return { currentVersion: "11.4.0", fullVersion: "11.4.0.12345", resources: ["system", "jobs"], status: { stages: [] } };
  if (path === "jobs") return { jobs: jobs.map(({ jobid }) => jobid) };
  if (parts[0] === "jobs") return jobs.find(({ jobid }) => jobid === last) ?? { ...jobs[0], jobid: last };
  if (parts[1] === "tasks") {
    if (parts.length === 2) return { result: tasks };
    if (last === "runs") return { result: runs };
    if (parts.length === 5) return runs.find(({ runId }) => runId === last) ?? runs[0];
    if (last === "createTask" || parts.length > 3) return { success: true, taskId: tasks[0].id, jobid: undefined };
    return tasks.find(({ id }) => id === last) ?? tasks[0];
  }
  if (path === "system/disasterrecovery") return { operations: ["status"], resources: ["stores", "settings"] };
  if (path === "system/disasterrecovery/status") return { status };
  if (path === "system/disasterrecovery/settings") return settings;
  if (path === "system/disasterrecovery/stores") return { backupStores: stores };
  if (parts[2] === "stores") {
    if (["create", "verify", "register"].includes(last)) return begun;
    if (last === "validate") return { isReady: true, status: "success" };
    if (["update", "unregister", "restore", "delete"].includes(last)) return { status: "success" };
    if (last === "backups") return { backups: backups.filter(({ backupStore }) => backupStore === parts[3] || parts[3] !== stores[1].name) };
    if (parts[4] === "backups") return backups.find(({ backupName }) => backupName === parts[5]) ?? { ...backups[0], backupName: parts[5] };
    return stores.find(({ name }) => name === parts[3]) ?? stores[0];
  }
  return path.startsWith("system/") ? { status: "success" } : null;
}

function facts(now, count) {
  const backup = (index, more = {}) => {
    const startTime = now - index * kDay - 3 * kHour;
    return { backupName: `nightly-${String(index).padStart(2, "0")}`, release: "11.4.0", siteName: "site", namespace: "arcgis", description: index % 3 ? "" : "Every night at three",
      backupStore: "default", backupType: "FULL", scheduleType: "SCHEDULED", retentionDate: startTime + 14 * kDay, encryptKey: "b64$k", startTime, completeTime: startTime + 840_000 + index * 1000,
      status: "completed", holdfast: { size: 24_000_000_000 + index * 1e8, sha256: "c0949ce45e50d4039ae7597f10110577989a403a9cbf8f071137f34f586f8ff9" },
      verified: index % 4 ? undefined : { state: "success", level: 3, date: startTime + 2 * kHour }, ...more };
  };
  const special = [
    backup(2, { backupName: kLongName, description: "Kept because the upgrade rewrites every service, and because the auditors asked for a copy that is not touched", retentionDate: -1, scheduleType: "MANUAL" }),
    backup(3, { backupName: "with-warnings", status: "completed_with_warnings", retentionDate: now + 3 * kHour }),
    backup(4, { backupName: "damaged", verified: { state: "failed", level: 2, date: now - kDay, message: "Chunk 1,204 of the payload does not authenticate." }, retentionDate: now - kHour }),
    backup(5, { backupName: "unfinished", status: "failed" }),
  ];
  const plain = Array.from({ length: Math.max(0, count - special.length) }, (_, index) => backup(index + 1));
  const stages = ["Validation", "Stage Relational store", "Stage Object store", "Stage system configuration", "Post backup operation cleanup"].map((name, index) =>
    ({ name, state: "completed", lastUpdated: now - kHour + index * 60_000, duration: `${index * 64_221} millis (~ ${index} minutes)` }));
  const job = (number, status, operation, more = {}) => ({ jobid: kJobId(number), status, operationURI: `/arcgis/admin/system/disasterrecovery/stores/default/backups/${operation}`, username: "admin",
    starttime: now - number * kDay, endtime: now - number * kDay + 840_000, updatedtime: now - number * kDay + 840_000, result: { stages }, messages: [], ...more });
  const task = (id, taskTitle, taskType, more = {}) => ({ id: id.repeat(32), taskId: id.repeat(32), taskTitle, taskType, type: `${taskType}_TYPE`, taskState: "active", active: true, ownerId: "admin",
    cronSchedule: { minute: "0", hour: "2", dayOfMonth: "?", month: "*", dayOfWeek: "SAT" }, cronExpression: "0 0 2 ? * SAT", maxOccurrences: -1, generation: 3, created: now - 90 * kDay,
    updated: now - 9 * kDay, lastStart: now - 2 * kDay, startDate: now - 90 * kDay, parameters: {}, operations: ["run", "update"], ...more });
  return {
    stores: [
      { name: "default", default: true, type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "standard", size: "64Gi", labels: { "arcgis/purpose": "backups" } }, identity: "abcdefghijklmnopqrst", rootDir: "backups" },
      { name: "cold-storage-of-the-second-region", default: false, type: "S3", bucketName: "organization-backups", region: "eu-central-2", identity: "uvwxyzabcdefghijklmn", rootDir: "arcgis/production" },
    ],
    backups: [...plain, ...special],
    jobs: [
      job(1, "COMPLETED", "create"),
      job(2, "FAILED", "create", { messages: ["The object store of the organization did not answer within 120 seconds (stage Stage Object store).", "Nothing of this backup was kept."] }),
      job(3, "TIMED OUT", "create"), job(4, "CANCELLED", "verify"), job(5, "COMPLETED", "nightly-03/restore", { username: "a.rather.long.name@organization.example.com" }), job(6, "SOMETHING NEW", "nightly-03/delete"),
    ],
    tasks: [
      task("a", "Weekly backup", "CreateBackup", { parameters: { name: "weekly", storeName: "default", passcode: "shown by the server", retentionOffset: 14 * kDay, metaData: { recurring: true, startTime: "02:00", retention: { type: "day", value: 14 } } } }),
      task("b", "Clean-up of backups whose time has ended", "BackupRetentionCleaner", { cronSchedule: { minute: "0", hour: "*", dayOfMonth: "*", month: "*", dayOfWeek: "?" } }),
      task("c", "Health reports", "CreateHealthCheckReports", { taskState: "paused", active: false, cronSchedule: undefined }),
    ],
    runs: ["succeeded", "failed", "skipped", "executing"].map((status, index) => ({ runId: `r${index}`, status, created: now - index * 7 * kDay, modified: now - index * 7 * kDay + (status === "executing" ? 0 : 840_000),
      url: "", jobId: kJobId(index + 1), result: status === "failed" ? "The store could not be reached." : "" })),
    status: { code: 3, state: "success", operation: "Backup", scheduleType: "SCHEDULED", backupStore: "default", backupName: "nightly-01", startTime: now - kDay, completeTime: now - kDay + 840_000,
      overallDuration: "00hr:14min:00sec:000millisec", message: "", stages },
    settings: { stagingVolumeConfig: { component: "DR_JOB", storageClass: "standard", size: "64Gi", provisioningType: "DYNAMIC", g: 1 }, timeoutInSeconds: 7200 },
  };
}
