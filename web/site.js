// The local site as a fetch-shaped function: hands requests to the core, performs the storage calls it asks for, runs its jobs.

import { errorFrom, HoldfastError, unwrap } from "./errors.js";
import { openHost } from "./hosts/open.js";
import { runInWorker, startJobWorker } from "./job-worker.js";
import { load } from "./load.js";
import { brokenJob, runJob } from "./site-job.js";

const kMinute = 60_000;
const kBodyLimit = 1 << 20;
const kAllowedMethods = "GET, HEAD, POST, OPTIONS";
const kAllowedHeaders = "content-type, authorization, x-esri-authorization";

/**
 * Opens the site that `host` holds: a host's descriptor, or an opened host (then its jobs run on this thread).
 * `adminPassword` (bytes, wiped) is of the account `admin` at the very first start. `startWorker` starts the Workers of jobs, as
 * `startJobWorker` does, where this thread should not. Rejects with a typed error.
 */
export async function openSite({
  host, adminPassword = null, allowedOrigins = [], wasm, now = Date.now, warn = () => {}, startWorker = startJobWorker, ...options
}) {
  const core = await load("holdfast-site", { wasm, fresh: true });
  const isOpened = typeof host.perform === "function";
  const storage = isOpened ? host : await openHost({ ...host, lock: true });
  try {
    const places = { storeFolders: host.stores ?? [], picksStoreFolders: storage.picksStoreFolders ?? false };
    const opened = unwrap(core.siteOpen({ ...options, ...places }, adminPassword, await storage.loadState(), now()));
    opened.warnings.forEach((warning) => warn(warning));
    const descriptor = isOpened || host.kind === "memory" ? null : host;
    const site = new LocalSite({ core, handle: opened.site, storage, descriptor, allowedOrigins, wasm, now, warn, startWorker });
    site.firstPassword = opened.adminPassword;
    await site.start(opened.answer);
    return site;
  } catch (cause) {
    await storage.close();
    throw cause;
  }
}

/**
 * Opens the accounts alone of the site in the folder `data`, for `accounts()` and `close()`: no request is answered, no task or
 * job starts. Rejects with code ELOCKED where a server has the folder, ENOSITE where there is no site in it.
 */
export async function openAccounts({ data, wasm, now = Date.now, warn = () => {} }) {
  const storage = await openHost({ kind: "folder", content: null, data, lock: true });
  try {
    const stored = await storage.loadAccounts();
    if (!stored.files.some(({ path }) => path === "site.json")) {
      throw Object.assign(new Error(`There is no site in ${data}: its first start makes one.`), { code: "ENOSITE" });
    }
    const core = await load("holdfast-site", { wasm, fresh: true });
    const opened = unwrap(core.siteOpen({}, null, stored, now()));
    opened.warnings.forEach((warning) => warn(warning));
    return new LocalSite({ core, handle: opened.site, storage, descriptor: null, allowedOrigins: [], wasm, now, warn });
  } catch (cause) {
    await storage.close();
    throw cause;
  }
}

class LocalSite {
  /** The generated password of `admin` as bytes, at the very first start only; else null. */
  firstPassword = null;
  #core;
  #handle;
  #storage;
  #descriptor;
  #allowedOrigins;
  #wasm;
  #now;
  #warn;
  #startWorker;
  #queue = Promise.resolve();
  /** Running jobs: id → {cancel(), ended: Promise}. */
  #jobs = new Map();
  #ticking = null;
  #isClosing = false;

  constructor({ core, handle, storage, descriptor, allowedOrigins, wasm, now, warn, startWorker }) {
    this.#core = core;
    this.#handle = handle;
    this.#storage = storage;
    this.#descriptor = descriptor;
    this.#allowedOrigins = new Set(allowedOrigins);
    this.#wasm = wasm;
    this.#now = now;
    this.#warn = warn;
    this.#startWorker = startWorker;
  }

  /** Does what the opening left to do, and lets the clock run. */
  async start(answer) {
    await this.#settle({ ok: true, value: answer });
    await this.#tick();
  }

