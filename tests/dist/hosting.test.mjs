// The release on a plain static host, Debian's nginx as it comes (and Apache as the guide has it), under a prefix: in use, without a network, and through an update.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createBackup, signIn, startBrowser, startSite, watchToEnd } from "../page/helpers.mjs";
import { inspect } from "../page/scan.mjs";
import { startApache } from "./apache.mjs";
import { startNginx } from "./nginx.mjs";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const kPrefix = "/some/prefix/";
let nginx, organization, browser;
before(async () => {
  [nginx, browser] = await Promise.all([startNginx(), startBrowser()]);
  organization = await startSite({ allow: nginx.origin });
  await deploy(join(checkout, "dist"));
});
after(async () => {
  await browser?.stop();
  await Promise.all([nginx?.end(), organization?.stop()]);
});

const deploy = (from, to = nginx) => cp(from, join(to.www, kPrefix), { recursive: true });
const open = (hash, options) => browser.open(nginx.origin, hash, { folder: kPrefix, ...options });
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const buildOf = (page) => page.locator("meta[name=holdfast-build]").getAttribute("content");
const untilOffline = (page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));
/** Whether a newer build waits after the browser has looked for one. */
const lookForUpdate = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  // Twice, since the first may be taken for one that a navigation had begun before.
  for (let round = 0; round < 2; round += 1) {
    await registration.update().catch(() => {});
    while (registration.installing) await new Promise((resolve) => registration.installing.addEventListener("statechange", resolve, { once: true }));
  }
  return registration.waiting !== null;
});

async function connectTo(page, root) {
  await page.getByRole("link", { name: "Sign in" }).click();
  await heading(page, "Sign in to an organization").waitFor();
  await page.getByLabel("Address of the Administrator API").fill(root);
  await signIn(page);
  await heading(page, "Overview").waitFor();
}

/** A release of the same sources with one message changed, beside `folder`. */
async function makeChanged(folder, words) {
  await cp(join(checkout, "web"), join(folder, "web"), { recursive: true });
  const messages = join(folder, "web/directory/messages/en.js");
  const text = await readFile(messages, "utf8");
  await writeFile(messages, text.replace(/("start\.lead": ")[^"]*/, `$1${words}`));
  execFileSync(join(checkout, "scripts/make-dist"), ["--web", join(folder, "web"), "--to", join(folder, "dist")]);
  return join(folder, "dist");
}

test("under a prefix, it asks where to start, and talks to nobody but its host and the organization chosen", async () => {
  const page = await open("");
  const hosts = new Set();
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  await heading(page, "Where to start").waitFor();
  await connectTo(page, `${organization.origin}/arcgis/admin`);
  assert.match(page.url(), new RegExp(`^${nginx.origin}${kPrefix}#/\\?at=${organization.origin}/arcgis/admin$`));
  assert.deepEqual([...hosts].filter((origin) => origin !== nginx.origin), [organization.origin]);
  assert.match(await page.locator("footer").textContent(), new RegExp((await buildOf(page)).replaceAll(/[.+]/g, "\\$&")), "the build is told");
  await page.getByRole("button", { name: "Sign out" }).click();
  await heading(page, "Where to start").waitFor();
  assert.deepEqual(page.faults, []);
  assert.doesNotMatch(await nginx.log(), / 404 /, "all it asks its host for is there");
});

test("with its host gone, a reload shows the page, which still works with the organization; only its own files are kept", async () => {
  const page = await open("");
  await untilOffline(page);
  await nginx.stop();
  try {
    await page.reload();
    await heading(page, "Where to start").waitFor();
    await connectTo(page, `${organization.origin}/arcgis/admin`);
    await page.getByRole("link", { name: "Create a backup" }).click();
    await page.getByLabel("I have stored this passcode").waitFor();
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      return Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
    });
    assert.equal(kept.length, 1, "one build");
    assert.deepEqual(kept[0].filter((url) => !url.startsWith(nginx.origin + kPrefix)), [], "nothing of another origin or folder");
    assert.deepEqual(kept[0].filter((url) => url.includes("arcgis")), [], "no reply of an API");
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  } finally {
    await nginx.start();
  }
});

test("what lies beside the page's files under its prefix is asked of the host, not of the page", async () => {
  const page = await open("");
  await untilOffline(page);
  await page.reload();
  await writeFile(join(nginx.www, kPrefix, "beside.json"), '{"reply": 1}');
  const reply = (query) => page.evaluate(async (search) => (await fetch(`beside.json${search}`)).text(), query);
  assert.match(await reply(""), /1/);
  await writeFile(join(nginx.www, kPrefix, "beside.json"), '{"reply": 2}');
  assert.match(await reply("?f=json"), /2/);
  await rm(join(nginx.www, kPrefix, "beside.json"));
  assert.match(await reply(""), /404/);
});

