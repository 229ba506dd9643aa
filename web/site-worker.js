// The Worker a job of the local site runs in, in a browser and under Node: a thin shell that ends with its job.
//
// It is sent one message `{kind, input, passcode, host, wasm}`: the job's kind and input (JSON text), the passcode's bytes,
// the descriptor of a host, and where the WebAssembly lies. It posts `{type: "report", json}` while the job runs and
// `{type: "ended", outcome}` at its end. The message `{type: "cancel"}` makes the job leave off and clean up.

import { openHost } from "./hosts/open.js";
import { load } from "./load.js";
import { brokenJob, runJob } from "./site-job.js";

const leaving = new AbortController();
const port = await parentPort();
port.listen(async (message) => {
  if (message.type === "cancel") {
    leaving.abort();
  } else {
    port.post({ type: "ended", outcome: await run(message) });
    port.close();
  }
});

async function run({ kind, input, passcode, host: descriptor, wasm }) {
  let host = null;
  try {
    const module = await load("holdfast-site", { wasm });
    host = await openHost(descriptor);
    const report = (json) => port.post({ type: "report", json });
    return await runJob(module, { kind, input, passcode, host, report, signal: leaving.signal });
  } catch (cause) {
    return brokenJob(cause?.message ?? cause);
  } finally {
    passcode.fill(0);
    await host?.close();
  }
}

/** The other end, alike in both worlds. */
async function parentPort() {
  if (globalThis.process?.versions?.node) {
    const { parentPort: node } = await import("node:worker_threads");
    return { post: (message) => node.postMessage(message), listen: (listener) => node.on("message", listener), close: () => node.close() };
  }
  return {
    post: (message) => globalThis.postMessage(message),
    listen: (listener) => globalThis.addEventListener("message", (event) => listener(event.data)),
    close: () => globalThis.close(),
  };
}
