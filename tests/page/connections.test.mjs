// Several organizations in one page, against two local sites: switching, addresses, tokens, and what signing out forgets.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn, startBrowser, startSite } from "./helpers.mjs";

let here, there, browser;
before(async () => {
  [here, browser] = await Promise.all([startSite(), startBrowser()]);
  there = await startSite({ allow: here.origin });
});
after(async () => {
  await browser?.stop();
  await Promise.all([here?.stop(), there?.stop()]);
});

const rootOf = (site) => `${site.origin}/arcgis/admin`;
const overview = (page) => page.getByRole("heading", { level: 1, name: "Overview" });
const organizations = (page) => page.getByLabel(/^Organization/);
/** Waits until the overview of `site` is in view. */
const overviewOf = (page, site) => page.locator(".properties code", { hasText: rootOf(site) }).waitFor();

/** A page of `here` that is signed in to both, `there` in view. */
async function openBoth(options) {
  const page = await browser.open(here.origin);
  await signIn(page, options);
  await overview(page).waitFor();
  await organizations(page).selectOption({ label: "Another organization …" });
  await page.getByRole("heading", { level: 1, name: "Sign in to another organization" }).waitFor();
  await page.getByLabel("Address of the Administrator API").fill(`${rootOf(there)}/`);
  await signIn(page, options);
  await overview(page).waitFor();
  return page;
}

test("a second organization is signed in to beside the first, and choosing one shows it where it was left", async () => {
  const page = await openBoth();
  await overviewOf(page, there);
  assert.match(page.url(), new RegExp(`#/\\?at=${rootOf(there)}$`), "another organization stands whole in the address");
  await page.getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();

  await organizations(page).selectOption(rootOf(here));
  await overviewOf(page, here);
  assert.match(page.url(), /#\/\?at=\/arcgis\/admin$/, "the one beside the page stands with its path");
  await organizations(page).selectOption(rootOf(there));
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  await page.goBack();
  await overviewOf(page, here);  // back leads back to the organization as well
  assert.match(await page.locator("footer").textContent(), new RegExp(`${here.origin}.*${there.origin}`), "both are named");
  assert.equal(await page.evaluate(() => JSON.stringify(sessionStorage)), "{}", "no token is kept unless asked for");
  assert.deepEqual(page.faults, []);
});

test("signing out forgets one organization, and leaves the other as it is", async () => {
  const page = await openBoth({ keep: true });
  assert.match(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })), new RegExp(there.origin));
  await page.getByRole("button", { name: "Sign out" }).click();
  await overviewOf(page, here);
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  assert.ok(!kept.includes(there.origin), kept);
  assert.ok(kept.includes(here.origin), "the other sign-in is still kept");
  await page.locator("footer summary").click();
  assert.ok(!(await page.locator("footer .log").textContent()).includes(there.origin), "nor do its requests stand in the log");
  assert.equal(await organizations(page).locator(`option[value="${rootOf(there)}"]`).count(), 0);
  await page.reload();
  await overview(page).waitFor();
  assert.deepEqual(page.faults, []);
});

test("signing out in one tab signs out in every tab", async () => {
  const first = await browser.open(here.origin);
  await signIn(first);
  await overview(first).waitFor();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await signIn(second);
  await overview(second).waitFor();
  await first.getByRole("button", { name: "Sign out" }).click();
  await second.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
});

test("an address that names a strange organization asks for a sign-in there, and says that it is strange", async () => {
  const page = await browser.open(here.origin, `#/jobs?at=${encodeURIComponent(rootOf(there))}`);
  await page.getByRole("heading", { name: /is new to this page$/ }).waitFor();
  assert.equal(await page.getByLabel("Address of the Administrator API").inputValue(), rootOf(there));
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  const names = await page.locator(".breadcrumb").textContent();
  assert.match(names, new RegExp(new URL(there.origin).host));
  for (const at of ["javascript:alert(1)", "https://user:secret@"]) {
    await page.evaluate((text) => { location.hash = `#/?at=${encodeURIComponent(text)}`; }, at);
    await overviewOf(page, there);
  }
  assert.deepEqual(page.faults, []);
});
