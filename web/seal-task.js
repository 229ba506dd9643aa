// The near side of worker-calls.js: one Worker and the file it works on; knows no cryptography and no streams.

import { abortedError, errorFrom } from "./errors.js";
import { workerAddress } from "./worker-address.js";

const isNode = Boolean(globalThis.process?.versions?.node);

/** A run of scrypt that takes longer than this is announced to the caller beforehand. */
const slowSeconds = 5;

const sealWorker = new URL("./seal-worker.js", import.meta.url);

async function startWorker(address) {
  if (!isNode) return new Worker(workerAddress(address), { type: "module" });
  const { Worker: NodeWorker } = await import("node:worker_threads");
  const worker = new NodeWorker(address);
  worker.on("message", (data) => worker.onmessage?.({ data }));
  worker.on("error", (error) => worker.onerror?.(error));
  return worker;
}

/** Calls run one after the other; `end` stops the Worker at once and for good. */
export class Task {
  /** Told the reason where the task ends before its owner has ended it. */
  failed = null;
  #options;
  #worker = null;
  #waiting = null;
  #ended = null;
  #onAbort = () => this.end(abortedError(this.#options.signal));

  /** `wasm` says where the WebAssembly lies; `signal` ends the task; `onSlow({seconds})` is told before a long run of scrypt. */
  constructor({ wasm, signal, onSlow, worker = sealWorker }) {
    this.#options = { wasm: wasm instanceof URL ? wasm.href : wasm, signal, onSlow, worker };
    if (signal?.aborted) this.#ended = abortedError(signal);
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Starts the Worker and loads the WebAssembly in it. */
  async start() {
    if (this.#ended) throw this.#ended;
    const worker = await startWorker(this.#options.worker);
    this.#worker = worker;
    if (this.#ended) {
      worker.terminate();
      throw this.#ended;
    }
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (error) => this.end(errorFrom({
      kind: "internal", code: "internal_error", message: `The Worker failed: ${error?.message ?? "it could not be started"}.`,
    }));
    await this.#wait();
    await this.call("load", { wasm: this.#options.wasm });
  }

  #wait() {
    if (this.#ended) return Promise.reject(this.#ended);
    // A Worker keeps Node alive only while an answer is awaited.
    this.#worker.ref?.();
    return new Promise((resolve, reject) => { this.#waiting = { resolve, reject }; });
  }

  #receive(data) {
    if ("estimate" in data) {
      if (data.estimate > slowSeconds) this.#options.onSlow?.({ seconds: Math.round(data.estimate) });
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#worker.unref?.();
    if (data.error) waiting?.reject(errorFrom(data.error));
    else waiting?.resolve(data.value);
  }

  /** Has the Worker run `call`; the answer is what it returns. The buffers in `transfer` are handed over. */
  call(call, argument, transfer = []) {
    const answer = this.#wait();
    if (!this.#ended) this.#worker.postMessage({ call, argument }, transfer);
    return answer;
  }

  /**
   * Ends the Worker, and with it every key in its memory; what is awaited fails for `reason`, null where all went well. Under
   * Node, a promise of the Worker's end.
   */
  end(reason = closedError()) {
    if (this.#ended) return undefined;
    this.#ended = reason ?? closedError();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#waiting?.reject(this.#ended);
    this.#waiting = null;
    if (reason) this.failed?.(reason);
    return this.#worker?.terminate();
  }
}

function closedError() {
  return errorFrom({ kind: "internal", code: "internal_error", message: "The file is closed already." });
}
