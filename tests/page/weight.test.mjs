// How much a browser fetches to show the overview for the first time, as the server sends it; knows no time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, startSite, withBrowser } from "./helpers.mjs";

const kLimit = 150_000;

test("the first view takes less than 150 kB besides the WebAssembly, compressed, headers included", async (t) => {
  const { served: site, browser, stop } = await withBrowser(startSite());
  t.after(stop);
  const page = await browser.open(site.origin);
  // What this first visit fetches late must not be counted with the next.
  await page.waitForLoadState("networkidle");
  const network = await page.context().newCDPSession(page);
  const addresses = new Map();
  let bytes = 0;
  network.on("Network.requestWillBeSent", ({ requestId, request }) => addresses.set(requestId, request.url));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!addresses.get(requestId)?.endsWith(".wasm")) bytes += encodedDataLength;
  });
  await network.send("Network.enable");
  await network.send("Network.setCacheDisabled", { cacheDisabled: true });
  await page.reload();
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.ok([...addresses.values()].some((address) => address.endsWith("/views/overview.js")), "The overview was not fetched.");
  assert.ok(bytes < kLimit, `${bytes} bytes were fetched.`);
  t.diagnostic(`${bytes} bytes in ${addresses.size} requests`);
});