  /** Tells the core the time, now and at each full minute, so that after a sleep or a change of the clock nothing has drifted. */
  async #tick() {
    await this.#inTurn(() => this.#core.siteTick(this.#handle, this.#now())).catch(() => {});
    if (this.#isClosing) return;
    this.#ticking = setTimeout(() => void this.#tick(), kMinute - (this.#now() % kMinute));
    this.#ticking.unref?.();
  }

  /** Answers a request to any address of the site; `remoteAddress` is where it came from. Never rejects for what a client sent. */
  async fetch(input, { remoteAddress = "" } = {}) {
    const request = input instanceof Request ? input : new Request(input);
    const origin = request.headers.get("origin");
    const mayRead = origin !== null && (origin === new URL(request.url).origin || this.#allowedOrigins.has(origin));
    if (request.method === "OPTIONS") return preflight(mayRead, origin);
    const body = await bodyOf(request);
    const arrived = { method: request.method, url: request.url, headers: [...request.headers], body, remoteAddress };
    const handle = () => this.#core.siteHandle(this.#handle, arrived, this.#now());
    const isReading = request.method === "GET" || request.method === "HEAD";
    const reply = await (isReading ? this.#settle(handle()) : this.#inTurn(handle));
    const headers = new Headers(reply.headers);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (mayRead) allow(headers, origin);
    return new Response(request.method === "HEAD" ? null : reply.body, { status: reply.status, headers });
  }

  /** A token of `account` without its password, for whoever opened the site: `{token, expires}` (bytes, epoch milliseconds). */
  grant(account) {
    return unwrap(this.#core.siteGrant(this.#handle, account, this.#now()));
  }

  /** Whether a job runs. */
  get isBusy() {
    return this.#jobs.size > 0;
  }

  /**
   * What whoever runs the site asks of its accounts; no request leads here. Answers what site/account_commands.h tells, or
   * `{error: {code, message, details}}`. `password` (bytes) is wiped.
   */
  async accounts({ action, name = "", role = "", password = null }) {
    const command = { action, name, role, password };
    return bodyOfReply(await this.#inTurn(() => this.#core.siteAccounts(this.#handle, command, this.#now())));
  }

  /**
   * Adds a backup that was made elsewhere to a store, in the name of the account `username`: its manifest (`backup.json`, as text or
   * object) and its archive, a Blob. Answers `{jobid, backupName}` of the job that copies and checks it; rejects with a typed error
   * where the core refuses the manifest, the name is taken or a job runs.
   */
  async addBackup(storeName, { manifest, archive }, { username = "admin" } = {}) {
    const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
    const start = () => this.#core.siteImport(this.#handle, { storeName, manifest: text, username }, this.#now());
    const { error, jobid, backupName } = bodyOfReply(await this.#inTurn(start, archive));
    // All that can fail once the core has accepted it is keeping the job.
    if (error) throw errorFrom({ kind: "storage", code: "storage_failed", message: error.message, details: error.details });
    return { jobid, backupName };
  }

  /** Cancels what runs, waits until it has cleaned up, and closes the storage. */
  async close() {
    this.#isClosing = true;
    clearTimeout(this.#ticking);
    for (const job of this.#jobs.values()) job.cancel();
    while (this.#jobs.size > 0) await Promise.all([...this.#jobs.values()].map((job) => job.ended));
    await this.#queue;
    this.#core.siteClose(this.#handle);
    await this.#storage.close();
  }

  /** Settles what `step` answers, after everything that was handed in before. */
  #inTurn(step, source = null) {
    const result = this.#queue.then(() => this.#settle(step(), source));
    this.#queue = result.catch((cause) => {
      const isRefusal = cause instanceof HoldfastError && cause.code !== "internal_error";
      if (!isRefusal) this.#warn(`The site met a fault of its own: ${cause?.message ?? cause}`);
    });
    return result;
  }

  /** Performs an answer of the core, and those that follow from it; the reply is the last one's. `source` is an import's archive. */
  async #settle(outcome, source = null) {
    for (;;) {
      const answer = unwrap(outcome);
      const { reads, failure } = await this.#perform(answer.calls);
      for (const id of answer.cancel) this.#jobs.get(id)?.cancel();
      for (const job of answer.jobs) this.#run({ ...job, source });
      if (answer.commit === 0) {
        if (failure) this.#warn(failure.message);
        return answer.reply;
      }
      outcome = failure
        ? this.#core.siteAbandon(this.#handle, answer.commit, failure, this.#now())
        : this.#core.siteCommit(this.#handle, answer.commit, reads, this.#now());
    }
  }

  async #perform(calls) {
    const reads = [];
    for (const call of calls) {
      const isUnlocking = call.kind === "unlockBackup";
      const outcome = await (isUnlocking ? this.#start({ kind: "unlock", input: call.input, secret: call.passcode }).outcome : this.#storage.perform(call));
      if (!outcome.ok) return { reads, failure: outcome.error };
      // A host may use its buffer again; of a file key there is no second copy.
      if (outcome.value instanceof Uint8Array) reads.push(isUnlocking ? outcome.value : outcome.value.slice());
    }
    return { reads, failure: null };
  }

  #run({ jobId, ...job }) {
    const report = (json) => void this.#inTurn(() => this.#core.siteJobReported(this.#handle, jobId, json, this.#now()));
    const running = this.#start(job, report);
    const ended = running.outcome
      .then((outcome) => this.#inTurn(() => this.#core.siteJobEnded(this.#handle, jobId, outcome, this.#now())))
      .catch((cause) => this.#warn(`The end of the job ${jobId} could not be kept: ${cause?.message ?? cause}`))
      .finally(() => this.#jobs.delete(jobId));
    this.#jobs.set(jobId, { cancel: running.cancel, ended });
  }

  /** Starts a job's work: `{outcome, cancel()}`. */
  #start(job, report = () => {}) {
    // An import derives no key, and not every Blob can be handed to another thread.
    if (!this.#descriptor || job.kind === "import") return this.#runHere(job, report);
    return runInWorker(job, { host: this.#descriptor, wasm: this.#wasm, startWorker: this.#startWorker, report });
  }

  #runHere(job, report) {
    const leaving = new AbortController();
    const run = async () => {
      // One data file at a time is open in a host: the site's own goes on answering requests.
      const host = this.#descriptor ? await openHost(this.#descriptor) : this.#storage;
      try {
        const module = await load("holdfast-site", { wasm: this.#wasm, fresh: true });
        return await runJob(module, { ...job, host, report, signal: leaving.signal });
      } finally {
        if (host !== this.#storage) await host.close();
      }
    };
    return { outcome: run().catch((cause) => brokenJob(cause?.message ?? cause)), cancel: () => leaving.abort() };
  }
}

function bodyOfReply({ body }) {
  return JSON.parse(new TextDecoder().decode(body));
}

/** The body's bytes, or null; one byte beyond the limit is enough for the core to refuse it. */
async function bodyOf(request) {
  if (request.method === "GET" || request.method === "HEAD" || request.body === null) return null;
  // Not every browser has the body of a request as a stream.
  if (!request.body) return new Uint8Array(await request.arrayBuffer()).subarray(0, kBodyLimit + 1);
  const pieces = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    size += next.value.length;
    if (size > kBodyLimit) break;
  }
  reader.cancel().catch(() => {});
  const body = new Uint8Array(Math.min(size, kBodyLimit + 1));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece.subarray(0, body.length - at), at);
    at += piece.length;
    piece.fill(0);
  }
  return body;
}

function preflight(mayRead, origin) {
  if (!mayRead) return new Response(null, { status: 403, headers: { vary: "origin" } });
  const headers = new Headers({
    "access-control-allow-methods": kAllowedMethods, "access-control-allow-headers": kAllowedHeaders, "access-control-max-age": "600",
  });
  allow(headers, origin);
  return new Response(null, { status: 204, headers });
}

function allow(headers, origin) {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", "date, retry-after");
  headers.append("vary", "origin");
}
