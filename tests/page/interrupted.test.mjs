// The site in a browser whose process is killed, whose tab is closed or whose storage runs full in the middle of a job: what the next
// start finds. The browser is a real one with a profile of its own, killed with SIGKILL.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { launchChromium } from "./engines/chromium-process.mjs";
import { launchFirefox, missing } from "./engines/firefox.mjs";
import { startFilesOnly } from "./helpers.mjs";

const kPasscode = "ten words that nobody guesses";
const kMegabytes = 64;
let host, profiles, browser;
before(async () => {
  [host, profiles] = await Promise.all([startFilesOnly(), mkdtemp(join(tmpdir(), "holdfast-profiles-"))]);
  browser = await inChromium();
});
after(async () => {
  await browser?.kill();
  await host?.stop();
  await rm(profiles, { recursive: true, force: true, maxRetries: 10 });
});

/** A Chromium on its profile: `{open(), openBeside(), sleep(milliseconds), kill()}`. */
async function inChromium() {
  const { context, sleep, kill } = await launchChromium(join(profiles, "chromium"));
  return { sleep, kill, ...opening(() => context.pages(), () => context.newPage()) };
}

/** As `inChromium`, a Firefox, which cannot be put to sleep. */
async function inFirefox() {
  const { browser: firefox, kill } = await launchFirefox(join(profiles, "firefox"));
  return { kill, ...opening(() => firefox.pages(), () => firefox.newPage()) };
}

/** A page has `ask(work, ...values)`: what `work({site, client, store}, values)` answers in it. */
function opening(pages, newPage) {
  async function withSite(page) {
    await page.goto(`${host.origin}/directory/`);
    const door = await page.evaluateHandle(async () => {
      const { openBrowserSite } = await import("/browser-site.js");
      const { connect } = await import("/holdfast.js");
      const site = openBrowserSite();
      const client = await connect({ root: site.root, fetch: site.fetch, credentials: site.credentials });
      return { site, client, store: client.store("default") };
    });
    page.ask = (work, ...values) => door.evaluate(work, values);
    return page;
  }
  return {
    openBeside: async () => withSite(await newPage()),
    /** The one page there is. */
    async open() {
      const others = await pages();
      const page = await newPage();
      for (const other of others) await other.close();
      return withSite(page);
    },
  };
}

/** Kills the browser, has `start` start it again, and answers its page. */
async function killAndOpen(start = inChromium) {
  await browser.kill();
  browser = await start();
  return browser.open();
}

/** Fills the content with bytes that do not compress, eight files of one folder. */
const fill = (page, megabytes) => page.ask(async ({ site }, [size]) => {
  const piece = () => { const bytes = new Uint8Array(1 << 16); crypto.getRandomValues(bytes); return bytes; };
  const files = Array.from({ length: 8 }, (_, index) => ({ path: `files/${index}`, blob: new Blob(Array.from({ length: (size * 16) / 8 }, piece)) }));
  await site.content.addAll(files);
}, megabytes);

const begin = (page, name) => page.ask(async ({ store }, [backup, passcode]) => (await store.createBackup({ name: backup, passcode, retentionDate: -1 })).id, name, kPasscode);

