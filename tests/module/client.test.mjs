// The module against a scripted server over real HTTP: sign-in, create, refusals, lost replies, jobs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { siteSentences } from "../../web/browser-site.js";
import * as holdfast from "../../web/holdfast.js";
import { cutOff, lost, scriptedServer, status } from "./scripted-server.mjs";

const recovery = "admin/system/disasterrecovery";
const create = `POST ${recovery}/stores/default/backups/create`;
const passcode = "correct horse battery staple";
const idle = { status: { code: 0, state: "no_op" } };
const stub = (server) => ({ jobsUrl: `${server.root}/jobs/j1`, jobid: "j1", status: "SUBMITTED" });
const error = (code, message = "no") => ({ error: { code, message, details: [] } });
const backup = { backupName: "b", backupStore: "default", status: "completed", retentionDate: -1 };
const success = { status: { code: 3, state: "success", operation: "Backup", backupStore: "default", backupName: "b", startTime: 5000 } };

async function serve(t, routes) {
  const server = await scriptedServer({
    "GET admin": { currentVersion: "11.4" },
    "POST sharing/rest/generateToken": { token: "secret-token", expires: Date.now() + 3_600_000, ssl: true },
    [`GET ${recovery}/status`]: idle,
    "GET admin/jobs": { jobs: [] },
    [`GET ${recovery}/stores/default/backups`]: { backups: [] },
    ...routes,
  });
  t.after(() => server.close());
  const site = await holdfast.connect({ root: server.root, username: "admin", password: "pass-word" });
  return { server, site };
}

test("a backup is created and watched to its end", async (t) => {
  const { server, site } = await serve(t, {});
  server.routes[create] = stub(server);
  server.routes["GET admin/jobs/j1"] = { jobid: "j1", status: "COMPLETED", starttime: 5000, endtime: 6000 };
  server.routes[`GET ${recovery}/status`] = [idle, success];
  server.routes[`GET ${recovery}/stores/default/backups/b`] = backup;

  const job = await site.store("default").createBackup({ name: "b", passcode, retentionDate: new Date(1_900_000_000_000) });
  assert.equal(job.id, "j1");
  const seen = [];
  for await (const update of job) seen.push(update.status);
  assert.deepEqual(seen, ["COMPLETED"]);
  assert.deepEqual(await job.done, backup);

  const sent = server.requests.find(({ key }) => key === create);
  assert.equal(sent.search, "");
  assert.deepEqual(Object.fromEntries(sent.body), {
    name: "b", passcode, retentionDate: "1900000000000", f: "json", token: "secret-token",
  });
  for (const { search } of server.requests) assert.doesNotMatch(search, /token|pass/);
  assert.equal(server.keys().filter((key) => key.endsWith("generateToken")).length, 1);
});

test("faults are told all at once and nothing is sent", async (t) => {
  const { server, site } = await serve(t, {});
  const refused = await site.store("default").createBackup({ name: "a/b", passcode: "hidden1", retentionDate: 0 }).catch((e) => e);
  assert.ok(refused instanceof holdfast.ValidationError);
  assert.deepEqual(refused.issues.map(({ parameter, code }) => `${parameter}:${code}`),
    ["name:parameter_characters", "passcode:parameter_too_short", "retentionDate:parameter_range"]);
  assert.doesNotMatch(JSON.stringify(refused) + refused.stack, /hidden1/);
  assert.equal(server.requests.length, 0);
});

test("the next runs of a schedule are the core's, special days included; what cannot be read is named", async () => {
  const from = Date.UTC(2026, 10, 24, 2, 30);
  const iso = async (cron, count) => (await holdfast.nextRuns(cron, from, count)).map((run) => new Date(run).toISOString().slice(0, 16));
  const last = { minute: "0", hour: "0", dayOfMonth: "L", month: "*", dayOfWeek: "?" };
  assert.deepEqual(await iso(last, 3), ["2026-11-30T00:00", "2026-12-31T00:00", "2027-01-31T00:00"]);
  assert.equal((await iso(last)).length, 5);
  assert.deepEqual(await iso({ ...last, dayOfMonth: "30", month: "2" }, 1), []);
  await assert.rejects(holdfast.nextRuns({ ...last, minute: "60" }, from, 1), (fault) =>
    fault instanceof holdfast.ValidationError && fault.issues[0].parameter === "minute");
});