test("a newer build waits until it is whole, says that it is there, and once confirmed runs in every tab as soon as no job is interrupted by it", { timeout: 120_000 }, async (t) => {
  const folder = join(nginx.www, "../changed");
  const changed = await makeChanged(folder, "The newer words.");
  const first = await open("");
  await untilOffline(first);
  await first.reload();
  const second = await first.context().newPage();
  await second.goto(first.url());
  for (const page of [first, second]) await heading(page, "Where to start").waitFor();
  const former = await buildOf(first);
  t.after(() => deploy(join(checkout, "dist")));

  // Half a copy: the service worker is the new one, the changed file is not there yet.
  await cp(join(changed, "service-worker.js"), join(nginx.www, kPrefix, "service-worker.js"));
  assert.equal(await lookForUpdate(first), false);
  await first.reload();
  await heading(first, "Where to start").waitFor();
  assert.equal(await buildOf(first), former);
  assert.equal(await first.getByText("A new version is ready").count(), 0);

  await deploy(changed);
  assert.equal(await lookForUpdate(first), true);
  for (const page of [first, second]) await page.getByRole("heading", { name: "A new version is ready" }).waitFor();
  await first.reload();
  await first.getByRole("heading", { name: "A new version is ready" }).waitFor();
  assert.equal(await buildOf(first), former, "a reload alone changes nothing while another tab is of the former build");

  await inspect(first, "the notice of a newer build");
  await first.setViewportSize({ width: 1440, height: 900 });

  // The second tab has work under way: the notice waits, as long as it is not sent away.
  const waits = first.getByText("Work is under way in a tab of this page");
  const reloadAll = () => first.getByRole("button", { name: "Reload all tabs" }).click();
  await second.evaluate(async () => { globalThis.letGo = (await import("./directory/leaving.js")).holdTab(); });
  await reloadAll();
  await waits.waitFor();
  assert.equal(await first.evaluate(() => document.activeElement.textContent), "Later", "the focus is not lost with the button");
  await first.getByRole("button", { name: "Later" }).click();
  assert.equal(await first.getByText("A new version is ready").count(), 0);
  await first.reload();
  await reloadAll();
  await waits.waitFor();

  // A job of the site in this browser is work, too: it is neither interrupted nor asked about.
  await second.getByRole("button", { name: "Start a site in this browser" }).click();
  await heading(second, "Overview").waitFor();
  await second.evaluate(async () => {
    const { content } = (await import("./directory/local-site.js")).localSite;
    await content.add("noise", new Blob(Array.from({ length: 800 }, () => crypto.getRandomValues(new Uint8Array(1 << 16)))));
  });
  const asked = [];
  second.on("dialog", (dialog) => { asked.push(dialog.type()); dialog.dismiss(); });
  await createBackup(second, "running");
  // The job's and the test's own.
  await second.waitForFunction(async () => (await navigator.locks.query()).held.filter(({ name }) => name.startsWith("holdfast:work:")).length === 2);
  await watchToEnd(second);
  assert.equal(await buildOf(second), former);
  // A browser that is looked into never takes the former worker for idle: what it is still asked for must be answered before.
  await second.evaluate(() => fetch(document.querySelector("link[rel=icon]").href));
  await second.evaluate(() => globalThis.letGo());
  await second.waitForFunction((one) => document.querySelector("meta[name=holdfast-build]").content !== one, former);
  await watchToEnd(second);
  assert.deepEqual(asked, []);
  await heading(first, "Overview").waitFor();
  for (const page of [first, second]) {
    assert.notEqual(await buildOf(page), former);
    assert.equal(await page.getByText("A new version is ready").count(), 0);
  }
  const kept = await first.evaluate(() => caches.keys());
  assert.deepEqual(kept, [`holdfast ${nginx.origin}${kPrefix} ${await buildOf(first)}`], "the former build is gone");
});

test("a page of the checkout at the address of a release is served as the checkout has it", async () => {
  const page = await open("");
  await untilOffline(page);
  await cp(join(checkout, "web/directory/index.html"), join(nginx.www, kPrefix, "directory/index.html"));
  await page.goto(`${nginx.origin}${kPrefix}directory/`);
  await page.getByRole("heading", { level: 1, name: "Sign in", exact: true }).waitFor();
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
  await rm(join(nginx.www, kPrefix, "directory/index.html"));
});

