// The site in this browser, from a host that serves the page's files and nothing else: the way from an empty page to a restored
// backup, and tabs that share it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { createBackup, startBrowser, startFilesOnly, watchToEnd } from "./helpers.mjs";
import { wideParts } from "./scan.mjs";

let host, browser;
before(async () => {
  [host, browser] = await Promise.all([startFilesOnly(), startBrowser()]);
});
after(async () => {
  await browser?.stop();
  await host?.stop();
});

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const overview = (page) => heading(page, "Overview");
/** Starts the site in a fresh profile's page; `page.door` is a handle of the door that the page itself uses. */
async function start(hash = "") {
  const page = await browser.open(host.origin, hash);
  await page.getByRole("button", { name: "Start a site in this browser" }).click();
  await overview(page);
  return withDoor(page);
}

async function withDoor(page) {
  page.door = await page.evaluateHandle(async () => (await import("/directory/local-site.js")).localSite);
  return page;
}

const contentOf = (page) => page.door.evaluate(async (site) => {
  const found = {};
  for (const folders = [""]; folders.length > 0;) {
    for (const { path, kind, mode, modified } of await site.content.list(folders.pop())) {
      if (kind === "folder") folders.push(path);
      found[path] = kind === "file" ? [await (await site.content.read(path)).blob.text(), mode, modified] : kind;
    }
  }
  return found;
});

test("one press starts a site; what is put into it is backed up, removed and restored as it was; a reload finds all of it", async () => {
  const page = await start();
  assert.match(page.url(), /at=https:\/\/this-browser\.invalid\/arcgis\/admin$/);
  await page.getByText("This site lives in this browser only.").click();
  await page.getByText(/download the backups that matter/).waitFor();
  await page.getByText(/^[\d.]+ kB of .* used/).waitFor();
  assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0, "nobody is signed in by a password");

  await page.door.evaluate(async (site) => {
    await site.content.add("Notes/Ünïcode – 日本.txt", "kept", { modified: 1_234_567_890_123 });
    await site.content.add("streamed.bin", new Blob(["a".repeat(3_000_000), "z"]).stream(), { modified: 1 });
    await site.content.addAll([{ path: "empty folder", modified: 5000 }, { path: "empty.txt", blob: new Blob([]) , modified: 7 }]);
  });
  await page.evaluate(() => {
    globalThis.startedHere = [];
    globalThis.Worker = class extends Worker {
      constructor(address, options) {
        super(address, options);
        startedHere.push(String(address).replace(/.*\//, ""));
      }
    };
  });
  const before = await contentOf(page);
  assert.deepEqual(before["Notes/Ünïcode – 日本.txt"], ["kept", 0o644, 1_234_567_890_123]);
  assert.equal(before["streamed.bin"][0].length, 3_000_001);
  assert.equal(before["empty folder"], "folder");

  const passcode = await createBackup(page, "first");
  await watchToEnd(page);
  // In Firefox a Worker that starts another now and then waits for ever.
  assert.ok(await page.evaluate(() => startedHere.includes("site-worker.js")), "the page starts the Worker of a job, not the Worker that holds the site");
  assert.ok(!page.workers().some((worker) => worker.url().endsWith("/site-worker.js")), "and ends it with the job");
  await page.door.evaluate(async (site) => {
    await site.content.remove("");
    await site.content.add("stray.txt", "is gone after the restore");
  });
  await page.reload();
  await watchToEnd(page);
  await withDoor(page);
  assert.deepEqual(Object.keys(await contentOf(page)), ["stray.txt"]);

  const ended = await page.door.evaluate(async (site, [word]) => {
    const { connect } = await import("/holdfast.js");
    const client = await connect({ root: site.root, fetch: site.fetch, credentials: site.credentials });
    const backup = client.store("default").backup("first");
    const verified = await (await backup.verify({ passcode: word, level: 3 })).done;
    const wrong = await backup.restore({ passcode: "not this one at all" }).then(() => "restored", ({ code }) => code);
    await (await backup.restore({ passcode: word })).done;
    return { level: verified.level, files: verified.files, wrong };
  }, [passcode]);
  assert.deepEqual(ended, { level: 3, files: 3, wrong: "passcode_wrong" });
  assert.deepEqual(await contentOf(page), before);
  assert.deepEqual(page.faults, []);
});

test("all tabs show one site; when the tab that holds it is closed, another goes on, and nothing waits for ever", async () => {
  const first = await start();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await overview(second);
  await withDoor(second);
  await second.door.evaluate((site) => site.content.add("from the second.txt", "2"));
  assert.deepEqual(Object.keys(await contentOf(first)), ["from the second.txt"]);

  // A request of each kind is under way while the holder is closed.
  const asked = second.door.evaluate((site) => Promise.allSettled([
    site.content.list(), site.content.add("meanwhile.txt", "added once"), site.fetch(`${site.root}?f=json`),
    site.fetch(`${site.root}/system/disasterrecovery/stores/default/validate`, { method: "POST", body: new URLSearchParams({ f: "json" }) }),
  ]).then((all) => all.map(({ status, reason }) => (status === "fulfilled" ? status : `${reason.name} ${reason.code}`))));
  await first.close();
  const [list, add, get, post] = await asked;
  assert.deepEqual([list, add, get], Array(3).fill("fulfilled"));
  assert.ok(["fulfilled", "TypeError network_failed"].includes(post), post);
  assert.deepEqual(Object.keys(await contentOf(second)).sort(), ["from the second.txt", "meanwhile.txt"]);
  await second.reload();
  await overview(second);
});

test("a tab that holds the site and hangs is told of by every tab that waits, and closing it is enough; one that is put to sleep gives the site up", async () => {
  const first = await start();
  const context = first.context();
  await context.route("**/browser-site-holder.js", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, body: (await reply.text()).replace("const kEach = 2000;", "const kEach = 200;") });
  });
  const beside = async () => {
    const page = await context.newPage();
    await page.goto(first.url());
    return page;
  };
  const second = await beside();
  await overview(second);
  const [holder] = first.workers().filter((worker) => worker.url().endsWith("/browser-site-worker.js"));
  await holder.evaluate(() => { setTimeout(() => { for (;;); }); });
  const third = await beside();
  for (const page of [first, second]) await page.evaluate(() => { location.hash = "#/jobs"; });
  for (const page of [second, third]) {
    const notice = page.getByRole("complementary", { name: "Another tab holds the site in this browser, and does not answer" });
    await notice.getByText(`It shows ${host.origin}/directory/ and has held the site since`).waitFor();
  }
  await second.setViewportSize({ width: 320, height: 900 });
  assert.deepEqual(await wideParts(second), []);
  await first.getByRole("heading", { name: "The site in this tab does not answer" }).waitFor();
  await first.close();
  await heading(second, "Jobs");
  await overview(third);
  for (const page of [second, third]) assert.equal(await page.getByRole("heading", { name: /does not answer/ }).count(), 0);

  const ownerOf = (page) => page.evaluate(async () => (await navigator.locks.query()).held.find(({ name }) => name.endsWith(":door"))?.clientId);
  const before = await ownerOf(second);
  for (const [page, other] of [[second, third], [third, second]]) {
    await page.evaluate(() => { document.dispatchEvent(new Event("freeze")); });
    await withDoor(other);
    await other.door.evaluate((site) => site.content.list());
    assert.notEqual(await ownerOf(other), undefined);
    await page.evaluate(() => { document.dispatchEvent(new Event("resume")); });
  }
  assert.notEqual(await ownerOf(second), before, "the one that held it was put to sleep, and the other has it");
});