test("a task is checked before it is sent, whole when it is new and in its parts when it is changed", async () => {
  const issues = async (validate, parameters) => (await validate(parameters)).issues.map(({ parameter, code }) => `${parameter}: ${code}`);
  assert.deepEqual(await issues(holdfast.validateUpdateTask, { minute: "61" }), ["minute: parameter_range"]);
  assert.deepEqual(await issues(holdfast.validateUpdateTask, { title: "nightly" }), []);
  assert.deepEqual(await issues(holdfast.validateCreateTask, {
    type: "CreateBackup", parameters: { name: "n" }, minute: "0", hour: "2", dayOfMonth: "1", month: "*", dayOfWeek: "MON",
  }), ["dayOfWeek: parameter_mismatch", "parameters.passcode: parameter_required"]);
});

test("validateCreateBackup advises without sending and keeps the caller's bytes", async () => {
  const bytes = new TextEncoder().encode("eight ch");
  const { issues, advice } = await holdfast.validateCreateBackup({ name: "b", passcode: bytes, retentionDate: new Date(1) }, { now: 2 });
  assert.deepEqual(issues, []);
  assert.deepEqual(advice.map(({ parameter }) => parameter), ["passcode", "retentionDate"]);
  assert.equal(new TextDecoder().decode(bytes), "eight ch");
  const noDate = await holdfast.validateCreateBackup({ name: "b", passcode, retentionDate: new Date(NaN) });
  assert.deepEqual(noDate.issues.map(({ code }) => code), ["parameter_type"]);
});

for (const [name, reply, Kind, code] of [
  ["error object", error(400, "bad"), holdfast.AdminApiError, "api_bad_request"],
  ["Administrator shape", { status: "error", messages: ["full"], code: 500 }, holdfast.AdminApiError, "api_error"],
  ["conflict", error(409, "a job is running"), holdfast.AdminApiError, "api_conflict"],
  ["missing privilege", error(403), holdfast.AuthenticationError, "privilege_missing"],
  ["HTTP status with JSON", status(503, error(503, "busy")), holdfast.AdminApiError, "api_unavailable"],
]) {
  test(`a refusal is a typed error: ${name}`, async (t) => {
    const { server, site } = await serve(t, { [create]: reply });
    const refused = await site.store("default").createBackup({ name: "b", passcode }).catch((e) => e);
    assert.ok(refused instanceof Kind, String(refused.stack));
    assert.equal(refused.code, code);
    assert.doesNotMatch(JSON.stringify(refused) + refused.message, /secret-token|pass-word|battery/);
    assert.equal(server.keys().filter((key) => key === create).length, 1);
  });
}

test("498 brings one refresh and one retry", async (t) => {
  let count = 0;
  const { server, site } = await serve(t, {
    "POST sharing/rest/generateToken": (request, response) => {
      response.end(JSON.stringify({ token: `token-${++count}`, expires: Date.now() + 3_600_000 }));
    },
    "GET admin/jobs": [error(498), { jobs: ["j9"] }],
  });
  assert.deepEqual(await site.jobs(), ["j9"]);
  assert.equal(count, 2);
  assert.equal(server.requests.at(-1).headers["x-esri-authorization"], "Bearer token-2");
  assert.equal(site.token.token, "token-2");
});

test("many calls share one sign-in, and a failed one is not kept", async (t) => {
  const { server, site } = await serve(t, {
    "POST sharing/rest/generateToken": [lost, { token: "t", expires: Date.now() + 3_600_000 }],
  });
  const failed = await Promise.allSettled([site.jobs(), site.jobs(), site.stores()]);
  assert.ok(failed.every(({ reason }) => reason?.code === "network_failed"));
  assert.equal(server.requests.length, 1);
  await Promise.all([site.jobs(), site.jobs()]);
  assert.equal(server.keys().filter((key) => key.endsWith("generateToken")).length, 2);
});