/** Waits until the job has done some of its work, and is not at its end. */
const inTheMiddle = (page, id) => page.ask(async ({ client }, [job]) => {
  for (;;) {
    const { status, progress } = await client.job(job).info();
    if (/COMPLETED|FAILED|CANCELLED/.test(status)) throw new Error(`The job was ${status} before it could be interrupted: give it more to do.`);
    if (progress?.bytesDone > 0) return progress;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}, id);

const ended = (page, id) => page.ask(({ client }, [job]) => client.job(job).info(), id);
const backups = (page) => page.ask(async ({ store }) => (await store.backups()).map(({ backupName }) => backupName));

/** How much lies in the site's folder, and the names at its top. */
const held = (page) => page.evaluate(async () => {
  const sizeOf = async (folder) => {
    let size = 0;
    for await (const handle of folder.values()) size += handle.kind === "file" ? (await handle.getFile()).size : await sizeOf(handle);
    return size;
  };
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("holdfast");
  const names = [];
  for await (const name of folder.keys()) names.push(name.replace(/\d+$/, "n"));
  return { megabytes: Math.round((await sizeOf(folder)) / (1 << 20)), names: names.sort() };
});

const kNothingHalf = ["content-n", "data", "state-n"];

async function finish(page, id) {
  assert.equal(await page.ask(async ({ client }, [job]) => (await client.job(job).done.then(() => "COMPLETED", ({ message }) => message)), id), "COMPLETED");
}

/** Kills `running` in mid-backup, looks at what the next start finds, and makes the backup "killed"; answers the page of that start. */
async function killInBackup(running, start, megabytes) {
  let page = await running.open();
  await fill(page, megabytes);
  const id = await begin(page, "killed");
  await inTheMiddle(page, id);
  await running.kill();
  browser = await start();
  page = await browser.open();
  const { status, messages } = await ended(page, id);
  assert.equal(status, "FAILED");
  assert.match(messages.join(), /interrupted at stage Stage Object store/);
  assert.deepEqual(await backups(page), []);
  assert.deepEqual(await held(page), { megabytes, names: kNothingHalf });
  await finish(page, await begin(page, "killed"));
  assert.deepEqual(await backups(page), ["killed"]);
  return page;
}

test("a browser killed in mid-backup comes back with the job failed, nothing half made and the space free", async () => {
  await killInBackup(browser, inChromium, kMegabytes);
});

/** Kills the browser in mid-restore of "killed", over a content that has a file more; answers the page of the next start. */
async function killInRestore(running, start, megabytes) {
  let page = await running.open();
  await page.ask(({ site }) => site.content.add("later.txt", "not in the backup"));
  const id = await page.ask(async ({ store }, [passcode]) => (await store.backup("killed").restore({ passcode })).id ?? null, kPasscode);
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("holdfast");
    for (let contents = 0; contents < 2;) {
      contents = 0;
      for await (const name of folder.keys()) contents += name.startsWith("content-") ? 1 : 0;
    }
  });
  page = await killAndOpen(start);
  const jobs = await page.ask(async ({ client }) => Promise.all((await client.jobs()).map(async (job) => (await client.job(job).info()))));
  assert.ok(jobs.some(({ status, messages }) => status === "FAILED" && /interrupted .* The content is whole/.test(messages.join())), JSON.stringify([id, jobs]));
  assert.deepEqual((await held(page)).names, kNothingHalf);
  const totals = await page.ask(({ site }) => site.content.totals());
  assert.deepEqual([totals.files, totals.bytes], [9, megabytes * (1 << 20) + "not in the backup".length]);
  await page.ask(({ site }) => site.content.remove("later.txt"));
  return page;
}

test("a browser killed in mid-restore comes back with the content as it was", async () => {
  await killInRestore(browser, inChromium, kMegabytes);
});

/** Begins to add the backup "killed" again, as "imported"; `times`: an archive so many times as long, which is found wrong at its end. */
const beginImport = (page, times = 1) => page.ask(async ({ site }, [count]) => {
  const { manifest, archive } = await site.backupFiles("default", "killed");
  const longer = { ...manifest, backupName: "imported", holdfast: { ...manifest.holdfast, size: manifest.holdfast.size * count } };
  return (await site.addBackup("default", { manifest: longer, archive: new Blob(Array(count).fill(archive)) })).jobid;
}, times);

/** Ends `page` in mid-import, by `end`, which answers the page that goes on: nothing is left of it there. */
async function endInImport(page, end, megabytes) {
  const id = await beginImport(page, 8);
  await inTheMiddle(page, id);
  const after = await end();
  const { status, messages } = await ended(after, id);
  assert.equal(status, "FAILED");
  assert.match(messages.join(), /interrupted at stage/);
  assert.deepEqual(await backups(after), ["killed"]);
  assert.deepEqual(await held(after), { megabytes: 2 * megabytes, names: kNothingHalf });
}

