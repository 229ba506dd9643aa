// Chromium as a process of its own on a profile that stays, to be killed as a system kills it. Knows no page.
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";
import { kBrowserArguments } from "../helpers.mjs";

/**
 * Starts a Chromium on the folder `profile`, in a process group of its own: `{browser, context, sleep(milliseconds), close(),
 * kill()}`, the browser and its context as Playwright has them. `sleep` stops all of it for a while, as a machine that is put to sleep
 * does; `close` ends it as whoever uses it would, `kill` at once (SIGKILL).
 */
export async function launchChromium(profile) {
  const child = spawn(process.env.HOLDFAST_CHROMIUM ?? "/usr/bin/chromium", [
    ...kBrowserArguments, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank",
  ], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const found = /ws:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    ended.then(() => reject(new Error(`Chromium ended before it could be used:\n${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  return {
    browser, context,
    async sleep(milliseconds) {
      process.kill(-child.pid, "SIGSTOP");
      await pause(milliseconds);
      process.kill(-child.pid, "SIGCONT");
    },
    async close() {
      const session = await browser.newBrowserCDPSession();
      await session.send("Browser.close").catch(() => {});
      await ended;
      await browser.close().catch(() => {});
    },
    async kill() {
      process.kill(-child.pid, "SIGKILL");
      await ended;
      await browser.close().catch(() => {});
    },
  };
}
