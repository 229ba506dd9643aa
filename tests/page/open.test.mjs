// Opening backup files in the page, with no site at all: what is listed and what is saved, and the three answers to what does not open.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect, seal } from "../../web/holdfast.js";
import { openSite } from "../../web/site.js";
import { startBrowser, visit } from "./helpers.mjs";
import { inspect } from "./scan.mjs";
import { startScripted } from "./scripted.mjs";

const kPasscode = "a passcode of the tests";
const kLarge = randomBytes(3_000_000);
let folder, scripted, browser, page, archive, manifest;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-open-page-"));
  const content = join(folder, "content");
  await mkdir(join(content, "maps/empty"), { recursive: true });
  await writeFile(join(content, "maps/Zürich – 地図.txt"), "a map");
  await writeFile(join(content, "large.bin"), kLarge);
  await symlink("large.bin", join(content, "link"));
  const local = await openSite({ host: { kind: "folder", content, data: join(folder, "data") }, adminPassword: new TextEncoder().encode("a password of the tests") });
  const site = await connect({ root: "http://localhost/arcgis/admin", username: "admin", password: "a password of the tests", fetch: (request) => local.fetch(request) });
  await (await site.store("default").createBackup({ name: "first", passcode: kPasscode })).done;
  await local.close();
  archive = await readFile(join(folder, "data/stores/default/first/content.tar.zst.age"));
  manifest = await readFile(join(folder, "data/stores/default/first/backup.json"));
  [scripted, browser] = await Promise.all([startScripted(), startBrowser()]);
  page = await browser.open(scripted.origin, "#/open");
});
after(async () => {
  await browser?.stop();
  await scripted?.stop();
  await rm(folder, { recursive: true, force: true });
});

const kArchiveFile = () => ({ name: "content.tar.zst.age", mimeType: "application/octet-stream", buffer: archive });
const kManifestFile = () => ({ name: "backup.json", mimeType: "application/json", buffer: manifest });

/** Shows the view anew, and opens `files` with `passcode`. */
async function open(files, passcode = kPasscode, at = page) {
  await visit(at, "#/open");
  await at.locator("input[type=file]").setInputFiles(files);
  await at.locator("#passcode").fill(passcode);
  await at.locator("#passcode").press("Enter");
}

/** In place of the browser's own dialogues, which no test can use: the folder "picked" of the origin private file system. */
function standIn(at) {
  return at.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const picked = await root.getDirectoryHandle("picked", { create: true });
    globalThis.showDirectoryPicker = async () => picked;
    globalThis.showSaveFilePicker = ({ suggestedName }) => picked.getFileHandle(suggestedName, { create: true });
  });
}

/** What lies below the folder "picked": paths and sizes, and the texts of small files. */
function picked(at) {
  return at.evaluate(async () => {
    const found = {};
    async function walk(folder, above) {
      for await (const handle of folder.values()) {
        if (handle.kind === "directory") {
          found[`${above}${handle.name}/`] = null;
          await walk(handle, `${above}${handle.name}/`);
        } else {
          const file = await handle.getFile();
          found[above + handle.name] = file.size < 100 ? await file.text() : file.size;
        }
      }
    }
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle("picked"), "");
    return found;
  });
}

