// Writes a tree beside the content of a folder and swaps the two, so that a kill at any moment leaves one of them whole;
// knows no archive and no job.
//
// Everything lies in the content's own folder, below one reserved name: the folder may be a mount point or its parent not
// writable, and only within one file system can a rename take the place of a copy. In it are
//   new        the tree that is written
//   old        a swap has begun: the content's entries are on their way here
//   replaced   `old`, complete: the entries of `new` are on their way to the content
//   removed    `replaced`, once the content is the new one: the rename to this name is the swap's one decisive step
// What is found as `old` or `replaced` is taken back; then all of it is removed.

import { constants } from "node:fs";
import { chmod, lstat, lutimes, mkdir, open, readdir, rename, rm, rmdir, symlink } from "node:fs/promises";
import { inFolder, partsOf, split, syncFolder, within } from "./folder-paths.js";

/** The reserved name at the top of the content; no content call shows it or writes to it. */
export const kStagingName = ".holdfast-restore";

const kFolderMode = 0o700;
const kFileMode = 0o600;
const kCreateOnly = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export class FolderStaging {
  #content;
  #place;
  #writing = null;

  /** `content`: the path of the content's folder, as bytes. */
  constructor(content) {
    this.#content = content;
    this.#place = within(content, Buffer.from(kStagingName));
  }

  async begin() {
    await this.discard();
    await mkdir(this.#place, { mode: kFolderMode });
    await mkdir(this.#part("new"), { mode: kFolderMode });
  }

  folder(path) {
    return this.#beside(path, (target) => mkdir(target, { mode: kFolderMode }));
  }

  async file(path) {
    await this.close();
    this.#writing = await this.#beside(path, (target) => open(target, kCreateOnly, kFileMode));
  }

  async append(bytes) {
    let written = 0;
    while (written < bytes.length) written += (await this.#writing.write(bytes, written)).bytesWritten;
  }

  async finishFile({ mode, ...time }) {
    const file = this.#writing;
    this.#writing = null;
    try {
      await file.utimes(secondsOf(time), secondsOf(time));
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  link(path, target, time) {
    return this.#beside(path, async (link) => {
      await symlink(target, link);
      await lutimes(link, secondsOf(time), secondsOf(time));
    });
  }

  finishFolder(path, { mode, ...time }) {
    return inFolder(this.#part("new"), path, async (_, folder) => {
      await folder.sync();
      await folder.utimes(secondsOf(time), secondsOf(time));
      await folder.chmod(mode);
    });
  }

  /** Makes the new tree the content, wholly; what it replaces waits for `discard`. Where it rejects, the old one is the content. */
  async swap() {
    try {
      await syncFolder(this.#part("new"));
      await mkdir(this.#part("old"), { mode: kFolderMode });
      await syncFolder(this.#place);
      await moveAll(this.#content, this.#part("old"));
      await syncFolder(this.#part("old"));
      await syncFolder(this.#content);
      await rename(this.#part("old"), this.#part("replaced"));
      await syncFolder(this.#place);
      await moveAll(this.#part("new"), this.#content);
      await syncFolder(this.#content);
      await rename(this.#part("replaced"), this.#part("removed"));
    } catch (cause) {
      await this.#takeBack();
      throw cause;
    }
    await syncFolder(this.#place);
  }

  /** Takes an unfinished swap back and removes what is left; nothing there is no error. */
  async discard() {
    await this.close();
    if (!(await exists(this.#place))) return;
    await this.#takeBack();
    await removeTree(this.#place);
    await syncFolder(this.#content);
  }

  /** Closes the file that is being written. */
  async close() {
    const file = this.#writing;
    this.#writing = null;
    await file?.close().catch(() => {});
  }

  /** Each step may be interrupted and done again. */
  async #takeBack() {
    if (await exists(this.#part("replaced"))) {
      await moveAll(this.#content, this.#part("new"));
      await syncFolder(this.#part("new"));
      await rename(this.#part("replaced"), this.#part("old"));
      await syncFolder(this.#place);
    }
    if (await exists(this.#part("old"))) {
      await moveAll(this.#part("old"), this.#content);
      await syncFolder(this.#content);
      await rmdir(this.#part("old"));
    }
  }

  #part(name) {
    return within(this.#place, Buffer.from(name));
  }

  #beside(path, work) {
    if (isReserved(path)) throw Object.assign(new Error("The name is reserved."), { code: "EPERM" });
    const { parent, name } = split(path);
    return inFolder(this.#part("new"), parent, (folder) => work(within(folder, name)));
  }
}

/** Whether `path`, in the content, is the staging place or in it. */
export function isReserved(path) {
  return partsOf(path)[0]?.toString("latin1") === kStagingName;
}

/** Moves the entries of one folder into another; the staging place stays where it is. */
async function moveAll(from, to) {
  for (const name of await readdir(from, { encoding: "buffer" })) {
    if (name.toString("latin1") !== kStagingName) await move(within(from, name), within(to, name));
  }
}

/** A folder that may not be written to may not be moved either, unless its owner opens it for that moment. */
async function move(from, to) {
  try {
    await rename(from, to);
  } catch (cause) {
    const { mode } = await lstat(from);
    if (cause.code !== "EACCES" || (mode & constants.S_IFMT) !== constants.S_IFDIR) throw cause;
    await chmod(from, mode | kFolderMode);
    const isMoved = await rename(from, to).then(() => true, () => false);
    await chmod(isMoved ? to : from, mode & 0o7777);
    if (!isMoved) throw cause;
  }
}

async function removeTree(path) {
  await rm(path, { recursive: true, force: true }).catch(async (cause) => {
    if (cause.code !== "EACCES" && cause.code !== "EPERM") throw cause;
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  });
}

/** Lets the owner empty every folder of a tree. */
async function openFolders(path) {
  await chmod(path, kFolderMode);
  for (const entry of await readdir(path, { encoding: "buffer", withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(within(path, entry.name));
  }
}

function exists(path) {
  return lstat(path).then(() => true, (cause) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return false;
    throw cause;
  });
}

/**
 * Seconds with a fraction, exact to a microsecond: a quarter of one is added, since what a double loses would round down to
 * the one before. As text, since Node takes a negative number for the present; and whole before 1970, since libuv loses a
 * second with a negative fraction.
 */
function secondsOf({ modifiedSeconds, modifiedNanoseconds }) {
  const isWhole = modifiedSeconds < 0 || modifiedNanoseconds === 0;
  return String(isWhole ? modifiedSeconds : modifiedSeconds + (Math.floor(modifiedNanoseconds / 1000) + 0.25) / 1e6);
}
