// The far side of a Worker that is told what to do call by call (seal-task.js is the near one); knows none of the calls.

const isNode = Boolean(globalThis.process?.versions?.node);
const port = isNode ? (await import("node:worker_threads")).parentPort : globalThis;

/** The work factor of the trial run that tells how fast this machine is: 4 MiB and some milliseconds. */
const trialWorkFactor = 12;

/** The value of a tagged outcome; throws its facts, which the near side makes an error of. */
export function unwrap(outcome) {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}

/** Tells the near side how many seconds `runs` of scrypt will take in `module` with `workFactor`, measured by a small one. */
export function announce(module, workFactor, runs = 1) {
  const start = performance.now();
  unwrap(module.trialScrypt(trialWorkFactor));
  const seconds = ((performance.now() - start) / 1000) * 2 ** (workFactor - trialWorkFactor) * runs;
  port.postMessage({ estimate: seconds });
}

/** Answers calls with what the function of that name returns, bytes handed over; `calls` may be asynchronous. */
export function serve(calls) {
  port.onmessage = async ({ data: { call, argument } }) => {
    try {
      const value = await calls[call](argument);
      port.postMessage({ value }, buffersIn(value));
    } catch (error) {
      const { code = "internal_error", kind = "internal", message, parameter, details } = error;
      port.postMessage({ error: { code, kind, message, parameter, details } });
    }
  };
  port.postMessage({ ready: true });
}

function buffersIn(value) {
  const parts = value instanceof Uint8Array ? [value] : Array.isArray(value?.told) ? value.told : [];
  return parts.filter((part) => part instanceof Uint8Array && part.length > 0).map(({ buffer }) => buffer);
}
