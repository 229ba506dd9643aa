// Stores in folders that the operator allows, over real folders and links: where one may lie, and that its backups are found again.
import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, realpath, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../web/holdfast.js";
import { openHost } from "../../web/hosts/folder-host.js";
import { openSite } from "../../web/site.js";
import { adminPassword, failToStart, startServer, temporaryFolder } from "./server.mjs";

const passcode = "a passcode of the tests";
const hosted = (rootDir) => ({ type: "HOSTED", storageConfig: { provisioningType: "STATIC", size: "64Gi" }, ...(rootDir && { rootDir }) });

/** A site over fresh folders that allows `allowed/`, as the module sees it; `again()` closes it and opens another. */
async function open(t) {
  const folder = await realpath(await temporaryFolder(t));
  const at = (...parts) => join(folder, ...parts);
  for (const name of ["content", "data", "allowed", "elsewhere"]) await mkdir(at(name));
  await writeFile(at("content/file"), "content");
  const opened = { at, warnings: [], again };
  await again();
  t.after(() => opened.local.close());
  return opened;

  async function again(stores = [at("allowed")]) {
    await opened.local?.close();
    opened.warnings = [];
    const host = { kind: "folder", content: at("content"), data: at("data"), stores };
    opened.local = await openSite({ host, adminPassword: new TextEncoder().encode(adminPassword), warn: (warning) => opened.warnings.push(warning) });
    const fetch = (request, init) => opened.local.fetch(new Request(request, init));
    opened.site = await connect({ root: "http://localhost/arcgis/admin", username: "admin", password: adminPassword, fetch });
  }
}

const register = (site, storeName, rootDir, more = {}) => site.registerStore({ storeName, settings: hosted(rootDir), isDefault: false, ...more });
/** What a backup that was cut off long ago has left in the store's folder `place`. */
async function leaveHalf(place, name) {
  const archive = join(place, name, "content.tar.zst.age");
  await mkdir(join(place, name), { recursive: true });
  await writeFile(archive, "age-enc");
  await utimes(archive, 1_700_000_000, 1_700_000_000);
}
const names = async (site, store) => (await site.store(store).backups()).map(({ backupName }) => backupName);

test("a store lies in an allowed folder, and its backups are found again under any name", async (t) => {
  const opened = await open(t);
  const place = opened.at("allowed/one");
  await register(opened.site, "far", place);
  assert.equal((await opened.site.store("far").info()).rootDir, place);
  assert.equal((await opened.site.store("far").validate()).isReady, true);
  assert.deepEqual(await readdir(place), [], "the probe is gone");
  await (await opened.site.store("far").createBackup({ name: "b", passcode })).done;
  assert.deepEqual((await readdir(join(place, "b"))).sort(), ["backup.json", "content.tar.zst.age"]);

  await opened.again();
  assert.deepEqual(await names(opened.site, "far"), ["b"]);
  await opened.site.store("far").unregister();
  await assert.rejects(opened.site.store("far").backups(), { code: "api_not_found" });
  await opened.again();
  assert.deepEqual((await readdir(join(place, "b"))).length, 2, "unregistering and a start remove nothing");

  const job = await register(opened.site, "near", place, { async: true });
  assert.equal((await job.done) !== undefined, true);
  const [found] = await opened.site.store("near").backups();
  assert.deepEqual([found.backupName, found.backupStore], ["b", "near"]);
  await (await opened.site.store("near").backup("b").verify({ passcode, level: 3 })).done;
  await (await opened.site.store("near").backup("b").restore({ passcode })).done;
  await opened.site.store("near").backup("b").delete();
  assert.deepEqual(await readdir(place), []);
});

test("a store of the data folder keeps its backups while it is unregistered", async (t) => {
  const opened = await open(t);
  await register(opened.site, "second");
  await (await opened.site.store("second").createBackup({ name: "b", passcode })).done;
  await opened.site.store("second").unregister();
  await opened.again();
  await register(opened.site, "second");
  assert.deepEqual(await names(opened.site, "second"), ["b"]);
  await opened.site.store("second").unregister();
  await assert.rejects(register(opened.site, "second", opened.at("allowed/one")), { code: "api_conflict" });
  await register(opened.site, "second");
  assert.deepEqual(await names(opened.site, "second"), ["b"]);
});

