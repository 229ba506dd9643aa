// A list of changes in one file that only grows, so that each is kept wholly or not at all; knows not what is changed.
//
// The file is a row of frames: length and CRC-32 of the text (4 bytes each, little-endian), then the text, the JSON of a list of
// records. What does not fit its checksum was being written when its writer was killed: reading ends before it, and the next
// writer writes over it. Several Workers may append: each reads first what the others have added.
//
// A journal is made anew, short, as `<name>-<n+1>`, which counts once its first frame is whole; then the old file is removed.

import { accessHandle, namesIn, orNull, readSome, removeEntry, writeAll } from "./opfs-files.js";

const kHead = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The journal `name` in `folder`, or null where there is none that is whole. `lock`: the name of the lock that writers take. */
export async function openJournal(folder, name, lock) {
  for (const number of await numbersOf(folder, name)) {
    const journal = new Journal(folder, name, number, lock);
    const records = await journal.read();
    if (journal.size > 0) return { journal, records };
  }
  return null;
}

/** Writes a journal that holds `records` and nothing else; from its end on it takes the place of the one there was. */
export async function makeJournal(folder, name, lock, records) {
  const [last = 0] = await numbersOf(folder, name);
  const journal = new Journal(folder, name, last + 1, lock);
  await removeEntry(folder, journal.fileName);
  await journal.append(records);
  return journal;
}

/** Removes what is left of former journals `name`, whole or not. */
export async function tidyJournals(folder, name, kept) {
  for (const number of await numbersOf(folder, name)) {
    if (number !== kept?.number) await removeEntry(folder, `${name}-${number}`);
  }
}

/** The numbers of the files of `name`, the newest first. */
async function numbersOf(folder, name) {
  const numbers = (await namesIn(folder)).filter((each) => each.startsWith(`${name}-`)).map((each) => Number(each.slice(name.length + 1)));
  return numbers.filter(Number.isInteger).sort((a, b) => b - a);
}

class Journal {
  /** How many of the file's bytes were read and are whole. */
  size = 0;
  #folder;
  #lock;

  constructor(folder, name, number, lock) {
    this.#folder = folder;
    this.number = number;
    this.fileName = `${name}-${number}`;
    this.#lock = lock;
  }

  /** The records added since they were read last. */
  async read() {
    const from = this.size;
    const file = await orNull(this.#folder.getFileHandle(this.fileName).then((handle) => handle.getFile()));
    if (!file || file.size <= from) return [];
    // A file that is written meanwhile may refuse to be read: what is in it is read the next time.
    const bytes = await file.slice(from).arrayBuffer().catch(() => new ArrayBuffer(0));
    // Whoever went on meanwhile, here as well, has taken these records.
    return this.size === from ? this.#take(new Uint8Array(bytes)) : [];
  }

  /** Appends `records` durably, all or none; answers what others had added before. */
  append(records) {
    return navigator.locks.request(this.#lock, async () => {
      const access = await accessHandle(await this.#folder.getFileHandle(this.fileName, { create: true }));
      try {
        const added = new Uint8Array(access.getSize() - this.size);
        const others = this.#take(readSome(access, added, this.size));
        const frame = frameOf(records);
        try {
          access.truncate(this.size);
          writeAll(access, frame, this.size);
          access.flush();
        } catch (cause) {
          access.truncate(this.size);
          throw cause;
        }
        this.size += frame.length;
        return others;
      } finally {
        access.close();
      }
    });
  }

  /** The records of the whole frames at the start of `bytes`, which are counted as read. */
  #take(bytes) {
    const records = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at + kHead <= bytes.length) {
      const length = view.getUint32(at, true);
      const text = bytes.subarray(at + kHead, at + kHead + length);
      if (length === 0 || text.length < length || crc32(text) !== view.getUint32(at + 4, true)) break;
      for (const record of JSON.parse(decoder.decode(text))) records.push(record);
      at += kHead + text.length;
    }
    this.size += at;
    return records;
  }
}

function frameOf(records) {
  const text = encoder.encode(JSON.stringify(records));
  const frame = new Uint8Array(kHead + text.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, crc32(text), true);
  frame.set(text, kHead);
  return frame;
}

const kTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as in ISO 3309. */
function crc32(bytes) {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) value = kTable[(value ^ bytes[at]) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
