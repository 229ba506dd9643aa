// The page in Chromium against the local site: sign in, create, watch, reload in mid-job, keyboard only, and text that stays text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createBackup, kPassword, signIn, startSite, watchToEnd, withBrowser } from "./helpers.mjs";

const kMarkup = "<img src=x onerror=alert(1)><script>document.title='run'</script>";
let site, browser, stop;
before(async () => { ({ served: site, browser, stop } = await withBrowser(startSite({ megabytes: 48 }))); });
after(() => stop?.());

test("a wrong password is refused in words, and the right one opens the overview", async () => {
  const page = await browser.open(site.origin);
  await signIn(page, { password: "not the password" });
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /username or the password|password/i);
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.match(await page.locator("footer").textContent(), new RegExp(`talked only to ${site.origin}`));
  assert.equal(await page.evaluate(() => JSON.stringify(sessionStorage)), "{}", "nothing is kept unless asked for");
  assert.deepEqual(page.faults, []);
});

test("a backup is created and watched to its end, then listed; markup from the server stays text", async () => {
  const page = await browser.open(site.origin);
  await signIn(page);
  const passcode = await createBackup(page, "flow-1", { description: kMarkup });
  assert.equal(passcode.split("-").length, 10);
  await watchToEnd(page);
  assert.match(await page.title(), /^Completed · Backup flow-1/);
  assert.ok(await page.locator(".stages li.done").count() >= 4, "every stage is done");
  await page.getByRole("link", { name: "Overview" }).first().click();
  await page.getByRole("link", { name: "flow-1", exact: true }).first().waitFor();
  assert.match(await page.getByRole("table", { name: "Backups in default" }).textContent(), /<img src=x onerror=alert\(1\)><script>/);
  await page.getByRole("table", { name: "Backups in default" }).getByRole("link", { name: "flow-1", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "flow-1" }).waitFor();
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.ok(!(await page.evaluate(() => location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage))).includes(passcode));
  assert.deepEqual(page.faults, []);
});

test("errors stand beside the field and in a summary that leads there", async () => {
  const page = await browser.open(site.origin, "#/stores/default/backups/create");
  await signIn(page);
  await page.locator("#name").fill("a/b");
  await page.getByLabel("My own").check();
  await page.locator("#passcode").fill("short");
  await page.getByRole("button", { name: "Create the backup" }).click();
  const summary = page.getByRole("alert");
  await summary.waitFor();
  assert.equal(await summary.getByRole("link").count(), 3, "name, passcode and its repetition");
  await summary.getByRole("link").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
  assert.equal(await page.locator("#name").getAttribute("aria-invalid"), "true");
  assert.match(await page.title(), /^Error: /);
  await page.locator("#name").fill("ab");
  await page.waitForFunction(() => !document.getElementById("name").hasAttribute("aria-invalid"));
  assert.deepEqual(page.faults, []);
});

test("a job in progress survives a reload: sign in again in place, and it is watched on to its end", async () => {
  const page = await browser.open(site.origin);
  await signIn(page);
  await createBackup(page, "flow-reload");
  await page.reload();
  await page.getByText("You go on to the address you opened.").waitFor();
  await signIn(page, { keep: true });
  await page.getByRole("heading", { level: 1, name: "Backup flow-reload" }).waitFor();
  await page.reload();
  await watchToEnd(page);
  assert.deepEqual(page.faults, []);
});

test("a lost network is a line, not an end", async () => {
  const page = await browser.open(site.origin);
  await signIn(page);
  await createBackup(page, "flow-network");
  await page.locator(".figures dd").first().waitFor();
  await page.context().setOffline(true);
  await page.getByText(/Next try in/).waitFor({ timeout: 30_000 });
  await page.context().setOffline(false);
  await watchToEnd(page);
});

test("one tab asks the server for a job, the other hears of it and goes on when the first is gone", async () => {
  const first = await browser.open(site.origin);
  await signIn(first, { keep: true });
  await createBackup(first, "flow-tabs");
  const asked = { first: 0, second: 0 };
  const count = (page, name) => page.on("request", (request) => { if (/\/jobs\/j/.test(request.url())) asked[name] += 1; });
  const kept = await first.evaluate(() => sessionStorage.getItem("holdfast.session"));
  const second = await first.context().newPage();
  await second.addInitScript((session) => sessionStorage.setItem("holdfast.session", session), kept);
  count(first, "first");
  count(second, "second");
  await second.goto(first.url());
  await second.locator(".figures dd").first().waitFor();
  assert.equal(asked.second, 0, "the second tab asks nothing while the first does");
  await first.close();
  await watchToEnd(second);
  assert.ok(asked.second > 0, "the second tab asks when the first is gone");
});

test("sign in, create, watch, verify and restore by keyboard alone", async () => {
  const page = await browser.open(site.origin);
  const tabTo = async (description, holds) => {
    for (let step = 0; step < 60; step += 1) {
      if (await page.evaluate(holds)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`the keyboard does not reach ${description}`);
  };
  await tabTo("the username", () => document.activeElement.id === "username");
  await page.keyboard.type("admin");
  await page.keyboard.press("Tab");
  await page.keyboard.type(kPassword);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await tabTo("“Create a backup”", () => document.activeElement.matches("main a.primary"));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Create a backup" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", "the focus is at the head of the new view");
  await tabTo("the name", () => document.activeElement.id === "name");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("flow-keyboard");
  const passcode = await page.locator(".words").textContent();
  await tabTo("the stored box", () => document.activeElement.id === "passcodeStored");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Backup flow-keyboard" }).waitFor();
  await watchToEnd(page);

  const openBackup = async () => {
    await tabTo("the backup", () => document.activeElement.matches("main .actions a[href$='/backups/flow-keyboard'], main .actions a[href*='/backups/flow-keyboard?']"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "flow-keyboard", exact: true }).waitFor();
  };
  const choose = async (operation, title) => {
    await tabTo(`“${title}”`, `document.activeElement.matches("main a[href*='/flow-keyboard/${operation}']")`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await tabTo("the passcode", () => document.activeElement.id === "passcode");
    await page.keyboard.type(passcode);
  };
  await openBackup();
  await choose("verify", "Verify flow-keyboard");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Verification of flow-keyboard" }).waitFor();
  await watchToEnd(page);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Verify flow-keyboard" }).waitFor();
  await tabTo("the way back to the backup", () => document.activeElement.matches("main .actions a"));
  await page.keyboard.press("Enter");
  await page.getByText("level 3").first().waitFor();
  await choose("restore", "Restore flow-keyboard?");
  await tabTo("the name to be typed", () => document.activeElement.id === "typed-name");
  await page.keyboard.type("flow-keyboard");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Restore of flow-keyboard" }).waitFor();
  await watchToEnd(page);
  assert.equal(await page.locator("#announcer").textContent(), "The job is completed.");
  assert.deepEqual(page.faults.filter((fault) => !/503/.test(fault)), []);
});
