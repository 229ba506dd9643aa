// Looks into one sealed file off the page's own thread; told what to do by open-backup.js, and knows no storage.

import { load } from "./load.js";
import { announce, serve, unwrap } from "./worker-calls.js";

let module;
let file;

serve({
  async load({ wasm }) {
    module = await load("holdfast-site", { wasm, fresh: true });
  },
  /** Whether the passcode opens the file that starts so; false where more bytes are needed. */
  unlock({ start, isWhole, passcode, maxWorkFactor, manifest }) {
    const workFactor = module.workFactorOf(start, maxWorkFactor);
    if (workFactor.ok && workFactor.value !== null) announce(module, workFactor.value);
    file = unwrap(module.archiveUnlock(start, isWhole, passcode, maxWorkFactor, manifest));
    return file !== null;
  },
  begin: (options) => unwrap(module.archiveBegin(file, options)),
  take: (sealed) => unwrap(module.archiveTake(file, sealed)),
  proceed: () => unwrap(module.archiveProceed(file)),
  totals: () => unwrap(module.archiveTotals(file)),
});
