// Each release's addresses and parameters, as the reference's sections 1 and 4 to 8 have them, played by a server of that release.
import assert from "node:assert/strict";
import test from "node:test";

import * as holdfast from "../../web/holdfast.js";
import { scriptedServer } from "./scripted-server.mjs";

const passcode = "correct horse battery staple";
const recovery = "system/disasterrecovery";
const success = { status: "success" };
const stub = { jobsUrl: "", jobid: "j1", status: "SUBMITTED" };
const hosted = { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "ssd", size: "64Gi" } };
const cloud = {
  type: "S3",
  provider: {
    name: "AWS",
    cloudServices: [{
      name: "AWS S3", type: "objectStore", usage: "BACKUP", category: "storage",
      connection: { bucketName: "b", region: "eu", rootDir: "r", credential: { type: "IAM-ROLE" } },
    }],
  },
};
const task = { type: "CreateBackup", parameters: { name: "n", passcode, storeName: "s" }, minute: "0", hour: "2", dayOfMonth: "?", month: "*", dayOfWeek: "MON" };
const staging = (provisioningType) => ({ stagingVolumeConfig: { provisioningType, storageClass: "ssd", size: "16Gi" } });

/** Every address a server of any release answers at, so that what the client asks for is what is compared. */
const answers = {
  GET: { backups: [], backupStores: [], jobs: [], result: [], status: { code: 0, state: "no_op", messages: [] }, backupName: "b", name: "s", currentVersion: "", resources: [] },
  POST: { ...success, isReady: true },
};

async function serve(t, version) {
  const root = { currentVersion: version };
  const routes = new Proxy({ "GET admin": root }, {
    get: (known, key) => known[key] ?? (key.endsWith("/create") || key.endsWith("async") ? stub : answers[String(key).split(" ")[0]]),
  });
  const server = await scriptedServer(routes);
  t.after(() => server.close());
  return { server, site: await holdfast.connect({ root: server.root, token: "t" }) };
}