test("a refused sign-in says so", async (t) => {
  const { site } = await serve(t, {
    "POST sharing/rest/generateToken": { error: { code: 400, message: "Unable to generate token.", details: ["Invalid username or password."] } },
  });
  const refused = await site.stores().catch((e) => e);
  assert.ok(refused instanceof holdfast.AuthenticationError);
  assert.equal(refused.code, "sign_in_refused");
  assert.doesNotMatch(JSON.stringify(refused) + refused.message, /pass-word/);
});

for (const [name, how] of [["lost", lost], ["cut off", cutOff]]) {
  test(`a reply that is ${name} is reconciled, not repeated`, async (t) => {
    const { server, site } = await serve(t, { [create]: how });
    server.routes["GET admin/jobs"] = [{ jobs: ["j0"] }, { jobs: ["j0", "j7"] }];
    server.routes["GET admin/jobs/j7"] = { jobid: "j7", status: "EXECUTING", operationURI: "/context/admin/system/disasterrecovery/stores/default/backups/create" };
    const job = await site.store("default").createBackup({ name: "b", passcode });
    assert.equal(job.id, "j7");
    assert.equal(server.keys().filter((key) => key === create).length, 1);
  });
}

test("a list longer than sixteen MiB is listed, and looked through where a reply was lost", async (t) => {
  const { server, site } = await serve(t, { [create]: lost });
  const description = "d".repeat(1 << 20);
  const backups = Array.from({ length: 18 }, (_, index) => ({ ...backup, backupName: `before-${index}`, description }));
  server.routes[`GET ${recovery}/stores/default/backups`] = { backups: [...backups, { ...backup, startTime: 5000 }] };
  assert.equal((await site.store("default").backups()).length, 19);
  const job = await site.store("default").createBackup({ name: "b", passcode });
  assert.equal(job.subject.backupName, "b");
  assert.equal(server.keys().filter((key) => key === create).length, 1);
});

test("HTML instead of JSON is named as such", async (t) => {
  const { site } = await serve(t, { [`GET ${recovery}/stores`]: "<!DOCTYPE html><html></html>" });
  await assert.rejects(site.stores(), { name: "AdminApiError", code: "reply_html" });
});

test("a signal ends a call and a watched job", async (t) => {
  const { server, site } = await serve(t, { [`GET ${recovery}/stores`]: () => {} });
  await assert.rejects(site.stores({ signal: AbortSignal.timeout(50) }), { name: "NetworkError", code: "aborted" });
  server.routes["GET admin/jobs/j1"] = { jobid: "j1", status: "EXECUTING", starttime: 1, endtime: 0 };
  const job = site.job("j1");
  for await (const update of job) {
    assert.equal(update.status, "EXECUTING");
    job.stop();
  }
  await assert.rejects(job.done, { code: "aborted" });
});

test("a failed job rejects with its words, and is a value", async (t) => {
  const { server, site } = await serve(t, {});
  server.routes["GET admin/jobs/j1"] = { jobid: "j1", status: "FAILED", starttime: 1, endtime: 2, messages: ["disk full"] };
  const job = site.job("j1", { operation: "backup", storeName: "default", backupName: "b" });
  const failed = await job.done.catch((e) => e);
  assert.ok(failed instanceof holdfast.JobError);
  assert.equal(failed.code, "job_failed");
  assert.equal(failed.job, job);
  assert.deepEqual(failed.details, ["disk full"]);
  assert.deepEqual(JSON.parse(JSON.stringify(job)), { root: server.root, id: "j1", subject: job.subject });
});

test("the caller's way to wait is used between questions, with the server's date told", async () => {
  const states = ["SUBMITTED", "EXECUTING", "FAILED"];
  const waits = [];
  const dates = [];
  const site = await holdfast.connect({
    root: "https://organization.example.com/context/admin", token: "t", version: "12.0",
    fetch: async () => Response.json({ jobid: "j1", status: states.shift(), starttime: 1, messages: [] }, { headers: { date: "Wed, 25 Nov 2026 11:00:00 GMT" } }),
    wait: async (milliseconds, signal) => { waits.push([milliseconds, signal instanceof AbortSignal]); },
    onRequest: ({ date }) => dates.push(date),
  });
  await assert.rejects(site.job("j1", { operation: "register" }).done, { name: "JobError" });
  assert.equal(waits.length, 2);
  for (const [milliseconds, hasSignal] of waits) assert.ok(milliseconds >= 1800 && milliseconds <= 2200 && hasSignal, String(milliseconds));
  assert.deepEqual([...new Set(dates)], [Date.UTC(2026, 10, 25, 11)]);
});

