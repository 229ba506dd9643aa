// The content of the site in this browser, and its backups as files: what is dropped, picked, removed, downloaded and added, seen on a
// host that serves files and nothing else.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createBackup, startBrowser, startFilesOnly, visit, watchToEnd } from "./helpers.mjs";
import { inspect } from "./scan.mjs";

let host, browser, page, folder, passcode;
before(async () => {
  [host, browser] = await Promise.all([startFilesOnly(), startBrowser()]);
  folder = await mkdtemp(join(tmpdir(), "holdfast-content-"));
  await mkdir(join(folder, "maps/old"), { recursive: true });
  await writeFile(join(folder, "maps/Zürich.txt"), "a map");
  await writeFile(join(folder, "maps/old/1850.txt"), "an old map");
  page = await browser.open(host.origin);
  await page.getByRole("button", { name: "Start a site in this browser" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});
after(async () => {
  await browser?.stop();
  await host?.stop();
  await rm(folder, { recursive: true, force: true });
});

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const filesInput = () => page.locator("input[type=file]:not([webkitdirectory])");
const said = (name) => page.getByRole("heading", { name, exact: true }).waitFor();
const row = (name) => page.getByRole("row", { name });

/** Drops `files`, name and text each, on the page as the browser would. */
const drop = (files) => page.evaluate((all) => {
  const transfer = new DataTransfer();
  for (const [name, text] of all) transfer.items.add(new File([text], name));
  document.querySelector(".drop-zone").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, files);

const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);

const textAt = (path) => page.evaluate(async (at) => (await (await import("/directory/local-site.js")).localSite.content.read(at)).blob.text(), path);

test("files are picked and dropped, a name that is taken is asked about, and what is there is browsed", async () => {
  await page.getByText("It holds no files yet").waitFor();
  await page.getByRole("link", { name: "Add files" }).click();
  await page.getByText("Nothing is here.").waitFor();
  assert.equal(await page.getByText("It holds no files yet").isVisible(), false, "said where it is not to be seen");
  await page.locator(".local-notice summary").click();
  await inspect(page, "content, empty, below the notice of the site in this browser");
  await visit(page, "#/start");
  await page.getByRole("button", { name: "Open the site in this browser" }).waitFor();
  await inspect(page, "the ways to start, with a site in this browser");
  await visit(page, "#/content/");
  await filesInput().setInputFiles([file("a.txt", "first"), file("b.txt", "second")]);
  await said("2 files were added");
  await drop([["c.txt", "dropped"]]);
  await said("1 file was added");
  assert.match(await page.locator("main").textContent(), /In all 3 files, 18 byte/);

  await filesInput().setInputFiles([file("a.txt", "changed"), file("d.txt", "new")]);
  await said("1 file of that name is there already");
  assert.equal(await focused(), "Cancel");
  await page.getByRole("button", { name: "Keep those that are there" }).click();
  await said("1 file was added");
  assert.equal(await textAt("a.txt"), "first");
  await filesInput().setInputFiles([file("a.txt", "changed")]);
  await page.getByRole("button", { name: "Replace" }).click();
  await said("1 file was added");
  assert.equal(await textAt("a.txt"), "changed");
  await filesInput().setInputFiles([file("a.txt", "never")]);
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  assert.equal(await textAt("a.txt"), "changed");
  await inspect(page, "content");
});

test("what had the focus has it again when files were added, when a question was left, and when a row is gone", async () => {
  const choose = async (files) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose files" }).press("Enter")]);
    await chooser.setFiles(files);
  };
  await choose(["e.txt", "f.txt", "g.txt", "h.txt"].map((name) => file(name, "more")));
  await said("4 files were added");
  assert.equal(await focused(), "Choose files …");
  await choose([file("e.txt", "never")]);
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Choose files …");
  await page.getByRole("searchbox").fill(".txt");
  await page.getByRole("button", { name: "Remove e.txt" }).press("Enter");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Remove e.txt");
  for (const [name, next] of [["e.txt", "Download f.txt"], ["h.txt", "Download g.txt"]]) {
    await page.getByRole("button", { name: `Remove ${name}` }).press("Enter");
    await page.getByRole("button", { name: "Remove it" }).press("Enter");
    await page.getByRole("row", { name }).waitFor({ state: "detached" });
    await page.waitForFunction((label) => document.activeElement.getAttribute("aria-label") === label, next);
  }
  assert.equal(await page.getByRole("searchbox").inputValue(), ".txt");
});

test("a folder is picked with its folders, where there is File System Access and where there is none", async () => {
  await page.locator("input[webkitdirectory]").setInputFiles(join(folder, "maps"));
  await said("2 files were added");
  await page.getByRole("link", { name: "maps", exact: true }).click();
  await row(/Zürich/).waitFor();
  await page.getByRole("link", { name: "old", exact: true }).click();
  await row(/1850/).waitFor();
  assert.equal(await textAt("maps/old/1850.txt"), "an old map");

  await page.evaluate(async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("picked", { create: true });
    const plans = await root.getDirectoryHandle("plans", { create: true });
    await plans.getDirectoryHandle("empty", { create: true });
    const writable = await (await plans.getFileHandle("plan.txt", { create: true })).createWritable();
    await writable.write("a plan");
    await writable.close();
    globalThis.showDirectoryPicker = async () => plans;
  });
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await said("1 file was added");
  assert.equal(await textAt("maps/old/plans/plan.txt"), "a plan", "into the folder in view");
  await page.getByRole("link", { name: "plans", exact: true }).click();
  await row(/empty/).waitFor();
});