test("a browser killed and a tab closed while a backup is added from a file leave nothing of it, and its space is free", async () => {
  await endInImport(await browser.open(), killAndOpen, kMegabytes);
  const page = await browser.open();
  await backups(page);
  const second = await browser.openBeside();
  await endInImport(page, async () => { await page.close(); return second; }, kMegabytes);
  await finish(second, await beginImport(second));
  assert.deepEqual((await backups(second)).sort(), ["imported", "killed"]);
  await second.ask(({ store }) => store.backup("imported").delete());
});

test("a browser killed while files are added has each of them wholly or not at all, and keeps no space for the rest", async () => {
  let page = await browser.open();
  await page.ask(({ site }) => {
    const blob = new Blob([new Uint8Array(1 << 20).fill(7)]);
    globalThis.adding = site.content.addAll(Array.from({ length: 400 }, (_, index) => ({ path: `added/${index}`, blob })), { progress: ({ files }) => { globalThis.added = files; } });
    globalThis.adding.catch(() => {});
  });
  await page.waitForFunction(() => globalThis.added > 0, null, { polling: 20 });
  page = await killAndOpen();
  const { files, bytes, whole } = await page.ask(async ({ site }) => {
    const listed = await site.content.list("added");
    return { files: listed.length, bytes: (await site.content.totals()).bytes, whole: listed.every(({ size }) => size === 1 << 20) };
  });
  assert.ok(files > 0 && files < 400, `${files} files`);
  assert.ok(whole);
  assert.equal(bytes, (kMegabytes + files) * (1 << 20));
  assert.equal((await held(page)).megabytes, 2 * kMegabytes + files, "the content and the backup, and nothing else");
  await page.ask(({ site }) => site.content.remove("added"));
  assert.equal((await held(page)).megabytes, 2 * kMegabytes);
});

/** Closes the tab `first` in mid-backup, with a second one beside it, which then has the site. */
async function closeInBackup(first, megabytes) {
  const second = await browser.openBeside();
  assert.deepEqual(await backups(second), ["killed"]);
  const id = await begin(first, "closed");
  await inTheMiddle(first, id);
  await first.close();
  const { status, messages } = await ended(second, id);
  assert.equal(status, "FAILED");
  assert.match(messages.join(), /interrupted at stage/);
  assert.deepEqual(await backups(second), ["killed"]);
  assert.equal((await held(second)).megabytes, 2 * megabytes);
}

test("a tab closed in mid-backup ends its job, and the tab beside it goes on and says so", async () => {
  await closeInBackup(await browser.open(), kMegabytes);
});

test("a machine put to sleep in mid-backup goes on with it when it wakes", async () => {
  const page = await browser.open();
  const id = await begin(page, "asleep");
  await inTheMiddle(page, id);
  await browser.sleep(2000);
  await finish(page, id);
  await page.ask(({ store }) => store.backup("asleep").delete());
});

