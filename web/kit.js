// Recovery kits and the comparison of settings before a restore; what a kit is and every rule are the core's.

import { abortedError, unwrap } from "./errors.js";
import { readerOf, takePasscode } from "./file-reader.js";
import { load } from "./load.js";
import { Task } from "./seal-task.js";

const defaultWorkFactor = 17;

/** More than any kit has: so much of a file is read, and the core says what is wrong with a longer one. */
const readLimit = 4 * 1024 * 1024;

function fileBytes(file, signal) {
  return typeof file === "string" ? new TextEncoder().encode(file) : readerOf(file, signal)(0, readLimit);
}

/** What `call` answers in a Worker of its own, which ends afterwards; `secret` is handed over. */
async function inWorker(call, argument, secret, { wasm, signal, onSlow }) {
  const task = new Task({ wasm, signal, onSlow });
  try {
    await task.start();
    return await task.call(call, { ...argument, passcode: secret }, [secret.buffer]);
  } catch (cause) {
    throw signal?.aborted ? abortedError(signal) : cause;
  } finally {
    if (secret.length > 0) secret.fill(0);
    task.end();
  }
}

/** See holdfast.d.ts. */
export async function describeKit(source, { wasm, now = Date.now() } = {}) {
  return unwrap((await load("holdfast", { wasm })).describeKit(source, now));
}

/** See holdfast.d.ts. */
export async function sealKit(kit, { passcode, workFactor = defaultWorkFactor, ...options }) {
  const { file, sha256 } = await inWorker("sealKit", { kit, workFactor }, takePasscode(passcode), options);
  return { file: new TextDecoder().decode(file), sha256 };
}

/** See holdfast.d.ts. */
export async function openKit(file, passcode, { maxWorkFactor, sha256 = "", ...options } = {}) {
  const secret = takePasscode(passcode);
  return inWorker("openKit", { file: await fileBytes(file, options.signal), maxWorkFactor, sha256 }, secret, options);
}

/** See holdfast.d.ts. */
export async function compareSettings(source, target, { wasm } = {}) {
  return unwrap((await load("holdfast", { wasm })).compareSettings(source, target));
}
