// The types of the local site in a browser: the same REST contract as an organization's, kept by this browser, with no server needed.

import type { HoldfastError } from "./holdfast.js";

/** The root of the site's API; nothing on the network can have this name. */
export const browserSiteRoot: string;

/**
 * Why this browser cannot hold a site: the page came neither over HTTPS nor from this machine, or the browser has no origin private
 * file system, no locks or no Workers. Null where it can.
 */
export function whyNoBrowserSite(): "insecure_context" | "browser_unsupported" | null;

/** Whether there is a site in this browser already. Starts nothing. */
export function hasBrowserSite(options?: { folder?: string }): Promise<boolean>;

/**
 * What the site says of its content where an error's code is too coarse, as `sentences()` of holdfast.js lists what the core says:
 * `message` is the English, with places such as `{path}` for the error's `values`.
 */
export function siteSentences(): Promise<{ sentence: string; message: string }[]>;

export interface BrowserSiteOptions {
  /** The folder of the origin private file system the site lies in; `holdfast` otherwise. */
  folder?: string;
  /** Where `holdfast-site.wasm` lies, where it is not beside the module. */
  wasm?: URL | string;
}

/**
 * The door to the site in this browser. Nothing starts before the first call; the site is made where there is none. All tabs of an
 * origin see the same one: a Worker of one of them holds it, and another takes over when that tab is closed.
 */
export function openBrowserSite(options?: BrowserSiteOptions): BrowserSite;

export interface ContentEntry {
  /** For people; where it is not UTF-8, with replacement characters. */
  name: string;
  /** For further calls: bytes where it is not UTF-8. */
  path: ContentPath;
  kind: "file" | "folder" | "link";
  /** Bytes; 0 for folders and links. */
  size: number;
  /** Permission bits, as in stat(2). A file added by a page has 0644. */
  mode: number;
  /** Milliseconds since 1970, with a fraction where a restored file has one. */
  modified: number;
  linkTarget?: string;
}

/** Relative, parts joined by `/`. */
export type ContentPath = string | Uint8Array;

export interface Added {
  files: number;
  bytes: number;
}

/**
 * The organization's content. Every call rejects with a typed error: `StorageError` (`storage_full` says how much there is;
 * `storage_unreadable` where nothing of the name is there; `storage_failed`, also while a restore runs), `ValidationError` for a path
 * that is none, `NetworkError` where the tab that holds the site was closed in between: then try again.
 */
export interface BrowserContent {
  /** The entries of a folder, in any order; the root without a path. */
  list(path?: ContentPath): Promise<ContentEntry[]>;
  totals(): Promise<{ files: number; folders: number; links: number; bytes: number }>;
  /** Adds a file, and the folders above it, in the place of a file of that name. It is wholly there or not at all. */
  add(path: string, source: Blob | ReadableStream<Uint8Array> | Uint8Array | string, options?: { modified?: number; signal?: AbortSignal }): Promise<Added>;
  /**
   * Adds many files, hundreds to a message; an item without a blob is a folder. Nothing is held in memory but what is under way.
   * A file that cannot be read is left out and told in `failed`. Full storage rejects; what was added before stays.
   */
  addAll(
    files: Iterable<{ path: string; blob?: Blob | null; modified?: number }> | AsyncIterable<{ path: string; blob?: Blob | null; modified?: number }>,
    options?: { signal?: AbortSignal; progress?(total: { files: number; bytes: number; failed: number }): void },
  ): Promise<Added & { failed: { path: string; error: HoldfastError }[] }>;
  /** Removes a file, or a folder with all it holds; the root's whole content with "". */
  remove(path: ContentPath): Promise<void>;
  /** A file's bytes, as a Blob that lies on the disk. It can no longer be read once the file is removed. */
  read(path: ContentPath): Promise<{ blob: Blob; modified: number }>;
}

