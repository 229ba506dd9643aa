// One server for each data folder: a lock file that names its process and is succeeded when that process is dead.
//
// A lock is never moved or overwritten by whoever only believes it to be dead. Its one successor is the file named after its content,
// `lock.<hash>`, which is made by a link and so by one process alone; the owner is the last of the succession. Only the owner puts its
// own lock in place of the dead ones. Contents are unique, so that no name of a successor comes twice, and whoever acts on what it
// read too long ago finds that it is not in the succession that there is now.

import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const kName = "lock";
/** How long a lock may be empty, which it is for a moment where the file system has no links. */
const kWriting = 2_000;
const kNoLinks = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK"];

/** Takes the lock of `folder` and answers the function that gives it back. Rejects with code ELOCKED where a living process has it. */
export async function lockFolder(folder) {
  const path = join(folder, kName);
  const lock = randomUUID();
  const mine = JSON.stringify({ process: process.pid, started: await startOf(process.pid), lock });
  const own = `${path}.${lock}`;
  await writeFile(own, mine, { flag: "wx", mode: 0o600 });
  try {
    await take(folder, path, own, mine);
  } finally {
    await rm(own, { force: true });
  }
  return async () => {
    if ((await textOf(path)) === mine) await rm(path, { force: true });
  };
}

async function take(folder, path, own, mine) {
  for (;;) {
    const before = await succession(path);
    const [place] = before.splice(-1);
    const holder = before.at(-1);
    if (holder?.text === "" && Date.now() - (await modifiedAt(holder.path)) < kWriting) {
      await pause(20);
      continue;
    }
    if (holder && await isAlive(holder.text)) {
      const message = `The data folder ${folder} is in use by another server (process ${JSON.parse(holder.text).process}). ` +
        "Stop that one, or choose another folder with --data.";
      throw Object.assign(new Error(message), { code: "ELOCKED" });
    }
    if (!(await make(place.path, own))) continue;
    const now = await succession(path);
    if (now.at(-2)?.text !== mine) {
      await rm(place.path, { force: true });
      continue;
    }
    if (before.length === 0) return;
    await rename(own, path);
    for (const dead of [...before.slice(1), place]) await rm(dead.path, { force: true });
    return;
  }
}

/** The locks from the first on, each the successor of the one before, as `{path, text}`; the last, whose text is null, is still free. */
async function succession(path) {
  const found = [];
  for (let at = path; ;) {
    const text = await textOf(at);
    found.push({ path: at, text });
    if (text === null) return found;
    at = `${path}.${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
  }
}

/** Makes `path` of the file `own`; answers whether it did, which it does not where there is one. */
async function make(path, own) {
  try {
    await link(own, path).catch((cause) => {
      if (!kNoLinks.includes(cause.code)) throw cause;
      return copyFile(own, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (cause) {
    if (cause.code === "EEXIST") return false;
    throw cause;
  }
}

function textOf(path) {
  return readFile(path, "utf8").catch((cause) => {
    if (cause.code === "ENOENT") return null;
    throw cause;
  });
}

async function modifiedAt(path) {
  return (await stat(path).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
}

async function isAlive(text) {
  let owner;
  try {
    owner = JSON.parse(text);
    process.kill(owner.process, 0);
  } catch (cause) {
    return cause.code === "EPERM";
  }
  return (await startOf(owner.process)) === owner.started;
}

/** When a process was started, in the kernel's ticks, so that a number used again is not taken for the same process; "" elsewhere. */
async function startOf(id) {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
