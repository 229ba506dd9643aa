// The module's own Workers under the page's policy: a page that demands Trusted Types starts them, and no Worker of anybody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSite, withBrowser } from "./helpers.mjs";

let site, browser, stop;
before(async () => { ({ served: site, browser, stop } = await withBrowser(startSite())); });
after(() => stop?.());

test("the module seals and opens in its Workers inside the page", async () => {
  const page = await browser.open(site.origin);
  const opened = await page.evaluate(async () => {
    const { open, seal } = await import("../holdfast.js");
    const passcode = "correct horse battery";
    const sealed = new Blob(["a text"]).stream().pipeThrough(seal({ passcode, workFactor: 10 }));
    return new Response(sealed.pipeThrough(open({ passcode }))).text();
  });
  assert.equal(opened, "a text");
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("favicon")), []);
});

test("an address that is none of the module's starts no Worker", async () => {
  const page = await browser.open(site.origin);
  assert.equal(await page.evaluate(() => {
    try {
      return String(new Worker("../seal-worker.js", { type: "module" }));
    } catch (error) {
      return error.name;
    }
  }), "TypeError");
});