test("it can be installed as an app", async () => {
  const page = await open("");
  await untilOffline(page);
  const devtools = await page.context().newCDPSession(page);
  const { errors, url, data } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  assert.equal(url, `${nginx.origin}${kPrefix}manifest.json`);
  assert.equal(JSON.parse(data).name, "Holdfast");
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  // iOS takes no SVG.
  const icon = await page.evaluate(async () => {
    const image = new Image();
    image.src = document.querySelector("link[rel=apple-touch-icon]").href;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight, (await fetch(image.src)).headers.get("content-type")];
  });
  assert.deepEqual(icon, [180, 180, "image/png"]);
});

test("a host that knows no type for WebAssembly will do", async (t) => {
  const other = await startNginx({ site: ({ port, root }) => `server { listen 127.0.0.1:${port}; root ${root}; location ~ \\.wasm$ { types { } default_type application/octet-stream; } }` });
  t.after(() => other.end());
  await deploy(join(checkout, "dist"), other);
  const site = await startSite({ allow: other.origin });
  t.after(() => site.stop());
  assert.match((await fetch(`${other.origin}${kPrefix}generated/holdfast.wasm`)).headers.get("content-type"), /octet-stream/);
  const page = await browser.open(other.origin, "", { folder: kPrefix });
  await connectTo(page, `${site.origin}/arcgis/admin`);
});

/** A web server with the guide's text for it, in place of whose folder its own is put. */
const kGuided = {
  nginx: (text) => startNginx({ site: ({ port, root }) => `server { listen 127.0.0.1:${port}; absolute_redirect off; ${text.replace("/srv/holdfast/", `${root}/`)} }` }),
  apache: (text) => startApache({ modules: ["headers"], site: ({ root }) => text.replaceAll("/srv/holdfast", root) }),
};

for (const [name, start] of Object.entries(kGuided)) {
  test(`the guide's text for ${name} serves it, compressed and asked anew each time, and its policy is the page's own`, async (t) => {
    const guide = await readFile(join(checkout, "docs/hosting.md"), "utf8");
    const guided = await start(new RegExp(`\`\`\`${name}\n([^]*?)\`\`\``).exec(guide)[1]);
    t.after(() => guided.end());
    await cp(join(checkout, "dist"), guided.www, { recursive: true });

    const reply = await fetch(`${guided.origin}/holdfast`);
    assert.equal(reply.url, `${guided.origin}/holdfast/`);
    const headers = Object.fromEntries(reply.headers);
    assert.deepEqual([headers["x-content-type-options"], headers["referrer-policy"], headers["cross-origin-opener-policy"], headers["cache-control"]], ["nosniff", "no-referrer", "same-origin", "no-cache"]);
    const [, own] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(await reply.text());
    assert.equal(headers["content-security-policy"], `${own}; frame-ancestors 'none'`);
    const wasm = await fetch(`${guided.origin}/holdfast/generated/holdfast.wasm`);
    assert.deepEqual([wasm.headers.get("content-type"), wasm.headers.get("content-encoding")], ["application/wasm", "gzip"]);
    const again = await fetch(wasm.url, { headers: { "If-None-Match": wasm.headers.get("etag") } });
    assert.equal(again.status, 304);
    assert.equal((await fetch(`${guided.origin}/holdfast/generated/`)).status, 403, "no list of a folder");

    const page = await browser.open(guided.origin, "", { folder: "/holdfast/" });
    await untilOffline(page);
    await guided.stop();
    await page.reload();
    await heading(page, "Where to start").waitFor();
    assert.deepEqual(page.faults, []);
  });
}

test("where it cannot start it says why: as a file, without JavaScript, without WebAssembly", async () => {
  const says = (page) => page.getByRole("heading", { name: "Holdfast has not started" }).waitFor();
  const context = await (await open("")).context().browser().newContext();
  const file = await context.newPage();
  await file.goto(pathToFileURL(join(checkout, "dist/index.html")).href);
  await says(file);
  await file.getByText("python3 -m http.server").waitFor();
  await says(await open("", { javaScriptEnabled: false }));
  const without = await context.newPage();
  await without.addInitScript(() => { delete globalThis.WebAssembly; });
  await without.goto(nginx.origin + kPrefix);
  await heading(without, "This browser runs no WebAssembly").waitFor();
});
