// Drives one job of the local site: performs the calls the core asks for until it says that the job has ended.

/**
 * Runs the job `kind` in `module`, an instance of holdfast-site of its own. `input` is JSON text; `passcode` bytes, which are wiped.
 * `report(json)` is told how the job stands; aborting `signal` makes it leave off and clean up. Answers the tagged outcome.
 */
export async function runJob(module, { kind, input, passcode, host, report, signal, now = Date.now }) {
  let call = module.jobStart(kind, input, passcode, now());
  let isCancelled = false;
  while (call.kind !== "ended") {
    const outcome = await perform(call, host, report);
    if (signal.aborted && !isCancelled) {
      isCancelled = true;
      module.jobCancel();
    }
    call = module.jobNext(outcome, now());
  }
  return call.outcome;
}

async function perform(call, host, report) {
  if (call.kind !== "report") return host.perform(call);
  report(call.json);
  return { ok: true };
}

/** The tagged outcome of a job whose surroundings failed. */
export function brokenJob(reason) {
  return { ok: false, error: { code: "internal_error", message: `The job could not be run: ${reason}.`, parameter: "" } };
}
