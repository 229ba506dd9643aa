// The job page when things go otherwise: a token that ends, a job that fails, a reader who looks elsewhere; and weak passcodes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createBackup, kPassword, signIn, startSite, watchToEnd, withBrowser } from "./helpers.mjs";

const kError = (code, message) => ({ error: { code, message, messageCode: null, details: null } });
let site, browser, stop;
before(async () => { ({ served: site, browser, stop } = await withBrowser(startSite({ megabytes: 8 }))); });
after(() => stop?.());

test("a token that ends while a job is watched is asked for in place, and the job is watched on", async () => {
  const page = await browser.open(site.origin);
  await signIn(page, { keep: true });
  let ended = 0;
  await page.route(/\/jobs\/j[^/]*\?/, async (route) => {
    if (ended) return route.continue();
    ended += 1;
    return route.fulfill({ json: kError(498, "Invalid token.") });
  });
  await createBackup(page, "job-token");
  await page.getByText("Your sign-in has ended.").first().waitFor();
  await page.getByText("The job goes on meanwhile").waitFor();
  assert.equal(ended, 1);
  assert.equal(await page.evaluate(() => JSON.stringify(sessionStorage)), "{}", "the ended token is forgotten");
  assert.equal(await page.getByRole("heading", { level: 1, name: "Backup job-token" }).count(), 1, "the view stays");
  await page.getByLabel("Password", { exact: true }).fill(kPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await watchToEnd(page);
  assert.match(await page.title(), /^Completed · /);
  assert.match(await page.locator("link[rel=icon]").getAttribute("href"), /favicon-done/);
});

test("whoever asked for it is told by the system when the job has ended while they looked elsewhere", async () => {
  const page = await browser.open(site.origin, "", { permissions: ["notifications"] });
  await signIn(page);
  await page.evaluate(() => {
    globalThis.told = [];
    const Told = class { constructor(title, { body }) { globalThis.told.push(`${title}: ${body}`); } };
    Told.permission = "granted";
    Told.requestPermission = async () => "granted";
    globalThis.Notification = Told;
  });
  await createBackup(page, "job-told");
  await page.getByLabel("Tell me when it has ended").check();
  // A page that nobody sees asks every 30 s, but at once when the network comes back.
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true });
    setInterval(() => dispatchEvent(new Event("online")), 1000);
  });
  await watchToEnd(page);
  assert.deepEqual(await page.evaluate(() => globalThis.told), ["Backup job-told: The job is completed."]);
});

test("a passcode of one's own is judged, names of the backup counted as known; nothing is forbidden", async () => {
  const page = await browser.open(site.origin, "#/stores/default/backups/create");
  await signIn(page);
  await page.locator("#name").fill("zanzibar");
  await page.getByLabel("My own").check();
  const strength = page.locator("#passcode").locator("xpath=ancestor::fieldset").getByRole("status").filter({ hasText: /./ });
  await page.locator("#passcode").fill("password1234");
  await strength.getByText(/weak/i).waitFor();
  await page.locator("#passcode").fill("zanzibar2026");
  await strength.getByText("It holds a name of this backup").waitFor();
  await page.locator("#passcode").fill("quilt-oboe-9 lantern tundra VEX");
  await strength.getByText("Strong.").waitFor();
  await page.locator("#passcode").fill("short");
  await page.getByText(/at least eight|At least 8/).first().waitFor();
  assert.deepEqual(page.faults, []);
});

// The last one: the failure is told of a job that goes on, so that no other could begin after it.
test("a failed job says why in the server's words, and is tried again with the same fields", async () => {
  const page = await browser.open(site.origin, "", { permissions: ["clipboard-read", "clipboard-write"] });
  await signIn(page);
  await page.route(/\/jobs\/j[^/]*\?/, async (route) => {
    const job = await (await route.fetch()).json();
    return route.fulfill({ json: { ...job, status: "FAILED", endtime: job.starttime + 1000, messages: ["Disk <b>full</b> in store default."] } });
  });
  await page.getByRole("link", { name: "Create a backup" }).click();
  await page.locator("#name").fill("job-failed");
  await page.locator("#description").fill("before & after");
  await page.locator("#retentionDate").selectOption("90");
  await page.getByLabel("I have stored this passcode").check();
  await page.getByRole("button", { name: "Create the backup" }).click();
  const again = page.getByRole("link", { name: "Try again" });
  await again.waitFor();
  assert.match(await page.title(), /^Failed · Backup job-failed/);
  assert.match(await page.locator("link[rel=icon]").getAttribute("href"), /favicon-failed/);
  const words = page.getByRole("region", { name: "Messages of the server" });
  assert.match(await words.textContent(), /Disk <b>full<\/b> in store default\./);
  await words.getByRole("button", { name: "Copy" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "Disk <b>full</b> in store default.");
  await again.click();
  await page.getByRole("heading", { level: 1, name: "Create a backup" }).waitFor();
  assert.deepEqual(await page.evaluate(() => ["name", "description", "retentionDate"].map((id) => document.getElementById(id).value)), ["job-failed", "before & after", "90"]);
  assert.equal(await page.locator("#passcode").inputValue(), "", "the passcode is not among them");
});
