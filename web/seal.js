// Seals and opens files with a passcode, and checks passcodes; all cryptography is the core's, in a Worker of its own.

import { abortedError, errorFrom } from "./errors.js";

const isNode = Boolean(globalThis.process?.versions?.node);
const defaultWorkFactor = 17;

/** A run of scrypt that takes longer than this is announced to the caller beforehand. */
const slowSeconds = 5;

/** So much of a file is asked for to read its header, which has 200 bytes or so. */
const headerStart = 512;
const headerLimit = 64 * 1024;

async function startWorker() {
  const address = new URL("./seal-worker.js", import.meta.url);
  if (!isNode) return new Worker(address, { type: "module" });
  const { Worker: NodeWorker } = await import("node:worker_threads");
  const worker = new NodeWorker(address);
  worker.on("message", (data) => worker.onmessage?.({ data }));
  worker.on("error", (error) => worker.onerror?.(error));
  return worker;
}

/** One Worker and the file it works on. Calls run one after the other; `end` stops it at once and for good. */
class Task {
  #worker;
  #waiting = null;
  #ended = null;
  #onSlow;
  #signal;
  #onAbort = () => this.end(abortedError(this.#signal));

  /** Starts the Worker and loads the WebAssembly in it. */
  static async start({ wasm, signal, onSlow }) {
    const task = new Task();
    task.#onSlow = onSlow;
    task.#signal = signal;
    if (signal?.aborted) throw abortedError(signal);
    task.#worker = await startWorker();
    task.#worker.onmessage = ({ data }) => task.#receive(data);
    task.#worker.onerror = (error) => task.end(errorFrom({
      kind: "internal", code: "internal_error", message: `The Worker that seals failed: ${error?.message ?? "it could not be started"}.`,
    }));
    signal?.addEventListener("abort", task.#onAbort, { once: true });
    if (signal?.aborted) task.#onAbort();
    await task.#wait();
    await task.call("load", { wasm: wasm instanceof URL ? wasm.href : wasm });
    return task;
  }

  #wait() {
    if (this.#ended) return Promise.reject(this.#ended);
    // A Worker keeps Node alive only while an answer is awaited.
    this.#worker.ref?.();
    return new Promise((resolve, reject) => { this.#waiting = { resolve, reject }; });
  }

  #receive(data) {
    if ("estimate" in data) {
      if (data.estimate > slowSeconds) this.#onSlow?.({ seconds: Math.round(data.estimate) });
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#worker.unref?.();
    if (data.error) waiting?.reject(errorFrom(data.error));
    else waiting?.resolve(data.value);
  }

  /** Has the Worker run `call`; the answer is what it returns. The buffers in `transfer` are handed over. */
  call(call, argument, transfer = []) {
    const answer = this.#wait();
    if (!this.#ended) this.#worker.postMessage({ call, argument }, transfer);
    return answer;
  }

  /** Ends the Worker, and with it every key in its memory. */
  end(reason = errorFrom({ kind: "internal", code: "internal_error", message: "The file is closed already." })) {
    if (this.#ended) return;
    this.#ended = reason;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#worker.terminate();
    this.#waiting?.reject(reason);
    this.#waiting = null;
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.end();
  }
}

/** The passcode's UTF-8 bytes; an array that was handed over is wiped. */
function takePasscode(passcode) {
  if (typeof passcode === "string") return new TextEncoder().encode(passcode);
  if (!(passcode instanceof Uint8Array)) throw new TypeError("The passcode must be a string or a Uint8Array.");
  const copy = passcode.slice();
  passcode.fill(0);
  return copy;
}

function bytesOf(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError("The stream must hold Uint8Arrays, other views of bytes, or ArrayBuffers.");
}

/** A TransformStream over a Task: `begin` answers what goes out first, `push` and `finish` name the Worker's calls. */
function streamOf(options, begin, push, finish) {
  let task;
  const guarded = async (work) => {
    try {
      return await work();
    } catch (error) {
      task?.end(error);
      throw error;
    }
  };
  const send = (controller, bytes) => { if (bytes?.length > 0) controller.enqueue(bytes); };
  return new TransformStream({
    start: (controller) => guarded(async () => {
      task = await Task.start(options);
      options.signal?.addEventListener("abort", () => controller.error(abortedError(options.signal)), { once: true });
      send(controller, await begin(task));
    }),
    transform: (chunk, controller) => guarded(async () => send(controller, await task.call(push, bytesOf(chunk)))),
    flush: (controller) => guarded(async () => {
      send(controller, await task.call(finish));
      task.end();
    }),
    cancel: () => task?.end(),
  });
}

/** See holdfast.d.ts. */
export function seal({ passcode, workFactor = defaultWorkFactor, armor = false, wasm, signal, onSlow }) {
  const secret = takePasscode(passcode);
  const begin = (task) => task.call("sealBegin", { passcode: secret, workFactor, armor }, [secret.buffer]);
  return streamOf({ wasm, signal, onSlow }, begin, "sealPush", "sealFinish");
}

/** See holdfast.d.ts. */
export function open({ passcode, maxWorkFactor, wasm, signal, onSlow }) {
  const secret = takePasscode(passcode);
  const begin = (task) => task.call("openBegin", { passcode: secret, maxWorkFactor }, [secret.buffer]);
  return streamOf({ wasm, signal, onSlow }, begin, "openPush", "openFinish");
}

/** A function that reads the bytes from `start` to `end` of a file, whatever it was given as. */
function readerOf(file) {
  if (typeof file === "function") return async (start, end) => bytesOf(await file(start, end));
  if (typeof Blob !== "undefined" && file instanceof Blob) return async (start, end) => bytesOf(await file.slice(start, end).arrayBuffer());
  const bytes = bytesOf(file);
  return async (start, end) => bytes.subarray(start, end);
}

/** See holdfast.d.ts. */
export async function checkPasscode(file, passcode, { maxWorkFactor, sha256 = "", wasm, signal, onSlow } = {}) {
  const secret = takePasscode(passcode);
  const read = readerOf(file);
  const task = await Task.start({ wasm, signal, onSlow });
  try {
    for (let size = headerStart; ; size *= 2) {
      const header = await read(0, size);
      if (await task.call("checkPasscode", { header, passcode: secret, maxWorkFactor, sha256 })) return;
      if (header.length < size || size > headerLimit) {
        throw errorFrom({ kind: "file", code: "header_malformed", message: "The file ends within its header: it is cut off, or not an age file." });
      }
    }
  } finally {
    secret.fill(0);
    task.end();
  }
}
