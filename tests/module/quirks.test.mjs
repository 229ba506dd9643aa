// Every quirk the reference names in its section 11.5 (and the addresses of 10.9), played by a server over real HTTP.
import assert from "node:assert/strict";
import test from "node:test";

import * as holdfast from "../../web/holdfast.js";
import { scriptedServer, status } from "./scripted-server.mjs";

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
