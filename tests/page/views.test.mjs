// Every view of the page, as axe and people without mouse, with small screens or large text meet it: light and dark, 320 px and 1440 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn, visit, withBrowser } from "./helpers.mjs";
import { inspect, wideParts } from "./scan.mjs";
import { everyAddress, startScripted } from "./scripted.mjs";

let scripted, browser, page, stop;

before(async () => {
  ({ served: scripted, browser, stop } = await withBrowser(startScripted()));
  page = await browser.open(scripted.origin);
});
after(() => stop?.());

test("signing in", async () => {
  await inspect(page, "sign in");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await inspect(page, "sign in with errors");
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
});

for (const { view, hash } of [...everyAddress(), { view: "unknown", hash: "#/nowhere" }]) {
  test(`${view}: ${hash}`, async () => {
    await visit(page, hash);
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
    if (view === "job") await page.locator(".figures dd").first().waitFor();
    await inspect(page, view);
    await largeText(view);
    await focusIsSeen(view);
    const form = page.locator("main form");
    if (await form.locator("input:visible:not([type=checkbox], [type=radio], [readonly])").count() === 0) return;
    for (const input of await form.locator("input:visible:not([type=checkbox], [type=radio], [readonly], [type=file], [type=time], [type=datetime-local])").all()) await input.fill("");
    await form.locator("button:not([type=button])").click();
    await page.locator("main [role=alert]").or(page.locator("main h1")).first().waitFor();
    await inspect(page, `${view}, sent empty`);
  });
}

test("a page without a fault in all of this", () => assert.deepEqual(page.faults, []));

test("nothing moves where less motion is asked for", async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  scripted.organization.jobs.unshift({ ...scripted.organization.jobs[0], jobid: "j-running", status: "EXECUTING", endtime: 0, result: undefined, progress: { filesDone: 1, filesTotal: 9, bytesDone: 100, bytesTotal: 900 },
    stages: [{ name: "Validation", state: "in_progress" }] });
  await visit(page, "#/jobs/j-running");
  await page.getByRole("progressbar").waitFor();
  await inspect(page, "a running job");
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
});

// 200 %: of the whole page at 1280 px, and of the text alone.
async function largeText(name) {
  await page.setViewportSize({ width: 640, height: 450 });
  assert.deepEqual(await wideParts(page), [], `${name} is wider than the screen at 200 %`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  assert.deepEqual(await wideParts(page), [], `${name} is wider than the screen with text of 200 %`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
}

// Whatever takes the focus from the keyboard shows it.
async function focusIsSeen(name) {
  await page.keyboard.press("Tab");
  const unseen = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
    .filter((each) => each.checkVisibility() && !each.disabled).filter((each) => {
      each.focus();
      const shown = document.activeElement === each ? getComputedStyle(each.closest("svg") ? each.querySelector(".mark") : each) : null;
      return shown && !(shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2) && !(parseFloat(shown.strokeWidth) >= 3);
    }).map((each) => each.outerHTML.slice(0, 120)));
  assert.deepEqual(unseen, [], `${name}: focus without a sign of it`);
}
