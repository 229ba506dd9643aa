// How strong a passcode is, as zxcvbn-ts judges it in a Worker that is started for the first passcode typed. Forbids nothing.
import { workerAddress } from "./trusted.js";

/**
 * Judges passcodes until `signal` aborts. `judge(passcode, names)` answers `{score: 0 to 4, holdsName}`, or null where it was
 * overtaken by a newer question or there is nothing to judge with; `names` are words that guessers try first.
 */
export function strengthJudge(signal) {
  let worker = null;
  let answer = () => {};

  function start() {
    worker = new Worker(workerAddress(new URL("./strength-worker.js", import.meta.url)), { type: "module" });
    worker.onmessage = ({ data }) => answer(data);
    worker.onerror = (event) => {
      event.preventDefault();
      answer(null);
    };
    signal.addEventListener("abort", () => worker.terminate());
  }

  return {
    judge(passcode, names) {
      if (!worker) start();
      answer(null);
      return new Promise((resolve) => {
        answer = resolve;
        worker.postMessage({ passcode, names: wordsOf(names) });
      });
    },
  };
}

/** The names and the words they are made of, from three letters on. */
function wordsOf(names) {
  return [...new Set(names.flatMap((name) => [name, ...String(name ?? "").split(/[^\p{L}\p{N}]+/u)]))].filter((word) => word?.length >= 3);
}
