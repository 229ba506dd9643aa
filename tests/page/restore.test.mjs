// Restoring and scheduling through the page, against the real local site: what the files are afterwards decides.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startWithBackup, visit, watchToEnd } from "./helpers.mjs";

let started, site, page, passcode;
before(async () => {
  started = await startWithBackup({ megabytes: 2 });
  ({ site, page, passcode } = started);
});
after(() => started?.stop());

/** From the backup's page: the passcode and the name are typed, and the restore is asked for. */
async function restore({ passcode: typed, name }) {
  await page.evaluate(() => { location.hash = "#/stores/default/backups/kept"; });
  await page.getByRole("heading", { level: 1, name: "kept", exact: true }).waitFor();
  await page.getByRole("link", { name: /^Restore/ }).click();
  await page.getByRole("heading", { level: 1, name: /^Restore kept/ }).waitFor();
  await page.locator("#passcode").fill(typed);
  await page.getByLabel(/^Type the name/).fill(name);
  await page.getByRole("button", { name: "Replace everything with this backup" }).click();
}

test("a wrong passcode is said beside its field, and the files stay as they are", async () => {
  await writeFile(join(site.content, "0.bin"), "changed since");
  await restore({ passcode: `${passcode}!`, name: "kept" });
  await page.getByRole("alert").getByText("Wrong passcode").waitFor();
  assert.equal(await readFile(join(site.content, "0.bin"), "utf8"), "changed since");
});

test("a verification words a wrong passcode and a changed file as a restore does", async () => {
  const verify = async (typed) => {
    await visit(page, "#/stores/default/backups/kept/verify");
    assert.equal(await page.locator("#level option").count(), 4);
    await page.locator("#passcode").fill(typed);
    await page.getByRole("button", { name: "Verify the backup" }).click();
  };
  await verify(`${passcode}!`);
  await page.getByRole("alert").getByText("Wrong passcode").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /Check capitals/);

  const archive = join(site.content, "../data/stores/default/kept/content.tar.zst.age");
  const whole = await readFile(archive);
  const changed = Buffer.from(whole);
  changed[40] ^= 1;
  await writeFile(archive, changed);
  await verify(passcode);
  await page.getByRole("alert").getByText("The file is another one").waitFor();
  await writeFile(archive, whole);
});

test("without its name typed a backup is not restored", async () => {
  await restore({ passcode, name: "kep" });
  await page.getByRole("alert").waitFor();
  assert.equal(await readFile(join(site.content, "0.bin"), "utf8"), "changed since");
});

test("a restore is watched to its end, and the files are those of the backup", async () => {
  await restore({ passcode, name: "kept" });
  await watchToEnd(page);
  assert.equal((await readFile(join(site.content, "0.bin"))).length, 1_000_000);
});

test("backups are scheduled, and the task is listed with its next run", async () => {
  await page.evaluate(() => { location.hash = "#/tasks/create"; });
  await page.getByRole("heading", { level: 1, name: "Schedule backups" }).waitFor();
  await page.locator("#name").fill("weekly");
  await page.getByLabel("I have stored this passcode").check();
  await page.getByRole("button", { name: /Schedule/ }).last().click();
  const row = page.getByRole("row", { name: /weekly/ });
  await row.waitFor();
  assert.match(await row.textContent(), /active/);
  await row.getByRole("button", { name: /^Pause/ }).click();
  await page.getByRole("row", { name: /weekly.*paused/ }).waitFor();
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("favicon")), []);
});
