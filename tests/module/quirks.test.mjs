// Every quirk and every open point the reference names (its section 11.5 and those in the titles), played by a server over real HTTP.
import assert from "node:assert/strict";
import test from "node:test";

import * as holdfast from "../../web/holdfast.js";
import { lost, scriptedServer, status } from "./scripted-server.mjs";

const recovery = "admin/system/disasterrecovery";
const store = `${recovery}/stores/default`;
const passcode = "correct horse battery staple";
const backup = { backupName: "b", backupStore: "default", status: "completed" };
const idle = { status: { code: 0, state: "no_op" } };
const subject = { operation: "backup", storeName: "default", backupName: "b" };
const state = (word, operation = "Backup", startTime = 5000) =>
  ({ status: { code: 1, state: word, operation, backupStore: "default", backupName: "b", startTime, stages: [] } });
const error = (code, message) => ({ error: { code, message, details: null } });

async function serve(t, version, routes) {
  const server = await scriptedServer({ "GET admin": { currentVersion: version }, "GET admin/jobs": { jobs: [] }, ...routes });
  t.after(() => server.close());
  return { server, site: await holdfast.connect({ root: server.root, token: "t" }) };
}

test("165: a job that reads COMPLETED at once is confirmed before it is believed", async (t) => {
  const { site } = await serve(t, "11.4", {
    "GET admin/jobs/j": { jobid: "j", status: "COMPLETED", starttime: 5000, endtime: 5001 },
    [`GET ${recovery}/status`]: [state("in_progress"), state("success")],
    [`GET ${store}/backups/b`]: backup,
  });
  const seen = [];
  for await (const update of site.job("j", subject)) seen.push(update.status);
  assert.deepEqual(seen, ["CONFIRMING", "COMPLETED"]);
});

test("263: a completed job without a result is complete", async (t) => {
  const { site } = await serve(t, "12.0", {
    "GET admin/jobs/j": { jobid: "j", status: "COMPLETED", starttime: 5000, endtime: 6000 },
    [`GET ${recovery}/status`]: state("success"),
    [`GET ${store}/backups/b`]: backup,
  });
  assert.deepEqual(await site.job("j", subject).done, backup);
});

test("268: a store's update always tells 12.0 about spatiotemporal backups", async (t) => {
  const { server, site } = await serve(t, "12.0", {
    [`GET ${store}`]: { name: "default", default: false, type: "HOSTED" },
    [`POST ${store}/update`]: (request, response, body) => {
      const settings = JSON.parse(new URLSearchParams(body).get("settings"));
      const answer = "supportBDSBackup" in settings ? { status: "success" } : error(500, 'JSONObject["supportBDSBackup"] not found.');
      response.end(JSON.stringify(answer));
    },
  });
  assert.deepEqual(await site.store("default").update({ default: true }), { status: "success" });
  const sent = JSON.parse(server.requests.at(-1).body.get("settings"));
  assert.deepEqual(sent, { default: true, supportBDSBackup: false });
});

test("fc9076e: right after a restore the status still speaks of the job before", async (t) => {
  const { site } = await serve(t, "11.4", {
    [`GET ${recovery}/status`]: [
      state("success", "Restore", 1000), state("success", "Restore", 1000), status(503, {}), state("success", "Restore", 9000),
    ],
    [`POST ${store}/backups/b/restore`]: { status: "success" },
  });
  const job = await site.store("default").backup("b").restore({ passcode });
  assert.equal(job.id, "");
  assert.equal((await job.done).startTime, 9000);
});

test("completed_with_warnings is success, and its message is shown", async (t) => {
  const warned = state("completed_with_warnings", "Restore", 9000);
  warned.status.message = "two services were not restarted";
  const { site } = await serve(t, "12.0", {
    [`GET ${recovery}/status`]: [idle, warned],
    [`POST ${store}/backups/b/restore`]: { status: "success" },
  });
  const job = await site.store("default").backup("b").restore({ passcode });
  await job.done;
  assert.equal(job.latest.status, "COMPLETED");
  assert.deepEqual(job.latest.messages, ["two services were not restarted"]);
});

test("9db046f: a GET carries f=json in its address and nothing in a body", async (t) => {
  const { server, site } = await serve(t, "12.0", { [`GET ${recovery}/stores`]: {} });
  assert.deepEqual(await site.stores(), []);
  assert.ok(server.requests.every(({ search, body }) => search === "?f=json" && [...body].length === 0));
});

