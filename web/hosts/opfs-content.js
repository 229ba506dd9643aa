// The organization's content in the origin private file system: what job and page read of it, and what they change; knows no job
// and no backup.
//
// A content lies in the folder `content-<n>`: packs with the bytes of its files, and a journal `index` with the records of its tree
// (content-tree.js). The file system itself has no modes, no times that can be set, no links, and takes not every name: the index
// keeps them all. A restore writes `content-<n+1>`, which counts from the moment its index is whole: that is the swap. What no
// index names is left over, and removed when the site is opened.

import { ContentTree, factsOf } from "./content-tree.js";
import { fault, folderAt, namesIn, removeEntry } from "./opfs-files.js";
import { makeJournal, openJournal, tidyJournals } from "./opfs-journal.js";
import { PackReader, PackWriter } from "./opfs-packs.js";

const kIndex = "index";
const kPiece = 4 << 20;
/** A pack of which less than this share is still used is written anew. */
const kWorthKeeping = 0.5;
/** So many packs are written anew at a time: a change waits for the first ones, and others come in between. */
const kMovedTogether = 4;
/** So many records more than the tree needs, and the index is written anew. */
const kSpareRecords = 1000;

/** The content in `root`, the site's folder; `lock` is what the names of its locks begin with. It is made where there is none. */
export async function openContent(root, lock) {
  const content = new OpfsContent(root, lock);
  await content.refresh();
  return content;
}

export class OpfsContent {
  #root;
  #lock;
  /** The content as it is: `{number, folder, journal, tree, reader, records}`. */
  #current = null;
  #staging = null;
  /** While packs are written anew after a change: a promise of its end. */
  #settling = null;
  #isClosing = false;

  constructor(root, lock) {
    this.#root = root;
    this.#lock = lock;
  }

  /** Takes in what others have changed since. */
  async refresh() {
    for (const number of await numbersIn(this.#root)) {
      if (number === this.#current?.number) return this.#take(await this.#current.journal.read());
      const opened = await this.#open(number);
      if (!opened) continue;
      if (number === this.#current?.number) return undefined;
      this.#current?.reader.close();
      this.#current = opened;
      return undefined;
    }
    this.#current = await this.#make(1, [{ p: "", k: "d", m: 0o755, ...timeOf(Date.now()) }]);
    return undefined;
  }

  async close() {
    this.#isClosing = true;
    await this.#settling;
    this.#current?.reader.close();
    this.#staging?.writer.close();
    this.#staging?.release();
    this.#staging = null;
  }

  /** Removes what is left over of anything that was interrupted, and shortens the index. For the owner alone, when no job runs. */
  async tidy() {
    await this.discardStaging();
    const { number, folder, tree } = this.#current;
    const records = [...tree.records()];
    if (this.#current.records > records.length + kSpareRecords) {
      this.#current.journal = await makeJournal(folder, kIndex, this.#lockOf(number), records);
      this.#current.records = records.length;
    }
    await tidyJournals(folder, kIndex, this.#current.journal);
    const used = tree.used();
    for (const name of await namesIn(folder)) if (name.startsWith("pack-") && !used.has(name)) await removeEntry(folder, name);
  }

  // ---- Reading; paths are texts with one character for each byte ----

  /** The facts of a folder's entries. */
  list(path) {
    return this.#current.tree.list(path);
  }

  /** A file to read from: `{facts, read(at, length)}`. */
  async file(path) {
    const open = async () => {
      const record = this.#current.tree.find(path);
      if (!record) throw fault("ENOENT");
      if (record.k !== "f") throw fault(record.k === "l" ? "ELOOP" : "EISDIR");
      const { reader } = this.#current;
      await reader.hold(record);
      return { facts: factsOf("", record), read: (at, length) => reader.read(record, at, length) };
    };
    // Its pack may have been written anew since the index was read.
    return open().catch(async (cause) => {
      if (cause.code !== "ENOENT") throw cause;
      await this.refresh();
      return open();
    });
  }

  /** A file's bytes as a Blob that lies on the disk, and its facts. */
  async blob(path) {
    await this.refresh();
    const record = this.#current.tree.find(path);
    if (record?.k !== "f") throw fault(record ? "EISDIR" : "ENOENT");
    if (record.z === 0) return { facts: factsOf("", record), blob: new Blob([]) };
    const pack = await (await this.#current.folder.getFileHandle(record.f)).getFile();
    return { facts: factsOf("", record), blob: pack.slice(record.o, record.o + record.z) };
  }

  /** How much there is: `{files, folders, links, bytes}`. */
  totals() {
    const totals = { files: 0, folders: -1, links: 0, bytes: 0 };
    for (const { k, z = 0 } of this.#current.tree.records()) {
      totals[k === "f" ? "files" : k === "d" ? "folders" : "links"] += 1;
      totals.bytes += z;
    }
    return totals;
  }

  // ---- Changing ----

  /** A way to write files into the content; see Adding. */
  async adding() {
    await this.refresh();
    return new Adding(this, this.#current);
  }

  /** Removes an entry with all it holds, and gives its space back. Rejects with code ENOENT where there is none. */
  async remove(path) {
    await this.#changing(async (current) => {
      if (path === "" ? [...current.tree.records()].length === 1 : !current.tree.find(path)) throw fault("ENOENT");
      const gone = path === "" ? this.list("").map(({ name }) => ({ p: String.fromCharCode(...name), x: 1 })) : [{ p: path, x: 1 }];
      await this.#append(gone);
      await this.#reclaim();
    });
    void this.settle();
  }

  /** Makes `records` part of the content, in which `current` was written. */
  async commit(current, records) {
    let replaces = false;
    await this.#changing(async (now) => {
      if (now.number !== current.number) throw fault("EBUSY");
      for (const { p } of records) now.tree.checkFree(p, { overFile: true });
      replaces = records.some(({ p }) => now.tree.find(p)?.z > 0);
      await this.#append(records);
      if (replaces) await this.#reclaim();
    });
    if (replaces) void this.settle();
  }

  /** Writes anew what packs are still sparse, until none is or something is in its way. Never rejects. */
  settle() {
    this.#settling ??= this.#settle().catch(() => {}).finally(() => { this.#settling = null; });
    return this.#settling;
  }

  async #settle() {
    for (let isMoving = true; isMoving && !this.#isClosing;) {
      await this.#changing(async () => { isMoving = this.#sparse().length > 0 && await this.#reclaim(); });
    }
  }

  /** Nobody else changes the content during `work`; rejects with code EBUSY while a restore is under way. */
  async #changing(work) {
    await navigator.locks.request(`${this.#lock}:restore`, { ifAvailable: true, mode: "shared" }, async (granted) => {
      if (!granted) throw fault("EBUSY");
      await navigator.locks.request(`${this.#lock}:change`, async () => {
        await this.refresh();
        await work(this.#current);
      });
    });
  }

  async #append(records) {
    this.#take(await this.#current.journal.append(records));
    this.#take(records);
  }

