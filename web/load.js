// Loads the WebAssembly; the only importer of generated/. Works alike in a browser page, a Worker and Node 20.

import { HoldfastError, unwrap } from "./errors.js";

/** Instances that are shared, by artifact: each is loaded once unless it failed. */
const shared = new Map();

/**
 * The Embind module of `artifact` ("holdfast" or "holdfast-site").
 * `wasm` says where the `.wasm` lies when it is not beside the generated code: a URL, its bytes, or a compiled Module.
 * `fresh: true` makes a new instance with a memory of its own; otherwise all callers share one (the first call's `wasm` counts).
 */
export function load(artifact = "holdfast", { wasm, fresh = false } = {}) {
  if (fresh) return instantiate(artifact, wasm);
  if (!shared.has(artifact)) {
    const loading = instantiate(artifact, wasm);
    shared.set(artifact, loading);
    loading.catch(() => shared.delete(artifact));
  }
  return shared.get(artifact);
}

async function instantiate(artifact, wasm) {
  const factory = await factoryOf(artifact);
  let module;
  try {
    module = await factory(await overrides(wasm));
  } catch (cause) {
    const message = `The WebAssembly of ${artifact} could not be loaded: ${cause?.message ?? cause}. ` +
      "Serve the .wasm file beside the module, or say where it lies with the option `wasm`.";
    throw new HoldfastError({ code: "internal_error", message }, { cause });
  }
  if (module.selfTest) unwrap(module.selfTest());
  return module;
}

// Literal addresses, so that bundlers find both.
async function factoryOf(artifact) {
  if (artifact === "holdfast") return (await import("./generated/holdfast.js")).default;
  if (artifact === "holdfast-site") return (await import("./generated/holdfast-site.js")).default;
  throw new TypeError(`There is no WebAssembly called ${artifact}; there are holdfast and holdfast-site.`);
}

async function overrides(wasm) {
  if (wasm === undefined) return {};
  if (wasm instanceof WebAssembly.Module) {
    return { instantiateWasm: (imports, done) => instantiated(new WebAssembly.Instance(wasm, imports), wasm, done) };
  }
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return { wasmBinary: wasm };
  return { wasmBinary: await bytesAt(new URL(wasm, import.meta.url)) };
}

/** Emscripten takes the exports of an instance that was made at once from the return value. */
function instantiated(instance, wasm, done) {
  done(instance, wasm);
  return instance.exports;
}

async function bytesAt(url) {
  if (url.protocol === "file:" && globalThis.process?.versions?.node) {
    const { readFile } = await import("node:fs/promises");
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}`);
  return response.arrayBuffer();
}
