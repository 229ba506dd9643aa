// Drives one job of the local site: performs the calls the core asks for, and passes its reports on.

import { storageFailure } from "./hosts/errors.js";

/**
 * Runs the job `kind` in `module`, an instance of holdfast-site. `input` is JSON text; `secret` bytes, which are wiped.
 * `report(json)` is told how the job stands; aborting `signal` makes it leave off and clean up. `source` is the Blob an import
 * reads from. Answers the tagged outcome.
 */
export function runJob(module, { kind, input, secret, host, source = null, report, signal }) {
  let at = 0;
  async function readSource(length) {
    try {
      const bytes = new Uint8Array(await source.slice(at, at + length).arrayBuffer());
      at += bytes.length;
      return { ok: true, value: bytes };
    } catch (cause) {
      return storageFailure(cause, "Reading", "the archive that is to be added");
    }
  }
  return module.runJob(kind, input, secret, {
    get cancelled() { return signal.aborted; },
    async perform(call) {
      if (call.kind === "readSource") return readSource(call.length);
      if (call.kind !== "report") return host.perform(call);
      report(call.json);
      return { ok: true };
    },
  });
}

/** The tagged outcome of a job whose surroundings failed. */
export function brokenJob(reason) {
  return { ok: false, error: { code: "internal_error", message: `The job could not be run: ${reason}.`, parameter: "" } };
}