/** A folder on disk that a store of the site lies in. */
export interface StoreFolder {
  /** As `rootDir` of the store has it. */
  name: string;
  storeName: string;
  /** Browsers forget the permission when they are closed: "prompt" must be asked for again, in a click. */
  permission: "granted" | "prompt" | "denied";
}

/** The folders on disk that stores lie in, where the browser lets a page pick one (`showDirectoryPicker`). */
export interface StoreFolders {
  /**
   * Keeps a folder that was picked (mode "readwrite") and answers what to register a store with: `settings.rootDir`. Keeps the
   * handle in IndexedDB, not the permission; a folder that no store takes is forgotten.
   */
  keep(handle: FileSystemDirectoryHandle): Promise<string>;
  list(): Promise<StoreFolder[]>;
  /**
   * Asks for the permission again, to be called in a click. Where it is granted, `validate()` of the store takes it up: its
   * backups are listed again.
   */
  allow(name: string): Promise<"granted" | "prompt" | "denied">;
}

export interface BrowserSite {
  readonly root: string;
  /** Like `fetch`, for the site's addresses: rejects with a TypeError where no answer came. Bound, to be handed to `connect`. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /**
   * A token of `admin`, for `connect({root, fetch, credentials})`. No password is asked for: the site's storage can be read by
   * whoever uses this browser's profile, so that a password would protect nothing. What protects a backup is its passcode.
   */
  credentials(): Promise<{ token: string; expires: number }>;
  readonly content: BrowserContent;
  readonly storeFolders: StoreFolders;
  /** A backup as it lies in its store: its manifest (`backup.json`) and the age file, a Blob on the disk. */
  backupFiles(storeName: string, backupName: string): Promise<{ manifest: Record<string, unknown>; archive: Blob }>;
  /**
   * Adds a backup that was made elsewhere: its manifest (backup.json, as text or parsed) and its archive. Answers the job that copies the
   * archive and compares it with the manifest, for `site.job(jobid)`; where they do not belong together the job fails and nothing stays.
   * Rejects where the manifest is not as Holdfast wrote it, the store cannot take a backup of its name, or another job runs.
   */
  addBackup(storeName: string, backup: { manifest: string | Record<string, unknown>; archive: Blob }): Promise<{ jobid: string; backupName: string }>;
  /** What this browser lets the page's origin keep, in bytes, and whether it promises not to clear it away by itself. */
  storage(): Promise<{ usage: number; quota: number; persisted: boolean }>;
  /** Asks the browser for that promise; answers whether it is given. */
  persist(): Promise<boolean>;
  /** Ends this tab's part: what runs is cancelled unless another tab holds the site. */
  close(): Promise<void>;
  /** Whether this tab holds the site and a job runs in it: closing the tab now would interrupt the job. */
  readonly holdsJob: boolean;
  /** "owner", with `isOwner`: whether this tab now holds the site. */
  addEventListener(type: "owner", listener: (event: Event & { isOwner: boolean }) => void, options?: AddEventListenerOptions): void;
  /** "job", with `holdsJob`, whenever that changes. */
  addEventListener(type: "job", listener: (event: Event & { holdsJob: boolean }) => void, options?: AddEventListenerOptions): void;
  /**
   * "silence", while something was asked that is not answered: `holder` tells of the tab that holds the site and has shown no sign of
   * life for ten seconds, since it is stopped, asleep or stuck; null once it does again, or another tab has taken over. What was asked
   * goes on waiting. Nothing takes the site from such a tab while it is there, since it would write on once it comes to itself: what
   * helps is to look at that tab, or to close it.
   */
  addEventListener(type: "silence", listener: (event: Event & { holder: SilentHolder | null }) => void, options?: AddEventListenerOptions): void;
}

/** The tab that holds the site: whether it is this one, the address of its page, and since when, milliseconds since 1970. */
export interface SilentHolder {
  isThisTab: boolean;
  page: string;
  since: number;
}
