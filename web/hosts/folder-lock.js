// One server for each data folder: a lock file that names its process and is taken over when that process is dead.

import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const kName = "lock";
/** How long a lock may be empty, which it is between being made and being written. */
const kWriting = 2_000;

/** Takes the lock of `folder` and answers the function that gives it back. Rejects with code ELOCKED where a living process has it. */
export async function lockFolder(folder) {
  const path = join(folder, kName);
  const mine = JSON.stringify({ process: process.pid, started: await startOf(process.pid) });
  for (;;) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.writeFile(mine);
      await file.close();
      return async () => {
        if ((await readFile(path, "utf8").catch(() => "")) === mine) await rm(path, { force: true });
      };
    } catch (cause) {
      if (cause.code !== "EEXIST") throw cause;
    }
    const text = await readFile(path, "utf8").catch(() => "");
    if (text === "" && Date.now() - (await modifiedAt(path)) < kWriting) {
      await pause(20);
      continue;
    }
    if (await isAlive(text)) {
      const message = `The data folder ${folder} is in use by another server (process ${JSON.parse(text).process}). ` +
        "Stop that one, or choose another folder with --data.";
      throw Object.assign(new Error(message), { code: "ELOCKED" });
    }
    // Moved aside first: of two servers that find the same dead lock, only one can move it.
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch(() => {});
    await rm(aside, { force: true });
  }
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
