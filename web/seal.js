// Seals and opens files with a passcode, and checks passcodes; all cryptography is the core's, in a Worker of its own.

import { abortedError, unwrap } from "./errors.js";
import { bytesOf, readerOf, takePasscode } from "./file-reader.js";
import { load } from "./load.js";
import { Task } from "./seal-task.js";

const defaultWorkFactor = 17;

/** So much of a file is asked for to read its header, which has 200 bytes or so; no header in armor takes the limit. */
const headerStart = 512;
const headerLimit = 256 * 1024;

/** Ends the Worker of a stream that was dropped before its end. */
const dropped = new FinalizationRegistry((task) => task.end());

/** A stream of what `inner` gives. Its end, however it comes, ends `task`: not every platform tells a transformer of a cancel. */
function endingWith(inner, task) {
  const reader = inner.getReader();
  reader.closed.then(() => task.end(null), (reason) => task.end(reason));
  const source = {
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  };
  dropped.register(source, task);
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** A TransformStream over a Task: `begin` answers what goes out first, `push` and `finish` name the Worker's calls. */
function streamOf(options, begin, push, finish) {
  const task = new Task(options);
  const send = (controller, bytes) => { if (bytes?.length > 0) controller.enqueue(bytes); };
  const stream = new TransformStream({
    async start(controller) {
      // Held weakly, so that the Worker does not keep a stream that nobody uses any more.
      const held = new WeakRef(controller);
      task.failed = (reason) => held.deref()?.error(reason);
      await task.start();
      send(controller, await begin(task));
    },
    async transform(chunk, controller) { send(controller, await task.call(push, bytesOf(chunk))); },
    async flush(controller) { send(controller, await task.call(finish)); },
  });
  return Object.defineProperties(stream, {
    readable: { value: endingWith(stream.readable, task) },
    [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: { value: () => void task.end() },
    [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]: { value: async () => { await task.end(); } },
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

/** See holdfast.d.ts. */
export async function checkPasscode(file, passcode, { maxWorkFactor, sha256 = "", wasm, signal, onSlow } = {}) {
  const secret = takePasscode(passcode);
  const task = new Task({ wasm, signal, onSlow });
  try {
    const read = readerOf(file, signal);
    await task.start();
    for (let size = headerStart; ; size *= 2) {
      const start = await read(0, size);
      const isWhole = start.length < size || size >= headerLimit;
      if (await task.call("checkPasscode", { start, isWhole, passcode: secret, maxWorkFactor, sha256 })) return;
    }
  } catch (cause) {
    throw signal?.aborted ? abortedError(signal) : cause;
  } finally {
    secret.fill(0);
    task.end();
  }
}

/** See holdfast.d.ts. */
export async function sealedSize(plainSize, { workFactor, armor = false, wasm } = {}) {
  return unwrap((await load("holdfast", { wasm })).sealedSize(plainSize, workFactor, armor));
}

/** See holdfast.d.ts. */
export async function plainSize(sealedSize, { workFactor, armor = false, wasm } = {}) {
  return unwrap((await load("holdfast", { wasm })).plainSize(sealedSize, workFactor, armor));
}
