// The stores that lie in folders on disk which the user picked in the page: `stores/<name>` stands for such a folder, with the files
// of a backup as a site under Node has them. Knows no backup's content and no job.
//
// A file is written whole beside its place (by the browser, as `<name>.crswap`) and put there when it is closed. What is whose in a
// folder, store-contents.js says.

import { Refusal } from "./errors.js";
import { fault, namesIn, openBlob, orNull, removeEntry } from "./opfs-files.js";
import { assignFolder, forgetFolder, keptFolders, permissionOf } from "./picked-folders.js";
import { isProbe, kindOf, kManifest, ownFiles, refuseForeign, swapFiles, takenBy } from "./store-contents.js";

export class PickedStores {
  #site;
  #own;
  /** The data folder's path of a store → `{name, handle}` of its folder. */
  #folders = new Map();

  /** Of the site `site`, whose own folder is `own`. */
  static async open(site, own) {
    const stores = new PickedStores();
    stores.#site = site;
    stores.#own = own;
    // Without them the core says which stores it cannot use.
    for (const { name, handle, path } of await keptFolders(site).catch(() => [])) {
      if (path !== null) stores.#folders.set(path, { name, handle });
    }
    return stores;
  }

  /** Whether the data at `path` lies in a picked folder. */
  holds(path) {
    return this.#folders.has(storeOf(path));
  }