test("the browser asks before it leaves a page whose tab holds a running job, and not before or after it", async () => {
  const page = await start();
  const asked = [];
  page.on("dialog", (dialog) => { asked.push(dialog.type()); dialog.dismiss(); });
  await page.door.evaluate((site) => site.content.add("a", new Blob(Array.from({ length: 800 }, () => crypto.getRandomValues(new Uint8Array(1 << 16))))));
  await page.reload();
  await overview(page);
  assert.deepEqual(asked, []);
  await createBackup(page, "running");
  const holdsJob = (expected) => page.evaluate(async (wanted) => {
    const { localSite } = await import("/directory/local-site.js");
    while (localSite.holdsJob !== wanted) await new Promise((resolve) => setTimeout(resolve, 20));
  }, expected);
  await holdsJob(true);
  await page.evaluate(() => { location.reload(); });
  await watchToEnd(page);
  await holdsJob(false);
  assert.deepEqual(asked, ["beforeunload"]);
  await page.reload();
  await watchToEnd(page);
  assert.deepEqual(asked, ["beforeunload"]);
});

test("what cannot be done with the content says why, and changes nothing", async () => {
  const page = await start();
  const refusals = await page.door.evaluate(async (site) => {
    await site.content.add("folder/file", "kept");
    const refused = (work) => work.then(() => "done", ({ name, code, message }) => `${name} ${code}: ${message}`);
    const found = [
      await refused(site.content.add("../outside", "x")), await refused(site.content.add("/absolute", "x")), await refused(site.content.add("a//b", "x")),
      await refused(site.content.add("folder", "over a folder")), await refused(site.content.add("folder/file/below", "below a file")),
      await refused(site.content.remove("none")), await refused(site.content.read("folder")), await refused(site.content.list("none")),
    ];
    // As while a restore runs.
    await navigator.locks.request("holdfast:holdfast:restore", async () => {
      found.push(await refused(site.content.add("meanwhile", "x")), await refused(site.content.remove("folder")));
    });
    const broken = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)), pull: (controller) => controller.error(new Error("cut")) });
    found.push(await refused(site.content.add("broken stream", broken)));
    return found;
  });
  const expected = [
    ...Array(3).fill(/^ValidationError parameter_characters: .* is no path in the content/), /storage_failed: A folder stands where the file should be/,
    /storage_unreadable: A file stands where a folder should be/, /storage_unreadable: There is nothing of that name/, /storage_unreadable: This is no file/,
    /storage_unreadable: There is nothing of that name/, /storage_failed: A restore or another job is under way/, /storage_failed: A restore or another job is under way/, /Error undefined: cut/,
  ];
  expected.forEach((pattern, index) => assert.match(refusals[index], pattern));
  assert.deepEqual(Object.keys(await contentOf(page)).sort(), ["folder", "folder/file"]);
  const packs = await page.evaluate(async () => {
    const names = [];
    const folder = await (await (await navigator.storage.getDirectory()).getDirectoryHandle("holdfast")).getDirectoryHandle("content-1");
    for await (const name of folder.keys()) if (name.startsWith("pack-")) names.push(name);
    return names.length;
  });
  assert.equal(packs, 1, "no space is kept for what was refused");

  const storage = await page.context().newCDPSession(page);
  await storage.send("Storage.clearDataForOrigin", { origin: host.origin, storageTypes: "all" });
  await page.evaluate(() => { location.hash = "#/jobs"; });
  await page.getByRole("alert").getByText(/data for the page was cleared while the site was open.* Reload the page/).waitFor();
  const cleared = await page.door.evaluate((site) => site.content.list().then(() => "listed", ({ name, code, sentence }) => `${name} ${code} ${sentence}`));
  assert.equal(cleared, "StorageError storage_unreadable site_cleared");
  await page.reload();
  await page.getByRole("button", { name: "Start a site in this browser" }).waitFor();
});