test("a backup opens without any sign-in, and its tree is browsed by keyboard and by name", async () => {
  await open([kArchiveFile(), kManifestFile()]);
  await page.getByRole("heading", { name: "The file is open, and whole" }).waitFor();
  assert.match(await page.locator("main").textContent(), /sealed list inside/);
  assert.match(await page.locator("main").textContent(), /2 files, 3 MB/);
  assert.match(await page.getByRole("row", { name: /link/ }).textContent(), /link to large\.bin/);
  await inspect(page, "what a file holds");
  await page.getByRole("button", { name: "maps" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Zürich – 地図.txt").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "maps");
  await page.getByRole("searchbox", { name: "Find by name" }).fill("large");
  await page.getByRole("row", { name: /large\.bin/ }).first().waitFor();
  assert.equal(await page.getByText("Zürich – 地図.txt").count(), 0);
  assert.deepEqual(scripted.organization.asked.filter((asked) => !asked.startsWith("GET sharing")), [], "nothing was asked of any server");
});

test("all of it, some of it and one file are saved to a folder and as downloads", async () => {
  await standIn(page);
  await open([kArchiveFile(), kManifestFile()]);
  await page.getByRole("button", { name: "Save to a folder" }).click();
  await page.getByRole("heading", { name: "2 files are saved in the folder “first”" }).waitFor();
  const saved = { "first/": null, "first/large.bin": 3_000_000, "first/maps/": null, "first/maps/empty/": null, "first/maps/Zürich – 地図.txt": "a map" };
  assert.deepEqual(await picked(page), saved);
  assert.match(await page.locator("main").textContent(), /1 symbolic link was left out/);

  await page.getByLabel("All in view").uncheck();
  await page.getByLabel("Choose maps").check();
  await page.getByRole("button", { name: "Save to a folder" }).click();
  await page.getByRole("heading", { name: "1 file is saved in the folder “first (2)”" }).waitFor();
  const second = { "first (2)/": null, "first (2)/maps/": null, "first (2)/maps/empty/": null, "first (2)/maps/Zürich – 地図.txt": "a map" };
  assert.deepEqual(await picked(page), { ...saved, ...second }, "nothing that was there is overwritten");

  await page.getByLabel("Choose maps").uncheck();
  await page.getByRole("button", { name: "Download" }).click();
  await page.locator("#announcer", { hasText: "Nothing is chosen" }).waitFor({ state: "attached" });
  await page.getByLabel("Choose large.bin").check();
  await page.getByRole("button", { name: "Download" }).click();
  await page.getByRole("heading", { name: "“large.bin” is downloaded" }).waitFor();
  assert.equal((await picked(page))["large.bin"], 3_000_000);
});

test("without File System Access a download is collected first, as a tar that GNU tar unpacks", async () => {
  const other = await browser.open(scripted.origin, "#/open");
  await other.addInitScript(() => {
    delete globalThis.showSaveFilePicker;
    delete globalThis.showDirectoryPicker;
  });
  await other.reload();
  await open([kArchiveFile()], kPasscode, other);
  await other.getByRole("heading", { name: "The file is open, and whole" }).waitFor();
  assert.equal(await other.getByRole("button", { name: "Save to a folder" }).count(), 0);
  assert.match(await other.locator("main").textContent(), /first collected in this browser/);
  const [arriving] = await Promise.all([other.waitForEvent("download"), other.getByRole("button", { name: "Download" }).click()]);
  assert.equal(arriving.suggestedFilename(), "content.tar");
  const target = join(folder, "unpacked");
  await mkdir(target);
  await arriving.saveAs(join(folder, "content.tar"));
  assert.equal(spawnSync("tar", ["-xpf", join(folder, "content.tar"), "-C", target]).status, 0);
  assert.equal(spawnSync("diff", ["-r", "--no-dereference", join(folder, "content"), target]).status, 0);
  assert.deepEqual(other.faults, []);
});

test("wrong passcode, damaged and changed are three answers", async () => {
  const damaged = Buffer.from(archive);
  damaged[archive.length - 5] ^= 1;
  const alert = () => page.getByRole("alert").getByRole("heading").first();
  await open([kArchiveFile()], "not the passcode");
  await alert().filter({ hasText: "The passcode is wrong" }).waitFor();
  assert.match(await page.getByRole("alert").textContent(), /Without its backup\.json/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "passcode");
  await open([kArchiveFile(), kManifestFile()], "not the passcode");
  await alert().filter({ hasText: "The passcode is wrong" }).waitFor();
  assert.doesNotMatch(await page.getByRole("alert").textContent(), /Without its backup\.json/);
  await open([{ ...kArchiveFile(), buffer: damaged }]);
  await alert().filter({ hasText: "The file is damaged" }).waitFor();
  await open([{ ...kArchiveFile(), buffer: damaged }, kManifestFile()]);
  await alert().filter({ hasText: "not the one its manifest records" }).waitFor();
  await open([{ ...kArchiveFile(), buffer: Buffer.from("no age file") }]);
  await alert().filter({ hasText: "no file that a passcode opens" }).waitFor();
  await inspect(page, "what does not open");
  await page.locator("#passcode").fill("");
  await page.locator("#passcode").press("Enter");
  await page.getByText("Enter the passcode").first().waitFor();
});

test("an age file that is no archive is saved as itself", async () => {
  const sealed = Buffer.from(await new Response(new Blob(["a letter"]).stream().pipeThrough(seal({ passcode: kPasscode, workFactor: 8, armor: true }))).arrayBuffer());
  await standIn(page);
  await open([{ name: "letter.txt.age", mimeType: "text/plain", buffer: sealed }]);
  await page.getByText("no archive, but one file").waitFor();
  assert.equal(await page.getByRole("table").count(), 0);
  await page.getByRole("button", { name: "Download" }).click();
  await page.getByRole("heading", { name: "“letter.txt” is downloaded" }).waitFor();
  assert.equal((await picked(page))["letter.txt"], "a letter");
});

test("an opening is cancelled, and the passcode asked for again", async () => {
  await visit(page, "#/open");
  await page.locator("input[type=file]").setInputFiles([kArchiveFile()]);
  await page.locator("#passcode").fill(kPasscode);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.locator("progress").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.locator("progress").waitFor({ state: "detached" });
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "passcode");
});

test("a page without a fault in all of this", () => assert.deepEqual(page.faults, []));
