// Firefox for the page's tests: Debian's, without a window, through WebDriver BiDi.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const kFirefox = process.env.HOLDFAST_FIREFOX ?? "/usr/bin/firefox-esr";

/** Why there is no Firefox here, or null where there is. */
export function missing() {
  return existsSync(kFirefox) ? null : "the Debian package firefox-esr is not installed";
}

const kLanguages = { "intl.accept_languages": "en-GB, en" };
const kPatience = 60_000;

/** A Firefox on the folder `profile`, in a process group of its own: `{browser, kill()}`; `kill` ends all of it at once (SIGKILL). */
export async function launchFirefox(profile) {
  const browser = await launch({ userDataDir: profile });
  const child = browser.process();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    browser,
    async kill() {
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await browser.close().catch(() => {});  // which puts its preferences back first
    },
  };
}

function launch({ preferences, ...options }) {
  return puppeteer.launch({ browser: "firefox", executablePath: kFirefox, headless: true, extraPrefsFirefox: { ...kLanguages, ...preferences }, ...options });
}

/**
 * A browser with one tab: `goto(url)`, `reload()`, `click(css)`, `fill(css, text)`, `run(work, ...values)` (what the function
 * answers in the page), `choose(css, path)` (a file), `downloaded()` (the path of the first download, once it is whole), `stop()`; and
 * `faults`, what the page complained of, where the engine tells.
 */
export async function start() {
  const downloads = await mkdtemp(join(tmpdir(), "holdfast-downloads-"));
  const browser = await launch({ preferences: { "browser.download.folderList": 2, "browser.download.dir": downloads } });
  const [page] = await browser.pages();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.stack ?? error}`));
  page.on("console", (message) => { if (message.type() === "error") faults.push(`console: ${message.text()}`); });
  return {
    faults,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    click: (css) => page.locator(css).click(),
    async fill(css, text) {
      const input = await page.waitForSelector(css);
      await input.evaluate((element) => element.select());
      await input.press("Backspace");
      await input.type(text);
    },
    run: (work, ...values) => page.evaluate(work, ...values),
    choose: async (css, path) => (await page.waitForSelector(css)).uploadFile(path),
    async downloaded() {
      // Until it is whole it stands beside its place, as a .part.
      for (const end = Date.now() + kPatience; Date.now() < end; await pause(50)) {
        const names = await readdir(downloads);
        if (names.length === 1 && !names[0].endsWith(".part") && (await stat(join(downloads, names[0]))).size > 0) return join(downloads, names[0]);
      }
      throw new Error(`Nothing was downloaded; there is: ${await readdir(downloads)}`);
    },
    async stop() {
      await browser.close();
      await rm(downloads, { recursive: true, force: true });
    },
  };
}
