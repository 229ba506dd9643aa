// The storage of the local site on folders, for Node: performs the core's storage calls; knows no request, job or backup.

import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, readFile, readlink, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { checkPath, namesAsBytes } from "./data-paths.js";
import { callFailure, done } from "./errors.js";
import { lockFolder } from "./folder-lock.js";
import { inFolder, split, syncFolder, within } from "./folder-paths.js";
import { FolderStaging, isReserved } from "./folder-staging.js";
import { StoreFolders } from "./store-folders.js";

const kFolderMode = 0o700;
const kFileMode = 0o600;
const kReadOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const kReadTogether = 64;
const kSite = ["site.json", "sign-ins.json"];
const kTemporary = ".holdfast-new";

/**
 * Opens the folders `content` and `data` (absolute paths; `data` is made where it is missing, `content` is null for whoever
 * needs the site's own files only). `stores`: the real paths of folders that stores may lie below.
 * `lock: true` makes this process the data folder's only owner, and takes back what an interrupted restore left in the
 * content; rejects where another process is the owner or that cannot be done.
 */
export async function openHost({ content, data, stores = [], lock = false }) {
  if (content !== null) await mkdir(data, { recursive: true, mode: kFolderMode });
  const release = lock ? await lockFolder(data) : async () => {};
  const host = new FolderHost(content, data, stores, release);
  // An owner finds what a killed one left: a content half swapped is taken back before anybody reads it.
  const cleared = lock && content !== null ? await host.perform({ kind: "discardStaging" }) : done();
  if (cleared.ok) return host;
  await host.close();
  throw Object.assign(new Error(`${cleared.error.message} An interrupted restore must be taken back before the site can start.`), { code: "ESTAGING" });
}

class FolderHost {
  #content;
  #data;
  #release;
  #reading = null;
  #writing = null;
  #buffer = null;
  #staging;
  #stores;

  constructor(content, data, stores, release) {
    this.#content = content === null ? null : Buffer.from(content);
    this.#data = Buffer.from(data);
    this.#staging = content === null ? null : new FolderStaging(this.#content);
    this.#stores = new StoreFolders({ content, data, allowed: stores });
    this.#release = release;
  }

