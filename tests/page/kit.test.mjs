// Recovery kits through the page: made, rehearsed, printed on one page, opened again, and used before a restore: of the local site,
// and of a server that tells nothing of its files.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openKit } from "../../web/holdfast.js";
import { createBackup, signIn, startWithBackup, visit, watchToEnd } from "./helpers.mjs";

let started, site, page, passcode, folder, file;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-page-kit-"));
  started = await startWithBackup();
  ({ site, page, passcode } = started);
});
after(async () => {
  await started?.stop();
  await rm(folder, { recursive: true, force: true });
});

const go = (hash, heading) => visit(page, hash, heading);

/** How many pages the view in sight prints on. */
async function pagesPrinted() {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sizes = [...pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map(([, width, height]) => [Math.round(width), Math.round(height)]);
  assert.deepEqual(sizes[0], [595, 842], "A4");
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

const kept = () => page.evaluate(() => location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage));

test("a kit is offered when the job is completed, sealed with the checked passcode, and downloaded", async () => {
  await page.getByRole("link", { name: "Make a recovery kit" }).click();
  await page.getByRole("heading", { level: 1, name: "Recovery kit of kept" }).waitFor();
  await page.getByLabel("Where the passcode is kept").fill("Safe 3, envelope “GIS”");
  await page.locator("#passcode").fill(`${passcode}!`);
  await page.getByRole("button", { name: "Seal the kit" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Seal the kit" }).click();
  await page.getByText("The passcode was checked: it is the one of this backup.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download kept.kit.age" }).click()]);
  assert.equal(download.suggestedFilename(), "kept.kit.age");
  file = join(folder, "kept.kit.age");
  await download.saveAs(file);
  const kit = await openKit(await readFile(file), passcode);
  const info = JSON.parse(await readFile(join(site.content, "../data/stores/default/kept/backup.json"), "utf8"));
  assert.equal(kit.backups[0].archive.sha256, info.holdfast.sha256);
  assert.equal(kit.passcodeKept, "Safe 3, envelope “GIS”");
  assert.ok(!(await kept()).includes(passcode));
});

test("“Try this kit now” tells a wrong passcode from the right one, and keeps the date", async () => {
  await page.getByRole("button", { name: "Try this kit now" }).press("Enter");
  await page.getByRole("alert").getByRole("link", { name: "Enter the passcode of this backup." }).press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "passcode-again");
  await page.locator("#passcode-again").fill("not the passcode at all");
  await page.getByRole("button", { name: "Try this kit now" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  await page.locator("#passcode-again").fill(passcode);
  await page.getByRole("button", { name: "Try this kit now" }).click();
  await page.getByRole("heading", { name: "The kit opens with this passcode" }).waitFor();
  assert.match(await page.locator("main").textContent(), /It covers 1 backup: kept\./);
  await go("#/stores/default/backups/kept", "kept");
  assert.match(await page.locator(".properties").first().textContent(), /Recovery kittried (\d+ seconds? ago|now)/);
});

test("the sheet says what is needed, prints on one A4 page, and never shows the passcode", async () => {
  await go("#/stores/default/backups/kept/kit/sheet", "Sheet of kept");
  const text = await page.locator(".kit-sheet").innerText();
  const info = JSON.parse(await readFile(join(site.content, "../data/stores/default/kept/backup.json"), "utf8"));
  for (const part of [site.origin, "default", "HOSTED", "kept", info.holdfast.sha256, "age -d kept.kit.age", "age -d stores/default/kept/content.tar.zst.age | tar --zstd -xf -", "Safe 3, envelope “GIS”", info.release]) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!text.includes(passcode));
  assert.equal(await pagesPrinted(), 1);
  await page.emulateMedia({ media: "print" });
  assert.deepEqual(await page.locator("header.site-header, footer.site-footer, .view-head").evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).display)), ["none", "none", "none"]);
  await page.emulateMedia({ media: null });
});

