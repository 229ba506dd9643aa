// The host a flow runs on: fetch, sleep, credentials and the one sign-in under way. Its functions never throw and its
// promises never reject; what goes wrong is told as `{ok: false, …}`.

import { HoldfastError } from "./errors.js";
import { secretBytes } from "./parameters.js";

/** The header that carries the token of a GET. */
export const tokenHeader = "X-Esri-Authorization";

const aborted = Object.freeze({ ok: false, aborted: true });

export class Transport {
  #options;
  #signIn;
  #signingIn = null;

  /** `signIn(host)` runs the core's sign-in flow; `options` are those of `connect`. */
  constructor(options, signIn) {
    this.#options = options;
    this.#signIn = signIn;
  }

  /** The host of one flow: ends with `signal` (besides the connection's own), tells `update` of its news. */
  host({ signal, update } = {}) {
    const signals = [this.#options.signal, signal].filter(Boolean);
    const ends = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
    return {
      now: () => Date.now(),
      update: (value) => update?.(value),
      fetch: (request) => this.#fetch(request, ends),
      sleep: (milliseconds) => this.#wait(milliseconds, ends),
      credentials: () => this.#credentials(ends),
      authenticate: () => orAborted(this.#authenticate(), ends),
    };
  }

  /** The token in use is asked for once, however many flows want it; a failure is not kept. */
  #authenticate() {
    this.#signingIn ??= this.#signIn(this.host()).finally(() => {
      this.#signingIn = null;
    });
    return this.#signingIn;
  }

  async #credentials(signal) {
    const { token, expires, username, password, credentials } = this.#options;
    if (signal?.aborted) return aborted;
    try {
      const given = credentials ? await credentials() : { token, expires, username, password };
      return {
        ok: true,
        username: given?.username ?? "",
        // Copies, since the core wipes what it takes and a token or password may be asked for again.
        password: copyOf(given?.password),
        token: copyOf(given?.token),
        expires: given?.expires ?? 0,
      };
    } catch (cause) {
      return { ok: false, reason: `The function credentials() failed: ${cause?.message ?? cause}` };
    }
  }

  /** The caller's way to wait where there is one; a timer where it fails, and where others only get their turn. */
  async #wait(milliseconds, signal) {
    const { wait } = this.#options;
    if (!wait || milliseconds === 0) return sleep(milliseconds, signal);
    if (signal?.aborted) return aborted;
    try {
      await wait(milliseconds, signal);
    } catch (fault) {
      if (!signal?.aborted) reportError(fault);
      return sleep(milliseconds, signal);
    }
    return signal?.aborted ? aborted : { ok: true };
  }

  async #fetch({ method, url, headers, body, bearer }, signal) {
    if (signal?.aborted) return aborted;
    const started = Date.now();
    let status = 0;
    let date = null;
    try {
      const request = new Request(url, {
        method,
        headers: bearer ? [...headers, [tokenHeader, `Bearer ${new TextDecoder().decode(bearer)}`]] : headers,
        body: body ?? undefined,
        signal,
        cache: "no-store",
        credentials: "omit",
        // The origin, which tokens are bound to (web/holdfast.js), whatever the page's own policy; never the rest of its address.
        referrerPolicy: "strict-origin",
        redirect: "error",
      });
      const response = await (this.#options.fetch ?? fetch)(request);
      status = response.status;
      date = Date.parse(response.headers.get("date") ?? "") || null;
      const bytes = await bytesOf(response);
      return { ok: true, status, headers: [...response.headers], body: bytes };
    } catch (cause) {
      if (signal?.aborted) return aborted;
      return { ok: false, reason: reasonOf(url, cause) };
    } finally {
      this.#log({ method, url: url.split("?")[0], status, milliseconds: Date.now() - started, date });
    }
  }

  #log(entry) {
    try {
      this.#options.onRequest?.(entry);
    } catch (fault) {
      reportError(fault);
    }
  }
}

/** All bytes of the body; those that came before the connection was cut, where it was. */
async function bytesOf(response) {
  if (!response.body) return new Uint8Array();
  const chunks = [];
  let size = 0;
  const reader = response.body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      size += next.value.length;
    }
  } catch (cause) {
    if (cause?.name === "AbortError") throw cause;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Why no reply came from `url`, and what to look at; of the address it names the origin alone. A site in this browser says it itself. */
export function reasonOf(url, cause) {
  if (cause?.cause instanceof HoldfastError) return cause.cause.message;
  const { origin } = new URL(url);
  const inner = cause?.cause?.code ?? cause?.cause?.message;
  return `No reply came from ${origin}${inner ? ` (${inner})` : ""}. ` +
    "Check the address, the network, its certificate and, in a browser, whether the server allows this page (CORS).";
}

function copyOf(secret) {
  return secret instanceof Uint8Array ? secret.slice() : secretBytes(secret);
}

function reportError(fault) {
  if (globalThis.reportError) globalThis.reportError(fault);
  else queueMicrotask(() => { throw fault; });
}

function sleep(milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(aborted);
    const end = () => {
      clearTimeout(timer);
      resolve(aborted);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve({ ok: true });
    }, milliseconds);
    signal?.addEventListener("abort", end, { once: true });
  });
}

/** `promise`, unless `signal` ends first; what the promise does then goes on for others. */
function orAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve) => {
    const end = () => resolve(aborted);
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
    promise.then((outcome) => {
      signal.removeEventListener("abort", end);
      resolve(outcome);
    });
  });
}