test("the README's example makes a backup", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, script] = /```js\n([^]*?)```/.exec(readme.split("## The local site in a browser\n")[1]);
  const body = script.replace(/import (\{.*\}) from "holdfast(?:\/([\w-]+))?";/g, (_, names, module) => `const ${names} = await import("/${module ?? "holdfast"}.js");`);
  const page = await browser.open(host.origin);
  const backups = await page.evaluate(`(async (passcode) => {\n${body}\nreturn site.store("default").backups();\n})("ten words that nobody guesses")`);
  assert.deepEqual(backups.map(({ backupName }) => backupName), ["first"]);
});

test("a store whose folder on disk waits for permission is shown as waiting, and taken up by a press", async () => {
  const page = await start();
  // What a browser says of its permission is the test's to say here: it waits as long as the other page holds a lock.
  await page.context().route("**/hosts/picked-folders.js", async (route) => {
    const reply = await route.fetch();
    const body = (await reply.text()).replace("export function permissionOf(handle) {",
      'export async function permissionOf(handle) {\n  if ((await navigator.locks.query()).held.some(({ name }) => name === "waits")) return "prompt";');
    await route.fulfill({ response: reply, body });
  });
  await page.reload();
  await overview(page);
  await withDoor(page);
  await page.door.evaluate(async (site) => {
    const { session } = await import("/directory/session.js");
    const handle = await (await navigator.storage.getDirectory()).getDirectoryHandle("Disk", { create: true });
    const rootDir = await site.storeFolders.keep(handle);
    const storageConfig = { provisioningType: "DYNAMIC", storageClass: "folder", size: "64Gi" };
    await session.site.registerStore({ storeName: "disk", settings: { type: "HOSTED", storageConfig, rootDir }, isDefault: true });
    await (await session.site.store("disk").createBackup({ name: "first", passcode: "ten words that nobody guesses" })).done;
  });

  const other = await page.context().newPage();
  await other.goto(`${host.origin}/directory/images/favicon.svg`);
  await other.evaluate(() => new Promise((held) => {
    navigator.locks.request("waits", () => new Promise((release) => { globalThis.allow = release; held(); }));
  }));
  await page.reload();
  await overview(page);
  await page.getByRole("heading", { name: "The store disk waits for its folder Disk" }).waitFor();
  await page.getByRole("heading", { name: "The store disk cannot be read" }).waitFor();
  await page.exposeFunction("answerOfReader", async (answer) => {
    if (answer === "granted") await other.evaluate(() => { globalThis.allow(); });
  });
  const press = async (answer) => {
    await page.evaluate((given) => {
      FileSystemHandle.prototype.requestPermission = async () => {
        await globalThis.answerOfReader(given);
        return given;
      };
    }, answer);
    await page.getByRole("button", { name: "Allow access to Disk" }).click();
  };
  await press("denied");
  await page.locator("#announcer").getByText("The browser did not give the permission.").waitFor();
  await press("granted");
  await page.getByRole("link", { name: "first" }).first().waitFor();
  assert.equal(await page.getByRole("heading", { name: /waits for its folder/ }).count(), 0);
  assert.deepEqual(page.faults, []);
});