test("the passcode is checked before a restore, and a wrong one changes nothing", async () => {
  const content = join(site.content, "0.bin");
  await writeFile(content, "changed since");
  await go("#/stores/default/backups/kept/restore", /^Restore kept/);
  await page.getByRole("button", { name: "Check the passcode" }).click();
  await page.getByText("Enter the passcode of this backup.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "passcode");
  await page.locator("#passcode").fill("not the passcode at all");
  await page.getByRole("button", { name: "Check the passcode" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Check the passcode" }).click();
  await page.getByRole("heading", { name: "The passcode is right" }).waitFor();
  await page.locator("#passcode").fill(`${passcode}!`);
  assert.equal(await page.getByRole("heading", { name: "The passcode is right" }).count(), 0, "another passcode is not proved by the first");
  await page.getByLabel(/^Type the name/).fill("kept");
  await page.getByRole("button", { name: "Replace everything with this backup" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  assert.equal(await readFile(content, "utf8"), "changed since");
});

/** From here on the site looks like a remote server: it tells nothing of its files. */
async function asRemote(names = []) {
  await page.unrouteAll();
  await page.route(/\/backups(\/\w+)?\?/, async (route) => {
    const response = await route.fetch();
    const reply = await response.json();
    for (const backup of reply.backups ?? [reply]) {
      delete backup.holdfast;
      delete backup.verified;
      backup.namespace = "arcgis";
    }
    reply.backups?.push(...names.map((backupName, index) => ({ ...reply.backups[0], backupName, startTime: reply.backups[0].startTime - (index + 1) * 86_400_000 })));
    await route.fulfill({ response, json: reply });
  });
}

test("a kit of many backups at a server still prints on one page, and says how many more it lists", async () => {
  await asRemote(Array.from({ length: 20 }, (_, index) => `nightly-with-a-rather-long-name-of-the-organization-${index}`));
  await page.reload();
  await signIn(page);
  await go("#/stores/default/backups/kept/kit", "Recovery kit of kept");
  await page.getByText("Cover other backups too").click();
  for (const box of await page.getByRole("group", { name: "Only those made with the same passcode." }).getByRole("checkbox").all()) await box.check();
  await page.getByText("Settings for a restore elsewhere").click();
  await page.getByLabel("Kubernetes cluster domain").fill("cluster.local");
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Seal the kit" }).click();
  await page.getByText("could not be checked").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download kept.kit.age" }).click()]);
  file = join(folder, "remote.kit.age");
  await download.saveAs(file);
  assert.equal((await openKit(await readFile(file), passcode)).backups.length, 21);
  await page.getByRole("link", { name: "Sheet to print" }).click();
  await page.getByRole("heading", { level: 1, name: "Sheet of kept" }).waitFor();
  const text = await page.locator(".kit-sheet").innerText();
  assert.match(text, /And 16 more, listed in the sealed kit\./);
  assert.match(text, /cluster\.local/);
  assert.match(text, /kubectl get pods -n arcgis/);
  assert.equal(await pagesPrinted(), 1);
});

test("without a kit nothing is proved of a remote backup's passcode, and no tick says so", async () => {
  await page.reload();
  await signIn(page);
  await go("#/stores/default/backups/kept/restore", /^Restore kept/);
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("heading", { name: "The passcode cannot be checked without a kit" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Check the passcode" }).count(), 0);
  assert.equal(await page.locator(".panel.ok").count(), 0);
});

test("the passcode a remote backup was created with is known until the page is closed: its kit is sealed with no other", async () => {
  await go("#/", "Overview");
  const own = await createBackup(page, "remembered");
  await watchToEnd(page);
  await page.getByRole("link", { name: "Make a recovery kit" }).click();
  await page.getByText("It is checked against what was sent when the backup was created.").waitFor();
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Seal the kit" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  assert.equal(await page.getByRole("link", { name: /^Download remembered/ }).count(), 0);
  await page.locator("#passcode").fill(own);
  await page.getByRole("button", { name: "Seal the kit" }).click();
  await page.getByText("The passcode was checked: it is the one of this backup.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download remembered.kit.age" }).click()]);
  assert.deepEqual((await openKit(await readFile(await download.path()), own)).backups.map(({ name }) => name), ["remembered"]);
  assert.ok(!(await kept()).includes(own));
  await page.reload();
  await signIn(page);
  await go("#/stores/default/backups/remembered/kit", "Recovery kit of remembered");
  await page.getByText("Nobody can check that here").waitFor();
});

test("a kit that is opened proves its passcode, is shown, and is at hand for the restore, whose settings it tells", async () => {
  await go("#/kit", "Open a kit");
  await page.locator("#kit-file").setInputFiles(file);
  await page.locator("#passcode").fill("not the passcode at all");
  await page.getByRole("button", { name: "Open the kit" }).click();
  await page.getByRole("heading", { name: "Wrong passcode" }).waitFor();
  const damaged = join(folder, "damaged.kit.age");
  const lines = (await readFile(file, "utf8")).split("\n");
  await writeFile(damaged, [...lines.slice(0, 9), lines[9].replace(/^./, (letter) => (letter === "A" ? "B" : "A")), ...lines.slice(10)].join("\n"));
  await page.locator("#kit-file").setInputFiles(damaged);
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Open the kit" }).click();
  await page.getByRole("heading", { name: "The file is damaged" }).waitFor();
  const changed = join(folder, "kept.kit.age");
  const bytes = Buffer.from(lines.slice(1, -2).join(""), "base64");
  const salt = bytes.indexOf("scrypt ") + "scrypt ".length;
  bytes[salt] = bytes[salt] === 65 ? 66 : 65;
  await writeFile(changed, [lines[0], ...bytes.toString("base64").match(/.{1,64}/g), ...lines.slice(-2)].join("\n"));
  await page.locator("#kit-file").setInputFiles(changed);
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Open the kit" }).click();
  await page.getByRole("heading", { name: "The file is another one" }).waitFor();
  await page.locator("#kit-file").setInputFiles(file);
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Open the kit" }).click();
  await page.getByRole("heading", { name: "The kit opens with this passcode" }).waitFor();
  await page.locator(".kit-sheet").waitFor();

  await go("#/stores/default/backups/kept/restore", /^Restore kept/);
  await page.getByText("Chosen: remote.kit.age").waitFor();
  await page.locator("#passcode").fill(passcode);
  await page.getByRole("button", { name: "Check the passcode" }).click();
  await page.getByRole("heading", { name: "The passcode is right" }).waitFor();
  const domain = page.getByLabel("Kubernetes cluster domain here, as the command tells it");
  await domain.fill("Cluster.Local.");
  const row = page.locator(".settings-check > div").filter({ hasText: "Kubernetes cluster domain" });
  await row.getByText("same", { exact: true }).waitFor();
  await domain.fill("other.local");
  await row.getByText("different", { exact: true }).waitFor();
  await page.locator(".settings-check > div").filter({ hasText: "Host and context path" }).getByText("same", { exact: true }).waitFor();

  await page.getByLabel(/^Type the name/).fill("kept");
  await page.getByRole("button", { name: "Replace everything with this backup" }).click();
  await watchToEnd(page);
  assert.equal((await readFile(join(site.content, "0.bin"))).length, 1_000_000);
  assert.ok(!(await kept()).includes(passcode));
  assert.deepEqual(page.faults, []);
});
