// The site in the browser under a large folder: how fast Chromium takes it in, backs it up, verifies and restores it, and how much
// memory the tab's process takes at most meanwhile. The profile lies on the disk, as people's do: a private one is held in memory.

import { randomFillSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchChromium } from "../../tests/page/engines/chromium-process.mjs";
import { createBackup, startFilesOnly, visit } from "../../tests/page/helpers.mjs";

/** The size of each file, so that 2,000 MiB are 20,000 files. */
const kFile = Math.round((1 << 20) / 10);
const kFilesOfFolder = 500;
const kPatience = 3_600_000;
const kLimit = "below 600";

export async function browser(folder, { megabytes = 2000 } = {}) {
  const content = join(folder, "content of the browser");
  const files = megabytes * 10;
  await makeFiles(content, files);
  const [host, chromium] = await Promise.all([startFilesOnly(), launchChromium(join(folder, "profile"))]);
  try {
    const page = await startInBrowser(chromium.context, host.origin);
    const process = await processOf(chromium.browser);
    const rows = [];
    const measure = async (what, work) => {
      await process.forgetPeak();
      const started = performance.now();
      await work();
      const taken = (performance.now() - started) / 1000;
      rows.push({ what: `browser: ${what}, ${megabytes} MiB, ${files} files`, value: taken, unit: "s" },
        { what: "  its speed", value: megabytes / taken, unit: "MiB/s" },
        { what: "  peak of the tab's memory", value: await process.peakMegabytes(), unit: "MiB", limit: kLimit });
    };
    await visit(page, "#/content");
    await measure("adding", async () => {
      await page.locator("input[webkitdirectory]").setInputFiles(content, { timeout: kPatience });
      await page.getByRole("heading", { name: /files were added/ }).waitFor({ timeout: kPatience });
    });
    await visit(page, "#/");
    let passcode = null;
    await measure("backup", async () => {
      passcode = await createBackup(page, "measured");
      await completed(page);
    });
    await measure("verify", async () => {
      await visit(page, "#/stores/default/backups/measured/verify");
      await page.locator("#passcode").fill(passcode);
      await page.locator("main form button.primary").click();
      await completed(page);
    });
    await measure("restore", async () => {
      await visit(page, "#/stores/default/backups/measured/restore");
      await page.locator("#passcode").fill(passcode);
      await page.locator("#typed-name").fill("measured");
      await page.locator("main form button.destructive").click();
      await completed(page);
    });
    return rows;
  } finally {
    await chromium.kill();
    await host.stop();
  }
}

/** `count` files of bytes that do not compress, so many to a folder. */
async function makeFiles(content, count) {
  const bytes = Buffer.alloc(kFile);
  for (let index = 0; index < count; index += 1) {
    const below = join(content, String(Math.floor(index / kFilesOfFolder)));
    if (index % kFilesOfFolder === 0) await mkdir(below, { recursive: true });
    await writeFile(join(below, `${index}.bin`), randomFillSync(bytes));
  }
}

async function startInBrowser(context, origin) {
  const [page] = context.pages();
  // The way of browsers that hand over no folder by itself: files can be given to its input.
  await page.addInitScript(() => { delete globalThis.showDirectoryPicker; });
  await page.goto(`${origin}/directory/`);
  await page.getByRole("button", { name: "Start a site in this browser" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return page;
}

async function completed(page) {
  const failed = page.locator("main .panel.danger").waitFor({ timeout: kPatience }).then(async () => {
    throw new Error(`The job failed: ${await page.locator("main").innerText()}`);
  });
  failed.catch(() => {});  // the page may be gone before
  await Promise.race([page.getByRole("heading", { name: "The job is completed" }).waitFor({ timeout: kPatience }), failed]);
}

/** The process of the one tab: `{forgetPeak(), peakMegabytes()}`, of what lies in the machine's memory, what is shared with others as well. */
async function processOf(chromium) {
  const session = await chromium.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = await Promise.all(processInfo.filter(({ type }) => type === "renderer").map(async ({ id }) => ({ id, size: await memory(id, "VmRSS") })));
  const [{ id }] = renderers.sort((left, right) => right.size - left.size);
  return {
    forgetPeak: () => writeFile(`/proc/${id}/clear_refs`, "5"),
    peakMegabytes: () => memory(id, "VmHWM"),
  };
}

async function memory(id, member) {
  return Number(new RegExp(`${member}:\\s+(\\d+)`).exec(await readFile(`/proc/${id}/status`, "utf8"))[1]) / 1024;
}
