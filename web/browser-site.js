// The door to the local site in a browser: what a page asks, a Worker answers, be it this tab's own or the one of another tab that
// holds the site. Public entry; knows no request's meaning and draws nothing.

import { abortedError, errorFrom } from "./errors.js";
import { workerAddress } from "./worker-address.js";

/** Where the site's API lies; nothing on the network can have this name (RFC 2606). */
export const browserSiteRoot = "https://this-browser.invalid/arcgis/admin";

const kFolder = "holdfast";
/** What goes to the Worker in one message: many small files, for each message costs a round trip. */
const kFilesTogether = 250;
const kBytesTogether = 32 << 20;
const kMessagesAhead = 2;
/** A question that is not answered so soon has its page look whether anybody is there to answer it, milliseconds. */
const kSoon = 2000;

// Wanted only where there is a site already.
const pickedFolders = () => import("./hosts/picked-folders.js");
const siteHolder = () => import("./browser-site-holder.js");
const jobPort = () => import("./job-port.js");

/** See browser-site.d.ts. */
export function whyNoBrowserSite() {
  if (!globalThis.isSecureContext) return "insecure_context";
  if (!navigator.storage?.getDirectory || !navigator.locks || !globalThis.Worker) return "browser_unsupported";
  return null;
}

/** Whether there is a site in this browser already. Starts nothing. */
export async function hasBrowserSite({ folder = kFolder } = {}) {
  if (whyNoBrowserSite() !== null) return false;
  try {
    await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
    return true;
  } catch {
    return false;
  }
}

/** See browser-site.d.ts. */
export async function siteSentences() {
  const { kSentences } = await import("./browser-site-sentences.js");
  return Object.entries(kSentences).map(([sentence, message]) => ({ sentence, message }));
}

/** See browser-site.d.ts. */
export function openBrowserSite({ folder = kFolder, wasm } = {}) {
  return new BrowserSite({ folder, wasm: wasm === undefined ? undefined : String(new URL(wasm, location.href)) });
}

class BrowserSite extends EventTarget {
  root = browserSiteRoot;
  holdsJob = false;
  #isOwner = null;
  #options;
  #worker = null;
  /** The Workers of jobs, as promises, by the names the Worker gave them. */
  #jobs = new Map();
  #calls = new Map();
  #lastId = 0;
  #isClosed = false;
  /** By which this tab is known to others. */
  #tab = crypto.randomUUID();
  #isWatching = false;