test("a view asked for first of all is read signed in, and without a sign-in where there is none", async () => {
  const heard = [];
  const fetch = async (request) => { heard.push(request.headers.get("x-esri-authorization")); return new Response("<p>", { headers: { "content-type": "text/html" } }); };
  const root = "https://organization.example.com/context/admin";
  const signedIn = await holdfast.connect({ root, fetch, version: "12.0", credentials: () => ({ token: "t" }) });
  assert.deepEqual(await signedIn.view("system", "html"), { contentType: "text/html", text: "<p>" });
  await (await holdfast.connect({ root, fetch, version: "12.0" })).view("", "html");
  assert.deepEqual(heard, ["Bearer t", "Bearer t", null], "whoever can sign in asks for JSON first, since a page may be a form to sign in with");
  const refused = await holdfast.connect({ root, fetch, credentials: () => { throw new Error("no keyring"); } });
  await assert.rejects(refused.view("", "html"), /no keyring/);
});

test("a view whose token is refused is read with a fresh one, and says so where there is none", async () => {
  const replies = { old: { error: { code: 498, message: "Invalid token.", details: [] } }, new: { jobs: [] } };
  const fetch = async (request) => Response.json(replies[request.headers.get("x-esri-authorization").slice("Bearer ".length)]);
  const tokens = ["old", "new"];
  const root = "https://organization.example.com/context/admin";
  const site = await holdfast.connect({ root, fetch, version: "12.0", credentials: () => ({ token: tokens.shift() }) });
  assert.equal((await site.view("jobs", "pjson")).text, JSON.stringify(replies.new));
  const refused = await holdfast.connect({ root, fetch, version: "12.0", token: "old" });
  await assert.rejects(refused.view("jobs", "html"), { name: "AuthenticationError", code: "token_expired" });
});

test("an injected fetch carries everything, and the log holds no secret", async () => {
  const log = [];
  const site = await holdfast.connect({
    root: "https://organization.example.com/context/admin",
    token: "given-token",
    version: "12.0",
    fetch: async (request) => Response.json({ jobs: [new URL(request.url).pathname] }),
    onRequest: (entry) => log.push(entry),
  });
  assert.deepEqual(await site.jobs(), ["/context/admin/jobs"]);
  assert.equal(log.length, 1);
  assert.doesNotMatch(JSON.stringify([log, site]), /given-token/);
});

test("a wrong root is refused before anything is sent", async () => {
  for (const root of ["ftp://a/b/admin", "https://host/arcgis", "https://host/arcgis/admin?x", "https://u:p@host/a/admin"]) {
    await assert.rejects(holdfast.connect({ root, token: "t" }), { name: "ValidationError", parameter: "root" });
  }
});

test("memory stays flat over many calls", async () => {
  const site = await holdfast.connect({
    root: "https://organization.example.com/context/admin",
    token: "t",
    version: "12.0",
    fetch: async () => new Response(JSON.stringify({ jobs: Array.from({ length: 1000 }, (_, i) => `j${i}`) })),
  });
  const { load } = await import("../../web/load.js");
  const core = await load();
  for (let i = 0; i < 50; ++i) await site.jobs();
  const before = core.HEAPU8?.length ?? core.wasmMemory?.buffer.byteLength;
  assert.ok(before > 0, "the module tells its memory");
  for (let i = 0; i < 1000; ++i) await site.jobs();
  assert.equal(core.HEAPU8?.length ?? core.wasmMemory?.buffer.byteLength, before);
});

