// Starts the local site and a browser for the page's tests: real server, real Chromium, every violation of the page's own policy a fault.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomBytes } from "node:crypto";
import { chromium } from "playwright-core";
import { createSiteServer } from "../../scripts/server/http-server.js";
import { staticFiles } from "../../scripts/server/static-files.js";

const kRoot = fileURLToPath(new URL("../..", import.meta.url));
export const kPassword = "a password for the tests only";
export const kBrowserArguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"];

/**
 * The site with `megabytes` of content that does not compress, served from fresh folders: `{origin, content, stop()}`. Pages of
 * the origin `allow` may use it as well.
 */
export async function startSite({ megabytes = 1, allow } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-page-"));
  const content = join(folder, "content");
  await mkdir(content);
  for (let index = 0; index < megabytes; index += 1) await writeFile(join(content, `${index}.bin`), randomBytes(1_000_000));
  const command = process.env.HOLDFAST_START ?? join(kRoot, "scripts/start");
  const server = spawn(command, ["--port", "0", "--data", join(folder, "data"), "--content", content, ...(allow ? ["--allow", allow] : [])], {
    env: { ...process.env, HOLDFAST_ADMIN_PASSWORD: kPassword }, stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let said = "";
  const origin = await new Promise((resolve, reject) => {
    server.stdout.on("data", (data) => {
      said += data;
      const found = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said);
      if (found) resolve(found[0]);
    });
    ended.then((code) => reject(new Error(`${command} ended with ${code} before it served:\n${said}`)));
  });
  return { origin, content, async stop() {
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  } };
}

/** The page's files alone, as a host serves them that is no organization itself: `{origin, stop()}`. */
export async function startFilesOnly() {
  const site = { fetch: async () => new Response("There is no organization here.", { status: 404 }) };
  const server = createSiteServer({ site, answerFile: staticFiles(join(kRoot, "web")), context: "arcgis", isLocal: true, warn: (text) => console.error(text) });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${server.address().port}`, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** A browser whose pages collect `faults`: errors, console errors and policy violations. `args`: more arguments for it. */
export async function startBrowser({ args = [] } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.HOLDFAST_CHROMIUM ?? "/usr/bin/chromium", args: [...kBrowserArguments, ...args] });
  return {
    stop: () => browser.close(),
    /** Opens the page at `hash`, in a context of its own; `folder` is where the page lies on `origin`. */
    async open(origin, hash = "", { folder = "/directory/", ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", timezoneId: "Europe/Zurich", ...options });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      page.faults = [];
      page.on("pageerror", (error) => page.faults.push(`error: ${error.stack ?? error}`));
      page.on("console", (message) => { if (message.type() === "error") page.faults.push(`console: ${message.text()} ${message.location().url}`); });
      await page.goto(`${origin}${folder}${hash}`);
      return page;
    },
  };
}

/** What `starting` comes to (`{stop()}` and more) and a browser beside it: `{served, browser, stop()}`. Where one fails, neither stays. */
export async function withBrowser(starting) {
  const outcomes = await Promise.allSettled([starting, startBrowser()]);
  const [served, browser] = outcomes.map(({ value }) => value);
  const stop = async () => {
    await browser?.stop();
    await served?.stop();
  };
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (!failed) return { served, browser, stop };
  await stop();
  throw failed.reason;
}

/** Fills in and sends the sign-in form that is in view. */
export async function signIn(page, { keep = false, password = kPassword } = {}) {
  await page.getByLabel("Username", { exact: true }).fill("admin");
  await page.getByLabel("Password", { exact: true }).fill(password);
  if (keep) await page.getByLabel("Stay signed in").check();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** From the overview to a running job, with generated words; answers the passcode. */
export async function createBackup(page, name, { description = "" } = {}) {
  await page.getByRole("link", { name: "Create a backup" }).click();
  await page.getByRole("heading", { level: 1, name: "Create a backup" }).waitFor();
  await page.locator("#name").fill(name);
  await page.locator("#description").fill(description);
  const passcode = await page.locator(".words").textContent();
  await page.getByLabel("I have stored this passcode").check();
  await page.getByRole("button", { name: "Create the backup" }).click();
  await page.getByRole("heading", { level: 1, name: `Backup ${name}` }).waitFor();
  return passcode;
}

/** A site with the backup "kept", and a page of it that is signed in: `{site, page, passcode, stop()}`. */
export async function startWithBackup(options) {
  const { served: site, browser, stop } = await withBrowser(startSite(options));
  try {
    const page = await browser.open(site.origin);
    await signIn(page);
    const passcode = await createBackup(page, "kept");
    await watchToEnd(page);
    return { site, page, passcode, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the job page in view says that the job is completed. */
export async function watchToEnd(page) {
  await page.getByRole("heading", { name: "The job is completed" }).waitFor({ timeout: 60_000 });
}

/** Shows the view at `hash` in a page that shows another one, and waits until it is drawn, where told so under the heading `name`. */
export async function visit(page, hash, name) {
  await page.evaluate((to) => {
    document.querySelector("h1")?.remove();
    if (location.hash === to) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = to;
  }, hash);
  await (name === undefined ? page.locator("main h1") : page.getByRole("heading", { level: 1, name, exact: true })).waitFor();
}
