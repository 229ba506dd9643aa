// The storage of the local site on folders, for Node: performs the core's storage calls; knows no request, job or backup.

import { constants } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, readFile, readlink, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { done, storageFailure } from "./errors.js";
import { lockFolder } from "./folder-lock.js";

const kFolderMode = 0o700;
const kFileMode = 0o600;
const kReadOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const kFolderOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY;
const kReadTogether = 64;
const kTemporary = ".holdfast-new";

/** What was being done when a call failed, for its message. */
const actions = {
  listContent: "Listing", openContent: "Opening", readContent: "Reading", closeContent: "Closing", createData: "Creating",
  appendData: "Writing", closeData: "Writing", readData: "Reading", replaceData: "Writing", removeData: "Removing",
};

/**
 * Opens the folders `content` and `data` (absolute paths; `data` is made where it is missing).
 * `lock: true` makes this process the data folder's only owner, and rejects where another one is.
 */
export async function openHost({ content, data, lock = false }) {
  await mkdir(data, { recursive: true, mode: kFolderMode });
  const release = lock ? await lockFolder(data) : async () => {};
  return new FolderHost(content, data, release);
}

class FolderHost {
  #content;
  #data;
  #release;
  #reading = null;
  #writing = null;
  #buffer = null;

  constructor(content, data, release) {
    this.#content = Buffer.from(content);
    this.#data = Buffer.from(data);
    this.#release = release;
  }

  /** Performs one storage call of the core and answers its tagged outcome; never rejects. */
  async perform(call) {
    const path = call.path === undefined ? null : Buffer.from(call.path);
    try {
      checkPath(path);
      return done(await this[call.kind](call, path));
    } catch (cause) {
      const where = path ?? this.#reading?.path ?? this.#writing?.path ?? Buffer.alloc(0);
      return storageFailure(cause, actions[call.kind] ?? "A storage call on", where.toString());
    }
  }

  /** The data folder as the site is opened with: its state files with their bytes, and the paths of all backup folders. */
  async loadState() {
    const files = [];
    const wanted = ["site.json", ...(await this.#namesIn("jobs")), ...(await this.#namesIn("tasks"))];
    const folders = [];
    for (const store of await this.#namesIn("stores")) {
      if (store.endsWith(".json")) wanted.push(store);
      folders.push(...(await this.#namesIn(store)));
    }
    wanted.push(...folders.map((folder) => `${folder}/backup.json`));
    for (let start = 0; start < wanted.length; start += kReadTogether) {
      const some = wanted.slice(start, start + kReadTogether).filter((path) => path.endsWith(".json"));
      files.push(...(await Promise.all(some.map((path) => this.#stateFile(path)))).filter((file) => file !== null));
    }
    return { files, folders };
  }

  /** Closes what is still open and gives the data folder free. */
  async close() {
    await this.#reading?.file.close().catch(() => {});
    await this.#writing?.file.close().catch(() => {});
    this.#reading = this.#writing = null;
    await this.#release();
  }

  // ---- The calls, as wasm/site/host.h describes them ----

  async listContent(call, path) {
    const folder = await this.#openFolder(this.#content, path);
    try {
      const held = Buffer.from(`/proc/self/fd/${folder.fd}`);
      const names = await readdir(process.platform === "linux" ? held : within(this.#content, path), { encoding: "buffer" });
      const entries = [];
      for (let start = 0; start < names.length; start += kReadTogether) {
        const some = names.slice(start, start + kReadTogether);
        entries.push(...(await Promise.all(some.map((name) => entryFacts(within(this.#content, within(path, name)), name)))));
      }
      return entries.filter((entry) => entry !== null);
    } finally {
      await folder.close();
    }
  }

  async openContent(call, path) {
    await this.#reading?.file.close();
    this.#reading = null;
    const { parent, name } = split(path);
    const folder = await this.#openFolder(this.#content, parent);
    try {
      const held = process.platform === "linux" ? Buffer.from(`/proc/self/fd/${folder.fd}`) : within(this.#content, parent);
      const file = await open(within(held, name), kReadOnly);
      this.#reading = { file, path };
      return factsOf(await file.stat({ bigint: true }), kNoName);
    } finally {
      await folder.close();
    }
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

  async createData(call, path) {
    await this.#writing?.file.close();
    this.#writing = null;
    await this.#makeParent(path);
    this.#writing = { file: await open(within(this.#data, path), "w", kFileMode), path };
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

  async replaceData({ bytes }, path) {
    await this.#makeParent(path);
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
  }

  async removeData(call, path) {
    if (path.length === 0) throw Object.assign(new Error("The data folder itself is not removed."), { code: "EPERM" });
    await rm(within(this.#data, path), { recursive: true, force: true });
    await syncFolder(within(this.#data, split(path).parent)).catch((cause) => {
      if (cause.code !== "ENOENT") throw cause;
    });
  }

  // ---- Helpers ----

  /** Opens a folder below `root`, refusing a link at any part of the way. */
  async #openFolder(root, path) {
    let folder = await open(root, constants.O_RDONLY | constants.O_DIRECTORY);
    let reached = root;
    for (const part of partsOf(path)) {
      reached = within(reached, part);
      const next = process.platform === "linux" ? within(Buffer.from(`/proc/self/fd/${folder.fd}`), part) : reached;
      try {
        const inner = await open(next, kFolderOnly);
        await folder.close();
        folder = inner;
      } catch (cause) {
        await folder.close();
        throw cause;
      }
    }
    return folder;
  }

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
const kSlash = Buffer.from("/");

/** `name` below `folder`, both bytes; the empty name is the folder itself. */
function within(folder, name) {
  return name.length === 0 ? folder : folder.length === 0 ? name : Buffer.concat([folder, kSlash, name]);
}

/** The folder above `path`, and its last part. */
function split(path) {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? { parent: Buffer.alloc(0), name: path } : { parent: path.subarray(0, slash), name: path.subarray(slash + 1) };
}

/** The parts of a path as bytes; one character stands for each byte in between. */
function partsOf(path) {
  return path.length === 0 ? [] : path.toString("latin1").split("/").map((part) => Buffer.from(part, "latin1"));
}

/** Throws where a path could leave its root: an empty part, `.`, `..` or a NUL. */
function checkPath(path) {
  for (const part of path === null ? [] : partsOf(path)) {
    const name = part.toString("latin1");
    if (name === "" || name === "." || name === ".." || name.includes("\0")) {
      throw Object.assign(new Error("The path could leave its folder."), { code: "EPERM" });
    }
  }
}

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

async function syncFolder(path) {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
