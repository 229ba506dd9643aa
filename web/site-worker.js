// The Worker a job of the local site runs in, in a browser and under Node: a thin shell that ends with its job.
//
// It is sent one message `{kind, input, passcode, host, wasm}`: the job's kind and input (JSON text), the passcode's bytes
// (wiped here), the descriptor of a host, and where the WebAssembly lies. It posts `{type: "report", json}` while it runs
// and `{type: "ended", outcome}` at the end. `{type: "cancel"}` makes it leave off and clean up.

import { load } from "./load.js";

const port = await parentPort();
port.listen(async (message) => {
  if (message.type === "cancel") {
    host.cancelled = true;
  } else {
    port.post({ type: "ended", outcome: await run(message) });
    port.close();
  }
});

/** What the core sees: the storage of the descriptor, with reports going to whoever started the Worker. */
const host = {
  cancelled: false,
  storage: null,
  async perform(call) {
    if (call.kind !== "report") return this.storage.perform(call);
    port.post({ type: "report", json: call.json });
    return { ok: true };
  },
};

async function run({ kind, input, passcode, host: descriptor, wasm }) {
  try {
    const module = await load("holdfast-site", { wasm });
    host.storage = await openStorage(descriptor);
    return await module.runJob(kind, input, passcode, host);
  } catch (cause) {
    const message = `The job's Worker failed: ${cause?.message ?? cause}`;
    return { ok: false, error: { code: "internal_error", kind: "internal", message, parameter: "", details: [], apiCode: 0 } };
  } finally {
    passcode.fill(0);
    await host.storage?.close();
  }
}

async function openStorage(descriptor) {
  if (descriptor.kind !== "folder") throw new TypeError(`There is no host of the kind ${descriptor.kind}`);
  const { openHost } = await import("./hosts/folder-host.js");
  return openHost(descriptor);
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
