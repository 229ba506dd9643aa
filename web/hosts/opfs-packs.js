// The bytes of many files, one after the other in few large ones ("packs"): the origin private file system takes milliseconds to
// open a file, and there are tens of thousands. A pack is written once, then only read; knows no names and no index.

import { accessHandle, fault, openToRead, orNull, writeAll } from "./opfs-files.js";

/** A pack that has reached this size takes no further file. */
const kFullPack = 32 << 20;
const kOpenPacks = 32;

/** Writes files into packs of `folder`: `begin`, any number of `write`, `end`; all of them are durable after `seal`. */
export class PackWriter {
  /** The packs that were made. */
  names = [];
  #folder;
  #access = null;
  #size = 0;
  #start = 0;

  constructor(folder) {
    this.#folder = folder;
  }

  async begin() {
    if (this.#size >= kFullPack) await this.seal();
    if (!this.#access) {
      const name = `pack-${crypto.randomUUID()}`;
      this.names.push(name);
      this.#access = await accessHandle(await this.#folder.getFileHandle(name, { create: true }));
      this.#size = 0;
    }
    this.#start = this.#size;
  }

  write(bytes) {
    writeAll(this.#access, bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Where the file lies, as members of a record of the content's index. */
  end() {
    return { z: this.#size - this.#start, f: this.names.at(-1), o: this.#start };
  }

  /** Takes back what was written of the file that was begun last. */
  undo() {
    this.#access?.truncate(this.#start);
    this.#size = this.#start;
  }

  async seal() {
    const access = this.#access;
    this.#access = null;
    try {
      access?.flush();
    } finally {
      access?.close();
    }
  }

  /** Closes the pack as it is. */
  close() {
    this.#access?.close();
    this.#access = null;
  }
}

/** Reads from packs of `folder`; they stay open, the ones used last, until `close`. */
export class PackReader {
  #folder;
  #open = new Map();
  #buffer = new Uint8Array();

  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * Bytes of the file of `record`, from `at` on, at most `length`; valid until the next call. Rejects with code ENOENT where its
   * pack is gone.
   */
  async read(record, at, length) {
    const size = Math.max(0, Math.min(length, record.z - at));
    if (size === 0) return new Uint8Array();
    const pack = await this.#pack(record.f);
    if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
    const bytes = await pack.read(this.#buffer.subarray(0, size), record.o + at);
    if (bytes.length < size) throw fault("NotReadableError", "The pack is shorter than it was.");
    return bytes;
  }

  /** Opens the pack of `record`, which cannot be removed from then on. */
  async hold(record) {
    if (record.z > 0) await this.#pack(record.f);
  }

  close() {
    for (const pack of this.#open.values()) pack.close();
    this.#open.clear();
  }

  async #pack(name) {
    let pack = this.#open.get(name);
    this.#open.delete(name);
    pack ??= await openToRead(await this.#handle(name));
    this.#open.set(name, pack);
    if (this.#open.size > kOpenPacks) {
      const [oldest] = this.#open;
      this.#open.delete(oldest[0]);
      oldest[1].close();
    }
    return pack;
  }

  async #handle(name) {
    const handle = await orNull(this.#folder.getFileHandle(name));
    if (!handle) throw fault("ENOENT");
    return handle;
  }
}
