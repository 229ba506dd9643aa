// Looks into a sealed file from wherever it came: what it holds, and the bytes of what is chosen, as streams. All of it in constant
// memory and in a Worker of its own; knows no server and no storage.

import { abortedError, errorFrom } from "./errors.js";
import { piecesOf, readerOf, sizeOf, takePasscode } from "./file-reader.js";
import { Task } from "./seal-task.js";

/** So much of a file is asked for to read its header; no header in armor takes the limit. */
const headerStart = 512;
const headerLimit = 256 * 1024;

const archiveWorker = new URL("./archive-worker.js", import.meta.url);

/** Ends the Worker of a backup that was dropped without being closed. */
const dropped = new FinalizationRegistry((task) => task.end());

/** See holdfast.d.ts. */
export async function openBackup({ file, passcode, manifest = "", maxWorkFactor, wasm, signal, onSlow, onProgress }) {
  const secret = takePasscode(passcode);
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  const task = new Task({ wasm, signal, onSlow, worker: archiveWorker });
  try {
    await task.start();
    await unlock(task, file, { passcode: secret, maxWorkFactor, manifest: text }, signal);
    const entries = [];
    const reading = readThrough(task, file, { what: "list", wanted: null }, { signal, onProgress, entries });
    let step = await reading.next();
    for (; !step.done; step = await reading.next()) {
      for (const facts of step.value) entries.push({ index: entries.length, ...facts });
    }
    return new OpenedBackup(task, file, entries, step.value);
  } catch (cause) {
    task.end(null);
    throw signal?.aborted ? abortedError(signal) : cause;
  } finally {
    secret.fill(0);
  }
}

async function unlock(task, file, options, signal) {
  const read = readerOf(file, signal);
  for (let size = headerStart; ; size *= 2) {
    const start = new Uint8Array(await read(0, size)); // a copy, so that no larger buffer travels with it
    const isWhole = start.length < size || size >= headerLimit;
    if (await task.call("unlock", { start, isWhole, ...options })) return;
  }
}

/** Reads the whole file through the Worker: gives out what that tells, step by step, and returns the totals. */
async function* readThrough(task, file, options, { signal, onProgress, entries = [] }) {
  await task.call("begin", options);
  const bytesTotal = sizeOf(file);
  let bytesDone = 0;
  async function* told(sealed) {
    await task.call("take", sealed, sealed ? [sealed.buffer] : []);
    for (let more = true; more;) {
      signal?.throwIfAborted();
      const step = await task.call("proceed");
      more = step.more;
      if (step.told.length > 0) yield step.told;
    }
  }
  for await (const piece of piecesOf(file, signal)) {
    bytesDone += piece.length;
    yield* told(piece);
    onProgress?.({ bytesDone, bytesTotal, entries: entries.length });
  }
  yield* told(null);
  const { told: last, ...totals } = await task.call("totals");
  if (last.length > 0) yield last;
  return totals;
}

/** What openBackup answers; see holdfast.d.ts. */
class OpenedBackup {
  #task;
  #file;
  #isReading = false;

  constructor(task, file, entries, { contents, isListed, ...totals }) {
    this.#task = task;
    this.#file = file;
    if (contents === "file") entries[0].size = totals.bytes;
    this.entries = entries;
    this.isArchive = contents !== "file";
    this.isListed = isListed;
    this.totals = totals;
    dropped.register(this, task);
  }

  async* read(wanted = null, options = {}) {
    const indices = wanted && indicesOf(wanted).filter((index) => this.entries[index].kind === "file");
    let left = indices ? indices.length : Infinity;
    if (left === 0) return;
    const parts = flat(this.#reading("files", indices, options));
    try {
      for (let part = await parts.next(); !part.done; part = await parts.next()) {
        const entry = this.entries[part.value];
        const content = new EntryContent(parts);
        yield { entry, content: content.stream };
        await content.leave();
        left -= 1;
        // What follows the last one asked for need not be read.
        if (left === 0) return;
      }
    } finally {
      await parts.return();
    }
  }

  tar(wanted = null, options = {}) {
    const parts = flat(this.#reading("tar", wanted && indicesOf(wanted), options));
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() { await parts.return(); },
    }, { highWaterMark: 0 });
  }

  close() {
    return this.#task.end(null);
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.close();
  }

  async* #reading(what, indices, { signal, onProgress }) {
    if (this.#isReading) {
      throw errorFrom({ kind: "internal", code: "internal_error", message: "Another reading of this file is under way: let it come to its end, or end it, first." });
    }
    this.#isReading = true;
    try {
      const wanted = indices && Uint32Array.from(indices).sort();
      yield* readThrough(this.#task, this.#file, { what, wanted }, { signal, onProgress });
    } catch (cause) {
      throw signal?.aborted ? abortedError(signal) : cause;
    } finally {
      this.#isReading = false;
    }
  }
}

const indicesOf = (entries) => Array.from(entries, (entry) => entry.index);

async function* flat(steps) {
  for await (const step of steps) yield* step;
}

/** The bytes of the entry that `parts` has come to, up to the null at its end. */
class EntryContent {
  #parts;
  #controller;
  #isLeft = false;
  #hasEnded = false;
  #failure = null;

  constructor(parts) {
    this.#parts = parts;
    this.stream = new ReadableStream({
      start: (controller) => { this.#controller = controller; },
      pull: async (controller) => {
        const bytes = await this.#next();
        if (bytes) controller.enqueue(bytes);
        else if (!this.#isLeft) controller.close();
      },
      cancel: () => { this.#isLeft = true; },
    }, { highWaterMark: 0 });
  }

  async #next() {
    if (this.#failure) throw this.#failure;
    if (this.#hasEnded) return null;
    try {
      const { done, value } = await this.#parts.next();
      this.#hasEnded = done || value === null;
      return this.#hasEnded ? null : value;
    } catch (failure) {
      this.#failure = failure;
      throw failure;
    }
  }

  /** Passes over what was not read of it. */
  async leave() {
    if (!this.#hasEnded && !this.#isLeft && !this.#failure) {
      this.#isLeft = true;
      this.#controller.error(new TypeError("The content of an entry is read before the next entry is asked for."));
    }
    while (!this.#hasEnded) await this.#next();
  }
}