test("one is downloaded, and removing asks first", async () => {
  await visit(page, "#/content");
  const [arriving] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download b.txt" }).click()]);
  assert.equal(await readFile(await arriving.path(), "utf8"), "second");
  await page.getByRole("button", { name: "Remove b.txt" }).click();
  await said("Remove “b.txt”?");
  await inspect(page, "content, removing");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  assert.equal(await row(/b\.txt/).count(), 1);
  await page.getByRole("button", { name: "Remove b.txt" }).press("Enter");
  await page.getByRole("button", { name: "Remove it" }).press("Enter");
  await row(/b\.txt/).waitFor({ state: "detached" });
  await row(/a\.txt/).waitFor();
});

test("a backup opens from its own page, and goes as one file to another browser, which compares it before it is listed", async () => {
  await visit(page, "#/");
  assert.equal(await page.getByText("It holds no files yet").isVisible(), false);
  passcode = await createBackup(page, "first");
  await watchToEnd(page);
  await visit(page, "#/stores/default/backups/first");
  await page.getByRole("link", { name: "Open its files" }).click();
  await page.locator("#passcode").fill(passcode);
  await page.locator("#passcode").press("Enter");
  await said("The file is open, and whole");
  await page.getByRole("searchbox", { name: "Find by name" }).fill("1850");
  await row(/1850/).waitFor();

  await visit(page, "#/stores/default/backups/first");
  const [arriving] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as one file" }).click()]);
  assert.equal(arriving.suggestedFilename(), "first.tar");
  const bundle = join(folder, "first.tar");
  await arriving.saveAs(bundle);
  assert.equal(spawnSync("tar", ["-xf", bundle, "-C", folder]).status, 0);
  const archive = await readFile(join(folder, "first/content.tar.zst.age"));
  const manifest = await readFile(join(folder, "first/backup.json"));
  assert.equal(archive.subarray(0, 21).toString(), "age-encryption.org/v1");

  const other = await browser.open(host.origin);
  await other.getByRole("button", { name: "Start a site in this browser" }).click();
  await other.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await visit(other, "#/stores/default/backups");
  await other.getByRole("link", { name: "Add from a file" }).click();
  await other.getByRole("heading", { level: 1, name: "Add a backup from a file" }).waitFor();
  const give = (files) => other.locator("input[type=file]").setInputFiles(files);
  const refused = (text) => other.getByRole("alert").filter({ hasText: text }).waitFor();
  await inspect(other, "adding a backup");

  await give([{ name: "content.tar.zst.age", mimeType: "a/b", buffer: archive }]);
  await refused("The manifest is missing");
  const turned = Buffer.from(archive);
  turned[archive.length - 3] ^= 1;
  const withManifest = (bytes, text = manifest) => [{ name: "content.tar.zst.age", mimeType: "a/b", buffer: bytes }, { name: "backup.json", mimeType: "application/json", buffer: Buffer.from(text) }];
  await give(withManifest(turned));
  await refused("its SHA-256 is another one, so it was changed since");
  await other.getByRole("link", { name: "Add it again" }).click();
  await give(withManifest(Buffer.from(archive.toString("latin1").replace("-> scrypt ", "-> scrypt A"), "latin1")));
  await refused("does not belong to this manifest");
  await other.getByRole("link", { name: "Add it again" }).click();
  await give(withManifest(archive, JSON.stringify({ ...JSON.parse(manifest), backupName: "../first" })));
  await refused('No backup of this site can be called "../first"');
  await give(withManifest(archive, JSON.stringify({ ...JSON.parse(manifest), startTime: "yesterday" })));
  await refused("startTime must be a whole number");
  await give(withManifest(archive, "{"));
  await refused("is no JSON object");
  await visit(other, "#/stores/default/backups");
  assert.equal(await other.getByRole("link", { name: "first" }).count(), 0, "nothing is half added");

  await visit(other, "#/stores/default/backups/import");
  await give(bundle);
  await other.getByRole("heading", { name: "The job is completed" }).waitFor();
  await visit(other, "#/stores/default/backups/import");
  await give(bundle);
  await refused("already");
  await visit(other, "#/stores/default/backups/first/verify");
  await other.locator("#passcode").fill(passcode);
  await other.locator("main form button:not([type=button])").last().click();
  await watchToEnd(other);
  assert.deepEqual(other.faults, []);
});

test("a page without a fault in all of this", () => assert.deepEqual(page.faults, []));
