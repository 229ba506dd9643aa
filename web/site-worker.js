// The Worker a job of the local site runs in, in a browser and under Node: a thin shell that whoever started it ends with the job.
//
// It is sent one message `{kind, input, secret, host, wasm}`: the job's kind and input (JSON text), the bytes of its passcode or
// file key, the descriptor of a host, and where the WebAssembly lies. It posts `{type: "report", json}` while the job runs and
// `{type: "ended", outcome}` at its end. The message `{type: "cancel"}` makes the job leave off and clean up. In a browser all
// of that goes over a port, which comes first as `{port}`: the page that starts the Worker is not who needs the job.

import { openHost } from "./hosts/open.js";
import { load } from "./load.js";
import { brokenJob, runJob } from "./site-job.js";

const leaving = new AbortController();

if (globalThis.process?.versions?.node) serve((await import("node:worker_threads")).parentPort);
else globalThis.onmessage = ({ data }) => serve(data.port);

function serve(port) {
  port.onmessage = async ({ data }) => {
    if (data.type === "cancel") return leaving.abort();
    const outcome = await run(data, (json) => port.postMessage({ type: "report", json }));
    // A file key is handed over, not copied.
    return port.postMessage({ type: "ended", outcome }, outcome.value instanceof Uint8Array ? [outcome.value.buffer] : []);
  };
}

async function run({ kind, input, secret, host: descriptor, wasm }, report) {
  let host = null;
  try {
    const module = await load("holdfast-site", { wasm });
    host = await openHost(descriptor);
    return await runJob(module, { kind, input, secret, host, report, signal: leaving.signal });
  } catch (cause) {
    return brokenJob(cause?.message ?? cause);
  } finally {
    secret.fill(0);
    await host?.close();
  }
}
