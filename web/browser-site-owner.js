// The local site as the Worker that holds it performs what pages ask: requests to the core, and the content, which the core only
// reads and restores. Knows no tab and no other Worker but those of its jobs.

import { say } from "./browser-site-sentences.js";
import { factsFrom } from "./errors.js";
import { isPart } from "./hosts/data-paths.js";
import { reasonOf, Refusal, storageFailure } from "./hosts/errors.js";
import { openContent } from "./hosts/opfs-content.js";
import { bytesOf, orNull, textOf } from "./hosts/opfs-files.js";
import { openHost, roomLeft, siteFolder } from "./hosts/opfs-host.js";
import { siteName } from "./hosts/site-name.js";
import { openSite } from "./site.js";

const kAccount = "admin";
const kPiece = 4 << 20;
/** Files up to this size are read ahead, so many at a time. */
const kReadAhead = { size: 1 << 20, files: 16 };
const kCommitAfter = 8 << 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What may be asked again of another holder without changing anything twice. */
const kRepeatable = ["grant", "list", "totals", "read", "backupFiles", "addFiles"];

/** Whether a message whose answer was lost can be sent again. */
export function isRepeatable({ operation, parameters }) {
  return kRepeatable.includes(operation) || (operation === "fetch" && (parameters.method === "GET" || parameters.method === "HEAD"));
}

/** Opens the site in `folder`; at most one Worker of an origin has it open. `startWorker` starts the Workers of its jobs. */
export async function openOwner({ folder, wasm, startWorker }) {
  const owner = new BrowserSiteOwner({ folder, wasm, startWorker });
  await owner.open();
  return owner;
}

class BrowserSiteOwner {
  #options;
  #site = null;
  #content = null;
  /** Files that a page sends piece by piece. */
  #streams = new Map();

  constructor(options) {
    this.#options = options;
  }

  async open() {
    const { folder, wasm, startWorker } = this.#options;
    const root = await siteFolder(folder);
    this.#site = await openSite({ host: { kind: "opfs", folder }, wasm, startWorker, warn: (message) => console.warn(message) });
    this.#site.firstPassword?.fill(0);  // nobody signs in with it: whoever can read this storage needs none
    this.#content = await openContent(root, siteName(folder));
    void this.#content.settle();
  }

