// Contract of the root, disaster recovery, its status and settings, stores and jobs (reference sections 0, 2, 3, 4, 6 and 7).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, isLocal, openServer, run } from "./server.mjs";

const kRecovery = "system/disasterrecovery";
const kHosted = { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "default", size: "64Gi" } };
const remote = isLocal ? false : "changes the storage of an organization; run against the local site only";

let server;
before(async (t) => { server = await openServer(t); });

test("§0 the root tells version and resources", async () => {
  const root = await server.get("");
  assert.match(root.currentVersion, /^\d+(\.\d+)+$/);
  assert.ok(root.resources.every((name) => typeof name === "string"));
});

test("§2 disaster recovery", async () => {
  const { operations, resources } = await server.get(kRecovery);
  assert.ok(operations.includes("status"));
  assert.ok(resources.includes("stores") && resources.includes("settings"));
});

test("§3 status before the first job", { skip: remote }, async () => {
  const { status } = await server.get(`${kRecovery}/status`);
  assert.equal(status.code, 0);
  assert.equal(status.state, "no_op");
});

test("§4.1, §4.2 stores", async () => {
  const { backupStores } = await server.get(`${kRecovery}/stores`);
  assert.ok(Array.isArray(backupStores));
  for (const { name } of backupStores) {
    const store = await server.get(`${kRecovery}/stores/${name}`);
    assert.equal(store.name, name);
    assert.equal(typeof store.default, "boolean");
    assert.match(store.type, /^(HOSTED|S3|AZURE_BLOBSTORE|[A-Z_]+)$/);
  }
  assert.ok(backupStores.filter((store) => store.default).length <= 1, "one default store at most");
  assertError(await server.get(`${kRecovery}/stores/no-such-store`), 404);
});

test("§4.3 to §4.6 a store is registered, made the default, validated and unregistered", { skip: remote }, async () => {
  const before = await server.store();
  const fields = { storeName: run, settings: JSON.stringify(kHosted), isDefault: "False" };
  assert.equal((await server.post(`${kRecovery}/stores/register`, fields)).status, "success");
  assertError(await server.post(`${kRecovery}/stores/register`, fields), 409);
  const stored = await server.get(`${kRecovery}/stores/${run}`);
  assert.deepEqual([stored.name, stored.default, stored.type], [run, false, "HOSTED"]);
  const settings = JSON.stringify({ default: true, supportBDSBackup: false });
  assert.equal((await server.post(`${kRecovery}/stores/${run}/update`, { settings })).status, "success");
  assert.equal(await server.store(), run);
  const validated = await server.post(`${kRecovery}/stores/${run}/validate`);
  assert.deepEqual([validated.isReady, validated.status], [true, "success"]);
  await server.post(`${kRecovery}/stores/${before}/update`, { settings });
  assert.equal((await server.post(`${kRecovery}/stores/${run}/unregister`)).status, "success");
  assertError(await server.get(`${kRecovery}/stores/${run}`), 404);
});

test("§4.3 async=true answers with a job", { skip: remote }, async () => {
  const name = `${run}-async`;
  const stub = await server.post(`${kRecovery}/stores/register`, { storeName: name, settings: JSON.stringify(kHosted), isDefault: "false", async: "true" });
  assert.equal(stub.status, "SUBMITTED");
  assert.equal((await server.ended(stub.jobid)).status, "COMPLETED");
  assert.equal((await server.get(`${kRecovery}/stores/${name}`)).name, name);
});

test("§4.3 what is missing or malformed is refused", { skip: remote }, async () => {
  const settings = JSON.stringify(kHosted);
  for (const fields of [{ settings, isDefault: "false" }, { storeName: "x", isDefault: "false" }, { storeName: "x", settings: "{", isDefault: "false" },
    { storeName: "../x", settings, isDefault: "false" },
    { storeName: "x", settings, isDefault: "perhaps" }]) {
    assertError(await server.post(`${kRecovery}/stores/register`, fields), 400);
  }
  const unknown = { storeName: "x", settings: JSON.stringify({ type: "TAPE" }), isDefault: "false" };
  assertError(await server.post(`${kRecovery}/stores/register`, unknown), 400, 501);
});

test("§6 settings are stored and shown", { skip: remote }, async () => {
  const settings = { stagingVolumeConfig: { provisioningType: "DYNAMIC", storageClass: "fast", size: "32Gi" }, timeoutInSeconds: 3600 };
  assert.equal((await server.post(`${kRecovery}/settings/update`, { settings: JSON.stringify(settings) })).status, "success");
  const shown = await server.get(`${kRecovery}/settings`);
  assert.equal(shown.timeoutInSeconds, 3600);
  for (const [name, value] of Object.entries(settings.stagingVolumeConfig)) assert.equal(shown.stagingVolumeConfig[name], value);
  assertError(await server.post(`${kRecovery}/settings/update`, { settings: JSON.stringify({ stagingVolumeConfig: { provisioningType: "MAYBE" } }) }), 400);
  assert.equal((await server.get(`${kRecovery}/settings`)).timeoutInSeconds, 3600, "a refused update changes nothing");
});

test("§7.1 jobs are a list of ids", async () => {
  const { jobs } = await server.get("jobs");
  assert.ok(jobs.every((id) => /^j[0-9a-f-]{36}$/.test(id)), JSON.stringify(jobs.slice(0, 3)));
});
