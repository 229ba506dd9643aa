// Scheduled tasks through the page, against the real local site: made, changed, run at once, paused and deleted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { kPassword, signIn, startSite, watchToEnd, withBrowser } from "./helpers.mjs";

let site, browser, page, stop;
before(async () => {
  ({ served: site, browser, stop } = await withBrowser(startSite()));
  page = await browser.open(site.origin);
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});
after(() => stop?.());

const visit = (hash) => page.evaluate((to) => { location.hash = to; }, hash);
const heading = (name) => page.getByRole("heading", { level: 1, name, exact: true });
const runs = () => page.locator("ol.links:visible li").allTextContents();

/** The tasks as the server has them, asked for beside the page. */
async function tasks() {
  const body = (values) => ({ method: "POST", body: new URLSearchParams({ f: "json", ...values }) });
  const { token } = await (await fetch(`${site.origin}/arcgis/sharing/rest/generateToken`, body({ username: "admin", password: kPassword, client: "requestip" }))).json();
  return (await (await fetch(`${site.origin}/arcgis/admin/system/tasks?f=json`, { headers: { "X-Esri-Authorization": `Bearer ${token}` } })).json()).result;
}

test("a schedule shows its next five runs, and what cron cannot read beside the field", async () => {
  await visit("#/tasks/create");
  await heading("Schedule backups").waitFor();
  await page.locator("#name").fill("");
  await page.getByRole("button", { name: "Schedule backups" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Fill in “Name”: it must not be empty." }).waitFor();
  await page.locator("#name").fill("nightly");
  await page.getByLabel("Every", { exact: true }).selectOption("day");
  await page.locator("#time").fill("02:30");
  await page.waitForFunction(() => document.querySelectorAll("ol.links li").length === 5);
  for (const run of await runs()) assert.match(run, /02:30:00 GMT$/);
  await page.getByLabel("Every", { exact: true }).selectOption("own");
  assert.equal(await page.locator("#minute").inputValue(), "30", "the plan in view is where cron begins");
  await page.locator("#dayOfMonth").fill("L");
  await page.locator("#hour").fill("25");
  await page.getByLabel("I have stored this passcode").check();
  await page.getByRole("button", { name: "Schedule backups" }).click();
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), /One thing.*hour takes 0 to 23/);
  await page.locator("#hour").fill("2");
  await page.waitForFunction(() => document.querySelectorAll("ol.links li").length === 5);
  await page.getByRole("button", { name: "Schedule backups" }).click();
  await heading("Schedules").waitFor();
  const made = (await tasks()).find(({ taskType }) => taskType === "CreateBackup");
  assert.deepEqual([made.taskTitle, made.cronExpression, made.parameters.storeName], ["nightly", "0 30 2 L * ?", "default"]);
});

test("a task is run at once, and its run leads to the job", async () => {
  await page.getByRole("link", { name: "nightly" }).click();
  await heading("nightly").waitFor();
  assert.equal((await runs()).length, 5);
  await page.getByRole("button", { name: "Run now" }).click();
  await watchToEnd(page);
  await page.getByRole("link", { name: "Schedules" }).click();
  await page.getByRole("link", { name: "nightly" }).click();
  const run = page.getByRole("row", { name: /succeeded/ });
  await run.waitFor();
  await run.getByRole("link", { name: "Open the job" }).click();
  await watchToEnd(page);
});

test("a task is changed: its schedule alone, or its backups with a passcode said again", async () => {
  const [{ id }] = (await tasks()).filter(({ taskType }) => taskType === "CreateBackup");
  await visit(`#/tasks/${id}/update`);
  await heading("Change nightly").waitFor();
  assert.equal(await page.locator("#dayOfMonth").inputValue(), "L");
  await page.locator("#title").fill("");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByRole("link", { name: "Fill in “Name of the task”: it must not be empty." }).press("Enter");
  await page.keyboard.type("nightly");
  await page.getByLabel("Every", { exact: true }).selectOption("week");
  await page.getByRole("button", { name: "Change the task" }).click();
  await heading("nightly").waitFor();
  let changed = (await tasks()).find((each) => each.id === id);
  assert.equal(changed.cronExpression, "0 0 2 ? * SAT");
  assert.equal(changed.parameters.retentionOffset, 14 * 86_400_000);

  await page.getByRole("link", { name: "Change …" }).click();
  await heading("Change nightly").waitFor();
  await page.getByLabel("Also change the backups it makes").check();
  await page.getByLabel("Keep each for").selectOption("30");
  await page.getByRole("button", { name: "Change the task" }).click();
  await page.getByRole("alert").getByText("Store the passcode, then say that you have.").waitFor();
  await page.getByLabel("I have stored this passcode").check();
  await page.getByRole("button", { name: "Change the task" }).click();
  await heading("nightly").waitFor();
  changed = (await tasks()).find((each) => each.id === id);
  assert.equal(changed.parameters.retentionOffset, 30 * 86_400_000);
});

test("a run has a view of its own; its record is changed and deleted", async () => {
  const [{ id }] = (await tasks()).filter(({ taskType }) => taskType === "CreateBackup");
  await visit(`#/tasks/${id}`);
  await heading("nightly").waitFor();
  await page.getByRole("link", { name: "Runs so far" }).click();
  await heading("Runs of nightly").waitFor();
  await page.getByRole("row", { name: /succeeded/ }).getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: /^Run [0-9a-f]{8} of nightly$/ }).waitFor();
  await page.locator("nav a[aria-current]", { hasText: "Schedules" }).waitFor();
  await page.getByRole("link", { name: "Change …" }).click();
  await page.locator("#status").selectOption("failed");
  await page.locator("#result").fill("not on the second disk");
  await page.getByRole("button", { name: "Change the run" }).click();
  await page.getByText("not on the second disk", { exact: true }).first().waitFor();
  await page.locator(".badge", { hasText: "failed" }).waitFor();
  await page.getByRole("navigation", { name: "Address" }).getByRole("link", { name: id }).waitFor();
  await page.getByRole("link", { name: "Delete …" }).click();
  await page.getByText("Its job and what it made stay.").waitFor();
  await page.getByRole("button", { name: "Delete the run" }).click();
  await heading("Runs of nightly").waitFor();
  await page.getByText("It has not run yet, or the server does not tell.").waitFor();
  await visit(`#/tasks/${id}`);
  await heading("nightly").waitFor();
});

test("a task is paused, and deleted only after it was said what that means", async () => {
  await page.getByRole("button", { name: "Pause nightly" }).press("Enter");
  await page.getByText("The task is paused: it runs only when it is resumed.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Resume nightly", "the button keeps the focus");
  await page.getByRole("link", { name: "Delete …" }).click();
  await heading("Delete the task nightly?").waitFor();
  await page.getByText("The backups there are stay").waitFor();
  assert.equal((await tasks()).filter(({ taskType }) => taskType === "CreateBackup").length, 1, "nothing has been deleted yet");
  await page.getByRole("button", { name: "Delete the task" }).click();
  await heading("Schedules").waitFor();
  assert.equal((await tasks()).filter(({ taskType }) => taskType === "CreateBackup").length, 0);
  assert.deepEqual(page.faults, []);
});