test("the error codes of the core are those of the types and of the documentation", async () => {
  const codes = (await holdfast.errorCodes()).map(({ code }) => code);
  const types = await readFile(new URL("../../web/holdfast.d.ts", import.meta.url), "utf8");
  const union = types.match(/export type ErrorCode =([^;]*);/)[1];
  assert.deepEqual([...union.matchAll(/"([a-z_]+)"/g)].map(([, code]) => code), codes);
  const page = await readFile(new URL("../../docs/error-codes.md", import.meta.url), "utf8");
  for (const { code, kind, meaning } of await holdfast.errorCodes()) {
    assert.ok(page.includes(`| \`${code}\` | ${kind} | ${meaning} |`), `docs/error-codes.md lacks the row of ${code}`);
  }
  assert.deepEqual([...page.split("## Sentences")[0].matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code), codes, "docs/error-codes.md has these rows and no others");
  const rowsOf = (list) => list.map(({ sentence, message }) => `| \`${sentence}\` | ${message} |`);
  const tables = page.split("\n|---|---|\n").slice(1).map((rest) => rest.split("\n\n")[0].trim().split("\n"));
  assert.deepEqual(tables, [rowsOf(await holdfast.sentences()), rowsOf(await siteSentences())], "docs/error-codes.md has the sentences of the core and of the site in a browser");
});

test("a fault names its sentence and the values in it, wherever it is told", async () => {
  const name = "n".repeat(300);
  const { issues: [issue], advice } = await holdfast.validateCreateBackup({ name, passcode: "eight ch" });
  const { message } = (await holdfast.sentences()).find(({ sentence }) => sentence === "name_too_long");
  assert.deepEqual(issue, { parameter: "name", code: "parameter_too_long", sentence: "name_too_long", values: { bytes: "300", limit: "255" }, message: "The name takes 300 bytes; shorten it to 255 at most." });
  assert.equal(message.replace("{bytes}", "300").replace("{limit}", "255"), issue.message);
  assert.deepEqual(advice.map(({ sentence }) => sentence), ["passcode_short"]);
  const site = await holdfast.connect({ root: "https://example.com/context/admin", token: "t", fetch: () => assert.fail("nothing is sent") });
  await assert.rejects(site.store("default").createBackup({ name, passcode: "eight ch" }), (error) => {
    assert.deepEqual(error.issues, [issue]);
    return true;
  });
});

test("signing out has the server revoke the token, and where it does not the token is forgotten all the same", async (t) => {
  const revoke = "POST sharing/rest/oauth2/revokeToken";
  const replies = [
    [{ success: true }, true],
    [error(400, "Invalid client_id"), false],
    [status(404, { error: "not found" }), false],
    ["<html>what is this?</html>", false],
    [lost, false],
  ];
  for (const [reply, revoked] of replies) {
    const { server, site } = await serve(t, { [revoke]: reply });
    assert.deepEqual(await site.signOut(), { revoked: false }, "there is no token yet");
    await site.status();
    assert.equal(site.token.token, "secret-token");
    const signingOut = site.signOut();
    assert.equal(site.token, null, "forgotten at once");
    assert.deepEqual(await signingOut, { revoked });
    const sent = server.requests.filter(({ key }) => key === revoke);
    assert.deepEqual(sent.map(({ search, body }) => [search, body.get("auth_token")]), [["", "secret-token"]]);
    await site.status();
    assert.equal(server.keys().filter((key) => key.endsWith("generateToken")).length, 2, "the next call signs in again");
  }
});

test("a server that does not answer holds nobody up who signs out", async (t) => {
  const { site } = await serve(t, { "POST sharing/rest/oauth2/revokeToken": () => {} });
  await site.status();
  const ending = new AbortController();
  const signingOut = site.signOut({ signal: ending.signal });
  ending.abort();
  assert.deepEqual(await signingOut, { revoked: false });
});

test("a store works on after its site was dropped", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  let isGone = false;
  const gone = new FinalizationRegistry(() => { isGone = true; });
  const store = await (async () => {
    const { site } = await serve(t, {});
    gone.register(site);
    return site.store("default");
  })();
  while (!isGone) {
    collect();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  await new Promise((resolve) => { setTimeout(resolve, 10); });  // whoever else waits for it hears of it too
  assert.deepEqual(await store.backups(), []);
});
