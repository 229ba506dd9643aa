// The stores that lie outside the data folder: a link `stores/<name>` stands for a folder the operator allows; knows no backup's
// content and no job.
//
// The folder must lie below an allowed one and be named by its real path, so that neither `..` nor a link leads out. It is below,
// not the allowed one itself, so that a disk that is not mounted is noticed: the folder is missing then, and nothing is written
// in its place. Nothing that Holdfast did not write is ever removed there.

import { lstat, mkdir, readdir, readlink, realpath, rm, rmdir, symlink, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, sep } from "node:path";
import { Refusal } from "./errors.js";
import { syncFolder } from "./folder-paths.js";

const kFolderMode = 0o700;
/** All that a backup's folder ever holds, and what the check of a store leaves where it is cut off. */
const kFilesOfBackup = new Set(["backup.json", "backup.json.holdfast-new", "content.tar.zst.age"]);
const kProbe = /^probe-[0-9a-f-]{36}(\.holdfast-new)?$/;

export class StoreFolders {
  #content;
  #data;
  #allowed;

  /** `content` and `data`: the site's folders; `allowed`: those that stores may lie in. Absolute paths. */
  constructor({ content, data, allowed }) {
    this.#content = content;
    this.#data = data;
    this.#allowed = allowed;
  }

  /** Makes the data folder's `path` stand for `folder`; answers the names of the backups in it. Rejects with a refusal. */
  async attach(path, folder) {
    await this.#checkPlace(folder);
    const isNew = await mkdir(folder, { mode: kFolderMode }).then(() => true, (cause) => {
      if (cause.code !== "EEXIST") throw cause;
      return false;
    });
    const backups = isNew ? [] : await backupsIn(folder);
    const link = join(this.#data, path);
    await mkdir(dirname(link), { recursive: true, mode: kFolderMode });
    await this.detach(path);
    await rmdir(link).catch((cause) => {
      if (cause.code === "ENOTEMPTY") throw new Refusal("api_conflict", `The data folder holds backups of a former store at ${path}. Choose another name, or register that store without rootDir to reach them.`);
      if (cause.code !== "ENOENT") throw cause;
    });
    await symlink(folder, link);
    await syncFolder(dirname(link));
    return backups;
  }

  /**
   * The names of the backups in the folder that `path` stands for, once what a cut-off one left there is gone. Rejects with a
   * refusal where the folder cannot be used.
   */
  async takeUp(path) {
    const fault = await this.faultOf(path);
    if (fault === null) throw new Refusal("storage_unreadable", `The folder of ${path} is not known here any more: unregister the store, and register it again.`);
    if (fault) throw new Refusal("storage_unreadable", fault);
    const folder = join(this.#data, path);
    const backups = [];
    for (const name of await readdir(folder)) {
      if (!(await isOfStore(join(folder, name)))) continue;
      if (!kProbe.test(name) && (await readdir(join(folder, name))).includes("backup.json")) backups.push(name);
      else await rm(join(folder, name), { recursive: true });
    }
    return backups;
  }

  /** Takes the link away; a folder stays. */
  async detach(path) {
    const link = join(this.#data, path);
    if (!(await isLink(link))) return;
    await unlink(link);
    await syncFolder(dirname(link));
  }

  /** Rejects with a refusal where `path` lies in a store whose folder may not or cannot be used. */
  async check(path) {
    const store = /^stores\/[^/]+/.exec(path)?.[0];
    const fault = store === undefined ? null : await this.faultOf(store);
    if (fault) throw new Refusal("storage_unreadable", fault);
  }

  /** What is wrong with the folder that `path` stands for: text, empty where it can be used; null where `path` is no link. */
  async faultOf(path) {
    if (!(await isLink(join(this.#data, path)))) return null;
    const folder = await readlink(join(this.#data, path));
    if (!this.#allowed.some((allowed) => isBelow(folder, allowed))) {
      return `Its folder ${folder} is not allowed: start the site with --allow-store and a folder above it.`;
    }
    const real = await realpath(folder).catch(() => null);
    if (real === null) return `Its folder ${folder} is not there: mount its disk, or put it back.`;
    return real === folder ? "" : `Its folder ${folder} has become a link to ${real}: put the folder itself back.`;
  }

  async #checkPlace(folder) {
    const refuse = (why) => { throw new Refusal("api_bad_request", why, "settings.rootDir"); };
    const allowed = this.#allowed.join(", ");
    if (!isAbsolute(folder) || normalize(folder) !== folder || folder.endsWith(sep) || folder.includes("\0")) {
      refuse("rootDir must be a whole path that starts at the root, without . and .. and without a slash at its end.");
    }
    if (!this.#allowed.some((above) => isBelow(folder, above))) refuse(`A store may lie in a folder below ${allowed} only. Name one of those as rootDir.`);
    const parent = await realpath(dirname(folder)).catch(() => null);
    if (parent === null) refuse(`The folder ${dirname(folder)} is not there: make it first. Only the last part of rootDir is made by registering.`);
    if (parent !== dirname(folder) || (await isLink(folder))) refuse(`A link leads to ${folder}. Name the folder by its real path, below ${allowed}.`);
    for (const own of [this.#content, this.#data]) {
      const real = await realpath(own);
      if (isWithin(folder, real) || isWithin(real, folder)) {
        refuse(`The folder ${folder} and the site's own folder ${real} lie in one another. Choose a folder apart from the content and the data folder.`);
      }
    }
    const found = await lstat(folder).catch(() => null);
    if (found && !found.isDirectory()) refuse(`${folder} is no folder.`);
  }
}

/** Whether what lies at `path`, in a store, is a backup, whole or half made, or what a check of the store has left. */
export async function isOfStore(path) {
  if (kProbe.test(basename(path))) return true;
  return (await lstat(path)).isDirectory() && (await readdir(path)).every((name) => kFilesOfBackup.has(name));
}

/** The names of the whole backups in `folder`; rejects with a refusal where it holds anything that is none. */
async function backupsIn(folder) {
  const backups = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!(await isOfStore(path))) {
      throw new Refusal("api_bad_request", `The folder ${folder} holds ${name}, which is no backup. Choose a folder that is empty, new, or a former store's.`, "settings.rootDir");
    }
    if (!kProbe.test(name) && (await readdir(path)).includes("backup.json")) backups.push(name);
  }
  return backups;
}

function isLink(path) {
  return lstat(path).then((found) => found.isSymbolicLink(), (cause) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return false;
    throw cause;
  });
}

function isWithin(inner, outer) {
  return inner === outer || isBelow(inner, outer);
}

function isBelow(inner, outer) {
  return inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
