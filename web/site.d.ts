// The types of the local site: the same REST contract as an organization's, over a folder or memory, with no server needed.

export interface FolderHost {
  kind: "folder";
  /** The folder that is backed up; an absolute path. */
  content: string;
  /** Accounts, stores and jobs; an absolute path. */
  data: string;
  /** Folders, by their real paths, below which stores may lie besides those of the data folder; none otherwise. */
  stores?: string[];
}

export interface MemoryHost {
  kind: "memory";
  content?: Record<string, string | Uint8Array | { link: string; modified?: number } | { folder: true; mode?: number; modified?: number }
    | { bytes: string | Uint8Array; mode?: number; modified?: number }>;
}

/** In a Worker of a browser: a folder of the origin private file system. */
export interface OpfsHost {
  kind: "opfs";
  /** Its name; `holdfast` otherwise. */
  folder?: string;
}

/** Storage of your own: performs the calls of wasm/site/host.h and answers `{ok: true, value}` or `{ok: false, error}`. */
export interface OpenedHost {
  perform(call: { kind: string; [member: string]: unknown }): Promise<{ ok: true; value?: unknown } | { ok: false; error: { code: string; message: string } }>;
  loadState(): Promise<{ files: { path: string; bytes: Uint8Array }[]; folders: string[]; attached?: { name: string; fault: string }[] }>;
  close(): Promise<void>;
}

export interface SiteOptions {
  host: FolderHost | MemoryHost | OpfsHost | OpenedHost;
  /** The first part of every address; `arcgis` otherwise. */
  context?: string;
  /** Of the account `admin` at the very first start; generated otherwise. Wiped after use. */
  adminPassword?: Uint8Array | null;
  /** Origins of pages that may read the replies, beside the site's own. */
  allowedOrigins?: string[];
  /** Where `holdfast-site.wasm` lies, where it is not beside the module. */
  wasm?: URL | string | ArrayBuffer | Uint8Array | WebAssembly.Module;
  now?: () => number;
  /** Told what went wrong without concerning a single request. */
  warn?: (message: string) => void;
}

/** `create` takes name, role and password, `setPassword` name and password, `setRole` name and role, `remove` the name. */
export interface AccountCommand {
  action: "list" | "create" | "remove" | "setPassword" | "setRole";
  name?: string;
  role?: "administrator" | "infrastructure" | "member";
  /** UTF-8; wiped. */
  password?: Uint8Array;
}

export interface AccountInfo {
  name: string;
  role: "administrator" | "infrastructure" | "member";
  /** How many tokens are good. */
  signIns: number;
  /** Epoch milliseconds, while the account is locked after failed sign-ins. */
  lockedUntil: number | null;
}

export type AccountAnswer =
  | { accounts: AccountInfo[] }
  | { status: "success"; name: string; role: string; signInsEnded: number }
  | { error: { code: number; message: string; details: string[] } };

export interface AddedBackup {
  jobid: string;
  backupName: string;
}

export interface LocalSite {
  /** The generated password of `admin` (UTF-8), at the very first start only; else null. */
  readonly firstPassword: Uint8Array | null;
  fetch(request: Request | string | URL, options?: { remoteAddress?: string }): Promise<Response>;
  /** A token of `account` without its password, for whoever opened the site. `expires` in epoch milliseconds. */
  grant(account: string): { token: Uint8Array; expires: number };
  /** Whether a job runs. */
  readonly isBusy: boolean;
  /** For whoever runs the site: no request leads here. A change ends the sign-ins of the account. */
  accounts(command: AccountCommand): Promise<AccountAnswer>;
  /**
   * Adds a backup that was made elsewhere to a store, in the name of the account `username` (`admin` otherwise): its manifest
   * (backup.json, as text or parsed) and its archive. Answers the job that copies the archive and compares it with the manifest, to be
   * followed at `jobs/<jobid>`; where they do not belong together the job fails and nothing stays. Rejects where the manifest is not as
   * Holdfast wrote it, the store cannot take a backup of its name, or another job runs. `archive` is read until the job has ended.
   */
  addBackup(storeName: string, backup: { manifest: string | Record<string, unknown>; archive: Blob }, options?: { username?: string }): Promise<AddedBackup>;
  /** Cancels what runs, waits until it has cleaned up, and closes the storage. */
  close(): Promise<void>;
}

export function openSite(options: SiteOptions): Promise<LocalSite>;

/**
 * Opens the accounts alone of the site in a folder that no server has: no task or job starts. Rejects with the code ELOCKED
 * where one has it, ENOSITE where there is no site in it.
 */
export function openAccounts(options: { data: string } & Pick<SiteOptions, "wasm" | "now" | "warn">):
  Promise<Pick<LocalSite, "accounts" | "close">>;
