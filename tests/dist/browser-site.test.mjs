// The whole flow with a static host and nothing else, and then not even that: the release from nginx, the host stopped once the page
// is kept, and a backup of a site in the browser made, verified, restored, downloaded and added again. In Chromium and in Firefox.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as firefox from "../page/engines/firefox.mjs";
import { lookAt } from "../page/engines/looking.mjs";
import { startBrowser } from "../page/helpers.mjs";
import { startNginx } from "./nginx.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const kFolder = "/some/prefix/";

/** Chromium as the other engines are started. */
const chromium = {
  missing: () => null,
  async start() {
    const browser = await startBrowser();
    const page = await browser.open("about:", "blank", { folder: "" });
    const arriving = page.waitForEvent("download", { timeout: 0 });
    arriving.catch(() => {});  // none came
    return {
      faults: page.faults, stop: browser.stop,
      goto: (url) => page.goto(url),
      reload: () => page.reload(),
      click: (css) => page.locator(css).click(),
      fill: (css, text) => page.locator(css).fill(text),
      choose: (css, path) => page.locator(css).setInputFiles(path),
      downloaded: async () => (await arriving).path(),
      run: (work, ...values) => page.evaluate(([source, given]) => (0, eval)(`(${source})`)(...given), [String(work), values]),
    };
  },
};

for (const [name, engine] of [["Chromium", chromium], ["Firefox", firefox]]) {
  test(`${name}: create, verify, restore, download and add in the browser, with its host gone`, { skip: engine.missing() ?? false, timeout: 240_000 }, async (t) => {
    const nginx = await startNginx();
    t.after(() => nginx.end());
    await cp(dist, join(nginx.www, kFolder), { recursive: true });
    const tab = await engine.start();
    t.after(() => tab.stop());
    const { heading, click, fill, visit } = lookAt(tab);

    await tab.goto(nginx.origin + kFolder);
    await heading("Where to start");
    await tab.run(async () => { await navigator.serviceWorker.ready; });
    await nginx.stop();
    await tab.reload();
    await heading("Where to start");
    await click("section[aria-labelledby=start-local] button");
    await heading("Overview");

    await tab.run(async (address) => {
      const { content } = (await import(address)).localSite;
      const noise = crypto.getRandomValues(new Uint8Array(65_536));
      await content.addAll([{ path: "maps/city.json", blob: new Blob(["{}"]), modified: 1000 }, { path: "noise.bin", blob: new Blob(Array(40).fill(noise)), modified: 2000 }]);
    }, `${nginx.origin}${kFolder}directory/local-site.js`);
    const content = () => tab.run(async (address) => {
      const { content: files } = (await import(address)).localSite;
      const hash = async (path) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await (await files.read(path)).blob.arrayBuffer()))].join();
      return JSON.stringify([(await files.list()).map(({ name }) => name).sort(), await hash("maps/city.json").catch(() => null), await hash("noise.bin")]);
    }, `${nginx.origin}${kFolder}directory/local-site.js`);
    const before = await content();

    await click("main .actions a.primary");
    await heading("Create a backup");
    await fill("#name", "kept");
    const passcode = await tab.run(() => document.querySelector(".words").textContent);
    await click("#passcodeStored");
    await click("main form button.primary");
    await heading("The job is completed");
    await tab.run(async (address) => (await import(address)).localSite.content.remove("maps"), `${nginx.origin}${kFolder}directory/local-site.js`);
    assert.notEqual(await content(), before);

    await visit("#/stores/default/backups/kept/verify", "Verify kept");
    await fill("#passcode", passcode);
    await click("main form button.primary");
    await heading("The job is completed");
    await visit("#/stores/default/backups/kept/restore", "Restore kept?");
    await fill("#passcode", passcode);
    await fill("#typed-name", "kept");
    await click("main form button.destructive");
    await heading("The job is completed");
    assert.equal(await content(), before);

    await visit("#/stores/default/backups/kept", "kept");
    // Without the picker of File System Access, which waits for a reader.
    await tab.run(() => {
      delete globalThis.showSaveFilePicker;
      [...document.querySelectorAll("main button")].find((button) => button.textContent === "Download as one file").click();
    });
    const downloaded = await tab.downloaded();
    await visit("#/stores/default/backups/kept/delete", "Delete kept?");
    await fill("#typed-name", "kept");
    await click("main form button.destructive");
    await heading("Backups in default");
    await visit("#/stores/default/backups/import", "Add a backup from a file");
    await tab.choose("main input[type=file]", downloaded);
    await heading("The job is completed");
    await visit("#/stores/default/backups/kept/verify", "Verify kept");
    await fill("#passcode", passcode);
    await click("main form button.primary");
    await heading("The job is completed");
    assert.deepEqual(tab.faults, []);
  });
}
