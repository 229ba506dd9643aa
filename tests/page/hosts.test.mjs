// The host of the local site in a browser, in a Worker of Chromium and of Firefox, against what every host does; and its journals
// against what a kill leaves.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as firefox from "./engines/firefox.mjs";
import { startBrowser } from "./helpers.mjs";

const kCheckout = fileURLToPath(new URL("../..", import.meta.url));
let server, origin;
before(async () => {
  // The page's own server serves web/ alone, and the cases are tests.
  server = createServer(async (request, response) => {
    const isModule = /^\/(web|tests\/support)\/[\w/-]+\.m?js$/.test(request.url);
    const body = isModule ? await readFile(kCheckout + request.url).catch(() => null) : "<!doctype html><title>hosts</title>";
    response.writeHead(body === null ? 404 : 200, { "content-type": isModule ? "text/javascript" : "text/html" }).end(body ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${server.address().port}`;
});
after(() => {
  server?.closeAllConnections();
  server?.close();
});

const chromium = {
  missing: () => null,
  async start() {
    const browser = await startBrowser();
    let page;
    return {
      goto: async (url) => { page = await browser.open(url); },
      run: (work, value) => page.evaluate(work, value),
      stop: () => browser.stop(),
    };
  },
};

/** What the Worker of tests/support/host-worker.mjs answers. */
const inWorker = (tab, message) => tab.run((asked) => new Promise((resolve, reject) => {
  const worker = new Worker("/tests/support/host-worker.mjs", { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(asked);
}), message);

for (const [name, engine] of Object.entries({ Chromium: chromium, Firefox: firefox })) describe(name, { skip: engine.missing() ?? false }, () => {
  let tab;
  before(async () => {
    tab = await engine.start();
    await tab.goto(origin);
  });
  after(() => tab?.stop());

  test("the host in the origin private file system does what every host does", async () => {
    const outcomes = await inWorker(tab, { kind: "cases" });
    assert.ok(outcomes.length >= 9, "all cases ran");
    assert.deepEqual(outcomes.filter(({ fault }) => fault !== null), []);
  });

  // No other browser lets a page pick a folder.
  if (name === "Chromium") test("so it does where its stores lie in folders that were picked", async () => {
    const outcomes = await inWorker(tab, { kind: "pickedCases" });
    assert.ok(outcomes.length >= 9, "all cases ran");
    assert.deepEqual(outcomes.filter(({ fault }) => fault !== null), []);
  });

  if (name === "Chromium") test("a store in a picked folder keeps to its own files there, and says why it cannot be used", async () => {
    const found = await inWorker(tab, { kind: "picked" });
    assert.deepEqual(found.names, ["one", "one", "one (2)"]);
    assert.deepEqual(found.attached, ["old"]);
    assert.match(found.same, /^api_conflict: .* store far lie in one another/);
    assert.match(found.own, /^api_bad_request: .*site's own/);
    assert.match(found.foreign, /^api_bad_request: .*holds 2020, which is no backup/);
    assert.match(found.over, /^api_conflict: .*holds a backup theirs/);
    assert.match(found.alike, /^api_conflict: .*holds theirs, which many disks do not tell from Theirs/);
    assert.deepEqual(found.afterOver, ["backup.json", "content.tar.zst.age"]);
    const probe = "probe-00000000-0000-0000-0000-000000000000";
    assert.deepEqual(found.state, { folders: ["stores/far/cut", "stores/far/old", `stores/far/${probe}`, "stores/far/theirs"],
      files: ["stores/far/old/backup.json", "stores/far/theirs/backup.json"], attached: [{ name: "far", fault: "" }] });
    assert.deepEqual(found.afterStart, [".DS_Store", "inner", "mine", "mine/picture.png", "old", "old/backup.json", "old/notes.txt",
      "theirs", "theirs-too", "theirs-too/content.tar.zst.age", "theirs/backup.json", "theirs/backup.json.crswap", "theirs/content.tar.zst.age"]);
    assert.equal(found.removed, "donedone");
    assert.deepEqual(found.afterRemoval, ["old", "old/notes.txt"]);
    const gone = /^storage_unreadable: Its folder one is not there/;
    assert.match(found.gone[0], gone);
    assert.match(found.gone[1], gone);
    assert.match(found.gone[2][0].fault, /is not there/);
    assert.deepEqual(found.back, ["done", [{ name: "far", fault: "" }]]);
    assert.equal(found.detached, "done");
    assert.deepEqual(found.afterDetaching, [[], ["back", "back/backup.json"]]);
    assert.match(found.unknown, /No folder one was chosen/);
  });

  test("a journal that was cut anywhere holds the whole changes before the cut, and goes on from there", async () => {
    const { frames, cuts } = await inWorker(tab, { kind: "cutJournal" });
    assert.equal(cuts.length, frames.at(-1) + 1, "every length was tried");
    for (const { length, records, afterwards } of cuts) {
      const whole = frames.filter((end) => end <= length).length;
      assert.deepEqual(records, whole === 0 ? null : Array.from({ length: whole }, (_, index) => index), `cut to ${length} bytes`);
      if (whole > 0) assert.deepEqual(afterwards, [...records, "next"], `appended to after ${length} bytes`);
    }
  });

  test("space that removed and replaced files took is given back, and small files that stay are moved together", async () => {
    const { before, after: left, kept } = await inWorker(tab, { kind: "reclaim" });
    assert.ok(before > 54_000_000, `${before} bytes before`);
    assert.ok(left < 1_500_000, `${left} bytes after`);
    assert.deepEqual(kept, Array.from({ length: 18 }, (_, index) => `keep ${Math.floor(index / 3)}-${index % 3}`));
  });

  test("what is added, listed and read at once, by two that know nothing of each other, is all there", async () => {
    const expected = Array.from({ length: 60 }, (_, index) => `text ${index}`).sort();
    assert.deepEqual(await inWorker(tab, { kind: "together" }), [expected, expected, expected]);
  });
});
