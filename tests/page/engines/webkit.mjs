// WebKitGTK for the page's tests: Debian's MiniBrowser behind its WebDriver, on a screen of its own that nobody sees.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { openSession } from "./webdriver.mjs";

const kDriver = "/usr/bin/WebKitWebDriver";
const kScreen = "/usr/bin/Xvfb";
const kPatience = 20_000;

/** Why there is no WebKitGTK here, or null where there is. */
export function missing() {
  if (!existsSync(kDriver) || !miniBrowser()) return "the Debian package webkit2gtk-driver is not installed";
  return existsSync(kScreen) ? null : "the Debian package xvfb is not installed";
}

/** A browser as `firefox.mjs` starts one. */
export async function start() {
  const started = [];
  const stop = async () => {
    for (const child of started.reverse()) {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
  };
  try {
    const screen = spawn(kScreen, ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    started.push(screen);
    const [number] = await once(screen.stdio[3], "data");
    const port = await freePort();
    started.push(spawn(kDriver, [`--port=${port}`, "--host=127.0.0.1"], { stdio: "ignore", env: {
      ...process.env, DISPLAY: `:${String(number).trim()}`, GDK_BACKEND: "x11", LANGUAGE: "en", LC_ALL: "C.UTF-8", WEBKIT_DISABLE_COMPOSITING_MODE: "1" } }));
    const base = `http://127.0.0.1:${port}`;
    await answers(`${base}/status`);
    const tab = await openSession(base, { "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] } });
    return { ...tab, async stop() {
      await tab.close().catch(() => {});
      await stop();
    } };
  } catch (error) {
    await stop();
    throw error;
  }
}

// It lies in a folder of Debian's architecture and of WebKitGTK's API version.
function miniBrowser() {
  const folders = readdirSync("/usr/lib", { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap(({ name }) =>
    ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"].map((version) => `/usr/lib/${name}/${version}/MiniBrowser`));
  return folders.find((path) => existsSync(path));
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function answers(url) {
  for (const end = Date.now() + kPatience; ;) {
    const reply = await fetch(url).catch(() => null);
    if (reply?.ok) return;
    if (Date.now() > end) throw new Error(`nothing answers at ${url}`);
    await pause(50);
  }
}