  /** For the owner: forgets folders that no store took, and removes what was left of files cut off in whole backups. */
  async tidy() {
    for (const { name, path } of await keptFolders(this.#site).catch(() => [])) {
      if (path === null) await forgetFolder(this.#site, name);
    }
    for (const entry of this.#folders.values()) {
      if (await faultOf(entry) === "") await removeSwaps(entry.handle);
    }
  }

  /** What the site is opened with of these stores: `{files, folders, attached}` (wasm/site/opening.h). */
  async state() {
    const found = { files: [], folders: [], attached: [] };
    for (const [path, entry] of this.#folders) {
      const why = await faultOf(entry);
      found.attached.push({ name: path.slice("stores/".length), fault: why });
      if (why !== "") continue;
      for (const { name, kind, folder } of await lookInto(entry.handle)) {
        if (kind !== "other") found.folders.push(`${path}/${name}`);
        if (kind === "whole") found.files.push({ path: `${path}/${name}/${kManifest}`, bytes: await bytesIn(folder, kManifest) });
      }
    }
    return found;
  }

  /** Makes `path` stand for the kept folder `name`; answers the names of the backups in it. Rejects with a refusal. */
  async attach(path, name) {
    const refuse = (code, why) => { throw new Refusal(code, why, "settings.rootDir"); };
    const picked = (await keptFolders(this.#site)).find((each) => each.name === name);
    if (!picked) refuse("api_bad_request", `No folder ${name} was chosen in this page. Register the store in the page of the site in this browser, which asks for the folder.`);
    const why = await faultOf(picked);
    if (why) refuse("api_bad_request", why);
    for (const [other, { name: otherName, handle }] of this.#folders) {
      if (otherName !== name && await lieInOneAnother(handle, picked.handle)) {
        refuse("api_conflict", `The folder ${name} and the one of the store ${other.slice("stores/".length)} lie in one another. Choose a folder apart from it.`);
      }
    }
    if (await lieInOneAnother(this.#own, picked.handle)) refuse("api_bad_request", `The folder ${name} is the site's own. Choose another one.`);
    const content = await lookInto(picked.handle);
    refuseForeign(name, content);
    await this.detach(path, { except: name });
    for (const [other, entry] of this.#folders) if (entry.name === name) this.#folders.delete(other);
    await assignFolder(this.#site, name, path);
    this.#folders.set(path, { name, handle: picked.handle });
    return content.filter(({ kind }) => kind === "whole").map((each) => each.name);
  }

  /** The names of the backups in the folder of `path`, once what a cut-off one left there is gone. Rejects with a refusal. */
  async takeUp(path) {
    const entry = this.#folders.get(path);
    const why = entry ? await faultOf(entry) : `The folder of ${path} is not known here any more: unregister the store, and register it again.`;
    if (why) throw new Refusal("storage_unreadable", why);
    await removeSwaps(entry.handle);
    const content = await lookInto(entry.handle);
    for (const { name, kind } of content) if (kind === "half") await this.remove(`${path}/${name}`);
    return content.filter(({ kind }) => kind === "whole").map((each) => each.name);
  }

  /** Gives up what `path` stands for; the folder stays as it is. */
  async detach(path, { except } = {}) {
    const entry = this.#folders.get(path);
    this.#folders.delete(path);
    if (entry && entry.name !== except) await forgetFolder(this.#site, entry.name);
  }

  // ---- The data: paths below a store's ----

  /** A new file to write: `{append(bytes), close(), abandon()}`; what was there is replaced at `close`. */
  create(path) {
    return this.#at(path, async ({ handle }, [backup, ...rest]) => {
      await refuseTaken(handle, backup, rest);
      const folder = rest.length === 0 ? handle : await handle.getDirectoryHandle(backup, { create: true });
      const file = await folder.getFileHandle(rest[0] ?? backup, { create: true });
      const writable = await file.createWritable();
      return {
        append: (bytes) => this.#at(path, () => writable.write(bytes)),
        close: () => this.#at(path, () => writable.close()),
        abandon: () => writable.abort().catch(() => {}),
      };
    });
  }

  /** The file as a Blob that lies on the disk. */
  blob(path) {
    return this.#at(path, async ({ handle }, parts) => (await fileAt(handle, parts)).getFile());
  }

  /** The file to read: `{read(bytes, at), close()}`. */
  async read(path) {
    const { read, close } = openBlob(await this.blob(path));
    return { read: (bytes, at) => this.#at(path, () => read(bytes, at)), close };
  }

  async replace(path, bytes) {
    await this.#at(path, async ({ handle }, parts) => {
      const folder = parts.length === 1 ? handle : await handle.getDirectoryHandle(parts[0], { create: true });
      const writable = await (await folder.getFileHandle(parts.at(-1), { create: true })).createWritable();
      await writable.write(bytes);
      await writable.close();
    });
  }

  /** Removes what a backup has written; of a folder that holds a manifest, nothing: that goes first. */
  async remove(path) {
    await this.#at(path, async ({ handle }, [name, file]) => {
      if (name === undefined) throw fault("EPERM");
      if (file === undefined && isProbe(name)) return removeEntry(handle, name);
      const folder = await orNull(handle.getDirectoryHandle(name));
      const names = await namesIn(folder);
      const own = file === undefined ? ownFiles(names) : names.filter((each) => each === file);
      if (file === undefined && own.includes(kManifest)) return undefined;
      for (const each of own) await removeEntry(folder, each);
      if (file === undefined && folder && (await namesIn(folder)).length === 0) await removeEntry(handle, name);
      return undefined;
    });
  }

  /** Does `work(entry, parts)`; where it fails because the folder cannot be used, that is what is told. */
  async #at(path, work) {
    const store = storeOf(path);
    const entry = this.#folders.get(store);
    try {
      return await work(entry, path === store ? [] : path.slice(store.length + 1).split("/"));
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      const why = await faultOf(entry);
      if (why) throw new Refusal("storage_unreadable", why);
      if (cause instanceof TypeError) throw new Refusal("api_bad_request", `This browser allows no file called ${path.slice(store.length + 1)} on a disk. Give the backup another name.`);
      throw cause;
    }
  }
}

/** What is wrong with a picked folder: text, empty where it can be used. */
async function faultOf({ name, handle }) {
  const permission = await permissionOf(handle);
  if (permission === "prompt") return `Its folder ${name} waits for permission: press "Allow access" in the page of the site in this browser.`;
  if (permission !== "granted") return `This browser does not let the page use its folder ${name}: allow it in the browser's settings for this page.`;
  try {
    await handle.keys().next();
    return "";
  } catch (cause) {
    return cause.name === "NotFoundError" ? `Its folder ${name} is not there: connect its disk, or put the folder back where it was.`
      : `Its folder ${name} cannot be read (${cause.name}): check its disk and its permissions.`;
  }
}

/** What lies in a store's folder: `{name, names, kind, folder}`, named as store-contents.js reads it. */
async function lookInto(handle) {
  const found = [];
  for await (const [name, child] of handle.entries()) {
    const names = child.kind === "directory" ? await namesIn(child).catch(() => null) : null;
    found.push({ name, names, kind: kindOf(name, names), folder: child });
  }
  return found;
}

/** In whole backups: a file that was being replaced when the browser was ended has left its new bytes. */
async function removeSwaps(handle) {
  for (const { kind, names, folder } of await lookInto(handle)) {
    if (kind === "whole") for (const name of swapFiles(names)) await removeEntry(folder, name);
  }
}

/** Rejects where writing a backup would go over another one, which the site need not know of: others can write here as well. */
async function refuseTaken(handle, backup, rest) {
  if (rest.length === 0) return;
  const names = await namesIn(handle);
  const alike = names.find((name) => name !== backup && name.toLowerCase() === backup.toLowerCase());
  if (alike !== undefined && !names.includes(backup)) {
    throw new Refusal("api_conflict", `The folder ${handle.name} holds ${alike}, which many disks do not tell from ${backup}. Choose another name.`, "name");
  }
  if (names.includes(backup) && (await namesIn(await handle.getDirectoryHandle(backup))).includes(kManifest)) throw takenBy(handle.name, backup, [kManifest]);
}

async function lieInOneAnother(one, other) {
  return await one.resolve(other) !== null || await other.resolve(one) !== null;
}

async function fileAt(handle, parts) {
  let folder = handle;
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part);
  return folder.getFileHandle(parts.at(-1));
}

async function bytesIn(folder, name) {
  return new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer());
}

/** `stores/<name>` of a data path in a store, or an empty text. */
function storeOf(path) {
  return /^stores\/[^/]+(?=\/|$)/.exec(path)?.[0] ?? "";
}
