// The stores that lie in folders on disk which the user picked in the page: `stores/<name>` stands for such a folder, with the files
// of a backup as a site under Node has them. Knows no backup's content and no job.
//
// A file is written whole beside its place (by the browser, as `<name>.crswap`) and put there when it is closed. What is whose in a
// folder, store-contents.js says.
//
// Other sites may write there as well, in other browsers and under Node. A backup begins with its archive, whose place one of them can
// claim and no other. What this site has begun is noted (picked-folders.js): half of a backup that is not is another's, and let be until
// nobody has written to it for long.

import { Refusal } from "./errors.js";
import { fault, namesIn, openBlob, orNull, removeEntry } from "./opfs-files.js";
import { assignFolder, forgetBegun, forgetFolder, isBegun, keptFolders, noteBegun, permissionOf } from "./picked-folders.js";
import { isProbe, kAbandoned, kindOf, kManifest, ownFiles, refuseForeign, swapFiles, takenBy } from "./store-contents.js";

/** How long the claim of an archive's place stands before it counts, milliseconds: longer than it takes to look and then to claim. */
const kClaimStands = 1000;

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
    for (const [path, entry] of this.#folders) {
      if (await faultOf(entry) === "") await this.#removeSwaps(path, entry.handle);
    }
  }

  /** What the site is opened with of these stores: `{files, folders, attached}` (wasm/site/opening.h). */
  async state() {
    const found = { files: [], folders: [], attached: [] };
    for (const [path, entry] of this.#folders) {
      const why = await faultOf(entry);
      found.attached.push({ name: path.slice("stores/".length), fault: why });
      if (why !== "") continue;
      for (const { name, names, kind, folder } of await lookInto(entry.handle)) {
        if (kind === "whole" || (kind === "half" && await this.#isToClear(`${path}/${name}`, folder, names))) found.folders.push(`${path}/${name}`);
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
    await this.#removeSwaps(path, entry.handle);
    const content = await lookInto(entry.handle);
    for (const { name, names, kind, folder } of content) {
      if (kind === "half" && await this.#isToClear(`${path}/${name}`, folder, names)) await this.remove(`${path}/${name}`);
    }
    return content.filter(({ kind }) => kind === "whole").map((each) => each.name);
  }

  /** Gives up what `path` stands for; the folder stays as it is. */
  async detach(path, { except } = {}) {
    const entry = this.#folders.get(path);
    this.#folders.delete(path);
    if (!entry || entry.name === except) return;
    await forgetBegun(this.#site, path);
    await forgetFolder(this.#site, entry.name);
  }

  // ---- The data: paths below a store's ----

  /** A new file to write: `{append(bytes), close(), abandon()}`; what was there is replaced at `close`. */
  create(path) {
    return this.#at(path, async ({ handle }, [backup, ...rest]) => {
      const isOwn = await isBegun(this.#site, backupOf(path));
      await refuseTaken(handle, backup, rest, isOwn);
      const folder = rest.length === 0 ? handle : await handle.getDirectoryHandle(backup, { create: true });
      const file = await folder.getFileHandle(rest[0] ?? backup, { create: true });
      if (!isOwn) {
        await claim(handle, backup, file);
        await noteBegun(this.#site, backupOf(path));
      }
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
      await noteBegun(this.#site, backupOf(path));
      await writeWhole(await folder.getFileHandle(parts.at(-1), { create: true }), bytes);
      if (parts.at(-1) === kManifest) await forgetBegun(this.#site, backupOf(path));
    });
  }

  /** Removes a file; of a backup's folder what that backup wrote, and nothing where it is whole, or half and another's. */
  async remove(path) {
    await this.#at(path, async ({ handle }, [name, file]) => {
      if (name === undefined) throw fault("EPERM");
      if (file === undefined && isProbe(name)) {
        await removeEntry(handle, name);
        return forgetBegun(this.#site, path);
      }
      const folder = await orNull(handle.getDirectoryHandle(name));
      const names = await namesIn(folder);
      if (file !== undefined) {
        if (file === kManifest) await noteBegun(this.#site, backupOf(path));
        return names.includes(file) ? removeEntry(folder, file) : undefined;
      }
      if (names.includes(kManifest) || !(await this.#isToClear(path, folder, names))) return undefined;
      for (const each of ownFiles(names)) await removeEntry(folder, each);
      if (folder && (await namesIn(folder)).length === 0) await removeEntry(handle, name);
      return forgetBegun(this.#site, path);
    });
  }

  /** Whether half of a backup in `folder`, or the file of a check (`names` is null), is this site's to clear away, or nobody's. */
  async #isToClear(path, folder, names) {
    return await isBegun(this.#site, path) || isAbandoned(names === null ? [folder] : await Promise.all(ownFiles(names).map((name) => folder.getFileHandle(name))));
  }

  /** In whole backups: a file that was being replaced when the browser was ended has left its new bytes. */
  async #removeSwaps(path, handle) {
    for (const { name, names, kind, folder } of await lookInto(handle)) {
      const swaps = kind === "whole" ? swapFiles(names) : [];
      if (swaps.length === 0) continue;
      const isOwn = await isBegun(this.#site, `${path}/${name}`);
      for (const swap of swaps) if (isOwn || await isAbandoned([await folder.getFileHandle(swap)])) await removeEntry(folder, swap);
      await forgetBegun(this.#site, `${path}/${name}`);
    }
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

/** Rejects where writing a backup would go over another one, which the site need not know of; `isOwn`: half of it is this site's. */
async function refuseTaken(handle, backup, rest, isOwn) {
  if (rest.length === 0) return;
  const names = await namesIn(handle);
  const alike = names.find((name) => name !== backup && name.toLowerCase() === backup.toLowerCase());
  if (alike !== undefined && !names.includes(backup)) {
    throw new Refusal("api_conflict", `The folder ${handle.name} holds ${alike}, which many disks do not tell from ${backup}. Choose another name.`, "name");
  }
  const inside = names.includes(backup) ? await namesIn(await handle.getDirectoryHandle(backup)) : [];
  if (isOwn ? inside.includes(kManifest) : ownFiles(inside).length > 0) throw takenBy(handle.name, backup, inside);
}

/**
 * Claims the place `file` of the archive of `backup`; rejects where another site has it. No browser makes a file that only one can
 * make: of sites that claim it at the same time the last one has it, which all of them see after a while.
 */
async function claim(handle, backup, file) {
  const mine = crypto.randomUUID();
  await writeWhole(file, mine);
  await new Promise((resolve) => setTimeout(resolve, kClaimStands));
  const found = await file.getFile().then((blob) => blob.slice(0, mine.length).text()).catch(() => null);
  if (found !== mine) throw takenBy(handle.name, backup, []);
}

async function writeWhole(file, content) {
  const writable = await file.createWritable();
  await writable.write(content);
  await writable.close();
}

/** Whether nobody has written to any of `files` for long; one that cannot be read just now may be written to. */
async function isAbandoned(files) {
  const times = await Promise.all(files.map((file) => file.getFile().then(({ lastModified }) => lastModified, () => Date.now())));
  return Date.now() - Math.max(0, ...times) > kAbandoned;
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

/** `stores/<name>/<backup>` of a data path in a backup. */
function backupOf(path) {
  return path.split("/").slice(0, 3).join("/");
}

/** `stores/<name>` of a data path in a store, or an empty text. */
function storeOf(path) {
  return /^stores\/[^/]+(?=\/|$)/.exec(path)?.[0] ?? "";
}
