// What the page hands over to be kept: the evidence of a backup, the record of a job, a reminder for a calendar; and stores checked from their list.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { reminder } from "../../web/directory/reminder.js";
import { signIn, visit } from "./helpers.mjs";
import { openScripted } from "./scripted.mjs";

let scripted, browser, page;
before(async () => {
  scripted = await openScripted();
  ({ browser, page } = scripted);
});
after(() => scripted?.stop());

/** The name and text of the file that `link` saves. */
async function saved(link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("a reminder is an appointment as RFC 5545 writes it", () => {
  const text = reminder({ uid: "1@x", at: Date.UTC(2026, 11, 9, 13, 5), now: Date.UTC(2026, 10, 25), title: "a, b; c\\d", text: `first\nsecond ${"ü".repeat(60)}` });
  assert.ok(text.endsWith("END:VCALENDAR\r\n"));
  const lines = text.split("\r\n");
  assert.ok(lines.every((line) => !line.includes("\n") && Buffer.byteLength(line) <= 75));
  const unfolded = text.replaceAll("\r\n ", "").split("\r\n");
  assert.deepEqual(unfolded.slice(0, -1), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Holdfast//Holdfast//EN", "BEGIN:VEVENT", "UID:1@x", "DTSTAMP:20261125T000000Z",
    "DTSTART:20261209T130500Z", "DURATION:PT15M", "TRANSP:TRANSPARENT", "SUMMARY:a\\, b\\; c\\\\d", `DESCRIPTION:first\\nsecond ${"ü".repeat(60)}`,
    "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", "DESCRIPTION:a\\, b\\; c\\\\d", "END:VALARM", "END:VEVENT", "END:VCALENDAR"]);
});

test("the evidence of a backup says what the server says, to print and as JSON, and nothing secret", async () => {
  const backup = scripted.organization.backups[0];
  scripted.organization.status = { ...scripted.organization.status, backupName: backup.backupName };
  await visit(page, `#/stores/default/backups/${backup.backupName}`);
  const reminded = await saved(page.getByRole("link", { name: "Reminder for the calendar" }));
  assert.equal(reminded.name, `${backup.backupName}.ics`);
  assert.match(reminded.text, new RegExp(`DTSTART:${new Date(backup.retentionDate).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`));
  await page.getByRole("link", { name: "Evidence report" }).click();
  await page.getByRole("heading", { level: 1, name: `Evidence of ${backup.backupName}` }).waitFor();
  const { name, text } = await saved(page.getByRole("link", { name: "Download as JSON" }));
  assert.equal(name, `${backup.backupName}-evidence.json`);
  const facts = JSON.parse(text);
  assert.deepEqual([facts.madeBy, facts.organization, facts.store], ["admin", { root: `${scripted.origin}/arcgis/admin`, version: "11.4.0.12345" }, { name: "default", type: "HOSTED" }]);
  assert.deepEqual([facts.backup.name, Date.parse(facts.backup.started), facts.backup.durationSeconds, facts.backup.size, facts.backup.sha256],
    [backup.backupName, backup.startTime, Math.round((backup.completeTime - backup.startTime) / 1000), backup.holdfast.size, backup.holdfast.sha256]);
  assert.equal(facts.lastJob.stages.length, 5);
  assert.ok(!text.includes(backup.encryptKey));
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("button", { name: "Print" }).isVisible(), false, "paper has no buttons");
  assert.equal(await page.getByText(backup.holdfast.sha256).isVisible(), true);
  await page.emulateMedia({ media: null });
});

test("a job that failed is recorded, and begun again where it was begun", async () => {
  const failed = scripted.organization.jobs.find(({ status }) => status === "FAILED");
  await visit(page, `#/jobs/${failed.jobid}?operation=verify&store=default&backup=nightly-01`);
  const again = page.getByRole("link", { name: "Verify again" });
  await again.waitFor();
  const { text } = await saved(page.getByRole("link", { name: "Download the record as JSON" }));
  const record = JSON.parse(text);
  assert.deepEqual([record.job, record.status, record.messages, record.error.code], [failed.jobid, "FAILED", failed.messages, "job_failed"]);
  await again.click();
  await page.getByRole("heading", { level: 1, name: "Verify nightly-01" }).waitFor();
});

test("stores are checked from their list, and each answer stands beside its store", async () => {
  scripted.organization.rewrite = (reply, path) => (path.endsWith("second-region/validate") ? { isReady: false, status: "success" } : reply);
  await visit(page, "#/stores");
  await page.getByRole("button", { name: "Check the store default" }).click();
  await page.getByRole("row", { name: /^default/ }).getByText("The store is ready").waitFor();
  await page.getByRole("button", { name: "Check the store cold-storage" }).click();
  await page.getByRole("row", { name: /^cold/ }).getByText("does not reach its storage").waitFor();
  assert.deepEqual(page.faults, []);
});

