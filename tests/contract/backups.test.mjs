// Contract of backups and the jobs that make, restore and delete them (reference sections 1, 3, 5 and 7).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, assertMembers, assertStages, assertStub, assertTime, isLocal, mayRestore, openServer, passcode, run } from "./server.mjs";

const kStatus = "system/disasterrecovery/status";
const kAliases = "system/disasterrecovery/backuprestore";
const aliases = isLocal ? false : "only a 10.9 server has to have the 10.9 addresses";
const restores = mayRestore ? false : "takes the organization offline; HOLDFAST_CONTRACT_RESTORE=yes allows it";

let server;
let backups;
before(async (t) => {
  server = await openServer(t);
  backups = await server.backups();
});

/** Creates a backup, waits for its end and answers the ended job. */
async function create(name, fields = {}) {
  const stub = await server.post(`${backups}/create`, { name, passcode, description: "made by the contract", ...fields });
  assert.equal(stub.status, "SUBMITTED", JSON.stringify(stub));
  return server.ended(stub.jobid);
}

/** §3: what the status resource tells of the end of `operation` on the backup. */
function statusOf(operation, name) {
  return server.until(`The end of the ${operation} of ${name}`, async () => {
    const { status } = await server.get(kStatus);
    return status?.backupName === name && status.operation?.toLowerCase() === operation && status.completeTime > 0 && status;
  });
}

test("§5.3, §7.2 a create answers with a job, which is watched to its end", async () => {
  const retentionDate = Date.now() + 86_400_000;
  const stub = await server.post(`${backups}/create`, { name: run, passcode, description: "", retentionDate });
  assertStub(stub);

  const kJob = { jobid: "string", status: "string", operationURI: "string", username: "string", starttime: "time", endtime: "time", updatedtime: "time", result: "object?", messages: "strings?" };
  const first = await server.get(`jobs/${stub.jobid}`);
  assert.ok(["SUBMITTED", "EXECUTING", "COMPLETED"].includes(first.status), first.status);
  assertMembers(first, kJob, "a job");
  if (first.status !== "COMPLETED") assert.deepEqual([first.endtime, first.result], [0, undefined], "what a job that runs has not");
  const job = await server.ended(stub.jobid);
  assert.equal(job.status, "COMPLETED", JSON.stringify(job));
  assertMembers(job, kJob, "an ended job");
  if (job.result?.stages) assertStages(job.result.stages, "the result");
  assert.equal(job.jobid, stub.jobid);
  assert.ok(job.operationURI.includes("/admin/system/disasterrecovery/stores/"), job.operationURI);
  assert.equal(job.username, server.username);
  for (const name of ["starttime", "endtime", "updatedtime"]) assertTime(job[name], name);
  assert.ok((await server.get("jobs")).jobs.includes(stub.jobid), "§7.1 the job is listed");

  const { status } = await server.get(kStatus);
  assertMembers(status, { code: "integer", state: "string", operation: /^Backup$/, scheduleType: "string", backupStore: "string", backupName: "string",
    startTime: "time", completeTime: "time", overallDuration: "string", message: /^$/, stages: "array" }, "the status");
  assertStages(status.stages, "the status");
  const kStages = ["Validation", "Stage Relational store", "Stage Object store", "Stage system configuration", "Post backup operation cleanup"];
  assert.deepEqual(status.stages.map(({ name }) => name), kStages.filter((name) => status.stages.some((stage) => stage.name === name)), "§3 the stages in their order");
  assert.equal(status.state, "success");
  assert.equal(status.code, 3);
  assert.equal(status.backupStore, await server.store());
  assert.equal(status.backupName, run);
  assert.equal(status.scheduleType, "MANUAL");
  assert.match(status.overallDuration, /^\d\dhr:\d\dmin:\d\dsec:\d{1,3}millisec$/);
  for (const stage of status.stages) assert.equal(stage.state, "completed");

  const backup = await server.get(`${backups}/${run}`);
  assertMembers(backup, { backupName: "string", release: /^\d+(\.\d+)+$/, siteName: "string", namespace: "string", description: "string", backupStore: "string",
    backupType: /^FULL$/, scheduleType: /^MANUAL$/, retentionDate: "integer", encryptKey: "string", startTime: "time", completeTime: "time", status: "string",
    relationalStore: "array", objectStore: "array", infrastructures: "object" }, "a backup");
  for (const store of backup.relationalStore) {
    assertMembers(store, { metadata: "string", geodatabases: "array", systemDatabases: "strings", startTime: "time", endTime: "time", clusterID: "string", status: "string" }, "a relational store");
  }
  for (const store of backup.objectStore) assertMembers(store, { metadata: "string", buckets: "strings", startTime: "time", endTime: "time", clusterID: "string", status: "string" }, "an object store");
  assertMembers(backup.infrastructures, { startTime: "time" }, "infrastructures");
  assert.equal(backup.backupName, run);
  assert.equal(backup.backupStore, await server.store());
  assert.equal(backup.description, "");
  assert.equal(backup.status, "completed");
  assert.equal(backup.retentionDate, retentionDate);
  for (const name of ["startTime", "completeTime"]) assertTime(backup[name], name);
  assert.equal(JSON.stringify(backup).includes(passcode), false, "the passcode is shown nowhere");
  const listed = (await server.get(backups)).backups.find(({ backupName }) => backupName === run);
  assert.deepEqual(listed, backup, "§5.1 the list has the same objects");
});

