// Contract of the root, disaster recovery, its status and settings, stores and jobs (reference sections 0, 2, 3, 4, 6 and 7).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, assertMembers, assertStub, isLocal, openServer, run } from "./server.mjs";

const kRecovery = "system/disasterrecovery";
const kHosted = { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "default", size: "64Gi" } };
const remote = isLocal ? false : "changes the storage of an organization; run against the local site only";

let server;
before(async (t) => { server = await openServer(t); });

test("§0 the root tells version and resources", async () => {
  const root = await server.get("");
  assertMembers(root, { fullVersion: "string", currentVersion: /^\d+(\.\d+)+$/, resources: "strings", status: "object" }, "the root");
  for (const stage of root.status.stages) assertMembers(stage, { lastUpdated: "time", name: "string", state: "string" }, "a stage of the root");
});

test("§2 disaster recovery", async () => {
  const { operations, resources, ...more } = await server.get(kRecovery);
  assertMembers({ operations, resources, ...more }, { operations: "strings", resources: "strings" }, "disaster recovery");
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
  const kStore = { name: "string", default: "boolean", type: /^[A-Z][A-Z0-9_]+$/, identity: /^[a-z0-9]{15,25}$/, rootDir: "string", autoShutdown: "boolean?",
    versionCreated: "string?", providerID: "string?", serviceID: "string?", supportBDSBackup: "boolean?" };
  for (const listed of backupStores) {
    const store = await server.get(`${kRecovery}/stores/${listed.name}`);
    assert.equal(store.name, listed.name);
    for (const each of [listed, store]) {
      assertMembers(each, kStore, "a store");
      if (each.type === "HOSTED") assertMembers(each.storageConfig, { provisioningType: /^(STATIC|DYNAMIC)$/, storageClass: "string?", size: /^\d+(\.\d+)?[A-Za-z]*$/, labels: "object?" }, "storageConfig");
      if (each.type === "S3") assertMembers(each, { bucketName: "string", region: "string" }, "a store of type S3");
    }
    assert.equal(Buffer.from(listed.identityKey, "base64").length, 32, "identityKey is 32 bytes");
  }
  assert.ok(backupStores.filter((store) => store.default).length <= 1, "one default store at most");
  assertError(await server.get(`${kRecovery}/stores/no-such-store`), 404);
});

test("§4.3 to §4.6 a store is registered, made the default, validated and unregistered", { skip: remote }, async () => {
  const before = await server.store();
  const fields = { storeName: run, settings: JSON.stringify(kHosted), isDefault: "False" };
  const registered = await server.post(`${kRecovery}/stores/register`, fields);
  assert.deepEqual([registered.status, registered.name], ["success", run], "§12.2 older clients read name");
  assertError(await server.post(`${kRecovery}/stores/register`, fields), 409);
  const stored = await server.get(`${kRecovery}/stores/${run}`);
  assert.deepEqual([stored.name, stored.default, stored.type], [run, false, "HOSTED"]);
  assert.deepEqual(stored.storageConfig, kHosted.storageConfig);
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
  assertStub(stub);
  assert.equal((await server.ended(stub.jobid)).status, "COMPLETED");
  assert.equal((await server.get(`${kRecovery}/stores/${name}`)).name, name);
});

test("§4.7 a static volume is chosen by labels, and what the other storage types are made of", { skip: remote }, async () => {
  const labels = { "arcgis/purpose": "backups" };
  const fixed = { type: "HOSTED", storageConfig: { provisioningType: "STATIC", size: "16Gi", labels } };
  assert.equal((await server.post(`${kRecovery}/stores/register`, { storeName: `${run}-static`, settings: JSON.stringify(fixed), isDefault: "false" })).status, "success");
  assert.deepEqual((await server.get(`${kRecovery}/stores/${run}-static`)).storageConfig, fixed.storageConfig);
  for (const volume of [{ provisioningType: "DYNAMIC", storageClass: "default" }, { provisioningType: "DYNAMIC", storageClass: "default", size: "1Gi" },
    { provisioningType: "NEITHER", storageClass: "default", size: "64Gi" }, { provisioningType: "STATIC", size: "64Gi", labels: { a: 1 } }]) {
    assertError(await server.post(`${kRecovery}/stores/register`, { storeName: "x", settings: JSON.stringify({ type: "HOSTED", storageConfig: volume }), isDefault: "false" }), 400);
  }
  const cloud = (type, provider, name, connection) => ({ type, provider: { name: provider, cloudServices: [{ name, type: "objectStore", usage: "BACKUP", category: "storage", connection }] } });
  const whole = [
    cloud("S3", "AWS", "AWS S3", { bucketName: "b", region: "eu-central-1", rootDir: "r", credential: { type: "ACCESS-KEY", secret: { accessKey: "k", secretKey: "s" } } }),
    cloud("S3", "AWS", "AWS S3", { bucketName: "b", region: "eu-central-1", rootDir: "r", credential: { type: "IAM-ROLE" } }),
    cloud("AZURE_BLOBSTORE", "AZURE", "Azure Blob Store", { containerName: "c", rootDir: "r", accountEndpointUrl: "https://a.blob.core.windows.net",
      credential: { type: "STORAGE-ACCOUNT-KEY", secret: { storageAccountName: "a", storageAccountKey: "k" } } }),
  ];
  // The local site has no cloud storage; it says so of what is whole, and what is missing of what is not.
  for (const settings of whole) {
    assertError(await server.post(`${kRecovery}/stores/register`, { storeName: "x", settings: JSON.stringify(settings), isDefault: "false" }), 501);
    settings.provider.cloudServices[0].connection.credential = { type: "ACCESS-KEY" };
    assertError(await server.post(`${kRecovery}/stores/register`, { storeName: "x", settings: JSON.stringify(settings), isDefault: "false" }), 400);
  }
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
  const kVolume = { component: /^DR_JOB$/, storageClass: "string?", size: "string", provisioningType: /^(STATIC|DYNAMIC)$/, g: "time", labels: "object?" };
  const shown = await server.get(`${kRecovery}/settings`);
  assertMembers(shown, { stagingVolumeConfig: "object", timeoutInSeconds: "integer" }, "the settings");
  assertMembers(shown.stagingVolumeConfig, kVolume, "stagingVolumeConfig");
  assert.equal(shown.timeoutInSeconds, 3600);
  for (const [name, value] of Object.entries(settings.stagingVolumeConfig)) assert.equal(shown.stagingVolumeConfig[name], value);
  const labels = { "arcgis/purpose": "staging" };
  const fixed = { stagingVolumeConfig: { provisioningType: "STATIC", size: "16Gi", labels } };
  assert.equal((await server.post(`${kRecovery}/settings/update`, { settings: JSON.stringify(fixed) })).status, "success");
  const { stagingVolumeConfig } = await server.get(`${kRecovery}/settings`);
  assertMembers(stagingVolumeConfig, kVolume, "a static stagingVolumeConfig");
  assert.deepEqual(stagingVolumeConfig.labels, labels);
  assertError(await server.post(`${kRecovery}/settings/update`, { settings: JSON.stringify({ stagingVolumeConfig: { provisioningType: "MAYBE" } }) }), 400);
  assert.equal((await server.get(`${kRecovery}/settings`)).timeoutInSeconds, 3600, "a refused update changes nothing");
});

test("§7.1 jobs are a list of ids", async () => {
  const { jobs } = await server.get("jobs");
  assert.ok(jobs.every((id) => /^j[0-9a-f-]{36}$/.test(id)), JSON.stringify(jobs.slice(0, 3)));
});
