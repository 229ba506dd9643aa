// Watches the memory of every WebAssembly instance, in this thread and in the Workers it starts: the product knows nothing of it.
//
// Import it before anything of the product. In a Worker, the memory is searched whenever it posts an answer; what was
// found is told to the main thread.
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";

const { BroadcastChannel, isMainThread, parentPort, threadId, workerData } = workerThreads;
const memories = new Set();

function keep(instance) {
  for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
}

const { instantiate, Instance } = WebAssembly;
WebAssembly.instantiate = async (source, imports) => {
  const result = await instantiate(source, imports);
  keep(result.instance ?? result);
  return result;
};
WebAssembly.Instance = class extends Instance {
  constructor(module, imports) {
    super(module, imports);
    keep(this);
  }
};

/** The first 16 random bytes a thread asks for: in a Worker that seals, the file key. */
export const firstKey = {};
const fill = crypto.getRandomValues;
crypto.getRandomValues = (array) => {
  const filled = fill.call(crypto, array);
  if (array.length === 16) firstKey.bytes ??= Buffer.from(array);
  return filled;
};

const swapped = (bytes) => Buffer.from(bytes.subarray(0, bytes.length & ~3)).swap32();
const masked = (bytes, mask) => bytes.map((byte) => byte ^ mask);

/**
 * The runs of bytes that betray a secret: whole secrets need not be there, since what is freed is overwritten at its start. HMAC
 * holds a key masked by 0x36 and 0x5c, SHA-256 reads it in words of the other byte order.
 */
function tracesOf({ name, hex }) {
  const bytes = Buffer.from(hex, "hex");
  const forms = { "as it is": bytes, "in HMAC's inner pad": masked(bytes, 0x36), "in HMAC's outer pad": masked(bytes, 0x5c) };
  return Object.entries(forms).flatMap(([form, value]) => [[form, value], [`${form}, in SHA-256's words`, swapped(value)]])
    .flatMap(([form, value]) => {
      const size = Math.min(value.length, 12, Math.max(8, value.length / 2));
      return [...new Set([0, (value.length - size) >> 1 & ~3, value.length - size])]
        .map((start) => ({ name: `${name}, ${form}, from byte ${start}`, bytes: value.subarray(start, start + size) }));
    });
}

/** The parts of a memory that hold anything: scrypt leaves many megabytes of zeros behind. */
function* usedParts(bytes) {
  const zeros = Buffer.alloc(65536);
  let start = null;
  for (let at = 0; at <= bytes.length; at += zeros.length) {
    const isUsed = at < bytes.length && zeros.compare(bytes, at, at + zeros.length) !== 0;
    if (isUsed) start ??= at;
    if (isUsed || start === null) continue;
    yield bytes.subarray(start, at);
    start = null;
  }
}

/** Which of `secrets`, `{name, hex}` each, stand anywhere in wasm memory of this thread, as sentences. */
export function found(secrets) {
  const drawn = isMainThread || !firstKey.bytes ? [] : [{ name: "the key drawn in this Worker", hex: firstKey.bytes.toString("hex") }];
  const traces = [...secrets, ...drawn].flatMap(tracesOf);
  const parts = [...memories].flatMap(({ buffer }) => [...usedParts(Buffer.from(buffer))]);
  return parts.flatMap((part) => traces.flatMap((trace) => {
    const at = part.indexOf(trace.bytes);
    return at === -1 ? [] : [`${trace.name}, at ${at} of ${part.length} bytes in use`];
  }));
}

export const memoryCount = () => memories.size;

/** What the Workers told, by thread: `{found, key}` of their newest answer, and whether anything was found at an earlier one. `secrets` is what Workers started from now on search for. */
export const workers = new Map();
export const secrets = [];

const channel = new BroadcastChannel("memory-watch");
channel.unref();
if (isMainThread) {
  channel.onmessage = ({ data }) => {
    const before = workers.get(data.thread);
    workers.set(data.thread, { ...data, hadFound: Boolean(before?.hadFound || before?.found.length > 0) });
  };
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(address, options) {
      super(address, { ...options, execArgv: ["--import", import.meta.url], workerData: { secrets } });
    }
  };
  syncBuiltinESMExports();
} else {
  const post = parentPort.postMessage;
  parentPort.postMessage = (message, transfer) => {
    const isOver = memories.size > 0 && message.type !== "report";
    if (isOver) channel.postMessage({ thread: threadId, found: found(workerData.secrets), key: firstKey.bytes?.toString("hex") });
    post.call(parentPort, message, transfer);
  };
}