  constructor(options) {
    super();
    this.#options = options;
    this.fetch = this.fetch.bind(this);
    this.credentials = this.credentials.bind(this);
    // A page kept for "back" must not hold the site meanwhile.
    globalThis.addEventListener?.("pagehide", (event) => { if (event.persisted) this.#drop(); });
    // Nor one that the browser is about to put to sleep, but for what would be cut off by that.
    globalThis.document?.addEventListener("freeze", () => this.#restWhileAsleep());
  }

  async fetch(input, init) {
    const request = input instanceof Request ? input : new Request(input, init);
    const { method, url, signal } = request;
    const body = method === "GET" || method === "HEAD" ? null : new Uint8Array(await request.arrayBuffer());
    const asked = { method, url, headers: [...request.headers], body };
    try {
      const reply = await this.#ask("fetch", asked, { signal, transfer: body ? [body.buffer] : [] });
      return new Response(reply.body, { status: reply.status, headers: reply.headers });
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw Object.assign(new TypeError(cause.message, { cause }), { code: cause.code });
    }
  }

  async credentials() {
    const { token, expires } = await this.#ask("grant", {});
    return { token: new TextDecoder().decode(token), expires };
  }

  content = {
    list: (path = "") => this.#ask("list", { path }),
    totals: () => this.#ask("totals", {}),
    add: (path, source, options) => (source instanceof ReadableStream ? this.#addStream(path, source, options) : this.#addOne(path, source, options)),
    addAll: (files, options) => this.#addAll(files, options),
    remove: (path) => this.#ask("remove", { path }),
    read: (path) => this.#ask("read", { path }),
  };

  storeFolders = {
    keep: async (handle) => (await pickedFolders()).keepFolder(this.#options.folder, handle),
    list: async () => {
      const { keptFolders, permissionOf } = await pickedFolders();
      return Promise.all((await keptFolders(this.#options.folder)).filter(({ path }) => path !== null)
        .map(async ({ name, handle, path }) => ({ name, storeName: path.slice("stores/".length), permission: await permissionOf(handle) })));
    },
    allow: async (name) => (await (await pickedFolders()).folderNamed(this.#options.folder, name))?.handle.requestPermission({ mode: "readwrite" }) ?? "denied",
  };

  /** See browser-site.d.ts. */
  backupFiles(storeName, backupName) {
    return this.#ask("backupFiles", { storeName, backupName });
  }

  addBackup(storeName, { manifest, archive }) {
    return this.#ask("addBackup", { storeName, manifest, archive });
  }

  async storage() {
    const [{ usage, quota }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted?.() ?? false]);
    return { usage, quota, persisted };
  }

  async persist() {
    return await navigator.storage.persist?.() ?? false;
  }

  /** Ends this tab's part; another tab goes on with the site. */
  async close() {
    if (this.#worker) await this.#ask("close", {}).catch(() => {});
    this.#isClosed = true;
    this.#drop();
  }

  async #addOne(path, source, { modified, signal } = {}) {
    const blob = source instanceof Blob ? source : new Blob([source]);
    const { files, bytes, failed } = await this.#addAll([{ path, blob, modified }], { signal });
    if (failed.length > 0) throw failed[0].error;
    return { files, bytes };
  }

  async #addStream(path, stream, { modified, signal } = {}) {
    const reader = stream.getReader();
    const { id } = await this.#ask("addOpen", { path, modified: modified ?? Date.now() }, { signal });
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const bytes = next.value instanceof Uint8Array ? next.value : new Uint8Array(next.value.buffer ?? next.value);
        await this.#ask("addPiece", { id, bytes }, { signal });
      }
      return await this.#ask("addClose", { id }, { signal });
    } catch (cause) {
      reader.cancel(cause).catch(() => {});
      await this.#ask("addAbort", { id }).catch(() => {});
      throw cause;
    }
  }

  async #addAll(files, { signal, progress } = {}) {
    const total = { files: 0, bytes: 0, failed: [] };
    const underWay = new Set();
    const send = (batch) => {
      const sent = this.#ask("addFiles", { files: batch }, { signal }).then((added) => {
        total.files += added.files;
        total.bytes += added.bytes;
        total.failed.push(...added.failed.map(({ path, error }) => ({ path, error: errorFrom(error) })));
        progress?.({ files: total.files, bytes: total.bytes, failed: total.failed.length });
      }).finally(() => underWay.delete(sent));
      sent.catch(() => {});  // met again below
      underWay.add(sent);
    };
    let batch = [];
    let bytes = 0;
    for await (const { path, blob = null, modified = blob?.lastModified ?? Date.now() } of files) {
      if (signal?.aborted) throw abortedError(signal);
      batch.push({ path, blob, modified });
      bytes += blob?.size ?? 0;
      if (batch.length < kFilesTogether && bytes < kBytesTogether) continue;
      send(batch);
      batch = [];
      bytes = 0;
      while (underWay.size >= kMessagesAhead) await Promise.race(underWay);
    }
    if (batch.length > 0) send(batch);
    await Promise.all(underWay);
    return total;
  }

  #ask(operation, parameters, { signal, transfer = [] } = {}) {
    if (this.#isClosed) return Promise.reject(errorFrom({ kind: "internal", code: "internal_error", message: "The site was closed by this page." }));
    if (signal?.aborted) return Promise.reject(abortedError(signal));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#calls.delete(id);
        reject(abortedError(signal));
      };
      signal?.addEventListener("abort", leave, { once: true });
      const settle = (done) => (value) => {
        this.#calls.delete(id);
        signal?.removeEventListener("abort", leave);
        done(value);
      };
      this.#calls.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#running().postMessage({ id, operation, parameters }, transfer);
      void this.#watch();
    });
  }

  /** While questions wait for long, tells by the event "silence" of a holder that shows no sign of life. */
  async #watch() {
    if (this.#isWatching) return;
    this.#isWatching = true;
    await new Promise((resolve) => setTimeout(resolve, kSoon));
    if (this.#calls.size > 0) {
      const { watchHolder } = await siteHolder();
      await watchHolder(this.#options.folder, {
        isWanted: () => this.#calls.size > 0,
        tell: (holder) => this.dispatchEvent(Object.assign(new Event("silence"), {
          holder: holder && { isThisTab: holder.tab === this.#tab, page: holder.page, since: holder.since },
        })),
      });
    }
    this.#isWatching = false;
  }

  #restWhileAsleep() {
    if (!this.#worker || this.holdsJob || this.#calls.size > 0) return;
    this.#drop();
    document.addEventListener("resume", () => { if (!this.#isClosed) this.#running(); }, { once: true });
  }

  #running() {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerAddress(new URL("./browser-site-worker.js", import.meta.url)), { type: "module", name: "holdfast" });
    worker.onmessage = ({ data }) => this.#heard(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      if (this.#worker === worker) this.#drop(event.message);
    };
    const { origin, pathname } = location;
    worker.postMessage({ options: { ...this.#options, tab: this.#tab, page: origin + pathname } });
    this.#worker = worker;
    return worker;
  }

  /** See browser-site-worker.js. */
  #heard({ id, ok, value, error, startJob, port, endJob, ...state }) {
    if (state.isOwner !== undefined) this.#stands(state);
    else if (startJob) this.#startJob(startJob, port);
    else if (endJob) this.#endJob(endJob);
    else if (ok) this.#calls.get(id)?.resolve(value);
    else this.#calls.get(id)?.reject(errorFrom(error));
  }

  #startJob(name, port) {
    const failed = (reason) => this.#worker?.postMessage({ failedJob: name, reason });
    const job = jobPort().then(({ startOnPort }) => startOnPort(port));
    job.then(({ failed: whenFailed }) => whenFailed(failed), (cause) => failed(cause.message));
    this.#jobs.set(name, job);
  }

  #endJob(name) {
    this.#jobs.get(name)?.then(({ end }) => end(), () => {});  // one that did not start was told of
    this.#jobs.delete(name);
  }

  #stands({ isOwner, isBusy }) {
    this.#holds(isOwner && isBusy);
    if (isOwner === this.#isOwner) return;
    this.#isOwner = isOwner;
    this.dispatchEvent(Object.assign(new Event("owner"), { isOwner }));
  }

  #holds(holdsJob) {
    if (holdsJob === this.holdsJob) return;
    this.holdsJob = holdsJob;
    this.dispatchEvent(Object.assign(new Event("job"), { holdsJob }));
  }

  #drop(reason) {
    this.#worker?.terminate();
    this.#worker = null;
    for (const name of [...this.#jobs.keys()]) this.#endJob(name);
    this.#isOwner = null;
    this.#holds(false);
    const message = `The Worker that holds the site in this browser was ended${reason ? ` (${reason})` : ""} before it answered. Look at what is there, then try again.`;
    for (const { reject } of [...this.#calls.values()]) reject(errorFrom({ kind: "network", code: "network_failed", message }));
  }
}