test("every other place is refused, with a reason, and nothing is made there", async (t) => {
  const { at, site } = await open(t);
  await mkdir(at("allowed/holds things/photos"), { recursive: true });
  await writeFile(at("allowed/holds things/photos/sea"), "");
  await writeFile(at("allowed/a file"), "");
  await symlink(at("elsewhere"), at("allowed/link"));
  await symlink(at("content"), at("allowed/to content"));
  const reasons = {
    [at("elsewhere/one")]: /below .*allowed only/,
    [at("allowed")]: /below .*allowed only/,
    [`${at("allowed")}/../elsewhere/one`]: /without \. and \.\./,
    [`${at("allowed")}/./one`]: /without \. and \.\./,
    [`${at("allowed")}/one/`]: /slash at its end/,
    "allowed/one": /starts at the root/,
    [at("allowed/link")]: /A link leads/,
    [at("allowed/link/one")]: /A link leads/,
    [at("allowed/to content")]: /A link leads/,
    [at("allowed/missing/one")]: /make it first/,
    [at("allowed/a file")]: /is no folder/,
    [at("allowed/holds things")]: /holds photos/,
  };
  for (const [place, reason] of Object.entries(reasons)) {
    const refused = await register(site, "far", place).catch((cause) => cause);
    assert.equal(refused.code, "api_bad_request", `${place}: ${refused.stack}`);
    assert.match(refused.message + refused.details, reason, place);
  }
  assert.deepEqual((await readdir(at("elsewhere"))), []);
  assert.deepEqual((await site.stores()).map(({ name }) => name), ["default"]);
  await register(site, "far", at("allowed/one"));
  await assert.rejects(register(site, "inner", at("allowed/one/two")), { code: "api_conflict" });
});

test("a store may lie neither in the content nor in the data folder, nor around them", async (t) => {
  const opened = await open(t);
  await opened.again([opened.at()]);
  for (const place of ["content/one", "data/one", "data", "content"]) {
    const refused = await register(opened.site, "far", opened.at(place)).catch((cause) => cause);
    assert.match(String(refused.details), /lie in one another/, place);
  }
});

test("a folder that is gone or not allowed any more is told, and not written in its place", async (t) => {
  const opened = await open(t);
  const place = opened.at("allowed/one");
  await register(opened.site, "far", place);
  await (await opened.site.store("far").createBackup({ name: "b", passcode })).done;
  for (const [spoil, mend, reason] of [
    [() => rename(place, opened.at("elsewhere/one")), () => rename(opened.at("elsewhere/one"), place), /is not there/],
    [async () => { await rename(place, opened.at("elsewhere/one")); await symlink(opened.at("elsewhere/one"), place); },
      async () => { await rm(place); await rename(opened.at("elsewhere/one"), place); }, /has become a link/],
  ]) {
    await spoil();
    await assert.rejects(opened.site.store("far").validate(), (cause) => reason.test(cause.message + cause.details));
    await opened.again();
    assert.match(opened.warnings.join(), reason);
    const refused = await opened.site.store("far").createBackup({ name: "c", passcode }).catch((cause) => cause);
    assert.match(refused.message + refused.details, reason);
    await assert.rejects(names(opened.site, "far"), (cause) => reason.test(cause.message + cause.details), "nothing is taken for missing");
    await leaveHalf(opened.at("elsewhere/one"), "cut");
    await mend();
    assert.equal((await opened.site.store("far").validate()).isReady, true);
    assert.deepEqual(await names(opened.site, "far"), ["b"], "taken up without a start");
    assert.deepEqual(await readdir(place), ["b"], "what was cut off is gone");
    await opened.again();
    assert.deepEqual(await names(opened.site, "far"), ["b"]);
  }
  await opened.again([]);
  assert.match(opened.warnings.join(), /not allowed/);
  assert.deepEqual(await readdir(place), ["b"]);
});

test("what people put beside the backups stays, and what a cut-off backup left goes", async (t) => {
  const opened = await open(t);
  const place = opened.at("allowed/one");
  await register(opened.site, "far", place);
  await (await opened.site.store("far").createBackup({ name: "b", passcode })).done;
  await mkdir(join(place, "photos"));
  await writeFile(join(place, "photos/sea"), "");
  await leaveHalf(place, "cut");
  await opened.again();
  assert.deepEqual((await readdir(place)).sort(), ["b", "photos"]);
});

