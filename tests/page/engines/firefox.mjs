// Firefox for the page's tests: Debian's, without a window, through WebDriver BiDi.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";

const kFirefox = process.env.HOLDFAST_FIREFOX ?? "/usr/bin/firefox-esr";

/** Why there is no Firefox here, or null where there is. */
export function missing() {
  return existsSync(kFirefox) ? null : "the Debian package firefox-esr is not installed";
}

const kLanguages = { "intl.accept_languages": "en-GB, en" };

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
    },
  };
}

function launch(options) {
  return puppeteer.launch({ browser: "firefox", executablePath: kFirefox, headless: true, extraPrefsFirefox: kLanguages, ...options });
}

/**
 * A browser with one tab: `goto(url)`, `reload()`, `click(css)`, `fill(css, text)`, `run(work, ...values)` (what the function
 * answers in the page), `stop()`; and `faults`, what the page complained of, where the engine tells.
 */
export async function start() {
  const browser = await launch();
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
    stop: () => browser.close(),
  };
}
