// The tree of a content whose names and facts lie in a list of records, apart from the bytes of its files; knows no storage.
//
// A record says what is at a path from now on: `{p, k, m, s, n}` with the path (one character for each byte), the kind ("f", "d"
// or "l"), the mode, and the time in seconds and nanoseconds; a file's also `{z, f, o}`, its size and where its bytes lie (a
// pack's name and the offset in it), a link's `{l}`, its target. `{p, x: 1}` says that nothing is there any more.

import { bytesOf, fault } from "./opfs-files.js";

const kKinds = { f: "file", d: "folder", l: "link" };
const kFolder = { k: "d", m: 0o755, s: 0, n: 0 };

export class ContentTree {
  /** How many bytes were ever put into each pack, by its name. */
  packs = new Map();
  #root = { record: kFolder, children: new Map() };

  constructor(records = []) {
    for (const record of records) this.apply(record);
  }

  /** Takes a record; the folders above it are made where they are missing, and what is at its path makes way. */
  apply(record) {
    const parts = partsOf(record.p);
    const name = parts.pop();
    if (name === undefined) {
      this.#root.record = record;
      return;
    }
    let folder = this.#root;
    for (const part of parts) {
      let next = folder.children.get(part);
      if (!next?.children) folder.children.set(part, next = { record: kFolder, children: new Map() });
      folder = next;
    }
    if (record.x) {
      folder.children.delete(name);
      return;
    }
    const children = record.k === "d" ? folder.children.get(name)?.children ?? new Map() : null;
    folder.children.set(name, { record, children });
    if (record.f) this.packs.set(record.f, Math.max(this.packs.get(record.f) ?? 0, record.o + record.z));
  }

  /** The record at `path`, or null. */
  find(path) {
    return this.#node(path)?.record ?? null;
  }

  /** The facts of the entries of a folder (site/host.h FileFacts). Throws where there is no folder. */
  list(path) {
    const node = this.#node(path);
    if (!node) throw fault("ENOENT");
    if (!node.children) throw fault("ENOTDIR");
    return [...node.children].map(([name, { record }]) => factsOf(name, record));
  }

  /** Throws unless something new can be put at `path`: a folder is above it, and nothing there but, where `overFile`, a file. */
  checkFree(path, { overFile = false } = {}) {
    let node = this.#root;
    const parts = partsOf(path);
    const name = parts.pop();
    for (const part of parts) {
      node = node.children.get(part);
      if (!node && overFile) return;
      if (!node?.children) throw fault("ENOTDIR");
    }
    const there = node.children.get(name);
    if (there && !(overFile && there.record.k !== "d")) throw fault("EEXIST");
  }

  /** The records that make this tree, folders before what they hold; `below`: those of one entry and what it holds. */
  * records(below = "") {
    const start = this.#node(below);
    if (start) yield* recordsOf(below, start);
  }

  /** How many bytes of each pack the tree still uses, by its name. */
  used() {
    const used = new Map();
    for (const record of this.records()) if (record.f) used.set(record.f, (used.get(record.f) ?? 0) + record.z);
    return used;
  }

  #node(path) {
    let node = this.#root;
    for (const part of partsOf(path)) node = node?.children?.get(part);
    return node;
  }
}

/** The facts of `record`; the name is one character for each byte. */
export function factsOf(name, record) {
  return {
    name: bytesOf(name), kind: kKinds[record.k], size: record.z ?? 0, mode: record.m, modifiedSeconds: record.s,
    modifiedNanoseconds: record.n, linkTarget: record.l === undefined ? undefined : bytesOf(record.l),
  };
}

function * recordsOf(path, { record, children }) {
  yield record.p === path ? record : { ...record, p: path };
  for (const [name, child] of children ?? []) yield* recordsOf(path === "" ? name : `${path}/${name}`, child);
}

function partsOf(path) {
  return path === "" ? [] : path.split("/");
}
