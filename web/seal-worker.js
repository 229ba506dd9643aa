// Runs scrypt, sealing and opening off the page's own thread; one file each, told what to do by seal.js and kit.js.

import { load } from "./load.js";
import { announce, serve, unwrap } from "./worker-calls.js";

let module;
let handle;

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

serve({
  async load({ wasm }) {
    module = await load("holdfast", { wasm, fresh: true });
  },
  sealBegin({ passcode, workFactor, armor }) {
    announce(module, workFactor);
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
    announce(module, workFactor);
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
    if (workFactor.ok && workFactor.value !== null) announce(module, workFactor.value);
    return unwrap(module.checkPasscode(bytes, isWhole, passcode, limit, sha256));
  },
  sealKit({ kit, passcode, workFactor }) {
    // The passcode is held against every header in the kit before it seals.
    const headers = Array.from(kit?.backups ?? []).filter((backup) => backup?.archive?.header).length;
    announce(module, workFactor, 1 + headers);
    return unwrap(module.sealKit(kit, passcode, workFactor));
  },
  openKit({ file, passcode, maxWorkFactor: limit, sha256 }) {
    const workFactor = module.workFactorOf(file, limit);
    if (workFactor.ok && workFactor.value !== null) announce(module, workFactor.value);
    return unwrap(module.openKit(file, passcode, limit, sha256));
  },
});