  #take(records) {
    for (const record of records) this.#current.tree.apply(record);
    this.#current.records += records.length;
  }

  /**
   * Removes packs that nothing lies in any more, and writes some of those anew that hold little; answers whether it did. Never rejects:
   * the change it follows is made, and what is not given back now is when the site is opened next.
   */
  async #reclaim() {
    const { tree, folder, reader } = this.#current;
    const hasMoved = await this.#moveTogether().then(() => true, () => false);
    reader.close();
    const kept = tree.used();
    for (const name of [...tree.packs.keys()]) {
      if (!kept.has(name)) await folder.removeEntry(name).then(() => tree.packs.delete(name), () => {});
    }
    return hasMoved;
  }

  /** The names of packs that hold little. */
  #sparse() {
    const { tree } = this.#current;
    const used = tree.used();
    return [...tree.packs].filter(([name, size]) => used.has(name) && used.get(name) < size * kWorthKeeping).map(([name]) => name);
  }

  async #moveTogether() {
    const { tree, folder, reader } = this.#current;
    const poor = this.#sparse().slice(0, kMovedTogether);
    const writer = new PackWriter(folder);
    const moved = [];
    try {
      for (const record of poor.length > 0 ? tree.records() : []) {
        if (!poor.includes(record.f)) continue;
        await writer.begin();
        for (let at = 0; at < record.z; at += kPiece) writer.write(await reader.read(record, at, kPiece));
        moved.push({ ...record, ...writer.end() });
      }
      await writer.seal();
    } catch (cause) {
      writer.close();
      for (const name of writer.names) await removeEntry(folder, name);
      throw cause;
    }
    if (moved.length > 0) await this.#append(moved);
  }

  // ---- Staging, as wasm/site/host.h describes it ----

  async beginStaging() {
    await this.discardStaging();
    const release = await take(`${this.#lock}:restore`);
    try {
      await this.refresh();
      const number = this.#current.number + 1;
      const folder = await this.#root.getDirectoryHandle(`content-${number}`, { create: true });
      const tree = new ContentTree([this.#current.tree.find("")]);
      this.#staging = { number, folder, tree, writer: new PackWriter(folder), path: null, release };
    } catch (cause) {
      release();
      throw cause;
    }
  }

  stageFolder(path) {
    this.#stage({ p: path, k: "d", m: 0o700, s: 0, n: 0 });
  }

  async stageFile(path) {
    const staging = this.#staged();
    staging.tree.checkFree(path);
    await staging.writer.begin();
    staging.path = path;
  }

  appendStaged(bytes) {
    this.#staged().writer.write(bytes);
  }

  closeStaged({ mode, modifiedSeconds, modifiedNanoseconds }) {
    const { writer, path } = this.#staged();
    this.#stage({ p: path, k: "f", m: mode, s: modifiedSeconds, n: modifiedNanoseconds, ...writer.end() });
  }

  stageLink(path, target, { modifiedSeconds, modifiedNanoseconds }) {
    this.#stage({ p: path, k: "l", m: 0o777, s: modifiedSeconds, n: modifiedNanoseconds, l: target });
  }

  finishFolder(path, { mode, modifiedSeconds, modifiedNanoseconds }) {
    const { tree } = this.#staged();
    if (tree.find(path)?.k !== "d") throw fault("ENOTDIR");
    tree.apply({ p: path, k: "d", m: mode, s: modifiedSeconds, n: modifiedNanoseconds });
  }

  async swap() {
    const { number, folder, tree, writer } = this.#staged();
    await writer.seal();
    await makeJournal(folder, kIndex, this.#lockOf(number), [...tree.records()]);
  }

  /** Removes every content but the one that counts. */
  async discardStaging() {
    this.#staging?.writer.close();
    this.#staging?.release();
    this.#staging = null;
    await this.refresh();
    for (const name of await namesIn(this.#root)) {
      if (name.startsWith("content-") && name !== `content-${this.#current.number}`) await removeEntry(this.#root, name);
    }
  }

  #stage(record) {
    const { tree } = this.#staged();
    tree.checkFree(record.p);
    tree.apply(record);
  }

  #staged() {
    if (!this.#staging) throw fault("ENOENT", "Nothing is being restored.");
    return this.#staging;
  }

  async #open(number) {
    const folder = await folderAt(this.#root, [`content-${number}`]);
    const opened = folder && await openJournal(folder, kIndex, this.#lockOf(number));
    if (!opened) return null;
    const { journal, records } = opened;
    return { number, folder, journal, tree: new ContentTree(records), reader: new PackReader(folder), records: records.length };
  }

  async #make(number, records) {
    const folder = await this.#root.getDirectoryHandle(`content-${number}`, { create: true });
    const journal = await makeJournal(folder, kIndex, this.#lockOf(number), records);
    return { number, folder, journal, tree: new ContentTree(records), reader: new PackReader(folder), records: records.length };
  }

  #lockOf(number) {
    return `${this.#lock}:index-${number}`;
  }
}

/** Files on their way into the content: none of them is there before `commit`, all of them after it. */
class Adding {
  /** How many bytes wait for `commit`. */
  bytes = 0;
  #content;
  #current;
  #writer;
  #records = [];
  #added = new ContentTree();

  constructor(content, current) {
    this.#content = content;
    this.#current = current;
    this.#writer = new PackWriter(current.folder);
  }

  /** Writes a file of `pieces` (an iterable of bytes, async or not); `modified` in milliseconds since 1970. */
  async add(path, pieces, { modified, mode = 0o644 }) {
    this.#checkFree(path);
    await this.#writer.begin();
    try {
      for await (const piece of pieces) this.#writer.write(piece);
    } catch (cause) {
      this.#writer.undo();
      throw cause;
    }
    const place = this.#writer.end();
    this.#note({ p: path, k: "f", m: mode, ...timeOf(modified), ...place });
    this.bytes += place.z;
  }

  /** Notes a folder, which may be empty. */
  addFolder(path, { modified, mode = 0o755 }) {
    if (this.#current.tree.find(path)?.k === "d") return;
    this.#checkFree(path);
    this.#note({ p: path, k: "d", m: mode, ...timeOf(modified) });
  }

  async commit() {
    await this.#writer.seal();
    if (this.#records.length > 0) await this.#content.commit(this.#current, this.#records);
    this.#writer.names = [];
    this.#records = [];
    this.bytes = 0;
  }

  /** Takes back what was not committed. */
  async abandon() {
    this.#writer.close();
    for (const name of this.#writer.names) await removeEntry(this.#current.folder, name);
  }

  #checkFree(path) {
    for (const tree of [this.#current.tree, this.#added]) tree.checkFree(path, { overFile: true });
  }

  #note(record) {
    this.#records.push(record);
    this.#added.apply(record);
  }
}

/** The numbers of the contents in `root`, whole or not, newest first. */
async function numbersIn(root) {
  const names = (await namesIn(root)).filter((name) => name.startsWith("content-"));
  return names.map((name) => Number(name.slice("content-".length))).sort((a, b) => b - a);
}

/** Takes a lock; answers the function that gives it back. */
function take(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise((release) => resolve(release))).catch(reject);
  });
}

/** Milliseconds since 1970 as the members of a record. */
function timeOf(milliseconds) {
  const whole = Math.floor(milliseconds / 1000);
  return { s: whole, n: Math.round((milliseconds - whole * 1000) * 1e6) };
}
