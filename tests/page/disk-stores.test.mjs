// A store of the site in this browser in a real folder on disk, in a real Chromium whose profile outlives it: what lies there, what
// the permission that ends with the browser does, and what a kill leaves.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openSite } from "../../web/site.js";
import { connect } from "../../web/holdfast.js";
import { launchChromium } from "./engines/chromium-process.mjs";
import { kPassword, startFilesOnly } from "./helpers.mjs";
import { inspect } from "./scan.mjs";

const kPasscode = "ten words that nobody guesses";
let host, folder, disk, profile, browser, page;
before(async () => {
  [host, folder] = await Promise.all([startFilesOnly(), mkdtemp(join(tmpdir(), "holdfast-disk-"))]);
  [disk, profile] = [join(folder, "Backups"), join(folder, "profile")];
  await mkdir(disk);
  // A folder that is dropped is given to the page as one that is picked: to read, and to be asked for to write.
  browser = await launchChromium(profile);
  page = await open(`${host.origin}/directory/`);
  await page.evaluate(() => {
    document.body.style.minHeight = "100px";
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      globalThis.dropped = event.dataTransfer.items[0].getAsFileSystemHandle();
    });
  });
  const input = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await input.send("Input.dispatchDragEvent", { type, x: 50, y: 50, data: { items: [], files: [disk], dragOperationsMask: 1 } });
  }
  await page.waitForFunction(() => globalThis.dropped);
  await page.evaluate(async () => {
    const handle = await globalThis.dropped;
    const opening = indexedDB.open("dropped", 1);
    await new Promise((resolve) => {
      opening.onupgradeneeded = () => opening.result.createObjectStore("handles");
      opening.onsuccess = resolve;
    });
    const transaction = opening.result.transaction("handles", "readwrite");
    transaction.objectStore("handles").put(handle, "disk");
    await new Promise((resolve) => { transaction.oncomplete = resolve; });
  });
  await startAgain({ isAllowed: true });
});
after(async () => {
  await browser?.kill();
  await host?.stop();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** A new page of the browser at `address`, its only one. */
async function open(address) {
  const others = browser.context.pages();
  const opened = await browser.context.newPage();
  for (const other of others) await other.close();
  await opened.goto(address);
  return opened;
}

/** Starts the browser again, with the reader's "allow on every visit" or without. */
async function startAgain({ isAllowed, end = () => browser.close() }) {
  await end();
  const preferences = join(profile, "Default/Preferences");
  const stored = JSON.parse(await readFile(preferences, "utf8"));
  const { exceptions } = stored.profile.content_settings;
  const key = `${host.origin},*`;
  exceptions.file_system_access_chooser_data = { [key]: { setting: { "chosen-objects": [{ path: disk, "display-name": "Backups", "is-directory": true, readable: true, writable: true }] } } };
  exceptions.file_system_access_extended_permission = isAllowed ? { [key]: { setting: 1 } } : {};
  await writeFile(preferences, JSON.stringify(stored));
  browser = await launchChromium(profile);
  page = await open(`${host.origin}/directory/#/?at=https://this-browser.invalid/arcgis/admin`);
  await page.evaluate(async () => {
    const opening = indexedDB.open("dropped", 1);
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    const reading = opening.result.transaction("handles").objectStore("handles").get("disk");
    await new Promise((resolve) => { reading.onsuccess = resolve; });
    globalThis.showDirectoryPicker = async () => reading.result;
  });
}

/** What `work({site, client, store}, values)` answers in the page. */
async function ask(work, ...values) {
  const door = await page.evaluateHandle(async () => {
    const { localSite } = await import("/directory/local-site.js");
    const { session } = await import("/directory/session.js");
    await session.current.enter();
    return { site: localSite, client: session.site, store: session.site.store("disk") };
  });
  return door.evaluate(work, values);
}

const show = async (hash, heading) => {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
};
const makeBackup = (name) => ask(async ({ client, store }, [backup, passcode]) => {
  const job = await store.createBackup({ name: backup, passcode, retentionDate: -1 });
  return client.job(job.id).done.then(() => "COMPLETED", ({ message, update }) => `${message} ${update?.messages ?? ""}`);
}, name, kPasscode);
const backups = () => ask(async ({ store }) => (await store.backups()).map(({ backupName }) => backupName));
const onDisk = async () => (await readdir(disk, { recursive: true })).sort();

test("a folder is chosen, and its store holds backups that age, a site under Node and this one open", async () => {
  await page.getByRole("button", { name: "Start a site in this browser" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await ask(({ site }) => site.content.addAll([{ path: "maps/city.json", blob: new Blob(["{}"]), modified: 1000 },
    { path: "noise.bin", blob: new Blob(Array.from({ length: 320 }, () => crypto.getRandomValues(new Uint8Array(1 << 16)))) }]));
  await show("#/stores/register", "Register a store");
  await page.locator("#storeName").fill("disk");
  await page.getByLabel("In a folder on disk").check();
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("alert").getByText("Choose the folder in which the store is to lie.").waitFor();
  await page.getByRole("button", { name: "Choose folder …" }).click();
  await page.locator("#rootDir-chosen").getByText("Backups").waitFor();
  await inspect(page, "the form");
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("heading", { level: 1, name: "Backup stores" }).waitFor();
  await page.getByText("This site lives in this browser only.").click();
  await page.getByText(/lie in folders on disk: disk \(Backups\)/).waitFor();

  assert.equal(await makeBackup("first"), "COMPLETED");
  assert.deepEqual(await onDisk(), ["first", "first/backup.json", "first/content.tar.zst.age"]);
  assert.deepEqual(await ask(async ({ client, store, site }, [passcode]) => {
    const verified = await (await store.backup("first").verify({ passcode, level: 3 })).done;
    await site.content.remove("maps");
    await (await store.backup("first").restore({ passcode })).done;
    const { archive } = await site.backupFiles("disk", "first");
    const { manifest } = await site.backupFiles("disk", "first");
    const { jobid } = await site.addBackup("disk", { manifest: { ...manifest, backupName: "imported" }, archive });
    await client.job(jobid).done;
    await store.backup("imported").update({ retentionDate: Date.now() - 1000 });
    const [cleaner] = (await client.tasks()).filter(({ taskType }) => taskType === "BackupRetentionCleaner");
    const imported = (await store.backups()).length;
    await client.task(cleaner.id).run();
    return [verified.files, archive.size === manifest.holdfast.size, imported, (await store.backups()).length, await (await site.content.read("maps/city.json")).blob.text()];
  }, kPasscode), [2, true, 2, 1, "{}"]);
  assert.deepEqual(await onDisk(), ["first", "first/backup.json", "first/content.tar.zst.age"]);

  const refused = await ask(({ client }) => client.registerStore({ storeName: "same", settings: { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "folder", size: "64Gi" }, rootDir: "Backups" }, isDefault: false })
    .then(() => "registered", (error) => `${error.message} ${error.details}`));
  assert.match(refused, /The store disk lies in Backups/);

  // Under Node the folder is a store as it is.
  const [content, data] = [join(folder, "content"), join(folder, "data")];
  await mkdir(content);
  const local = await openSite({ host: { kind: "folder", content, data, stores: [folder] }, adminPassword: new TextEncoder().encode(kPassword) });
  try {
    const node = await connect({ root: "http://localhost/arcgis/admin", username: "admin", password: kPassword, fetch: (request, init) => local.fetch(new Request(request, init)) });
    await node.registerStore({ storeName: "far", settings: { type: "HOSTED", storageConfig: { provisioningType: "STATIC", size: "64Gi" }, rootDir: disk }, isDefault: false });
    await (await node.store("far").backup("first").restore({ passcode: kPasscode })).done;
    assert.equal(await readFile(join(content, "maps/city.json"), "utf8"), "{}");
  } finally {
    await local.close();
  }
});

test("of two sites that make a backup of one name in one folder one makes it, whole, and the other is refused", async () => {
  const answers = await ask(async ({ client, store, site }, [passcode]) => {
    const { openBrowserSite } = await import("/browser-site.js");
    const { connect } = await import("/holdfast.js");
    const other = openBrowserSite({ folder: "another" });
    await other.content.add("file", "of the other site");
    const rootDir = await other.storeFolders.keep(await showDirectoryPicker());
    const far = await connect({ root: other.root, fetch: other.fetch, credentials: other.credentials });
    const storageConfig = { provisioningType: "DYNAMIC", storageClass: "folder", size: "64Gi" };
    await far.registerStore({ storeName: "same", settings: { type: "HOSTED", storageConfig, rootDir }, isDefault: false });
    const make = (at) => at.createBackup({ name: "race", passcode }).then((job) => job.done).then(() => "made", ({ message, update }) => `${message} ${update?.messages}`);
    const made = await Promise.all([make(store), make(far.store("same"))]);
    const winner = made[0] === "made" ? store : far.store("same");
    const { level } = await (await winner.backup("race").verify({ passcode, level: 3 })).done;
    await winner.backup("race").delete();
    const seen = (await far.store("same").backups()).map(({ backupName }) => backupName);
    await other.close();
    return { made, level, seen, jobs: (await client.jobs()).length > 0 };
  }, kPasscode);
  assert.equal(answers.made.filter((answer) => answer === "made").length, 1, answers.made.join("\n"));
  assert.match(answers.made.find((answer) => answer !== "made"), /holds half of a backup race, which another site is making .*Choose another name/);
  assert.deepEqual([answers.level, answers.seen], [3, ["first"]]);
  assert.deepEqual(await onDisk(), ["first", "first/backup.json", "first/content.tar.zst.age"]);
});

test("a browser killed in mid-backup leaves half a file, which the next start removes; what others put there stays", async () => {
  await ask(({ site }) => site.content.add("large.bin", new Blob(Array.from({ length: 1600 }, () => crypto.getRandomValues(new Uint8Array(1 << 16))))));
  await writeFile(join(disk, "first/notes.txt"), "mine");
  for (const name of ["theirs", "nobodys"]) {
    await mkdir(join(disk, name));
    await writeFile(join(disk, name, "content.tar.zst.age"), "age-enc");
  }
  await utimes(join(disk, "nobodys/content.tar.zst.age"), 1_700_000_000, 1_700_000_000);
  const id = await ask(async ({ client, store }, [passcode]) => {
    const job = await store.createBackup({ name: "killed", passcode, retentionDate: -1 });
    while (!((await client.job(job.id).info()).progress?.bytesDone > 0)) await new Promise((resolve) => setTimeout(resolve, 20));
    return job.id;
  }, kPasscode);
  await browser.kill();
  assert.ok((await onDisk()).some((name) => name.startsWith("killed/")), "half of it lies there");
  await startAgain({ isAllowed: true, end: async () => {} });
  const { status, messages } = await ask(async ({ client }, [job]) => client.job(job).info(), id);
  assert.equal(status, "FAILED");
  assert.match(messages.join(), /interrupted at stage/);
  assert.deepEqual(await backups(), ["first"]);
  assert.deepEqual(await onDisk(), ["first", "first/backup.json", "first/content.tar.zst.age", "first/notes.txt", "theirs", "theirs/content.tar.zst.age"],
    "half of a backup that another site may be making stays, unless nobody has written to it for a day");
  assert.match(await makeBackup("theirs"), /holds half of a backup theirs, which another site is making .*Choose another name/);
  assert.equal(await readFile(join(disk, "theirs/content.tar.zst.age"), "utf8"), "age-enc");
  await rm(join(disk, "theirs"), { recursive: true });
  await ask(({ site }) => site.content.remove("large.bin"));
  assert.equal(await makeBackup("killed"), "COMPLETED");
});

test("without its permission a store says that it waits, in every view, and nothing is taken for missing", async () => {
  await startAgain({ isAllowed: false });
  const waiting = () => page.getByRole("heading", { name: "The store disk waits for its folder Backups" });
  await waiting().waitFor();
  await page.getByRole("button", { name: "Allow access to Backups" }).waitFor();
  const said = await ask(async ({ store }, [passcode]) => {
    const tried = [store.backups(), store.backup("first").info(), store.validate(), store.createBackup({ name: "new", passcode })];
    return Promise.all(tried.map((each) => each.then(() => "done", (error) => `${error.message} ${error.details}`)));
  }, kPasscode);
  for (const text of said) assert.match(text, /folder Backups waits for permission: press "Allow access"/);
  await show("#/stores/disk/backups", /.*/);
  await waiting().waitFor();
  await inspect(page, "a view with a store that waits");
  await show("#/stores/disk/unregister", "Unregister the store disk?");
  await page.getByText("It cannot be read now").waitFor();

  await startAgain({ isAllowed: true });
  assert.deepEqual((await backups()).sort(), ["first", "killed"]);
  assert.equal(await waiting().count(), 0);
});

test("a folder that is gone is told and not made again; once it is back, checking the store takes it up", async () => {
  await show("#/stores/disk/backups/first", "first");
  await rename(disk, `${disk} elsewhere`);
  await page.getByRole("button", { name: "Download as one file" }).click();
  await page.getByRole("alert").getByText(/Its folder Backups is not there: connect its disk/).waitFor();
  const gone = /Its folder Backups is not there: connect its disk/;
  assert.match(await ask(({ store }) => store.validate().then(() => "ready", (error) => `${error.message} ${error.details}`)), gone);
  assert.match(await makeBackup("nowhere"), gone);
  await startAgain({ isAllowed: true });
  assert.match(await ask(({ store }) => store.backups().then(() => "listed", (error) => `${error.message} ${error.details}`)), gone);
  assert.ok(!(await readdir(folder)).includes("Backups"));
  await rename(`${disk} elsewhere`, disk);
  await show("#/stores/disk", "Store disk");
  await page.getByRole("button", { name: "Check the store" }).click();
  await page.getByRole("heading", { name: "The store is ready" }).waitFor();
  assert.deepEqual((await backups()).sort(), ["first", "killed"]);
});

test("unregistering leaves the files, and age opens them", async () => {
  await ask(({ store }) => store.unregister());
  assert.deepEqual((await readdir(disk)).sort(), ["first", "killed"]);
  const [passcode, plain] = [join(folder, "passcode"), join(folder, "plain.tar.zst")];
  await writeFile(passcode, kPasscode);
  const typist = fileURLToPath(new URL("../module/age-pty.py", import.meta.url));
  assert.equal(spawnSync("python3", [typist, passcode, "age", "-d", "-o", plain, join(disk, "first/content.tar.zst.age")]).status, 0);
  assert.match(spawnSync("tar", ["--zstd", "-tf", plain], { encoding: "utf8" }).stdout, /maps\/city\.json/);
  await startAgain({ isAllowed: true });
  await show("#/stores/register", "Register a store");
  await page.locator("#storeName").fill("disk");
  await page.getByLabel("In a folder on disk").check();
  await page.getByRole("button", { name: "Choose folder …" }).click();
  await page.locator("#rootDir-chosen").getByText("Backups").waitFor();
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("heading", { level: 1, name: "Backup stores" }).waitFor();
  assert.deepEqual((await backups()).sort(), ["first", "killed"]);
});