test("storage that runs full in mid-backup and in mid-restore fails the job with what to do, gives the space back, and lets it be tried again", async () => {
  const page = await browser.open();
  const storage = await page.context().newCDPSession(page);
  const limit = async (quotaSize) => storage.send("Storage.overrideQuotaForOrigin", { origin: host.origin, ...(quotaSize ? { quotaSize } : {}) });
  const before = await held(page);
  const { usage } = await page.evaluate(() => navigator.storage.estimate());
  await limit(usage + (kMegabytes << 19));
  const id = await begin(page, "too-large");
  const failed = await page.ask(({ client }, [job]) => client.job(job).done.then(() => null, ({ update }) => update), id);
  assert.equal(failed.status, "FAILED");
  assert.match(failed.messages.join(), /^Writing stores\/default\/too-large\/content\.tar\.zst\.age failed .*full: make room, then try again\. This browser lets this page's origin keep [\d,]+ MB/);
  assert.deepEqual([await backups(page), await held(page)], [["killed"], before]);
  await page.ask(({ site }) => site.content.add("later.txt", "not in the backup"));
  const contentNow = () => page.ask(async ({ site }) => Promise.all((await site.content.list("files")).sort((a, b) => (a.name < b.name ? -1 : 1)).map(async ({ path }) => [path,
    new Uint8Array(await crypto.subtle.digest("SHA-256", await (await site.content.read(path)).blob.arrayBuffer())).join()])));
  const whole = await contentNow();
  await page.evaluate(() => { location.hash = "#/stores/default/backups/killed/restore?at=https://this-browser.invalid/arcgis/admin"; });
  const restore = async () => {
    await page.getByRole("heading", { level: 1, name: "Restore killed?" }).waitFor();
    await page.locator("#passcode").fill(kPasscode);
    await page.locator("#typed-name").fill("killed");
    await page.locator("main form button.destructive").click();
  };
  await restore();
  await page.getByText(/full: make room, then try again/).first().waitFor({ timeout: 60_000 });
  assert.equal((await page.ask(({ site }) => site.content.read("later.txt").then(({ blob }) => blob.text()))), "not in the backup");
  await page.ask(({ site }) => site.content.remove("later.txt"));
  assert.deepEqual(await held(page), before);
  const refused = await page.ask(({ site }) => site.content.add("large", new Blob([new Uint8Array(50 << 20)])).then(() => null, ({ name, code, message }) => ({ name, code, message })));
  assert.deepEqual([refused.name, refused.code], ["StorageError", "storage_full"]);
  assert.match(refused.message, /no room for large:/);
  assert.deepEqual(await held(page), before);
  await limit();
  await page.ask(async ({ site }) => { await site.content.remove("files/3"); await site.content.add("later.txt", "not in the backup"); });
  await page.getByRole("link", { name: "Restore again" }).click();
  await restore();
  await page.getByRole("heading", { name: "The job is completed" }).waitFor({ timeout: 60_000 });
  assert.deepEqual([await contentNow(), (await page.ask(({ site }) => site.content.list())).map(({ path }) => path)], [whole, ["files"]]);
  assert.deepEqual(await held(page), before);
  await finish(page, await begin(page, "too-large"));
});

/** Begins a download that does not come to its end, which Firefox collects in its storage first. */
const beginDownload = (page) => page.evaluate(async () => {
  const { download } = await import("/directory/saving.js");
  const pieces = [new Uint8Array(1 << 20), new Uint8Array(1 << 20)];
  await new Promise((taken) => {
    const stream = new ReadableStream({ pull: (controller) => (pieces.length > 0 ? controller.enqueue(pieces.pop()) : new Promise(taken)) });
    download(stream, { name: "endless", handle: null });
  });
});

const collected = (page) => page.evaluate(async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("holdfast-downloads");
  let count = 0;
  for await (const name of folder.keys()) count += name.length > 0 ? 1 : 0;
  return count;
});

test("Firefox: killed in mid-backup, in mid-restore and in mid-import, and with its tab closed in mid-backup, the next start and the tab beside it say so", { skip: missing() ?? false }, async () => {
  await browser.kill();
  browser = await inFirefox();
  await killInBackup(browser, inFirefox, 2 * kMegabytes);
  const page = await killInRestore(browser, inFirefox, 2 * kMegabytes);
  await beginDownload(page);
  assert.equal(await collected(page), 1);
  await endInImport(page, () => killAndOpen(inFirefox), 2 * kMegabytes);
  const next = await browser.open();
  for (const end = Date.now() + 40_000; await collected(next) > 0; await pause(100)) assert.ok(Date.now() < end, "what a download has left is still there");
  await closeInBackup(next, 2 * kMegabytes);
});
