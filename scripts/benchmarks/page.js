// How the page stands by its limits: when its first view can be used, what it weighs, and how long its own thread is held up while it
// derives a key, makes and opens a backup, and shows 5,000 of them.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createBackup, signIn, startBrowser, visit, watchToEnd } from "../../tests/page/helpers.mjs";
import { makeBackup, makeFile, manyBackups, middle, startServer } from "./measure.js";

const kCount = 5000;
const kMegabytes = 100;
/** Browsers tell of no shorter task. */
const kLongTask = 50;
const kName = "measured";
const kBackups = "#/stores/default/backups";
const kPasscode = "passcode";

export async function page(folder) {
  const { data } = await manyBackups(folder, kCount);
  const content = join(folder, "content of the page");
  await mkdir(content);
  await makeFile(join(content, "large"), kMegabytes);
  const server = await startServer({ data, content });
  const browser = await startBrowser();
  try {
    await makeBackup(server, kName);
    const file = join(data, "stores/default", kName, "content.tar.zst.age");
    return [...await firstView(browser, server.origin), ...await withMany(browser, server.origin), ...await atWork(browser, server.origin, file)];
  } finally {
    await browser.stop();
    await server.end();
  }
}

/** A page of a browser that has nothing of it yet, at `hash`, which takes notes. */
async function open(browser, origin, hash) {
  const opened = await browser.open("about:blank", "", { folder: "" });
  await opened.addInitScript(takeNotes);
  await opened.goto(`${origin}/directory/${hash}`);
  return opened;
}

/** In the page: notes each long task, each input that waits for a picture, and when the first view is seen; `notes()` hands them out. */
function takeNotes() {
  const found = { longtask: [], event: [] };
  const observers = Object.keys(found).map((type) => {
    const note = (entries) => found[type].push(...entries.map(({ duration }) => duration));
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type, buffered: true, durationThreshold: 16 });
    return () => note(observer.takeRecords());
  });
  let usable = null;
  const drawn = new MutationObserver(() => {
    if (!document.querySelector("main h1[tabindex]")) return;
    drawn.disconnect();
    requestAnimationFrame(() => setTimeout(() => { usable = performance.now(); }));
  });
  drawn.observe(document, { childList: true, subtree: true });
  globalThis.notes = async () => {
    // What is under way is told once it has ended.
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    for (const take of observers) take();
    const [task, input] = [found.longtask, found.event].map((durations) => Math.max(0, ...durations.splice(0)));
    return { task, input, usable };
  };
}

/** When the first view can be used, in a browser that has nothing of the page yet and in one that has all of it; and its weight. */
async function firstView(browser, origin) {
  const usable = async (of) => (await of.waitForFunction(async () => (await notes()).usable)).jsonValue();
  const again = [];
  const first = await middle(async () => {
    const opened = await open(browser, origin, "");
    const taken = await usable(opened);
    await opened.reload();
    again.push(await usable(opened));
    await opened.context().close();
    return taken;
  }, 5);
  const { bytes, requests } = await weight(browser, origin);
  return [
    { what: "first view usable, for the first time", value: first, unit: "ms", limit: "below 1000" },
    { what: "  with the files in the browser's cache", value: await middle(() => again.pop(), 5), unit: "ms", limit: "below 1000" },
    { what: `  the overview: ${requests} files, sent compressed`, value: bytes / 1000, unit: "kB", limit: "below 150" },
  ];
}

/** The files of the way from nothing to the overview, without the WebAssembly, and their bytes as they are sent. */
async function weight(browser, origin) {
  const opened = await browser.open("about:blank", "", { folder: "" });
  const network = await opened.context().newCDPSession(opened);
  const files = new Set();
  let bytes = 0;
  network.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (!/\.wasm$|\/arcgis\//.test(request.url)) files.add(requestId);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => { bytes += files.has(requestId) ? encodedDataLength : 0; });
  await network.send("Network.enable");
  await opened.goto(`${origin}/directory/`);
  await signIn(opened);
  await opened.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await opened.context().close();
  return { bytes, requests: files.size };
}

/** The longest task of `work()`, each time from the view at `from`; and where it is an input, how long that waits for its picture. */
async function held(of, what, from, work, { isInput = false } = {}) {
  const found = [];
  for (let run = 0; run < 3; run += 1) {
    await visit(of, from);
    await of.evaluate(() => notes());
    await work();
    found.push(await of.evaluate(() => notes()));
  }
  const middleOf = (key) => found.map((each) => each[key]).sort((left, right) => left - right)[1];
  const row = { what: `longest task: ${what}`, value: middleOf("task") || `none of ${kLongTask}`, unit: "ms", limit: "below 100" };
  return isInput ? [row, { what: "  until it is seen", value: middleOf("input"), unit: "ms", limit: "below 200" }] : [row];
}

/** Showing many backups. */
async function withMany(browser, origin) {
  const opened = await open(browser, origin, "#/jobs");
  await signIn(opened);
  await opened.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  const rows = [
    ...await held(opened, `overview, ${kCount} backups`, "#/jobs", () => visit(opened, "#/")),
    ...await held(opened, "their list, what leaves next", "#/jobs", () => visit(opened, kBackups)),
    ...await held(opened, "sorting it", kBackups, () => opened.getByRole("columnheader").getByRole("button", { name: "Name" }).click(), { isInput: true }),
    ...await held(opened, "typing into its filter", kBackups, () => opened.locator("#table-filter").pressSequentially("backup-0123", { delay: 60 }), { isInput: true }),
    ...await held(opened, "showing more of it", kBackups, () => opened.getByRole("button", { name: /^Show \d+ more/ }).click(), { isInput: true }),
  ];
  await opened.context().close();
  return rows;
}

/** Deriving keys, sealing and opening. */
async function atWork(browser, origin, file) {
  const opened = await open(browser, origin, "#/jobs");
  await signIn(opened);
  await opened.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  const rows = [
    ...await held(opened, "scrypt, checking a passcode", `${kBackups}/${kName}/restore`, async () => {
      await opened.locator("#passcode").fill(kPasscode);
      await opened.getByRole("button", { name: "Check the passcode" }).click();
      await opened.getByRole("heading", { name: "The passcode is right" }).waitFor();
    }),
    ...await held(opened, `opening a file of ${kMegabytes} MiB`, "#/open", async () => {
      await opened.locator("input[type=file]").setInputFiles(file);
      await opened.locator("#passcode").fill(kPasscode);
      await opened.locator("#passcode").press("Enter");
      await opened.getByRole("heading", { name: "The file is open, and whole" }).waitFor({ timeout: 120_000 });
    }),
  ];
  await opened.goto(`${origin}/directory/#/start`);
  await opened.getByRole("button", { name: "Start a site in this browser" }).click();
  await opened.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await opened.evaluate(async (megabytes) => {
    const { localSite } = await import("/directory/local-site.js");
    const pieces = Array.from({ length: 16 * megabytes }, () => crypto.getRandomValues(new Uint8Array(1 << 16)));
    await localSite.content.add("large", new Blob(pieces));
  }, kMegabytes);
  let count = 0;
  rows.push(...await held(opened, `sealing ${kMegabytes} MiB in the browser`, "#/", async () => {
    await createBackup(opened, `${kName}-${count += 1}`);
    await watchToEnd(opened);
  }));
  await opened.context().close();
  return rows;
}