test("§5.3 what the parameters must be", async () => {
  const refused = [{}, { name: "x" }, { passcode }, { name: "", passcode }, { name: "x", passcode: "seven77" }, { name: "a/b", passcode },
    { name: "x", passcode, retentionDate: "tomorrow" }, { name: "x", passcode, retentionDate: "-2" }];
  for (const fields of refused) assertError(await server.post(`${backups}/create`, fields), 400);
  assertError(await server.post("system/disasterrecovery/stores/no-such-store/backups/create", { name: "x", passcode }), 404);
  assertError(await server.get(`${backups}/create`), 400, 404, 405);
});

test("§11.3 a name is the key inside a store", async () => {
  assertError(await server.post(`${backups}/create`, { name: run, passcode }), 409, 400);
  assertError(await server.get(`${backups}/${run}-absent`), 404);
});

test("§5.3, §5.6 storeName is taken beside the address, where it names the same store", async () => {
  const name = `${run}-named`;
  assertError(await server.post(`${backups}/create`, { name, passcode, storeName: "no-such-store" }), 400);
  const stub = await server.post(`${backups}/create`, { name, passcode, storeName: await server.store(), retentionDate: "" });
  assertStub(stub);
  assert.equal((await server.ended(stub.jobid)).status, "COMPLETED");
  assert.equal((await server.get(`${backups}/${name}`)).retentionDate, -1, "absent or empty: never expires");
  assert.equal((await server.post(`${backups}/${name}/delete`, { async: "False" })).status, "success");
});

test("§5.4 the retention date is all that an update changes", async () => {
  const path = `${backups}/${run}`;
  const before = await server.get(path);
  const later = before.retentionDate + 1000;
  assert.equal((await server.post(`${path}/update`, { retentionDate: later, description: "another" })).status, "success");
  assert.deepEqual(await server.get(path), { ...before, retentionDate: later });
  assert.equal((await server.post(`${path}/update`, { retentionDate: -1 })).status, "success");
  assert.equal((await server.get(path)).retentionDate, -1);
});

test("§5.6 a restore with another passcode is refused before anything changes", { skip: restores }, async () => {
  const { status: before } = await server.get(kStatus);
  assertError(await server.post(`${backups}/${run}/restore`, { passcode: `${passcode}!` }), 400);
  assert.deepEqual((await server.get(kStatus)).status, before);
});

test("§5.6 a restore is accepted, and the status resource tells its end", { skip: restores }, async () => {
  assert.equal((await server.post(`${backups}/${run}/restore`, { passcode })).status, "success");
  const status = await statusOf("restore", run);
  assert.ok(["success", "completed_with_warnings"].includes(status.state), JSON.stringify(status));
});

test("§1 the 10.9 addresses", { skip: aliases }, async () => {
  const name = `${run}-legacy`;
  const stub = await server.post(`${kAliases}/backup`, { name, storeName: await server.store(), passcode, description: "" });
  assert.equal((await server.ended(stub.jobid)).status, "COMPLETED");
  const { status } = await server.get(`${kAliases}/status`);
  assert.equal(status.state, "success");
  for (const message of status.messages) {
    assert.ok(Number.isInteger(message.code));
    assert.equal(typeof message.message, "string");
    assertTime(message.when, "when");
  }
  assert.ok((await server.get(`${kAliases}/backups`)).backups.some(({ backupName }) => backupName === name));
  assert.equal((await server.get(`${kAliases}/backups/${name}`)).backupName, name);
  assertError(await server.post(`${kAliases}/backups/${name}/restore`, { storeName: await server.store(), passcode: `${passcode}!` }), 400);
  assert.equal((await server.post(`${kAliases}/backups/${name}/delete`)).status, "success");
  assertError(await server.get(`${backups}/${name}`), 404);
});

test("§5.5 a backup is deleted, at once or by a job", async () => {
  assert.equal((await server.post(`${backups}/${run}/delete`)).status, "success");
  assertError(await server.get(`${backups}/${run}`), 404);
  const name = `${run}-async`;
  assert.equal((await create(name)).status, "COMPLETED");
  const stub = await server.post(`${backups}/${name}/delete`, { async: "true" });
  assertStub(stub);
  assert.equal((await server.ended(stub.jobid)).status, "COMPLETED");
  assert.equal((await server.get(backups)).backups.some(({ backupName }) => backupName.startsWith(run)), false);
});
