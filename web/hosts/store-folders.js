// The stores that lie outside the data folder: a link `stores/<name>` stands for a folder the operator allows; knows no backup's
// content and no job.
//
// The folder must lie below an allowed one and be named by its real path, so that neither `..` nor a link leads out. It is below,
// not the allowed one itself, so that a disk that is not mounted is noticed: the folder is missing then, and nothing is written
// in its place.
//
// Other sites may write there as well (store-contents.js). A backup begins with its archive, which one of them can make and no other.
// `making/<store>/<backup>` in the data folder notes that this site is making or removing it: half of one that is not noted is
// another's, and let be until nobody has written to it for long.

import { lstat, mkdir, open, readdir, readlink, realpath, rm, rmdir, symlink, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, sep } from "node:path";
import { Refusal } from "./errors.js";
import { syncFolder } from "./folder-paths.js";
import { isProbe, kAbandoned, kindOf, kManifest, ownFiles, refuseForeign, takenBy } from "./store-contents.js";

const kFolderMode = 0o700;
const kFileMode = 0o600;

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
    const found = isNew ? [] : await lookInto(folder);
    refuseForeign(folder, found);
    const link = join(this.#data, path);
    await mkdir(dirname(link), { recursive: true, mode: kFolderMode });
    await this.detach(path);
    await rmdir(link).catch((cause) => {
      if (cause.code === "ENOTEMPTY") throw new Refusal("api_conflict", `The data folder holds backups of a former store at ${path}. Choose another name, or register that store without rootDir to reach them.`);
      if (cause.code !== "ENOENT") throw cause;
    });
    await symlink(folder, link);
    await syncFolder(dirname(link));
    return namesOf(found, "whole");
  }

  /**
   * The names of the backups in the folder that `path` stands for, once what a cut-off one left there is gone. Rejects with a
   * refusal where the folder cannot be used.
   */
  async takeUp(path) {
    const fault = await this.faultOf(path);
    if (fault === null) throw new Refusal("storage_unreadable", `The folder of ${path} is not known here any more: unregister the store, and register it again.`);
    if (fault) throw new Refusal("storage_unreadable", fault);
    const found = await lookInto(join(this.#data, path));
    for (const name of await this.#halvesToClear(path, found)) await this.remove(`${path}/${name}`);
    return namesOf(found, "whole");
  }

  /** The names of the backups in the folder that `path` stands for, and of what cut-off ones and checks left there that is to go. */
  async backupsIn(path) {
    const found = await lookInto(join(this.#data, path));
    return [...namesOf(found, "whole"), ...(await this.#halvesToClear(path, found))];
  }

  /** Takes the link away; a folder stays. */
  async detach(path) {
    const link = join(this.#data, path);
    if (!(await isLink(link))) return;
    await rm(join(this.#data, "making", basename(path)), { recursive: true, force: true });
    await unlink(link);
    await syncFolder(dirname(link));
  }

  /** Whether the data at `path` lies in an attached folder; rejects with a refusal where that may not or cannot be used. */
  async holds(path) {
    const store = /^stores\/[^/]+/.exec(path)?.[0];
    const fault = store === undefined ? null : await this.faultOf(store);
    if (fault) throw new Refusal("storage_unreadable", fault);
    return fault !== null;
  }

  /** The archive of a new backup, opened to write; rejects with a refusal where one of that name lies there or is being made. */
  async create(path) {
    const folder = join(this.#data, dirname(path));
    await mkdir(folder, { mode: kFolderMode }).catch((cause) => {
      if (cause.code !== "EEXIST") throw cause;
    });
    const names = await namesIn(folder);
    if (names === null) throw Object.assign(new Error("The place of the backup is no folder."), { code: "ENOTDIR" });
    const taken = async (by) => takenBy(await realpath(dirname(folder)), basename(folder), by);
    if (ownFiles(names).length > 0) throw await taken(names);
    const file = await open(join(this.#data, path), "wx", kFileMode).catch(async (cause) => {
      throw cause.code === "EEXIST" ? await taken([]) : cause;
    });
    try {
      await this.#note(path);
      return file;
    } catch (cause) {
      await file.close();
      await rm(join(this.#data, path));
      throw cause;
    }
  }

  /** Called once the file at `path` has been replaced: with its manifest a backup is whole. */
  async wrote(path) {
    if (basename(path) === kManifest) await rm(this.#noteOf(path), { force: true });
  }

  /** Removes a file; of a backup's folder what that backup wrote, and nothing where it is whole, or half and another's. */
  async remove(path) {
    const [, , name, file] = path.split("/");
    const place = join(this.#data, path);
    if (file === kManifest) await this.#note(path);
    if (file !== undefined || isProbe(name)) return rm(place, { force: true });
    const names = await namesIn(place);
    if (names === null || names.includes(kManifest) || !(await this.#isToClear(path, names))) return undefined;
    for (const own of ownFiles(names)) await rm(join(place, own), { force: true });
    await rmdir(place).catch((cause) => {
      if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(cause.code)) throw cause;
    });
    return rm(this.#noteOf(path), { force: true });
  }

  #noteOf(path) {
    return join(this.#data, "making", ...path.split("/").slice(1, 3));
  }

  async #note(path) {
    await mkdir(dirname(this.#noteOf(path)), { recursive: true, mode: kFolderMode });
    await writeFile(this.#noteOf(path), "", { mode: kFileMode });
  }

  async #halvesToClear(path, found) {
    const isToClear = await Promise.all(found.map(({ name, names }) => kindOf(name, names) === "half" && this.#isToClear(`${path}/${name}`, names)));
    return found.filter((_, index) => isToClear[index]).map(({ name }) => name);
  }

  /** Whether half of a backup, or a file of a check (`names` is null), is this site's to clear away, or nobody's. */
  async #isToClear(path, names) {
    if ((await lstat(this.#noteOf(path)).catch(() => null)) !== null) return true;
    const files = names === null ? [path] : ownFiles(names).map((name) => `${path}/${name}`);
    const times = await Promise.all(files.map((file) => lstat(join(this.#data, file)).then(({ mtimeMs }) => mtimeMs, () => 0)));
    return Date.now() - Math.max(...times) > kAbandoned;
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

/** What lies in a store's folder: `{name, names}` of each entry, as store-contents.js reads them. */
async function lookInto(folder) {
  return Promise.all((await readdir(folder)).map(async (name) => ({ name, names: await namesIn(join(folder, name)) })));
}

/** The names in a folder; null where `path` is none, leads elsewhere or is not open to this account. */
async function namesIn(path) {
  const isFolder = (await lstat(path).catch(() => null))?.isDirectory() ?? false;
  return isFolder ? readdir(path).catch(() => null) : null;
}

function namesOf(found, kind) {
  return found.filter(({ name, names }) => kindOf(name, names) === kind).map(({ name }) => name);
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
