// The storage of the local site in a browser's origin private file system, for a Worker: performs the core's storage calls; knows no
// request, job or backup.
//
// In the site's folder lie the contents (opfs-content.js); a journal `state` with the files that are replaced whole, which are many
// and small, so that starting reads one file; and in `data` the files that are written piece by piece, each at its own path. A store
// may lie in a folder on disk instead (picked-stores.js).

import { backupFolders, checkPath, isState, namesAsBytes } from "./data-paths.js";
import { callFailure, done, Refusal } from "./errors.js";
import { openContent } from "./opfs-content.js";
import { bytesOf, fault, folderAt, nameOf, namesIn, openToRead, openToWrite, orNull, removeEntry, storedName, textOf } from "./opfs-files.js";
import { makeJournal, openJournal, tidyJournals } from "./opfs-journal.js";
import { PickedStores } from "./picked-stores.js";
import { siteName } from "./site-name.js";

const kState = "state";
const kSpareRecords = 1000;
const kOwnerGone = 5000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The folder of the origin private file system that the site lies in. */
export async function siteFolder(folder) {
  if (!globalThis.navigator?.storage?.getDirectory) {
    throw fault("ENOTSUP", "This browser keeps no files for pages (or not in a private window), so that it cannot hold a site. Use another one or an ordinary window.");
  }
  return (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
}

/**
 * Opens the site's storage in `folder` of the origin private file system. `lock: true` makes this Worker its only owner, once the
 * jobs of a former one have ended, and removes what was left half done; rejects with code ELOCKED where there is another owner.
 */
export async function openHost({ folder = "holdfast", lock = false }) {
  const name = siteName(folder);
  const release = await (lock ? takeOwnership(name) : takeLock(`${name}:jobs`, { mode: "shared" }));
  try {
    const root = await siteFolder(folder);
    const opened = await openJournal(root, kState, `${name}:state`);
    const journal = opened?.journal ?? await makeJournal(root, kState, `${name}:state`, []);
    const host = new OpfsHost({ root, journal, content: await openContent(root, name), stores: await PickedStores.open(folder, root), name, release });
    host.take(opened?.records ?? []);
    if (lock) await host.tidy(opened?.records.length ?? 0);
    return host;
  } catch (cause) {
    release();
    throw cause;
  }
}

class OpfsHost {
  /** Stores may lie in folders that whoever uses the page picks. */
  picksStoreFolders = true;
  #root;
  #journal;
  #content;
  #stores;
  #name;
  #release;
  /** The files replaced whole: path → text with one character for each byte. */
  #state = new Map();
  #reading = null;
  #writing = null;
  /** The data file read last, which stays open. */
  #lastRead = null;
  #buffer = new Uint8Array();
  #turn = Promise.resolve();

  constructor({ root, journal, content, stores, name, release }) {
    this.#root = root;
    this.#journal = journal;
    this.#content = content;
    this.#stores = stores;
    this.#name = name;
    this.#release = release;
  }

  /** Performs one storage call of the core, after those before, and answers its tagged outcome; never rejects. */
  perform(call) {
    this.#turn = this.#turn.then(() => this.#perform(call));
    return this.#turn;
  }

  async #perform(call) {
    const path = typeof call.path === "string" ? textOf(encoder.encode(call.path)) : call.path && textOf(call.path);
    const where = path ?? (call.kind.endsWith("Data") ? this.#writing : this.#reading)?.path ?? "";
    try {
      checkPath(path);
      return done(await this[call.kind](call, path));
    } catch (cause) {
      const failure = callFailure(cause, call.kind, decoder.decode(bytesOf(where)));
      if (failure.error.code === "storage_full" && !this.#stores.holds(where)) failure.error.message += await roomSentence();
      return failure;
    }
  }

  async loadState() {
    const files = [...this.#state].filter(([path]) => isState(path)).map(([path, text]) => ({ path, bytes: bytesOf(text) }));
    const folders = backupFolders([...this.#state.keys()]);
    const stores = await this.#folder(["stores"]);
    for (const store of await namesIn(stores)) {
      const backups = await orNull(stores.getDirectoryHandle(store));
      for (const backup of await namesIn(backups)) folders.add(`stores/${nameOf(store)}/${nameOf(backup)}`);
    }
    const elsewhere = await this.#stores.state();
    return { files: [...files, ...elsewhere.files], folders: [...folders, ...elsewhere.folders], attached: elsewhere.attached };
  }

  /** The data file at `path` (text) as a Blob that lies on the disk. */
  async dataBlob(path) {
    return this.#stores.holds(path) ? this.#stores.blob(path) : (await this.#dataFile(path)).getFile();
  }

  /** Takes records of the state's journal: `[path, text]`, or `[path]` for a path that is gone with all below it. */
  take(records) {
    for (const [path, text] of records) {
      if (text !== undefined) this.#state.set(path, text);
      else for (const key of [...this.#state.keys()]) if (key === path || key.startsWith(`${path}/`)) this.#state.delete(key);
    }
  }

  /** For the owner: removes what was left half done, and shortens the journal, which has `count` records. */
  async tidy(count) {
    if (count > this.#state.size + kSpareRecords) {
      // Where there is no room for the short one, the long one does as well.
      this.#journal = await makeJournal(this.#root, kState, `${this.#name}:state`, [...this.#state]).catch(() => this.#journal);
    }
    await tidyJournals(this.#root, kState, this.#journal);
    await this.#content.tidy();
    await this.#stores.tidy();
  }

  async close() {
    this.#reading = null;
    await this.#forgetOpen();
    await this.#content.close();
    this.#release();
  }

  // ---- The calls, as wasm/site/host.h describes them ----

  async listContent(call, path) {
    if (path === "") await this.#content.refresh();
    return this.#content.list(path);
  }

  async openContent(call, path) {
    this.#reading = null;
    const file = await this.#content.file(path);
    this.#reading = { ...file, path, at: 0 };
    return file.facts;
  }

  /** The bytes are valid until the next call of this kind. */
  async readContent({ length }) {
    const { read, at } = opened(this.#reading);
    const bytes = await read(at, length);
    this.#reading.at += bytes.length;
    return bytes;
  }

  /** A file is never changed in place, so that its facts are those it was opened with. */
  async closeContent() {
    const { facts } = opened(this.#reading);
    this.#reading = null;
    return facts;
  }

  async createData(call, path) {
    await this.#forgetOpen();
    if (this.#stores.holds(path)) {
      this.#writing = { path, file: await this.#stores.create(path) };
      return;
    }
    if (this.#state.has(path)) await this.#append([[path]]);
    const { folder, name } = await this.#place(path, { create: true });
    this.#writing = { path, file: await openToWrite(await folder.getFileHandle(name, { create: true })) };
  }

  async appendData({ bytes }) {
    await opened(this.#writing).file.append(bytes);
  }

  async closeData() {
    const { file } = opened(this.#writing);
    this.#writing = null;
    await file.close();
  }

  /** The bytes are valid until the next call of this kind. */
  async readData({ offset, length }, path) {
    const isElsewhere = this.#stores.holds(path);
    const text = isElsewhere ? undefined : await this.#stateText(path);
    if (text !== undefined) return bytesOf(text).subarray(offset, offset + length);
    if (this.#lastRead?.path !== path) {
      this.#forgetRead();
      this.#lastRead = { path, file: await (isElsewhere ? this.#stores.read(path) : openToRead(await this.#dataFile(path))) };
    }
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    return this.#lastRead.file.read(this.#buffer.subarray(0, length), offset);
  }

  async replaceData({ bytes }, path) {
    this.#forgetRead();
    if (this.#stores.holds(path)) return this.#stores.replace(path, bytes);
    await this.#append([[path, textOf(bytes)]]);
    const place = await this.#place(path);
    if (place) await removeEntry(place.folder, place.name);
    return undefined;
  }

  async removeData(call, path) {
    if (path === "") throw fault("EPERM");
    await this.#forgetOpen();
    if (this.#stores.holds(path)) return this.#stores.remove(path);
    if ([...this.#state.keys()].some((key) => key === path || key.startsWith(`${path}/`))) await this.#append([[path]]);
    const place = await this.#place(path);
    if (place) await removeEntry(place.folder, place.name);
    return undefined;
  }

  async attachStore({ folder }, path) {
    const isFormer = [...this.#state.keys()].some((key) => key.startsWith(`${path}/`)) || (await namesIn(await this.#folder(path.split("/")))).length > 0;
    if (isFormer) throw new Refusal("api_conflict", `The storage of this browser holds backups of a former store at ${path}. Choose another name, or register that store in this browser to reach them.`);
    return namesAsBytes(await this.#stores.attach(path, decoder.decode(folder)));
  }

  async takeUpStore(call, path) { return namesAsBytes(await this.#stores.takeUp(path)); }
  detachStore(call, path) { return this.#stores.detach(path); }
  beginStaging() { return this.#content.beginStaging(); }
  async stageFolder(call, path) { this.#content.stageFolder(path); }
  stageFile(call, path) { return this.#content.stageFile(path); }
  async appendStaged({ bytes }) { this.#content.appendStaged(bytes); }
  async closeStaged(call) { this.#content.closeStaged(call); }
  async stageLink(call, path) { this.#content.stageLink(path, textOf(call.linkTarget), call); }
  async finishFolder(call, path) { this.#content.finishFolder(path, call); }
  swapContent() { return this.#content.swap(); }
  discardStaging() { return this.#content.discardStaging(); }

  // ---- Helpers ----

  async #append(records) {
    this.take(await this.#journal.append(records));
    this.take(records);
  }

  /** The text of a file that is replaced whole; undefined where `path` is none. */
  async #stateText(path) {
    if (this.#lastRead?.path !== path) this.take(await this.#journal.read());
    return this.#state.get(path);
  }

  async #dataFile(path) {
    const place = await this.#place(path);
    if (!place) throw fault("ENOENT");
    return place.folder.getFileHandle(place.name);
  }

  /** Closes the data file that is written, which is given up, and the one that is read. */
  async #forgetOpen() {
    this.#forgetRead();
    const writing = this.#writing;
    this.#writing = null;
    await writing?.file.abandon();
  }

  #forgetRead() {
    this.#lastRead?.file.close();
    this.#lastRead = null;
  }

  #folder(parts, options) {
    return folderAt(this.#root, ["data", ...parts.map(storedName)], options);
  }

  /** Where the file of `path` lies: its folder and name; null where the folder is missing and `create` is false. */
  async #place(path, options) {
    const parts = path.split("/");
    const name = storedName(parts.pop());
    const folder = await this.#folder(parts, options);
    return folder && { folder, name };
  }
}

function opened(file) {
  if (!file) throw fault("EBADF", "No file is open.");
  return file;
}

/** What the browser lets this origin keep, and what of that is used, in megabytes: `{quota, used}`; null where it does not say. */
export async function roomLeft() {
  const { usage, quota } = await navigator.storage.estimate().catch(() => ({}));
  return quota ? { quota: Math.round(quota / 1e6), used: Math.round(usage / 1e6) } : null;
}

/** That as a sentence to follow another. */
async function roomSentence() {
  const room = await roomLeft();
  return room ? ` This browser lets this page's origin keep ${megabytes(room.quota)}; ${megabytes(room.used)} are used.` : "";
}

function megabytes(count) {
  return `${count.toLocaleString("en")} MB`;
}

/** Takes a lock; answers the function that gives it back. */
function takeLock(name, options) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, options, () => new Promise((release) => resolve(release))).catch(reject);
  });
}

async function takeOwnership(name) {
  // An owner that was ended, and its jobs, give their locks back a moment later.
  const signal = AbortSignal.timeout(kOwnerGone);
  try {
    const release = await takeLock(`${name}:owner`, { signal });
    (await takeLock(`${name}:jobs`, { signal }))();
    return release;
  } catch {
    throw fault("ELOCKED", "The site in this browser is in use by another tab.");
  }
}
