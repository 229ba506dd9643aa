// No passcode, password or key is left anywhere in wasm memory: of the page's own thread, of the Workers, of the local site.
import "./memory-watch.mjs";
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { found, memoryCount, secrets, workers } from "./memory-watch.mjs";
import { temporaryFolder } from "./server.mjs";

// Imported late: the watch must be there first.
const { checkPasscode, connect, describeKit, open, openKit, seal, sealKit } = await import("../../web/holdfast.js");
const { openSite } = await import("../../web/site.js");

const passcode = "quilted zebra Ö 1897 walks home";
const adminPassword = "Kühn&trocken, 4711 Zaunkönige";

/** Every spelling under which a secret may lie about. */
function spellings(name, text) {
  const hex = (string, encoding) => Buffer.from(string, encoding).toString("hex");
  return [
    { name: `${name} in UTF-8`, hex: hex(text, "utf8") },
    { name: `${name} in UTF-16`, hex: hex(text, "utf16le") },
    { name: `${name} in a form`, hex: hex(new URLSearchParams({ p: text }).toString().slice(2), "utf8") },
  ];
}
secrets.push(...spellings("the passcode", passcode), ...spellings("the password", adminPassword));

const through = async (stream, bytes) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** Lets messages of Workers that ended arrive. */
const arrived = () => new Promise((resolve) => { setTimeout(resolve, 100); });

/** What the Workers that told of themselves since the last call hold; there must be `count` of them. */
async function toldBy(count) {
  await arrived();
  const told = [...workers.values()];
  workers.clear();
  assert.equal(told.length, count);
  return told;
}

test("the watch sees what is there", async () => {
  const { load } = await import("../../web/load.js");
  const core = await load("holdfast");
  const handle = core.openBegin(new TextEncoder().encode(passcode), 20).value;
  assert.match(found(secrets).join("\n"), /the passcode in UTF-8, as it is/);
  core.release(handle);
  assert.deepEqual(found(secrets), []);
});

test("nothing is left after sealing, opening and checking, in the Worker and here", async () => {
  const sealed = await through(seal({ passcode, workFactor: 12 }), new Uint8Array(70_000));
  const [sealer] = await toldBy(1);
  assert.deepEqual(sealer.found, []);
  assert.equal(sealer.key.length, 32);
  secrets.push({ name: "the file key", hex: sealer.key });

  await through(open({ passcode }), sealed);
  await checkPasscode(sealed, passcode);
  await assert.rejects(checkPasscode(sealed, `${passcode}!`), { code: "passcode_wrong" });
  const told = await toldBy(3);
  for (const { found: left } of told) assert.deepEqual(left, []);
  assert.ok(told[0].hadFound, "the search finds the passcode while the opener waits for the header");
  assert.deepEqual(found(secrets), []);
});

test("nothing is left after sealing and opening a recovery kit, whose archive's header the passcode was held against", async () => {
  const sealed = await through(seal({ passcode, workFactor: 12 }), new Uint8Array(0));
  const header = Buffer.from(sealed.subarray(0, sealed.length - 16)).toString("base64");
  const backup = { backupName: "first", startTime: 0, completeTime: 1, holdfast: { file: "content.tar.zst.age", size: sealed.length, sha256: "00".repeat(32), header } };
  const kit = await describeKit({ root: "https://site.example/arcgis/admin", store: { name: "default" }, backups: [backup], passcodeKept: "in the safe" });
  const { file } = await sealKit(kit, { passcode, workFactor: 12 });
  await openKit(file, passcode);
  await assert.rejects(openKit(file, `${passcode}!`), { code: "passcode_wrong" });
  await assert.rejects(sealKit({ ...kit, passcodeKept: `it is ${passcode}` }, { passcode, workFactor: 12 }), { code: "parameter_characters" });
  // The last one was handed the passcode in plain text, as a note.
  for (const { found: left } of (await toldBy(5)).slice(0, 4)) assert.deepEqual(left, []);
  assert.deepEqual(found(secrets), []);
});

test("nothing is left after a backup of a site and its verification, in the client, the site and the job's Workers", async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "content"));
  await writeFile(join(folder, "content/file.txt"), "content");
  const site = await openSite({
    host: { kind: "folder", content: join(folder, "content"), data: join(folder, "data") },
    adminPassword: new TextEncoder().encode(adminPassword),
  });
  t.after(() => site.close());
  const client = await connect({
    root: "https://site.example/arcgis/admin", username: "admin", password: adminPassword, fetch: (request) => site.fetch(request),
  });
  const store = client.store("default");
  await (await store.createBackup({ name: "first", passcode })).done;
  const [backup] = await toldBy(1);
  assert.deepEqual(backup.found, []);
  secrets.push({ name: "the backup's file key", hex: backup.key });

  await (await store.backup("first").verify({ passcode })).done;
  // A Worker checks the passcode, another one verifies.
  for (const { found: left } of await toldBy(2)) assert.deepEqual(left, []);
  assert.ok(memoryCount() >= 2, "the client's memory and the site's");
  assert.deepEqual(found(secrets), []);
});
