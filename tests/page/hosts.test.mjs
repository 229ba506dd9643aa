// The host of the local site in a browser, in a Worker, against what every host does; and its journals against what a kill leaves.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startBrowser } from "./helpers.mjs";

const kCheckout = fileURLToPath(new URL("../..", import.meta.url));
let server, browser, page;
before(async () => {
  // The page's own server serves web/ alone, and the cases are tests.
  server = createServer(async (request, response) => {
    const isModule = /^\/(web|tests\/support)\/[\w/-]+\.m?js$/.test(request.url);
    const body = isModule ? await readFile(kCheckout + request.url).catch(() => null) : "<!doctype html><title>hosts</title>";
    response.writeHead(body === null ? 404 : 200, { "content-type": isModule ? "text/javascript" : "text/html" }).end(body ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await startBrowser();
  page = await browser.open(`http://localhost:${server.address().port}`);
});
after(async () => {
  await browser?.stop();
  server?.closeAllConnections();
  server?.close();
});

/** What the Worker of tests/support/host-worker.mjs answers. */
const inWorker = (message) => page.evaluate((asked) => new Promise((resolve, reject) => {
  const worker = new Worker("/tests/support/host-worker.mjs", { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(asked);
}), message);

test("the host in the origin private file system does what every host does", async () => {
  const outcomes = await inWorker({ kind: "cases" });
  assert.ok(outcomes.length >= 9, "all cases ran");
  assert.deepEqual(outcomes.filter(({ fault }) => fault !== null), []);
});

test("a journal that was cut anywhere holds the whole changes before the cut, and goes on from there", async () => {
  const { frames, cuts } = await inWorker({ kind: "cutJournal" });
  assert.equal(cuts.length, frames.at(-1) + 1, "every length was tried");
  for (const { length, records, afterwards } of cuts) {
    const whole = frames.filter((end) => end <= length).length;
    assert.deepEqual(records, whole === 0 ? null : Array.from({ length: whole }, (_, index) => index), `cut to ${length} bytes`);
    if (whole > 0) assert.deepEqual(afterwards, [...records, "next"], `appended to after ${length} bytes`);
  }
});

test("space that removed and replaced files took is given back, and small files that stay are moved together", async () => {
  const { before, after: left, kept } = await inWorker({ kind: "reclaim" });
  assert.ok(before > 9_000_000, `${before} bytes before`);
  assert.ok(left < 1_500_000, `${left} bytes after`);
  assert.deepEqual(kept, ["keep 0", "keep 1", "keep 2"]);
});
