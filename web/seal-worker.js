// Runs scrypt, sealing and opening off the page's own thread; one file each, told what to do by seal.js.

import { load } from "./load.js";

const isNode = Boolean(globalThis.process?.versions?.node);
const port = isNode ? (await import("node:worker_threads")).parentPort : globalThis;

/** The work factor of the trial run that tells how fast this machine is: 4 MiB and some milliseconds. */
const trialWorkFactor = 12;

let module;
let handle;

/** The value of a tagged outcome; throws its facts, which seal.js makes an error of. */
function unwrap(outcome) {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}

/** Tells seal.js how many seconds scrypt will take with `workFactor`, measured by a small run. */
function announce(workFactor) {
  const start = performance.now();
  unwrap(module.trialScrypt(trialWorkFactor));
  const seconds = ((performance.now() - start) / 1000) * 2 ** (workFactor - trialWorkFactor);
  port.postMessage({ estimate: seconds });
}

/** Bytes of a file whose header is not complete yet. */
let start = new Uint8Array(0);
let maxWorkFactor;
let announced = false;

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

const none = new Uint8Array(0);

const calls = {
  async load({ wasm }) {
    module = await load("holdfast", { wasm, fresh: true });
  },
  sealBegin({ passcode, workFactor, armor }) {
    announce(workFactor);
    const begun = unwrap(module.sealBegin(passcode, workFactor, armor));
    handle = begun.handle;
    return begun.header;
  },
  sealPush: (bytes) => unwrap(module.sealPush(handle, bytes)),
  sealFinish: () => unwrap(module.sealFinish(handle)),
  openBegin(options) {
    maxWorkFactor = options.maxWorkFactor;
    handle = unwrap(module.openBegin(options.passcode, maxWorkFactor));
  },
  openPush(bytes) {
    if (announced) return unwrap(module.openPush(handle, bytes));
    start = joined(start, bytes);
    const workFactor = unwrap(module.workFactorOf(start, maxWorkFactor));
    if (workFactor === null) return none;
    announce(workFactor);
    announced = true;
    return unwrap(module.openPush(handle, start));
  },
  openFinish() {
    const opened = announced ? none : unwrap(module.openPush(handle, start));
    return joined(opened, unwrap(module.openFinish(handle)));
  },
  checkPasscode({ start: bytes, isWhole, passcode, maxWorkFactor: limit, sha256 }) {
    // Where the header is at fault, the check itself says so.
    const workFactor = module.workFactorOf(bytes, limit);
    if (workFactor.ok && workFactor.value !== null) announce(workFactor.value);
    return unwrap(module.checkPasscode(bytes, isWhole, passcode, limit, sha256));
  },
};

port.onmessage = async ({ data: { call, argument } }) => {
  try {
    const value = await calls[call](argument);
    port.postMessage({ value }, value instanceof Uint8Array && value.length > 0 ? [value.buffer] : []);
  } catch (error) {
    const { code = "internal_error", kind = "internal", message, parameter, details } = error;
    port.postMessage({ error: { code, kind, message, parameter, details } });
  }
};

port.postMessage({ ready: true });