  async close() {
    for (const adding of this.#streams.values()) await adding.abandon();
    await this.#content.close();
    await this.#site.close();
  }

  /** Whether a job runs. */
  get isBusy() {
    return this.#site.isBusy;
  }

  /** Answers a message of a page: `{id, ok: true, value}` or `{id, ok: false, error}`; never rejects. */
  async perform({ id, operation, parameters }) {
    try {
      await this.#checkIsThere();
      return { id, ok: true, value: await this[`$${operation}`](parameters) };
    } catch (cause) {
      return { id, ok: false, error: factsOf(cause, parameters.path ?? cause.path, await roomLeft()) };
    }
  }

  // ---- The operations, by the names they have in messages ----

  async $fetch({ method, url, headers, body }) {
    const response = await this.#site.fetch(new Request(url, { method, headers, body }), { remoteAddress: "127.0.0.1" });
    return { status: response.status, headers: [...response.headers], body: new Uint8Array(await response.arrayBuffer()) };
  }

  async $grant() {
    return this.#site.grant(kAccount);
  }

  async $list({ path }) {
    await this.#content.refresh();
    return this.#content.list(pathOf(path, { orRoot: true })).map((facts) => entryOf(pathOf(path, { orRoot: true }), facts));
  }

  async $totals() {
    await this.#content.refresh();
    return this.#content.totals();
  }

  async $read({ path }) {
    const { facts, blob } = await this.#content.blob(pathOf(path));
    return { blob, ...timesOf(facts) };
  }

  $remove({ path }) {
    return this.#content.remove(pathOf(path, { orRoot: true }));
  }

  /** Adds files and folders (without a blob). A source that cannot be read is left out and told in `failed`; full storage ends it. */
  async $addFiles({ files }) {
    const adding = await this.#content.adding();
    const added = { files: 0, bytes: 0, failed: [] };
    const ahead = readAhead(files);
    let kept = 0;
    let at;
    try {
      for (const [index, { path, blob, modified }] of files.entries()) {
        at = path;
        try {
          if (blob === null) adding.addFolder(pathOf(path), { modified });
          else await adding.add(pathOf(path), ahead(index), { modified });
          added.files += blob === null ? 0 : 1;
          added.bytes += blob?.size ?? 0;
        } catch (cause) {
          if (cause.name === "QuotaExceededError") throw cause;
          added.failed.push({ path, error: factsOf(cause, path) });
        }
        if (adding.bytes < kCommitAfter * 4) continue;
        await adding.commit();
        kept = added.files;
      }
      await adding.commit();
      return added;
    } catch (cause) {
      await adding.abandon();
      throw Object.assign(cause, { kept, path: at });
    }
  }

  async $addOpen({ path, modified }) {
    const adding = await this.#content.adding();
    const id = crypto.randomUUID();
    const stream = new TransformStream({}, { highWaterMark: 1 });
    const writer = stream.writable.getWriter();
    const written = adding.add(pathOf(path), piecesOf(stream.readable), { modified });
    written.catch(() => {});  // told by the next piece or the end
    this.#streams.set(id, {
      push: (bytes) => Promise.race([writer.write(bytes), written]),
      async end() {
        await Promise.race([writer.close(), written]);
        await written;
        const { bytes } = adding;
        await adding.commit();
        return { files: 1, bytes };
      },
      async abandon() {
        await writer.abort().catch(() => {});
        await written.catch(() => {});
        await adding.abandon();
      },
    });
    return { id };
  }

  async $addPiece({ id, bytes }) {
    await this.#stream(id).push(bytes);
  }

  async $addClose({ id }) {
    const added = await this.#stream(id).end();
    this.#streams.delete(id);
    return added;
  }

  async $addAbort({ id }) {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    await stream?.abandon();
  }

  async $backupFiles({ storeName, backupName }) {
    const host = await openHost({ folder: this.#options.folder });
    try {
      const { files, attached } = await host.loadState();
      const fault = attached.find(({ name }) => name === storeName)?.fault;
      if (fault) throw new Refusal("storage_unreadable", fault);
      const stored = files.find(({ path }) => path === `${backupPath(storeName, backupName)}/backup.json`);
      if (!stored) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      const manifest = JSON.parse(readable(stored.bytes));
      return { manifest, archive: await host.dataBlob(`${backupPath(storeName, backupName)}/${manifest.holdfast.file}`) };
    } finally {
      await host.close();
    }
  }

  $addBackup({ storeName, manifest, archive }) {
    return this.#site.addBackup(storeName, { manifest, archive }, { username: kAccount });
  }

  // ---- Helpers ----

  /** Whoever clears the browser's data takes the site's storage away from under it; what is still in memory is no longer true. */
  async #checkIsThere() {
    const folder = await orNull((await navigator.storage.getDirectory()).getDirectoryHandle(this.#options.folder));
    if (!folder) throw Object.assign(new Error("cleared"), { facts: { kind: "storage", code: "storage_unreadable", ...say("site_cleared") } });
  }

  #stream(id) {
    const stream = this.#streams.get(id);
    if (!stream) throw Object.assign(new Error("gone"), { facts: { kind: "network", code: "network_failed", ...say("adding_ended") } });
    return stream;
  }
}

/** The folder of a backup, as the core names it (site/backup_job.h). */
function backupPath(storeName, backupName) {
  return `stores/${storeName}/${backupName}`;
}

/** A path of a page (text, or bytes where the name is no UTF-8) as the content has it. */
function pathOf(path, { orRoot = false } = {}) {
  const text = path instanceof Uint8Array ? textOf(path) : textOf(encoder.encode(path));
  const isWhole = text !== "" && text.split("/").every(isPart);
  if (!isWhole && !(orRoot && text === "")) {
    const facts = { kind: "validation", code: "parameter_characters", parameter: "path", ...say("content_path", { path: shown(path) }) };
    throw Object.assign(new Error(facts.message), { facts });
  }
  return text;
}

/** An entry of a listing as a page sees it. */
function entryOf(folder, { name, kind, size, mode, linkTarget, ...facts }) {
  const whole = folder === "" ? textOf(name) : `${folder}/${textOf(name)}`;
  return {
    name: readable(name), path: decoded(bytesOf(whole)) ?? bytesOf(whole), kind, size, mode, ...timesOf(facts),
    ...(linkTarget ? { linkTarget: readable(linkTarget) } : {}),
  };
}

function timesOf({ modifiedSeconds, modifiedNanoseconds }) {
  return { modified: modifiedSeconds * 1000 + modifiedNanoseconds / 1e6 };
}

function decoded(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function readable(bytes) {
  return new TextDecoder().decode(bytes);
}

/** The bytes of small files are read ahead of their turn: `next(index)` answers the pieces of one. */
function readAhead(files) {
  const reads = [];
  return (index) => {
    while (reads.length < files.length && reads.length < index + kReadAhead.files) {
      const { blob } = files[reads.length];
      const read = blob && blob.size <= kReadAhead.size ? blob.arrayBuffer() : null;
      read?.catch(() => {});  // told when its turn comes
      reads.push(read);
    }
    const read = reads[index];
    reads[index] = null;
    return read ? onePiece(read) : piecesOfBlob(files[index].blob);
  };
}

async function * onePiece(read) {
  yield new Uint8Array(await read);
}

async function * piecesOfBlob(blob) {
  for (let at = 0; at < blob.size; at += kPiece) yield new Uint8Array(await blob.slice(at, at + kPiece).arrayBuffer());
}

async function * piecesOf(stream) {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function shown(path) {
  return path instanceof Uint8Array ? readable(path) : path;
}

/** What is said of a cause that a code is too coarse for. */
const kByCause = {
  EBUSY: "content_busy", ENOENT: "content_gone", EEXIST: "content_folder_in_way", ENOTDIR: "content_file_in_way", EISDIR: "content_no_file",
  ELOCKED: "site_in_use", ENOTSUP: "site_impossible",
};

/**
 * A fault as the facts of a typed error (errors.js errorFrom). `path` is what was asked about, `room` what the browser lets the origin
 * keep (`roomLeft`).
 */
export function factsOf(cause, path, room = null) {
  const facts = cause.facts ?? factsFrom(cause);
  if (facts) return facts;
  const { error } = storageFailure(cause, "A change of", shown(path ?? ""));
  return { ...error, kind: "storage", ...(cause instanceof Refusal ? {} : sentenceOf(cause, error, room)) };
}

function sentenceOf(cause, { code, parameter }, room) {
  if (Object.hasOwn(kByCause, cause.code)) return say(kByCause[cause.code]);
  const path = parameter || "/";
  if (code === "storage_full") {
    const { kept } = cause;
    return say(`content_full${room ? "_room" : ""}${kept ? "_kept" : ""}`, { path, ...room, ...(kept ? { kept } : {}) });
  }
  return say(code === "storage_unreadable" ? "content_unreadable" : "content_failed", { path, reason: reasonOf(cause) });
}