test("10.9: backups lie under backuprestore, the store goes into the body", async (t) => {
  const { server, site } = await serve(t, "10.9", {
    [`GET ${recovery}/backuprestore/status`]: idle,
    [`POST ${recovery}/backuprestore/backup`]: { status: "success" },
    [`GET ${recovery}/backuprestore/backups`]: { backups: [backup] },
  });
  const job = await site.store("default").createBackup({ name: "b", passcode });
  assert.equal(job.id, "");
  const sent = server.requests.find(({ key }) => key === `POST ${recovery}/backuprestore/backup`);
  assert.equal(sent.body.get("storeName"), "default");
  assert.equal(sent.body.has("retentionDate"), false);
  assert.deepEqual(await site.store("default").backups(), [backup]);
  assert.equal((await site.store("default").update({ default: true }).catch((e) => e)).code, "validation_failed");
});

test("deletion answers at either address, at once or as a job", async (t) => {
  const { site } = await serve(t, "11.4", {
    [`POST ${recovery}/backuprestore/backups/b/delete`]: [{ status: "success" }, { jobsUrl: "", jobid: "j2", status: "SUBMITTED" }],
  });
  assert.deepEqual(await site.store("default").backup("b").delete(), { status: "success" });
  const job = await site.store("default").backup("b").delete({ async: true });
  assert.ok(job instanceof holdfast.Job);
  assert.equal(job.id, "j2");
});

test("a retention date is cleared with null", async (t) => {
  const { server, site } = await serve(t, "11.4", { [`POST ${store}/backups/b/update`]: { status: "success" } });
  await site.store("default").backup("b").update({ retentionDate: null });
  assert.equal(server.requests.at(-1).body.get("retentionDate"), "-1");
});

// ---- What the reference leaves open: each shape it allows is taken for what it is --------------------------------------------

test("section 3: the status of 10.9 names no backup; a create is followed by it and by the store's list", async (t) => {
  const old = (code, word, when) => ({ status: { code, state: word, messages: [{ code: 4014, message: word, when }] } });
  const { site } = await serve(t, "10.9", {
    [`GET ${recovery}/backuprestore/status`]: [old(3, "success", 1000), old(1, "in_progress", 9000), old(3, "success", 9500)],
    [`POST ${recovery}/backuprestore/backup`]: { status: "success" },
    [`GET ${recovery}/backuprestore/backups/b`]: backup,
  });
  const job = await site.store("default").createBackup({ name: "b", passcode });
  assert.deepEqual(await job.done, backup);
  assert.deepEqual(job.latest.messages, ["success"]);
});

test("section 3: while it restores, an organization answers with anything", async (t) => {
  const { site } = await serve(t, "11.4", {
    [`GET ${recovery}/status`]: [idle, lost, "<html>maintenance</html>", error(500, "java.lang.NullPointerException"), state("success", "Restore", 9000)],
    [`POST ${store}/backups/b/restore`]: { status: "success" },
  });
  const job = await site.store("default").backup("b").restore({ passcode });
  assert.equal((await job.done).state, "success");
});

test("section 4.3: registering answers at once, with a name, or as a job", async (t) => {
  const settings = { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "ssd", size: "64Gi" } };
  const { site } = await serve(t, "12.0", {
    [`POST ${recovery}/stores/register`]: [{ status: "success" }, { name: "s" }, { jobsUrl: "", jobid: "j", status: "SUBMITTED" }],
  });
  const register = (more) => site.registerStore({ storeName: "s", settings, isDefault: false, ...more });
  assert.deepEqual(await register(), { status: "success" });
  assert.deepEqual(await register(), { name: "s" });
  assert.equal((await register({ async: true })).id, "j");
});

test("section 4.5: a store that is not ready says so, and is no error", async (t) => {
  const { site } = await serve(t, "12.0", { [`POST ${store}/validate`]: { isReady: false, status: "failed", messages: ["no route"] } });
  assert.equal((await site.store("default").validate()).isReady, false);
});

test("section 5.3: a stub whose address lies elsewhere, or is called jobs, is followed below the root only", async (t) => {
  const { server, site } = await serve(t, "12.0", {
    [`GET ${recovery}/status`]: [idle, idle, state("success"), idle, state("success")],
    [`POST ${store}/backups/create`]: [
      { jobs: "https://elsewhere.example/context/admin/jobs/j", jobid: "j", status: "SUBMITTED" },
      { jobsUrl: "https://elsewhere.example/context/admin/jobs/j", status: "SUBMITTED" },
    ],
    "GET admin/jobs/j": { jobid: "j", status: "EXECUTING", starttime: 5000, endtime: 0 },
  });
  assert.equal((await site.store("default").createBackup({ name: "b", passcode })).id, "j");
  assert.equal((await site.store("default").createBackup({ name: "b", passcode })).id, "");
  assert.ok(server.requests.every(({ path }) => path.startsWith("/context/admin")));
});

