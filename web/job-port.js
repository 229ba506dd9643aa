// The Worker of a job in a browser, and the port through which it takes its job: whoever starts the Worker need not be who has the
// job. Knows no job.

import { workerAddress } from "./worker-address.js";

/** Where the far side of every job lies. */
export const kJobWorker = new URL("./site-worker.js", import.meta.url);

/** A Worker of site-worker.js in a browser that takes its job from `port`, whoever has the other end: `{failed(listener), end()}`. */
export function startOnPort(port) {
  const worker = new Worker(workerAddress(kJobWorker), { type: "module", name: "holdfast job" });
  worker.postMessage({ port }, [port]);
  return {
    failed(listener) {
      worker.onerror = (event) => {
        event.preventDefault?.();
        listener(event.message ?? "its Worker could not be started");
      };
    },
    end: () => worker.terminate(),
  };
}

/** The near end of such a port. */
export function endOf(port) {
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    listen: (listener) => { port.onmessage = ({ data }) => listener(data); },
  };
}
