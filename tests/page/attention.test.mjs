// What the page does with its reader's attention and the server's time: waits, warnings, clocks that differ, shortcuts, leaving at a bad moment.
import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { wait } from "../../web/directory/patience.js";
import { kPassword, signIn, visit } from "./helpers.mjs";
import { inspect } from "./scan.mjs";
import { openScripted } from "./scripted.mjs";

const kMinute = 60_000;
const kDay = 86_400_000;
let scripted, browser, page;
before(async () => {
  scripted = await openScripted();
  ({ browser, page } = scripted);
});
after(() => scripted?.stop());

const runningJob = (starttime) => {
  const { organization } = scripted;
  organization.jobs = [{ ...organization.jobs[0], jobid: "j-running", status: "EXECUTING", starttime, endtime: 0, result: undefined }];
  organization.status = { ...organization.status, state: "in_progress", code: 1, startTime: starttime };
};
const watched = "#/jobs/j-running?operation=backup&store=default&backup=nightly-01";

test("waits are 30 s at least while the page is hidden, and end when somebody looks, the network is back or the view is left", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = new EventTarget();
  globalThis.document = page;
  const network = new EventTarget();
  globalThis.addEventListener = network.addEventListener.bind(network);
  let ended;
  const begin = (milliseconds, signal) => { ended = false; const waiting = wait(milliseconds, signal); waiting.then(() => { ended = true; }); return new Promise(setImmediate); };
  const after = async (milliseconds) => { mock.timers.tick(milliseconds); await new Promise(setImmediate); return ended; };
  try {
    page.hidden = false;
    await begin(2000);
    assert.deepEqual([await after(1999), await after(1)], [false, true]);
    page.hidden = true;
    await begin(2000);
    assert.deepEqual([await after(29_999), await after(1)], [false, true]);
    await begin(45_000);
    assert.equal(await after(44_000), false, "longer waits stay as long");
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    assert.equal(await after(0), true);
    await begin(10_000);
    network.dispatchEvent(new Event("online"));
    assert.equal(await after(0), true);
    const leaving = new AbortController();
    await begin(10_000, leaving.signal);
    leaving.abort();
    assert.equal(await after(0), true);
  } finally {
    mock.timers.reset();
    delete globalThis.document;
    delete globalThis.addEventListener;
  }
});

test("a hidden page asks for its job no more until it is looked at again", async () => {
  runningJob(Date.now() - kMinute);
  await visit(page, watched);
  await page.locator(".figures dd").first().waitFor();
  const asked = () => scripted.organization.asked.filter((line) => line.endsWith("jobs/j-running")).length;
  await page.evaluate(() => Object.defineProperty(document, "hidden", { value: true, configurable: true }));
  await page.waitForResponse(/jobs\/j-running/);  // the last of the short waits
  await page.waitForTimeout(300);
  const before = asked();
  await page.waitForTimeout(2700);  // somebody who looks would be told every 2 s
  assert.equal(asked(), before);
  const next = page.waitForResponse(/jobs\/j-running/, { timeout: 2000 });
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await next;
});

test("elapsed is told by the server's clock, and its time limit before it is reached", async () => {
  const behind = 20 * kMinute;
  scripted.organization.rewrite = (reply) => Response.json(reply, { headers: { date: new Date(Date.now() - behind).toUTCString() } });
  runningJob(Date.now() - behind - 3 * kMinute);
  await visit(page, watched);
  const elapsed = page.locator(".figures > div", { hasText: "Elapsed" }).locator("dd");
  await elapsed.filter({ hasText: /^3m/ }).waitFor();
  assert.equal(await page.getByText("Near the server’s time limit").count(), 0);
  scripted.organization.rewrite = (reply) => reply;
  runningJob(Date.now() - 118 * kMinute);
  await visit(page, watched);
  await page.locator("main").getByText("Near the server’s time limit of 2h: it cancels the job in 1 minute").or(page.locator("main").getByText("it cancels the job in 2 minutes")).waitFor();
  await page.locator("#announcer").getByText("Near the server’s time limit").waitFor({ state: "attached" });
});

test("a running job is cancelled only by whoever says so; Escape leaves the question, and the focus is lost by none of it", async () => {
  runningJob(Date.now() - kMinute);
  const [job] = scripted.organization.jobs;
  Object.assign(job, { stages: [{ name: "Stage Object store", state: "in_progress", duration: "61000 millis" }], progress: { filesDone: 1, filesTotal: 2, bytesDone: 1, bytesTotal: 2 } });
  await visit(page, watched);
  const cancel = page.getByRole("button", { name: "Cancel the job" });
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await cancel.press("Enter");
  await page.getByRole("alertdialog", { name: "Cancel this job?" }).waitFor();
  assert.equal(await focused(), "Let it run");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Cancel the job");
  assert.ok(!scripted.organization.asked.some((line) => line.endsWith("/cancel")));
  assert.match(await page.locator(".stages li").textContent(), /running/, "the state is no matter of colour alone");
  await cancel.press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).press("Enter");
  Object.assign(job, { status: "CANCELLED", endtime: Date.now(), progress: undefined });
  await page.getByRole("link", { name: "Try again with the same fields" }).waitFor();
  assert.ok(scripted.organization.asked.some((line) => line.endsWith("/cancel")));
  assert.equal(await focused(), "Backup nightly-01");
  assert.match(await page.locator(".stages li.failed").textContent(), /Cancelled/, "nothing goes on in a job that has ended");
});