test("section 7: TIMED OUT ends a job, with what the server says", async (t) => {
  const { site } = await serve(t, "12.0", {
    "GET admin/jobs/j": { jobid: "j", status: "TIMED OUT", starttime: 1, endtime: 2, messages: [{ message: "after 7200 s" }] },
  });
  const failed = await site.job("j", subject).done.catch((cause) => cause);
  assert.equal(failed.code, "job_timed_out");
  assert.deepEqual(failed.details, ["after 7200 s"]);
});

test("section 7: UNAVAILABLE and a word that is not documented end nothing", async (t) => {
  const job = (word) => ({ jobid: "j", status: word, starttime: 5000, endtime: 0 });
  const { site } = await serve(t, "12.0", {
    "GET admin/jobs/j": [job("UNAVAILABLE"), job("PAUSED"), { ...job("COMPLETED"), endtime: 6000, result: {} }],
    [`GET ${recovery}/status`]: state("completed_with_warnings"),
    [`GET ${store}/backups/b`]: backup,
  });
  const seen = [];
  for await (const update of site.job("j", subject)) seen.push([update.status, update.serverStatus]);
  assert.deepEqual(seen, [["UNAVAILABLE", "UNAVAILABLE"], ["UNKNOWN", "PAUSED"], ["COMPLETED", "COMPLETED"]]);
});

test("section 7: the stages of a job are its result's where it has one", async (t) => {
  const stages = [{ name: "Validation", state: "completed", duration: "1 millis (~ 0 minutes)" }];
  const { site } = await serve(t, "11.4", {
    "GET admin/jobs/j": { jobid: "j", status: "FAILED", starttime: 1, endtime: 2, result: { stages, messages: ["no space"] } },
  });
  const job = site.job("j", subject);
  const failed = await job.done.catch((cause) => cause);
  assert.deepEqual(job.latest.stages, stages);
  assert.deepEqual(failed.details, ["no space"]);
});

test("section 8: tasks are listed as result, and their times are numbers or English text", async (t) => {
  const listed = { id: "a".repeat(32), taskTitle: "t", taskType: "CreateBackup", taskState: "active", created: 1619043762000 };
  const { site } = await serve(t, "12.0", {
    "GET admin/system/tasks": { result: [listed] },
    [`GET admin/system/tasks/${listed.id}`]: { ...listed, created: "Apr 21, 2021, 10:42:17 PM" },
    [`GET admin/system/tasks/${listed.id}/runs`]: {},
    [`GET admin/system/tasks/${listed.id}/runs/r1`]: { runId: "r1", status: "succeeded", created: "Apr 22, 2021, 3:00:31 AM" },
    [`POST admin/system/tasks/${listed.id}/runs/r1/update`]: { status: "success" },
    [`POST admin/system/tasks/${listed.id}/runs/r1/delete`]: { success: true },
    [`POST admin/system/tasks/${listed.id}/disable`]: { success: true, taskId: listed.id },
  });
  assert.deepEqual(await site.tasks(), [listed]);
  assert.equal((await site.task(listed.id).info()).created, "Apr 21, 2021, 10:42:17 PM");
  assert.deepEqual(await site.task(listed.id).runs(), []);
  assert.equal((await site.task(listed.id).runInfo("r1")).status, "succeeded");
  assert.deepEqual(await site.task(listed.id).updateRun("r1", { status: "skipped", result: "seen to" }), { status: "success" });
  await assert.rejects(site.task(listed.id).updateRun("r1", { status: "done" }), { code: "validation_failed" });
  assert.deepEqual(await site.task(listed.id).deleteRun("r1"), { success: true });
  assert.deepEqual(await site.task(listed.id).disable(), { success: true, taskId: listed.id });
});

for (const [name, details, words] of [["null", null, ["no"]], ["text", "why", ["no", "why"]], ["absent", undefined, ["no"]]]) {
  test(`section 10: the details of an error may be ${name}`, async (t) => {
    const { site } = await serve(t, "12.0", { [`GET ${recovery}/stores`]: { error: { code: 500, message: "no", details } } });
    const refused = await site.stores().catch((cause) => cause);
    assert.equal(refused.apiCode, 500);
    assert.deepEqual(refused.details, words);
  });
}

test("section 10: 498 as an HTTP status brings one refresh as well", async (t) => {
  let granted = 0;
  const server = await scriptedServer({
    "GET admin": { currentVersion: "12.0" },
    "POST sharing/rest/generateToken": (request, response) => response.end(JSON.stringify({ token: `t${++granted}`, expires: Date.now() + 3_600_000 })),
    "GET admin/jobs": [status(498, { error: { code: 498, message: "Invalid token.", details: [] } }), { jobs: ["j"] }],
  });
  t.after(() => server.close());
  const site = await holdfast.connect({ root: server.root, username: "u", password: "p" });
  assert.deepEqual(await site.jobs(), ["j"]);
  assert.equal(granted, 2);
});
