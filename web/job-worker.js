// Runs a job of the local site in a Worker of its own (site-worker.js is its far side), so that requests are answered meanwhile and
// its memory is given back; knows no job's meaning.

import { endOf, kJobWorker, startOnPort } from "./job-port.js";
import { brokenJob } from "./site-job.js";

/**
 * Runs `job` `{kind, input, secret}` on the host that the descriptor `host` names: `{outcome, cancel()}`, where `outcome` never
 * rejects and the secret's bytes are handed over. `report(json)` is told how the job stands.
 */
export function runInWorker({ kind, input, secret }, { host, wasm, startWorker, report }) {
  let worker = null;
  let isCancelled = false;
  const outcome = (async () => {
    try {
      worker = await startWorker();
      return await new Promise((resolve) => {
        worker.listen((message) => (message.type === "report" ? report(message.json) : resolve(message.outcome)));
        worker.failed((reason) => resolve(brokenJob(reason)));
        worker.post({ kind, input, secret, host, wasm }, [secret.buffer]);
        if (isCancelled) worker.post({ type: "cancel" });
      });
    } catch (cause) {
      return brokenJob(cause?.message ?? cause);
    } finally {
      worker?.end();
    }
  })();
  return {
    outcome,
    cancel() {
      isCancelled = true;
      worker?.post({ type: "cancel" });
    },
  };
}

/** A Worker of site-worker.js, alike in a browser and under Node: `{post(message, transfer), listen(listener), failed(listener), end()}`. */
export async function startJobWorker() {
  if (globalThis.process?.versions?.node) {
    const { Worker: NodeWorker } = await import("node:worker_threads");
    const worker = new NodeWorker(kJobWorker, { env: {} });
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      listen: (listener) => worker.on("message", listener),
      failed(listener) {
        worker.on("error", (cause) => listener(cause?.message ?? cause));
        worker.on("exit", () => listener("its Worker ended too early"));
      },
      end: () => worker.terminate(),
    };
  }
  const { port1, port2 } = new MessageChannel();
  const started = startOnPort(port2);
  return { ...endOf(port1), failed: started.failed, end: started.end };
}