test("a job in a state that this version does not know is watched on, and its state said in the server's word", async () => {
  runningJob(Date.now() - 300 * kMinute);
  scripted.organization.jobs[0].status = "SOMETHING NEW";
  await visit(page, watched);
  await page.locator(".figures .badge").getByText("SOMETHING NEW").waitFor();
  await page.waitForFunction(() => document.title.startsWith("State unknown"));
  assert.equal(await page.locator("main [role=alert]").count(), 0);
  assert.equal(await page.locator("main").getByText("Near the server’s time limit").count(), 0, "past the limit, nothing is foretold");
});

test("shortcuts: a filter, a new backup, their list; none while typing, none when switched off", async () => {
  await visit(page, "#/stores/default/backups");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await page.keyboard.type("n?");
  assert.equal(await page.locator("main input[type=search]").inputValue(), "n?", "keys that are typed are text");
  await visit(page, "#/jobs");
  await page.keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "Create a backup" }).waitFor();
  await page.locator("#name").fill("not lost");
  await page.locator("h1").focus();
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.waitFor();
  await inspect(page, "the list of shortcuts");
  await list.getByLabel("Shortcuts are on").uncheck();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  assert.equal(await page.locator("#name").inputValue(), "not lost", "no key leads out of a form");
  await visit(page, "#/jobs");
  for (const key of ["?", "n"]) await page.keyboard.press(key);
  assert.equal(await page.locator("dialog").count(), 0);
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Jobs");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await list.getByLabel("Shortcuts are on").check();
  await list.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("?");
  await list.waitFor();
  await page.keyboard.press("Escape");
});

test("leaving is warned of only while a request is under way whose answer would be lost", async () => {
  const tab = await browser.open(scripted.origin, "#/stores/default/update");
  await signIn(tab);
  await tab.getByRole("heading", { level: 1, name: "Change store default" }).waitFor();
  let answer;
  await tab.route("**/stores/default/update", async (route) => {
    await new Promise((resolve) => { answer = resolve; });
    await route.continue();
  });
  const sent = tab.waitForRequest("**/stores/default/update");
  await tab.getByRole("button", { name: "Change the store" }).click();
  await sent;
  const asked = tab.waitForEvent("dialog");
  tab.reload().catch(() => {});  // which the dialog stops
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  answer();
  await tab.getByRole("heading", { level: 1, name: "Store default" }).waitFor();
  await tab.reload();  // would be stopped by a dialog that nobody answers
  await tab.getByRole("button", { name: "Sign in", exact: true }).waitFor();
});

test("a verification of long ago is told from one that still counts", async () => {
  const [fresh, old] = scripted.organization.backups;
  fresh.verified = { state: "success", level: 3, date: Date.now() - kDay };
  old.verified = { state: "success", level: 4, date: Date.now() - 43 * kDay };
  await visit(page, "#/stores/default/backups");
  await page.getByRole("row", { name: new RegExp(`${old.backupName}.*level 4, over 30 days ago`) }).waitFor();
  await page.getByRole("row", { name: new RegExp(`${fresh.backupName}.*level 3(?!,)`) }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("a token that ends in the midst of a form is asked for above it; what was entered is sent as it was", async () => {
  const { organization } = scripted;
  let tokens = 0;
  let refused = "";
  organization.rewrite = (reply, path) => (path === "sharing/rest/generateToken" ? { ...reply, token: `token-${tokens += 1}` } : reply);
  const tab = await browser.open(scripted.origin, "#/stores/default/backups/create");
  await signIn(tab);
  await tab.getByRole("heading", { level: 1, name: "Create a backup" }).waitFor();
  await tab.locator("#name").fill("kept-through");
  await tab.getByLabel("I have stored this passcode").check();
  const words = await tab.locator(".words").textContent();
  const sent = [];
  await tab.route("**/backups/create", (route) => {
    const fields = Object.fromEntries(new URLSearchParams(route.request().postData()));
    sent.push(fields);
    refused ||= fields.token;
    return fields.token === refused ? route.fulfill({ json: { error: { code: 498, message: "Invalid token.", details: [] } } }) : route.continue();
  });
  const submit = tab.getByRole("button", { name: "Create the backup" });
  await submit.click();
  const above = tab.getByRole("dialog", { name: "Sign in" });
  await above.getByText("Your sign-in has ended.").waitFor();
  await inspect(tab, "sign in above a form");
  await tab.keyboard.press("Escape");
  await tab.getByRole("alert").getByText("token").first().waitFor();
  assert.equal(await tab.locator("#name").inputValue(), "kept-through", "whoever declines keeps the form, with what is wrong");

  await submit.click();
  await above.getByLabel("Password", { exact: true }).fill(kPassword);
  await above.getByRole("button", { name: "Sign in", exact: true }).click();
  await tab.getByRole("heading", { level: 1, name: "Backup kept-through" }).waitFor();
  const last = sent.at(-1);
  assert.deepEqual([last.name, last.passcode, last.token], ["kept-through", words, `token-${tokens}`]);
  assert.equal(await tab.getByRole("dialog").count(), 0);
  assert.deepEqual(tab.faults, []);
  organization.rewrite = (reply) => reply;
});