test("a backup that others put something beside is listed and used, and only its own files go with it", async (t) => {
  const opened = await open(t);
  const place = opened.at("allowed/one");
  await register(opened.site, "far", place);
  await (await opened.site.store("far").createBackup({ name: "b", passcode })).done;
  await opened.site.store("far").unregister();
  const foreign = ["Thumbs.db", "b/.DS_Store", "b/@eaDir/content.tar.zst.age/SYNO@.fileindexdb", "b/notes.txt", "cut/.DS_Store", "lost+found/none"];
  for (const path of foreign) {
    await mkdir(join(place, path, ".."), { recursive: true });
    await writeFile(join(place, path), "mine");
  }
  await leaveHalf(place, "cut");
  await register(opened.site, "far", place);
  assert.deepEqual(await names(opened.site, "far"), ["b"], "registered with them");
  await opened.again();
  assert.deepEqual(await names(opened.site, "far"), ["b"], "after a start");
  await opened.site.store("far").backup("b").delete();
  assert.deepEqual(await names(opened.site, "far"), []);
  const left = (await readdir(place, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  assert.deepEqual(left.map(({ parentPath, name }) => join(parentPath, name).slice(place.length + 1)).sort(), foreign.sort());
  assert.deepEqual(await readFile(join(place, "b/notes.txt"), "utf8"), "mine");
  await (await opened.site.store("far").createBackup({ name: "b", passcode })).done;
  assert.deepEqual(await names(opened.site, "far"), ["b"], "the name is free again");
});

test("of two sites that make a backup of one name in one folder one makes it, and the other is refused before it writes", async (t) => {
  const [first, second] = [await open(t), await open(t)];
  const place = first.at("allowed/one");
  await second.again([first.at("allowed")]);
  for (const { site } of [first, second]) await register(site, "far", place);
  const make = ({ site }, name) => site.store("far").createBackup({ name, passcode }).then((job) => job.done).then(() => "made", (cause) => `${cause.message} ${cause.details} ${cause.update?.messages}`);
  const taken = (name) => new RegExp(`${place} holds (half of )?a backup ${name}.*Choose another name`);

  assert.equal(await make(first, "one"), "made");
  const before = await readFile(join(place, "one/backup.json"), "utf8");
  assert.match(await make(second, "one"), taken("one"));
  assert.equal(await readFile(join(place, "one/backup.json"), "utf8"), before);

  const answers = await Promise.all([make(first, "race"), make(second, "race")]);
  assert.equal(answers.filter((answer) => answer === "made").length, 1, answers.join("\n"));
  assert.match(answers.find((answer) => answer !== "made"), taken("race"));
  const winner = answers[0] === "made" ? first : second;
  await (await winner.site.store("far").backup("race").verify({ passcode, level: 3 })).done;

  // The moment itself, many times.
  const hosts = await Promise.all([first, second].map(({ at }) => openHost({ content: at("content"), data: at("data"), stores: [first.at("allowed")] })));
  for (let round = 0; round < 50; round += 1) {
    const outcomes = await Promise.all(hosts.map((host) => host.perform({ kind: "createData", path: `stores/far/race-${round}/content.tar.zst.age` })));
    assert.deepEqual(outcomes.map(({ ok, error }) => (ok ? "made" : error.code)).sort(), ["api_conflict", "made"]);
    await hosts[outcomes[0].ok ? 1 : 0].perform({ kind: "removeData", path: `stores/far/race-${round}` });
    assert.deepEqual(await readdir(join(place, `race-${round}`)), ["content.tar.zst.age"], "the refused one takes nothing away");
  }
  await Promise.all(hosts.map((host) => host.close()));
});

test("half of a backup goes at once where this site was cut off, and where another may be making it only when it lies long untouched", async (t) => {
  const opened = await open(t);
  const place = opened.at("allowed/one");
  await register(opened.site, "far", place);
  const host = await openHost({ content: opened.at("content"), data: opened.at("data"), stores: [opened.at("allowed")] });
  for (const call of [{ kind: "createData", path: "stores/far/own/content.tar.zst.age" }, { kind: "appendData", bytes: new Uint8Array(9) }]) {
    assert.equal((await host.perform(call)).ok, true);
  }
  await host.close();
  await mkdir(join(place, "theirs"));
  await writeFile(join(place, "theirs/content.tar.zst.age"), "age-enc");
  await opened.again();
  assert.deepEqual(await readdir(place), ["theirs"]);
  const refused = await opened.site.store("far").createBackup({ name: "theirs", passcode }).then((job) => job.done).catch(({ update }) => update.messages.join());
  assert.match(refused, /holds half of a backup theirs.*Choose another name/);
  assert.deepEqual(await readFile(join(place, "theirs/content.tar.zst.age"), "utf8"), "age-enc");
  await leaveHalf(place, "theirs");
  await opened.again();
  assert.deepEqual(await readdir(place), []);
});

test("copied backups are registered as a store, and restored", async (t) => {
  const opened = await open(t);
  await (await opened.site.store("default").createBackup({ name: "b", passcode })).done;
  await cp(opened.at("data/stores/default"), opened.at("allowed/copy"), { recursive: true });
  await register(opened.site, "copy", opened.at("allowed/copy"));
  await writeFile(opened.at("content/file"), "changed");
  await (await opened.site.store("copy").backup("b").restore({ passcode })).done;
  assert.equal(await readFile(opened.at("content/file"), "utf8"), "content");
});

test("without --allow-store no folder is allowed, and scripts/start takes it more than once", async (t) => {
  const folder = await realpath(await temporaryFolder(t));
  await mkdir(join(folder, "a"));
  await mkdir(join(folder, "b"));
  assert.match(failToStart(["--allow-store", join(folder, "missing"), "--data", join(folder, "data")]).stderr, /--allow-store .*missing does not exist/);
  const { output } = await startServer(t, ["--data", join(folder, "data"), "--allow-store", join(folder, "a"), "--allow-store", join(folder, "b")]);
  assert.ok(output().includes(join(folder, "a")) && output().includes(join(folder, "b")));
  const opened = await open(t);
  await opened.again([]);
  await assert.rejects(register(opened.site, "far", opened.at("allowed/one")), (cause) => /--allow-store/.test(cause.message + cause.details));
});