test("after an operation its request and the reply's own bytes are there to copy, without a secret in either", async () => {
  const { organization } = scripted;
  const repeated = '{ "status" : "success",\n\t"heard": "a \\"secret\\" key" , "x": "ü" }';
  organization.rewrite = (reply, path) => (path.endsWith("/register") ? new Response(repeated, { headers: { "content-type": "application/json;charset=utf-8" } }) : reply);
  const exchange = page.locator(".exchange");
  await visit(page, "#/jobs");
  await exchange.getByText(/POST .*\/validate → 200/).waitFor();
  await visit(page, "#/stores/register");
  assert.equal(await exchange.count(), 0, "what was done two views ago is told of no more");
  await page.locator("#type").selectOption("S3");
  for (const [id, value] of Object.entries({ storeName: "cold", bucketName: "b", region: "r", rootDir: "d", accessKey: "AKIA", secretKey: 'a "secret" key' })) await page.locator(`#${id}`).fill(value);
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("heading", { level: 1, name: "Backup stores" }).waitFor();
  await exchange.getByText("POST /system/disasterrecovery/stores/register → 200").click();
  const [sent, reply] = await exchange.locator("pre").allTextContents();
  assert.match(sent, /^POST http.*\/stores\/register\n\nstoreName=cold\nsettings=\{.*"secret":\{"accessKey":"…","secretKey":"…"\}.*\}\nisDefault=false\nf=json\ntoken=…$/);
  assert.equal(reply, repeated.replace('a \\"secret\\" key', "…"));
  await exchange.getByText("what it repeats of a secret is replaced").waitFor();

  organization.rewrite = (reply) => reply;
  await visit(page, "#/stores/default/backups/nightly-01/restore");
  await page.locator("#passcode").fill("a passcode nobody reads");
  await page.locator("#typed-name").fill("nightly-01");
  await page.getByRole("button", { name: "Replace everything with this backup" }).click();
  await page.waitForURL(/#\/status/);
  await exchange.getByText("POST /system/disasterrecovery/stores/default/backups/nightly-01/restore → 200").click();
  assert.deepEqual([(await exchange.locator("pre").first().textContent()).split("\n").slice(2), await exchange.locator("pre").last().textContent()],
    [["passcode=…", "f=json", "token=…"], '{"status":"success"}']);
  await visit(page, "#/jobs");
  assert.equal(await exchange.count(), 0);
  await visit(page, "#/disasterrecovery");
  assert.ok(await exchange.count() >= 2);
  assert.doesNotMatch(await page.locator("main").textContent(), /generateToken|a-token-of-the-tests|nobody reads|secret. key/);
  assert.deepEqual(page.faults, []);
});

test("a bookmarked view of the bytes is read with the sign-in that is asked for", async () => {
  const tab = await browser.open(scripted.origin, "#/raw/pjson/system/disasterrecovery/settings");
  await signIn(tab);
  await tab.getByRole("heading", { level: 1, name: "As pjson" }).waitFor();
  const request = tab.waitForRequest(/disasterrecovery\/settings\?f=json/);
  await tab.getByRole("link", { name: "json", exact: true }).click();
  const { "x-esri-authorization": bearer, referer } = await (await request).allHeaders();
  assert.deepEqual([bearer, referer], ["Bearer a-token-of-the-tests", `${scripted.origin}/`], "of the page's address the origin alone is told");
  scripted.organization.rewrite = (reply, path) => (path.endsWith("/settings") ? { error: { code: 498, message: "Invalid token.", details: [] } } : reply);
  await tab.getByRole("link", { name: "pjson", exact: true }).click();
  await tab.getByText("Your sign-in has ended.").waitFor();
  scripted.organization.rewrite = (reply) => reply;
  await signIn(tab);
  await tab.getByRole("heading", { level: 1, name: "As pjson" }).waitFor();
  const first = tab.waitForRequest(/disasterrecovery\/stores\?f=html/);
  await tab.reload();
  await tab.evaluate(() => { location.hash = "#/raw/html/system/disasterrecovery/stores"; });
  await tab.locator("#username").waitFor();
  await signIn(tab);
  assert.equal((await first).headers()["x-esri-authorization"], "Bearer a-token-of-the-tests", "the first request of a sign-in as well");
});