/** What each call sends, by the first release it exists in; null: the client refuses it there, and sends nothing. */
const calls = {
  "the status": [(site) => site.status(), {
    "10.9": `GET ${recovery}/backuprestore/status`, "10.9.1": `GET ${recovery}/status`,
  }],
  "the list of backups": [(site) => site.store("s").backups(), {
    "10.9": `GET ${recovery}/backuprestore/backups`, "10.9.1": `GET ${recovery}/stores/s/backups`,
  }],
  "one backup": [(site) => site.store("s").backup("b").info(), {
    "10.9": `GET ${recovery}/backuprestore/backups/b`, "10.9.1": `GET ${recovery}/stores/s/backups/b`,
  }],
  "a create": [(site) => site.store("s").createBackup({ name: "b", passcode, description: "d" }), {
    "10.9": `POST ${recovery}/backuprestore/backup storeName=s name=b description=d`,
    "10.9.1": `POST ${recovery}/stores/s/backups/create name=b description=d`,
  }],
  "a create with a retention date": [(site) => site.store("s").createBackup({ name: "b", passcode, retentionDate: 1_900_000_000_000 }), {
    "10.9": null, "10.9.1": `POST ${recovery}/stores/s/backups/create name=b retentionDate=1900000000000`,
  }],
  "a restore": [(site) => site.store("s").backup("b").restore({ passcode }), {
    "10.9": `POST ${recovery}/backuprestore/backups/b/restore storeName=s`, "10.9.1": `POST ${recovery}/stores/s/backups/b/restore`,
  }],
  "a delete": [(site) => site.store("s").backup("b").delete(), {
    "10.9": `POST ${recovery}/backuprestore/backups/b/delete storeName=s`, "10.9.1": `POST ${recovery}/stores/s/backups/b/delete`,
  }],
  "a delete as a job": [(site) => site.store("s").backup("b").delete({ async: true }), {
    "10.9": null, "11.0": `POST ${recovery}/stores/s/backups/b/delete async=true`,
  }],
  "another retention date": [(site) => site.store("s").backup("b").update({ retentionDate: 1_900_000_000_000 }), {
    "10.9": null, "10.9.1": `POST ${recovery}/stores/s/backups/b/update retentionDate=1900000000000`,
  }],
  "a store's check": [(site) => site.store("s").validate(), { "10.9": null, "10.9.1": `POST ${recovery}/stores/s/validate` }],
  "a store's update": [(site) => site.store("s").update({ default: true }), {
    "10.9": null, "10.9.1": `POST ${recovery}/stores/s/update settings={"default":true}`,
    "12.0": `POST ${recovery}/stores/s/update settings={"default":true,"supportBDSBackup":false}`,
  }],
  "unregistering": [(site) => site.store("s").unregister(), { "10.9": `POST ${recovery}/stores/s/unregister` }],
  "registering": [(site) => site.registerStore({ storeName: "s", settings: hosted, isDefault: false }), {
    "10.9": `POST ${recovery}/stores/register storeName=s settings=${JSON.stringify(hosted)} isDefault=false`,
  }],
  "registering as a job": [(site) => site.registerStore({ storeName: "s", settings: hosted, isDefault: true, async: true }), {
    "10.9": null, "11.0": `POST ${recovery}/stores/register storeName=s settings=${JSON.stringify(hosted)} isDefault=true async=true`,
  }],
  "registering cloud storage": [(site) => site.registerStore({ storeName: "s", settings: cloud, isDefault: false }), {
    "10.9": null, "11.1": `POST ${recovery}/stores/register storeName=s settings=${JSON.stringify(cloud)} isDefault=false`,
  }],
  "registering with spatiotemporal data": [(site) => site.registerStore({ storeName: "s", settings: { ...hosted, supportBDSBackup: true }, isDefault: false }), {
    "10.9": null, "12.0": `POST ${recovery}/stores/register storeName=s settings=${JSON.stringify({ ...hosted, supportBDSBackup: true })} isDefault=false`,
  }],
  "a time limit": [(site) => site.updateSettings({ timeoutInSeconds: 600 }), {
    "10.9": null, "11.0": `POST ${recovery}/settings/update settings={"timeoutInSeconds":600}`,
  }],
  "a staging volume": [(site) => site.updateSettings(staging("DYNAMIC")), {
    "10.9": `POST ${recovery}/settings/update settings=${JSON.stringify(staging("DYNAMIC"))}`,
  }],
  "a static staging volume": [(site) => site.updateSettings(staging("STATIC")), {
    "10.9": null, "11.3": `POST ${recovery}/settings/update settings=${JSON.stringify(staging("STATIC"))}`,
  }],
  "the jobs": [(site) => site.jobs(), { "10.9": null, "10.9.1": "GET jobs" }],
  "the tasks": [(site) => site.tasks(), { "10.9": "GET system/tasks" }],
  "a new task": [(site) => site.createTask(task), {
    "10.9": null,
    "10.9.1": `POST system/tasks/createTask type=CreateBackup parameters=${JSON.stringify(task.parameters)} minute=0 hour=2 dayOfMonth=? month=* dayOfWeek=MON`,
  }],
};

const releases = ["10.9", "10.9.1", "11.0", "11.1", "11.3", "12.0"];

/** A request as the table writes it: without what every POST carries and without the passcode, in the order it was sent. */
function written({ key, body }) {
  const fields = [...body].filter(([name]) => !["f", "token", "passcode"].includes(name)).map(([name, value]) => `${name}=${value}`);
  return [key.replace("admin/", ""), ...fields].join(" ");
}

for (const version of releases) {
  test(`release ${version}: addresses and parameters`, async (t) => {
    const { server, site } = await serve(t, version);
    await site.status();
    for (const [what, [call, since]] of Object.entries(calls)) {
      const known = releases.slice(0, releases.indexOf(version) + 1).filter((release) => release in since).at(-1);
      const expected = since[known];
      const before = server.requests.length;
      const failure = await call(site).then(() => null, (cause) => cause);
      const sent = server.requests.slice(before);
      if (expected === null) {
        assert.equal(failure?.code, "validation_failed", `${what}: ${failure?.stack}`);
        assert.ok(failure.issues.every(({ code }) => code === "parameter_version"), what);
        assert.ok(sent.every(({ key }) => key.startsWith("GET")), what);
      } else {
        assert.equal(failure, null, `${what}: ${failure?.stack}`);
        const own = sent.map(written).find((request) => request === expected);
        assert.equal(own, expected, `${what}: ${sent.map(written).join("\n")}`);
      }
    }
  });
}

test("a root that prints its version without quotation marks is served with today's addresses", async (t) => {
  const { server, site } = await serve(t, "");
  server.routes["GET admin"] = (request, response) => response.end('{"currentVersion":10.9.1,"resources":["system"]}');
  await site.status();
  assert.equal(server.keys().at(-1), `GET admin/${recovery}/status`);
});