  /** Performs one storage call of the core and answers its tagged outcome; never rejects. */
  async perform(call) {
    const path = call.path === undefined ? null : Buffer.from(call.path);
    try {
      checkPath(path?.toString("latin1"));
      const isElsewhere = call.kind.endsWith("Data") && path !== null && await this.#stores.holds(path.toString());
      return done(await this[call.kind](call, path, isElsewhere));
    } catch (cause) {
      const where = path ?? (call.kind.endsWith("Data") ? this.#writing : this.#reading)?.path ?? Buffer.alloc(0);
      return callFailure(cause, call.kind, where.toString());
    }
  }

  /** The data folder as the site is opened with: its state files with their bytes, the paths of all backup folders, and the stores that lie elsewhere. */
  async loadState() {
    const files = [];
    const wanted = [...kSite, ...(await this.#namesIn("jobs")), ...(await this.#namesIn("tasks"))];
    const folders = [];
    const attached = [];
    for (const store of await this.#namesIn("stores")) {
      if (store.endsWith(".json")) wanted.push(store);
      const fault = await this.#stores.faultOf(store);
      if (fault !== null) attached.push({ name: store.slice("stores/".length), fault });
      if (fault === null) folders.push(...(await this.#namesIn(store)));
      else if (!fault) folders.push(...(await this.#stores.backupsIn(store)).map((name) => `${store}/${name}`));
    }
    wanted.push(...folders.map((folder) => `${folder}/backup.json`));
    for (let start = 0; start < wanted.length; start += kReadTogether) {
      const some = wanted.slice(start, start + kReadTogether).filter((path) => path.endsWith(".json") || path === "tasks/key");
      files.push(...(await Promise.all(some.map((path) => this.#stateFile(path)))).filter((file) => file !== null));
    }
    return { files, folders, attached };
  }

  /** The part of it that tells of accounts. */
  async loadAccounts() {
    const files = await Promise.all([...kSite, "tasks/key"].map((path) => this.#stateFile(path)));
    return { files: files.filter((file) => file !== null), folders: [] };
  }

  /** Closes what is still open and gives the data folder free. */
  async close() {
    await this.#reading?.file.close().catch(() => {});
    await this.#writing?.file.close().catch(() => {});
    this.#reading = this.#writing = null;
    await this.#staging?.close();
    await this.#release();
  }

  // ---- The calls, as wasm/site/host.h describes them ----

  listContent(call, path) {
    return inFolder(this.#content, path, async (folder) => {
      const names = (await readdir(folder, { encoding: "buffer" })).filter((name) => !isReserved(within(path, name)));
      const entries = [];
      for (let start = 0; start < names.length; start += kReadTogether) {
        const some = names.slice(start, start + kReadTogether);
        entries.push(...(await Promise.all(some.map((name) => entryFacts(within(folder, name), name)))));
      }
      return entries.filter((entry) => entry !== null);
    });
  }

  async openContent(call, path) {
    await this.#reading?.file.close();
    this.#reading = null;
    if (isReserved(path)) throw Object.assign(new Error("The name is reserved."), { code: "ENOENT" });
    const { parent, name } = split(path);
    const file = await inFolder(this.#content, parent, (folder) => open(within(folder, name), kReadOnly));
    this.#reading = { file, path };
    return factsOf(await file.stat({ bigint: true }), kNoName);
  }

  /** The bytes are valid until the next call of this kind. */
  async readContent({ length }) {
    if (!this.#buffer || this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    return fill(this.#reading.file, this.#buffer.subarray(0, length), null);
  }

  async closeContent() {
    const { file } = this.#reading;
    try {
      return factsOf(await file.stat({ bigint: true }), kNoName);
    } finally {
      this.#reading = null;
      await file.close();
    }
  }

  async createData(call, path, isElsewhere) {
    await this.#writing?.file.close();
    this.#writing = null;
    if (!isElsewhere) await this.#makeParent(path);
    this.#writing = { file: await (isElsewhere ? this.#stores.create(path.toString()) : open(within(this.#data, path), "w", kFileMode)), path };
  }

  async appendData({ bytes }) {
    let written = 0;
    while (written < bytes.length) written += (await this.#writing.file.write(bytes, written)).bytesWritten;
  }

  async closeData() {
    const { file, path } = this.#writing;
    this.#writing = null;
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(within(this.#data, split(path).parent));
  }

  async readData({ offset, length }, path) {
    const file = await open(within(this.#data, path), kReadOnly);
    try {
      return await fill(file, new Uint8Array(length), offset);
    } finally {
      await file.close();
    }
  }

  async replaceData({ bytes }, path, isElsewhere) {
    if (!isElsewhere) await this.#makeParent(path);
    const target = within(this.#data, path);
    const temporary = Buffer.concat([target, Buffer.from(kTemporary)]);
    try {
      const file = await open(temporary, "w", kFileMode);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {});
      throw cause;
    }
    await syncFolder(within(this.#data, split(path).parent));
    if (isElsewhere) await this.#stores.wrote(path.toString());
  }

  async removeData(call, path, isElsewhere) {
    if (path.length === 0) throw Object.assign(new Error("The data folder itself is not removed."), { code: "EPERM" });
    await (isElsewhere ? this.#stores.remove(path.toString()) : rm(within(this.#data, path), { recursive: true, force: true }));
    await syncFolder(within(this.#data, split(path).parent)).catch((cause) => {
      if (cause.code !== "ENOENT") throw cause;
    });
  }

  async attachStore({ folder }, path) {
    return namesAsBytes(await this.#stores.attach(path.toString(), Buffer.from(folder).toString()));
  }

  async takeUpStore(call, path) {
    return namesAsBytes(await this.#stores.takeUp(path.toString()));
  }

  detachStore(call, path) { return this.#stores.detach(path.toString()); }
  beginStaging() { return this.#staging.begin(); }
  stageFolder(call, path) { return this.#staging.folder(path); }
  stageFile(call, path) { return this.#staging.file(path); }
  appendStaged({ bytes }) { return this.#staging.append(bytes); }
  closeStaged(call) { return this.#staging.finishFile(call); }
  stageLink(call, path) { return this.#staging.link(path, Buffer.from(call.linkTarget), call); }
  finishFolder(call, path) { return this.#staging.finishFolder(path, call); }
  swapContent() { return this.#staging.swap(); }
  discardStaging() { return this.#staging.discard(); }

  // ---- Helpers ----

  async #makeParent(path) {
    const { parent } = split(path);
    if (parent.length === 0) return;
    const made = await mkdir(within(this.#data, parent), { recursive: true, mode: kFolderMode });
    if (made) await chmod(within(this.#data, parent), kFolderMode);
  }

  async #namesIn(folder) {
    try {
      return (await readdir(join(this.#data.toString(), folder))).map((name) => `${folder}/${name}`);
    } catch (cause) {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return [];
      throw cause;
    }
  }

  async #stateFile(path) {
    try {
      return { path, bytes: new Uint8Array(await readFile(join(this.#data.toString(), path))) };
    } catch (cause) {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return null;
      throw cause;
    }
  }
}

const kNoName = Buffer.alloc(0);
/** The facts of a listed entry, or null where it has gone since. */
async function entryFacts(path, name) {
  try {
    const facts = factsOf(await lstat(path, { bigint: true }), name);
    if (facts.kind === "link") facts.linkTarget = await readlink(path, { encoding: "buffer" });
    return facts;
  } catch (cause) {
    if (cause.code === "ENOENT") return null;
    throw cause;
  }
}

function factsOf(stat, name) {
  const seconds = stat.mtimeNs >= 0n ? stat.mtimeNs / 1_000_000_000n : (stat.mtimeNs - 999_999_999n) / 1_000_000_000n;
  return {
    name,
    kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other",
    size: Number(stat.size),
    mode: Number(stat.mode & 0o7777n),
    modifiedSeconds: Number(seconds),
    modifiedNanoseconds: Number(stat.mtimeNs - seconds * 1_000_000_000n),
    linkTarget: undefined,
  };
}

/** The part of `buffer` that could be filled from `position` (null: where the file stands). */
async function fill(file, buffer, position) {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position === null ? null : position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
