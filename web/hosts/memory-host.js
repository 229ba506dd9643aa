// The storage of the local site in memory, for tests and trials: performs the core's storage calls; nothing outlives the instance.

import { backupFolders, isState } from "./data-paths.js";
import { callFailure, done } from "./errors.js";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * `content`: an object of path → text, bytes, or `{link}`, `{folder: true}`, each optionally with `mode` and `modified` (ms).
 * `data`: a Map of path → bytes to go on with, as `host.data` of a former one. `capacity`: bytes the data may take in all.
 */
export async function openHost({ content = {}, data = new Map(), capacity = Infinity } = {}) {
  return new MemoryHost(content, data, capacity);
}

class MemoryHost {
  /** The data files, path → bytes. */
  data;
  #content = new Map([["", { kind: "folder", mode: 0o755, modified: 0 }]]);
  #capacity;
  #reading = null;
  #writing = null;
  #staged = null;
  #staging = null;

  constructor(content, data, capacity) {
    this.data = data;
    this.#capacity = capacity;
    for (const [path, entry] of Object.entries(content)) this.put(path, entry);
  }

  /** Puts an entry into the content, and the folders above it. */
  put(path, entry) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      if (!this.#content.has(folder)) this.#content.set(folder, { kind: "folder", mode: 0o755, modified: 0 });
    }
    this.#content.set(path, normalized(entry));
  }

  async perform(call) {
    const path = typeof call.path === "string" || call.path === undefined ? call.path : decoder.decode(call.path);
    try {
      return done(this[call.kind](call, path));
    } catch (cause) {
      return callFailure(cause, call.kind, path ?? (call.kind.endsWith("Data") ? this.#writing : this.#reading)?.path ?? "");
    }
  }

  async loadState() {
    const paths = [...this.data.keys()];
    return {
      files: paths.filter(isState).map((path) => ({ path, bytes: this.data.get(path).slice() })),
      folders: [...backupFolders(paths)],
    };
  }

  async close() {}

  listContent(call, path) {
    this.#entry(path, "folder");
    const start = path === "" ? "" : `${path}/`;
    const names = [...this.#content.keys()].filter((key) => key !== "" && key.startsWith(start) && !key.slice(start.length).includes("/"));
    return names.map((key) => factsOf(key.slice(start.length), this.#content.get(key)));
  }

  openContent(call, path) {
    this.#reading = { path, at: 0, bytes: this.#entry(path, "file").bytes };
    return factsOf("", this.#content.get(path));
  }

  readContent({ length }) {
    const { bytes, at } = this.#reading;
    this.#reading.at += length;
    return bytes.slice(at, at + length);
  }

  closeContent() {
    const { path } = this.#reading;
    this.#reading = null;
    return factsOf("", this.#entry(path, "file"));
  }

  createData(call, path) {
    this.data.set(path, new Uint8Array());
    this.#writing = { path, pieces: [], size: 0 };
  }

  appendData({ bytes }) {
    this.#checkRoom(bytes.length + this.#writing.size);
    this.#writing.pieces.push(bytes.slice());
    this.#writing.size += bytes.length;
  }

  closeData() {
    const { path, pieces, size } = this.#writing;
    this.data.set(path, joined(pieces, size));
    this.#writing = null;
  }

  readData({ offset, length }, path) {
    if (!this.data.has(path)) throw failed("ENOENT");
    return this.data.get(path).slice(offset, offset + length);
  }

  replaceData({ bytes }, path) {
    this.#checkRoom(bytes.length);
    this.data.set(path, bytes.slice());
  }

  removeData(call, path) {
    for (const key of [...this.data.keys()]) if (key === path || key.startsWith(`${path}/`)) this.data.delete(key);
  }

  beginStaging() {
    this.#staged = new Map([["", this.#content.get("")]]);
  }

  stageFolder(call, path) {
    this.#stage(path, { kind: "folder", mode: 0o700, modified: 0 });
  }

  stageFile(call, path) {
    this.#stage(path, { kind: "file", bytes: new Uint8Array(), mode: 0o600, modified: 0 });
    this.#staging = { path, pieces: [], size: 0 };
  }

  appendStaged({ bytes }) {
    this.#checkRoom(bytes.length);
    this.#staging.pieces.push(bytes.slice());
    this.#staging.size += bytes.length;
  }

  closeStaged(call) {
    const { path, pieces, size } = this.#staging;
    this.#staging = null;
    Object.assign(this.#staged.get(path), { bytes: joined(pieces, size), mode: call.mode, modified: milliseconds(call) });
  }

  stageLink(call, path) {
    this.#stage(path, { kind: "link", linkTarget: call.linkTarget.slice(), mode: 0o777, modified: milliseconds(call) });
  }

  finishFolder(call, path) {
    Object.assign(this.#staged.get(path), { mode: call.mode, modified: milliseconds(call) });
  }

  swapContent() {
    [this.#content, this.#staged] = [this.#staged, this.#content];
  }

  discardStaging() {
    this.#staged = this.#staging = null;
  }

  #stage(path, entry) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (this.#staged.get(parent)?.kind !== "folder") throw failed("ENOTDIR");
    if (this.#staged.has(path)) throw failed("EEXIST");
    this.#staged.set(path, entry);
  }

  #entry(path, kind) {
    const entry = this.#content.get(path);
    if (entry?.kind !== kind) throw failed(entry?.kind === "link" ? "ELOOP" : "ENOENT");
    return entry;
  }

  #checkRoom(more) {
    let used = 0;
    for (const bytes of this.data.values()) used += bytes.length;
    if (used + more > this.#capacity) throw failed("ENOSPC");
  }
}

function joined(pieces, size) {
  const whole = new Uint8Array(size);
  pieces.reduce((at, piece) => (whole.set(piece, at), at + piece.length), 0);
  return whole;
}

function milliseconds({ modifiedSeconds, modifiedNanoseconds }) {
  return modifiedSeconds * 1000 + modifiedNanoseconds / 1e6;
}

function failed(code) {
  return Object.assign(new Error(code), { code });
}

function normalized(entry) {
  if (typeof entry === "string") return { kind: "file", bytes: encoder.encode(entry), mode: 0o644, modified: 0 };
  if (entry instanceof Uint8Array) return { kind: "file", bytes: entry, mode: 0o644, modified: 0 };
  const { mode, modified = 0 } = entry;
  if (entry.link !== undefined) return { kind: "link", linkTarget: encoder.encode(entry.link), mode: mode ?? 0o777, modified };
  if (entry.folder) return { kind: "folder", mode: mode ?? 0o755, modified };
  return { kind: "file", bytes: normalized(entry.bytes).bytes, mode: mode ?? 0o644, modified };
}

function factsOf(name, { kind, bytes, mode, modified, linkTarget }) {
  const modifiedSeconds = Math.floor(modified / 1000);
  return {
    name: encoder.encode(name), kind, size: bytes?.length ?? 0, mode, modifiedSeconds,
    modifiedNanoseconds: Math.round((modified - modifiedSeconds * 1000) * 1e6), linkTarget,
  };
}
