// The JavaScript module's types: the contract between Holdfast and whoever imports it. Written by hand; times are epoch
// milliseconds (UTC), sizes are bytes, names and members are the Administrator API's own.
/// <reference lib="esnext.disposable" />

// ---- Connecting -------------------------------------------------------------------------------------------------

export interface Credentials {
  username: string;
  /** A string, or its UTF-8 bytes, which are wiped after use. */
  password: string | Uint8Array;
}

export interface TokenGrant {
  token: string;
  /** When the token ends, where that is known. */
  expires?: number;
}

export interface ConnectOptions extends LoadOptions {
  /** The Administrator API's root: `https://<fqdn>/<context>/admin`. */
  root: string;
  /** One of: a token; username and password; or a function asked whenever a (new) token is needed. */
  token?: string;
  username?: string;
  password?: string | Uint8Array;
  credentials?: () => Credentials | TokenGrant | Promise<Credentials | TokenGrant>;
  /** Any fetch-shaped function; the global `fetch` otherwise. */
  fetch?: (request: Request) => Promise<Response>;
  /** Ends everything that still waits on this connection. */
  signal?: AbortSignal;
  /** The server's version, such as "11.4", where it is known; otherwise it is asked. */
  version?: string;
  /** Told of every request: method and address without a query, status (0: no reply) and duration. Never a secret. */
  onRequest?: (entry: RequestLogEntry) => void;
  /**
   * How to wait between questions about a job and before a try is repeated; a timer otherwise. A page may wait longer while nobody
   * looks at it. Resolves when the wait is over, early where `signal` aborts.
   */
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface LoadOptions {
  /** Where `holdfast.wasm` lies, where it is not beside the module. */
  wasm?: URL | string | ArrayBuffer | Uint8Array | WebAssembly.Module;
}

export interface RequestLogEntry {
  /** The server's own time of the reply, epoch milliseconds, or null where it does not let this be seen. */
  date: number | null;
  method: string;
  url: string;
  status: number;
  milliseconds: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Opens a connection; nothing is sent until the first call. */
export function connect(options: ConnectOptions): Promise<Site>;

export interface Site {
  readonly root: string;
  /** The root resource: `currentVersion`, `fullVersion`, `resources`. */
  info(options?: CallOptions): Promise<RootInfo>;
  /**
   * The disaster recovery resource: its operations and child resources. `storeFolders`, of a local site only: the folders below
   * which the `rootDir` of a new store may lie.
   */
  disasterRecovery(options?: CallOptions): Promise<{ operations: string[]; resources: string[]; storeFolders?: string[] }>;
  status(options?: CallOptions): Promise<RecoveryStatus>;
  settings(options?: CallOptions): Promise<RecoverySettings>;
  updateSettings(settings: RecoverySettings, options?: CallOptions): Promise<OperationResult>;
  stores(options?: CallOptions): Promise<StoreInfo[]>;
  store(name: string): Store;
  registerStore(parameters: RegisterStoreParameters, options?: CallOptions): Promise<OperationResult | Job>;
  /** Ids of all jobs the server lists. */
  jobs(options?: CallOptions): Promise<string[]>;
  /** A job by its id: of an earlier visit, another tab, or the list. */
  job(id: string, about?: JobSubject): Job;
  tasks(options?: CallOptions): Promise<TaskInfo[]>;
  task(id: string): Task;
  createTask(parameters: CreateTaskParameters, options?: CallOptions): Promise<OperationResult>;
  /**
   * Any resource below the root as the server sends it: the exact bytes of `html`, `json` or `pjson`, its words of a fault
   * among them; only where it refuses the token, the call rejects as all others do. Before `html` the same is read as JSON,
   * since a page cannot be told from a form to sign in with.
   */
  view(path: string, format: "html" | "json" | "pjson", options?: CallOptions): Promise<{ contentType: string; text: string }>;
  /** The token in use and when it ends, or null. */
  readonly token: TokenGrant | null;
  /**
   * Forgets the token at once and has the server revoke it; the next call signs in again. `revoked` is false where the server
   * does not know how, says no or does not answer within ten seconds (or until `signal`): there the token stays good until it
   * ends. Never rejects.
   */
  signOut(options?: CallOptions): Promise<{ revoked: boolean }>;
}

export interface Store {
  readonly name: string;
  info(options?: CallOptions): Promise<StoreInfo>;
  backups(options?: CallOptions): Promise<BackupInfo[]>;
  backup(name: string): Backup;
  /** Validates, sends, and answers once the server has accepted the job. */
  createBackup(parameters: CreateBackupParameters, options?: CallOptions): Promise<Job>;
  update(settings: { default?: boolean; supportBDSBackup?: boolean }, options?: CallOptions): Promise<OperationResult>;
  validate(options?: CallOptions): Promise<{ isReady: boolean; status: string }>;
  unregister(options?: CallOptions): Promise<OperationResult>;
}

export interface Backup {
  readonly storeName: string;
  readonly name: string;
  info(options?: CallOptions): Promise<BackupInfo>;
  /**
   * Answers when the restore is accepted; the returned job is watched through the status resource where the server names none. A
   * local site checks the passcode first, and refuses with PasscodeError, or FileError where the file is not the one it was.
   */
  restore(parameters: { passcode: string | Uint8Array }, options?: CallOptions): Promise<Job>;
  update(parameters: { retentionDate: number | Date | null }, options?: CallOptions): Promise<OperationResult>;
  /** Irreversible. `async` (from 11.0): answers with a Job instead of waiting. */
  delete(options?: CallOptions & { async?: boolean }): Promise<OperationResult | Job>;
  /**
   * Local site only. 1: the header, and that the passcode opens it; 2: every chunk to the last; 3 (the default): every file
   * against the sealed list; 4: a trial restore beside the content, removed again. `info().verified` tells of the last one. Refuses
   * as `restore` does.
   */
  verify(parameters: { passcode: string | Uint8Array; level?: 1 | 2 | 3 | 4 }, options?: CallOptions): Promise<Job>;
}

export interface Task {
  readonly id: string;
  info(options?: CallOptions): Promise<TaskInfo>;
  update(parameters: Partial<CreateTaskParameters>, options?: CallOptions): Promise<OperationResult>;
  delete(options?: CallOptions): Promise<OperationResult>;
  enable(options?: CallOptions): Promise<OperationResult>;
  disable(options?: CallOptions): Promise<OperationResult>;
  /** Newest first. */
  runs(options?: CallOptions): Promise<TaskRunInfo[]>;
  runInfo(runId: string, options?: CallOptions): Promise<TaskRunInfo>;
  /** Corrects what a run is said to have come to; on the local site not while its job runs. */
  updateRun(runId: string, parameters: { status: TaskRunStatus; result?: string }, options?: CallOptions): Promise<OperationResult>;
  deleteRun(runId: string, options?: CallOptions): Promise<OperationResult>;
  /** Local site only: starts a run at once. */
  run(options?: CallOptions): Promise<OperationResult>;
}

// ---- Jobs -------------------------------------------------------------------------------------------------------

/** What a job is about; needed to confirm a COMPLETED backup by its two other witnesses. */
export interface JobSubject {
  operation: "backup" | "restore" | "verify" | "delete" | "register" | "import";
  storeName?: string;
  backupName?: string;
  /** What the status resource showed before the job was submitted, so that it is not taken for an earlier one. */
  previousStartTime?: number;
}

/**
 * The states of the API; `CONFIRMING`: the job says COMPLETED and the other witnesses are being asked; `UNKNOWN`: the
 * server says a word no documentation knows (it stands in `serverStatus`).
 */
export type JobStatus =
  | "SUBMITTED" | "EXECUTING" | "CANCELLING" | "CANCELLED" | "FAILED" | "COMPLETED" | "TIMED OUT" | "UNAVAILABLE"
  | "CONFIRMING" | "UNKNOWN";

export interface JobStage {
  name: string;
  state: string;
  lastUpdated?: number;
  duration?: string;
}

export interface JobProgress {
  filesDone: number;
  filesTotal: number;
  bytesDone: number;
  bytesTotal: number;
}

export interface JobUpdate {
  status: JobStatus;
  /** The status text exactly as the server sent it. */
  serverStatus: string;
  stages: JobStage[];
  progress: JobProgress | null;
  messages: string[];
  startTime: number | null;
  endTime: number | null;
  /** Set while the server cannot be reached or must be waited for: why (the message, code and sentence of an error), and when the next try is. */
  waiting: { reason: string; code: ErrorCode; sentence: string; until: number } | null;
}

/** A job is a value (root and id): it can be picked up again after a reload, in another tab, or tomorrow. */
export class Job implements AsyncIterable<JobUpdate> {
  private constructor();
  /** Empty where the server named none: the job is then watched through the status resource. */
  readonly id: string;
  readonly subject: JobSubject | null;
  /** The newest update, or null before the first. */
  readonly latest: JobUpdate | null;
  /** The finished backup (or result); rejects with a typed error. Watching starts with the first use of `done` or of the iterator. */
  readonly done: Promise<BackupInfo | OperationResult>;
  /** The job resource as the server has it now. */
  info(options?: CallOptions): Promise<Record<string, unknown>>;
  /** Local site only: the API of a remote organization has no cancel. */
  cancel(options?: CallOptions): Promise<OperationResult>;
  /** Stops watching, not the job. */
  stop(): void;
  [Symbol.asyncIterator](): AsyncIterator<JobUpdate>;
  toJSON(): { root: string; id: string; subject: JobSubject | null };
}

// ---- Resources, as the API sends them ---------------------------------------------------------------------------

export interface RootInfo { currentVersion: string; fullVersion?: string; resources?: string[]; [member: string]: unknown }

export interface RecoveryStatus {
  code: number;
  state: string;
  operation?: string;
  scheduleType?: string;
  backupStore?: string;
  backupName?: string;
  startTime?: number;
  completeTime?: number;
  overallDuration?: string;
  message?: string;
  stages?: JobStage[];
  [member: string]: unknown;
}

export interface RecoverySettings {
  stagingVolumeConfig?: {
    provisioningType: "STATIC" | "DYNAMIC";
    storageClass?: string;
    size?: string;
    labels?: Record<string, string>;
    [member: string]: unknown;
  };
  timeoutInSeconds?: number;
  [member: string]: unknown;
}

export interface StoreInfo {
  name: string;
  default: boolean;
  type: string;
  storageConfig?: Record<string, unknown>;
  [member: string]: unknown;
}

export interface BackupInfo {
  backupName: string;
  backupStore: string;
  description: string;
  backupType: string;
  scheduleType: string;
  release: string;
  /** −1: never expires. */
  retentionDate: number;
  startTime: number;
  completeTime: number;
  status: string;
  /** Local site only: when the backup was verified last, how deep, or why it is not whole. */
  verified?: { date: number; state: "success" | "failed"; level?: 1 | 2 | 3 | 4; message?: string };
  [member: string]: unknown;
}

export interface TaskInfo {
  id: string;
  taskTitle: string;
  taskType: string;
  taskState: string;
  cronSchedule: CronSchedule;
  [member: string]: unknown;
}

export type TaskRunStatus = "scheduled" | "executing" | "succeeded" | "skipped" | "failed" | "submitfailed";

/** A run of a task. */
export interface TaskRunInfo {
  runId: string;
  status: TaskRunStatus;
  /** What came of it, in words. */
  result?: string;
  /** When it began: epoch milliseconds, or English text in UTC, which some servers send. */
  created?: number | string;
  /** When it ended, or was changed last; as `created`. */
  modified?: number | string;
  url?: string;
  task?: TaskInfo;
  /** Local site only: the backup's job. */
  jobId?: string;
  [member: string]: unknown;
}

export interface OperationResult { status?: string; success?: boolean; [member: string]: unknown }

// ---- Parameters and their validation ----------------------------------------------------------------------------

export interface CreateBackupParameters {
  name: string;
  /** At least eight characters. A string, or its UTF-8 bytes, which are wiped after use. */
  passcode: string | Uint8Array;
  description?: string;
  /** Epoch milliseconds or a Date; −1, null or absent: never expires. */
  retentionDate?: number | Date | null;
}

export interface RegisterStoreParameters {
  storeName: string;
  settings: Record<string, unknown>;
  isDefault: boolean;
  async?: boolean;
}

export interface CreateTaskParameters {
  title?: string;
  type: string;
  parameters: Record<string, unknown>;
  startDate?: number;
  endDate?: number;
  minute: string;
  hour: string;
  dayOfMonth: string;
  month: string;
  dayOfWeek: string;
  maxOccurrences?: number;
}

export interface Issue {
  parameter: string;
  code: ErrorCode;
  /** What is wrong and how to put it right. */
  message: string;
  /** Which of `sentences()` the message is, or "". */
  sentence: string;
  /** What stands at the places of that sentence. */
  values: Record<string, string>;
}

export interface Validation {
  /** Faults: nothing is sent while there is one. */
  issues: Issue[];
  /** Worth knowing, but no reason to refuse. */
  advice: Issue[];
}

/** Checks the parameters of a create as `createBackup` does, without sending; `storeName` is checked where it is given. */
export function validateCreateBackup(parameters: Partial<CreateBackupParameters> & { storeName?: string }, options?: ValidateOptions): Promise<Validation>;

type Checkable<Parameters> = Partial<Parameters> & { storeName?: string; backupName?: string };

export function validateUpdateBackup(parameters: Checkable<{ retentionDate: number | Date | null }>, options?: ValidateOptions): Promise<Validation>;
export function validateRestoreBackup(parameters: Checkable<{ passcode: string | Uint8Array }>, options?: ValidateOptions): Promise<Validation>;
export function validateRegisterStore(parameters: Partial<RegisterStoreParameters>, options?: ValidateOptions): Promise<Validation>;
export function validateUpdateStore(parameters: Checkable<{ settings: { default?: boolean; supportBDSBackup?: boolean } }>, options?: ValidateOptions): Promise<Validation>;
export function validateUpdateSettings(parameters: { settings?: RecoverySettings }, options?: ValidateOptions): Promise<Validation>;
export function validateCreateTask(parameters: Partial<CreateTaskParameters>, options?: ValidateOptions): Promise<Validation>;

/** As `Task.update` does: whatever is left out stays as it is. */
export function validateUpdateTask(parameters: Partial<CreateTaskParameters>, options?: ValidateOptions): Promise<Validation>;

/** The five cron fields of a task, in GMT, as Quartz reads them: `, - * /`, names, and for the days `?`, `L`, `W`, `#`. */
export type CronSchedule = Record<"minute" | "hour" | "dayOfMonth" | "month" | "dayOfWeek", string>;

/**
 * The first `count` runs (5 otherwise) of a schedule after `from` (now otherwise), epoch milliseconds; fewer where there are
 * no more. Rejects with a ValidationError that names each field it cannot read.
 */
export function nextRuns(cron: CronSchedule, from?: number | Date, count?: number, options?: LoadOptions): Promise<number[]>;

export interface ValidateOptions extends LoadOptions {
  /** The server's version, for the rules that depend on it; they rest otherwise. */
  version?: string;
  /** For advice that depends on the time, such as a retention date that has passed; now otherwise. */
  now?: number;
}

// ---- Sealing ----------------------------------------------------------------------------------------------------

export interface PasscodeOptions extends LoadOptions, CallOptions {
  /** Told before a run of scrypt that will take more than five seconds on this machine, as a small run measures. */
  onSlow?: (estimate: { seconds: number }) => void;
}

export interface SealOptions extends PasscodeOptions {
  /** A string, or its UTF-8 bytes, which are wiped after use. */
  passcode: string | Uint8Array;
  /** log2 of scrypt's N, from 1 to 22; 17 otherwise. Memory is 1 KiB times N. */
  workFactor?: number;
  /** Writes the file as text (PEM) instead of bytes. */
  armor?: boolean;
}

export interface OpenOptions extends PasscodeOptions {
  passcode: string | Uint8Array;
  /** The highest work factor that is worked on: 20 otherwise, 22 at most. */
  maxWorkFactor?: number;
}

type ByteChunk = Uint8Array | ArrayBuffer | ArrayBufferView;

/**
 * A TransformStream over a Worker, whose memory holds keys. The Worker ends with the stream: at its end, with an error, when it
 * is cancelled, aborted or disposed of, and some time after it was dropped.
 */
export interface SealingStream extends TransformStream<ByteChunk, Uint8Array> {
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Seals a file of any size as age v1; what comes out opens with `age -d`. scrypt and sealing run in a Worker of their own. */
export function seal(options: SealOptions): SealingStream;

/**
 * Opens a file sealed with a passcode, armored or not. Every byte that comes out is authenticated, but the file is whole
 * only once the stream has ended without an error: PasscodeError, FileError, or `out_of_memory`.
 */
export function open(options: OpenOptions): SealingStream;

export interface SizeOptions extends LoadOptions {
  /** As for `seal`; 17 otherwise. */
  workFactor?: number;
  armor?: boolean;
}

/** The size in bytes of the file that `plainSize` bytes become. */
export function sealedSize(plainSize: number, options?: SizeOptions): Promise<number>;

/**
 * The size of what a file of `sealedSize` bytes holds, or null where no sealed file has that size. Armor hides up to two bytes:
 * of the sizes it may stand for, the largest.
 */
export function plainSize(sealedSize: number, options?: SizeOptions): Promise<number | null>;

export interface CheckPasscodeOptions extends PasscodeOptions {
  maxWorkFactor?: number;
  /** The SHA-256 of header and payload nonce, in hexadecimal, as a manifest records it: tells a changed file from a wrong passcode. */
  sha256?: string;
}

/**
 * Resolves where `passcode` opens the file; rejects with PasscodeError where it does not, with FileError where the file is
 * at fault. Only the header is read: half a kilobyte as a rule, by a range request where `file` is a URL. `file` may be a
 * function that reads a range (end exclusive).
 */
export function checkPasscode(
  file: ByteChunk | Blob | URL | ((start: number, end: number) => Promise<ByteChunk>),
  passcode: string | Uint8Array,
  options?: CheckPasscodeOptions,
): Promise<void>;

// ---- Looking into a sealed file ---------------------------------------------------------------------------------

export interface OpenBackupOptions extends PasscodeOptions {
  /**
   * The sealed file: a backup's `content.tar.zst.age`, or any other age file sealed with a passcode. Under Node, `openAsBlob` of
   * `node:fs` makes a Blob of a file on the disk. A function reads a range (end exclusive); its last range is shorter than asked.
   */
  file: ByteChunk | Blob | URL | ((start: number, end: number) => Promise<ByteChunk>);
  passcode: string | Uint8Array;
  /** The `backup.json` beside the file, as text or read: with it, a changed file is told from a wrong passcode. */
  manifest?: string | BackupInfo;
  maxWorkFactor?: number;
  onProgress?: (progress: ReadingProgress) => void;
}

export interface ReadingProgress {
  /** Of the sealed file. */
  bytesDone: number;
  /** Null where the file's size is not known beforehand. */
  bytesTotal: number | null;
  /** Found so far. */
  entries: number;
}

export interface BackupEntry {
  /** Its place in the archive, from 0. */
  index: number;
  /** Relative, joined by `/`; "" for a file that is no archive. Bytes that are not UTF-8 stand as U+FFFD, then `isText` is false. */
  path: string;
  isText: boolean;
  /** `other`: a hard link, a device, a pipe, or a path that leads out of the folder the archive is unpacked to; never read. */
  kind: "file" | "folder" | "link" | "other";
  /** False where the path leads out of the folder. */
  isInside: boolean;
  size: number;
  /** Permission bits. */
  mode: number;
  /** Epoch milliseconds. */
  modified: number;
  linkTarget: string;
}

export interface ReadEntriesOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ReadingProgress) => void;
}

/** A sealed file that was opened, read once to its end, and found whole. One reading at a time. */
export interface OpenedBackup extends Disposable {
  /** In the order of the archive. A file that is no archive is one entry without a path. */
  readonly entries: BackupEntry[];
  readonly isArchive: boolean;
  /** Whether each file was compared with the list that backups hold of their files; other programs' archives have none. */
  readonly isListed: boolean;
  readonly totals: { files: number; folders: number; links: number; bytes: number };
  /**
   * The content of the files among `wanted` (of all otherwise) in the order of the archive, which is read up to the last of them.
   * Each stream is read, or cancelled, before the next entry is asked for.
   */
  read(wanted?: Iterable<BackupEntry> | null, options?: ReadEntriesOptions): AsyncGenerator<{ entry: BackupEntry; content: ReadableStream<Uint8Array> }, void>;
  /** The entries `wanted` (all otherwise) as a tar archive: files, folders and links with their modes and times. */
  tar(wanted?: Iterable<BackupEntry> | null, options?: ReadEntriesOptions): ReadableStream<Uint8Array>;
  /** Ends the Worker, which holds the file's key. */
  close(): void;
}

/**
 * Opens a sealed file of any size, in constant memory and in a Worker of its own, and reads it once to its end. Rejects with
 * PasscodeError where the passcode is wrong; with FileError `file_changed` where it is not the file its manifest records, and with
 * another FileError where it is damaged. `signal` ends the opening, and afterwards whatever is read.
 */
export function openBackup(options: OpenBackupOptions): Promise<OpenedBackup>;

/** A backup as it lies in a store: `backup.json`, as text or read, and the age file beside it. */
export interface BackupFiles {
  manifest: string | BackupInfo;
  archive: Blob;
}

/** Both in one file: an uncompressed tar, which `tar -x` takes apart into a folder of the backup's name. Reads nothing yet. */
export function packBackup(files: BackupFiles, options?: LoadOptions): Promise<Blob>;

/** What `packBackup` put together, as parts of `file`; null where that is something else. FileError where the end is missing. */
export function unpackBackup(file: Blob, options?: LoadOptions): Promise<{ manifest: string; archive: Blob } | null>;

/** Rejects with FileError `file_changed` where the archive is not the one that the manifest records. Needs no passcode. */
export function checkBackupFile(
  files: BackupFiles,
  options?: LoadOptions & CallOptions & { onProgress?: (progress: { bytesDone: number; bytesTotal: number }) => void },
): Promise<void>;

// ---- Recovery kits ----------------------------------------------------------------------------------------------

/**
 * The seven settings that must be identical in source and target of an out-of-place restore; null: not known. `address`: host
 * and context path, `registry`: host and repository, `groups`: FSGroup and supplemental group where they are not the usual ones.
 */
export type DeploymentSettings = Record<SettingName, string | null>;
export type SettingName = "release" | "address" | "registry" | "namespace" | "clusterDomain" | "dnsSuffix" | "groups";

/** The file of a backup, where it is at hand. */
export interface KitArchive {
  /** Its path below the folder that holds the stores. */
  file: string;
  size: number;
  sha256: string;
  /** age header and payload nonce in base64, or null: tells whether a passcode opens the file. */
  header: string | null;
}

export interface KitBackup {
  name: string;
  release: string | null;
  startTime: number;
  completeTime: number;
  /** Null for a backup of a remote organization, whose file is out of reach. */
  archive: KitArchive | null;
}

/** What a recovery kit says; the schema is published as `holdfast/kit.schema.json`. Holds no passcode. */
export interface Kit {
  kit: 1;
  madeAt: number;
  organization: { name: string | null; root: string };
  /** `location`: what is needed to register the store again, by the names of the API; no credentials. */
  store: { name: string; type: string | null; location: Record<string, string> };
  backups: KitBackup[];
  settings: DeploymentSettings;
  /** Where the passcode is kept, in words; "" where nobody said. */
  passcodeKept: string;
}

export interface KitSource {
  /** The address of the Administrator API. */
  root: string;
  /** The store and its backups as the API sends them; all of them sealed with one passcode. The first one's release counts. */
  store: StoreInfo;
  backups: BackupInfo[];
  /** What is known beside what the API tells. */
  settings?: Partial<DeploymentSettings>;
  passcodeKept?: string;
}

/** What a kit for these backups says. Credentials and keys of the store are left out. */
export function describeKit(source: KitSource, options?: LoadOptions & { now?: number }): Promise<Kit>;

export interface SealKitOptions extends PasscodeOptions {
  /** The passcode of the backups. A string, or its UTF-8 bytes, which are wiped after use. */
  passcode: string | Uint8Array;
  /** log2 of scrypt's N, from 1 to 22; 17 otherwise. */
  workFactor?: number;
}

/**
 * Seals a kit with the passcode of its backups, as an armored age file that `age -d` opens. First the passcode is held against
 * each archive's header in the kit: rejects with PasscodeError where it does not open one. `sha256` is that of `file`.
 */
export function sealKit(kit: Kit, options: SealKitOptions): Promise<{ file: string; sha256: string }>;

export interface OpenKitOptions extends PasscodeOptions {
  maxWorkFactor?: number;
  /** The SHA-256 of the file when it was sealed: another file is told (`file_changed`) before the passcode is tried. */
  sha256?: string;
}

/**
 * What a kit says, once the passcode has opened it, which proves the passcode. Rejects with PasscodeError where it does not, and
 * with FileError where the file is damaged, changed, or no kit.
 */
export function openKit(file: string | ByteChunk | Blob, passcode: string | Uint8Array, options?: OpenKitOptions): Promise<Kit>;

export interface ComparedSetting {
  setting: SettingName;
  /** `unknown` wherever either side is not known. */
  state: "same" | "different" | "unknown";
  source: string | null;
  target: string | null;
  /** The command line that reads it from the cluster; null where the API or its address tells it. */
  command: string | null;
}

/** The settings of one side as far as they are known; `root`, the address of the Administrator API, stands for `address`. */
export type KnownSettings = Partial<DeploymentSettings> & { root?: string };

/** All seven settings of the deployment that made a backup against those of the one that is to restore it. */
export function compareSettings(source: KnownSettings, target: KnownSettings, options?: LoadOptions): Promise<ComparedSetting[]>;

// ---- Errors -----------------------------------------------------------------------------------------------------

export class HoldfastError extends Error {
  /** Stable; see the table of error codes in the documentation. */
  readonly code: ErrorCode;
  /** The parameter, file or member the error speaks of, or "". */
  readonly parameter: string;
  /** Which of `sentences()` the message is, where the code alone does not tell, or "": by it the message can be said in another language. */
  readonly sentence: string;
  /** What stands at the places of that sentence. */
  readonly values: Record<string, string>;
  /** Further sentences, the server's own words among them. */
  readonly details: string[];
}
export class ValidationError extends HoldfastError { readonly issues: Issue[]; readonly advice: Issue[] }
/** The server said no: `apiCode` is the code it sent, `messages` its words. */
export class AdminApiError extends HoldfastError { readonly apiCode: number; readonly messages: string[] }
export class AuthenticationError extends HoldfastError { readonly apiCode: number }
export class NetworkError extends HoldfastError {}
export class PasscodeError extends HoldfastError {}
export class FileError extends HoldfastError {}
export class StorageError extends HoldfastError {}
export class JobError extends HoldfastError { readonly job: Job | null; readonly update: JobUpdate | null }

/** Every stable code, as the core's table has them. */
export type ErrorCode =
  | "validation_failed" | "parameter_required" | "parameter_too_short" | "parameter_too_long"
  | "parameter_characters" | "parameter_type" | "parameter_range" | "parameter_repeated" | "parameter_mismatch"
  | "parameter_encoding" | "parameter_version" | "api_error" | "api_bad_request" | "api_not_found" | "api_conflict"
  | "api_method" | "api_too_large" | "api_unavailable" | "api_unsupported" | "reply_empty" | "reply_html"
  | "reply_not_json" | "reply_cut_off" | "reply_unexpected" | "sign_in_refused" | "account_locked" | "token_required"
  | "token_expired" | "privilege_missing" | "network_failed" | "aborted" | "outcome_unknown" | "passcode_wrong"
  | "file_changed" | "armor_malformed" | "header_malformed" | "header_damaged" | "stanza_malformed"
  | "stanza_unsupported" | "work_factor_too_high" | "payload_damaged" | "payload_cut_off" | "compression_damaged"
  | "archive_malformed" | "archive_cut_off" | "archive_mismatch" | "kit_malformed" | "job_failed" | "job_cancelled"
  | "job_timed_out" | "job_status_unknown" | "job_unconfirmed" | "storage_failed" | "storage_full"
  | "storage_unreadable" | "json_malformed" | "out_of_memory" | "self_test_failed" | "internal_error";

/**
 * The core's sentences for which a code is too coarse: `message` is the English, with places such as `{limit}` for the error's
 * `values`; `{parameter}` is its `parameter`.
 */
export function sentences(options?: LoadOptions): Promise<{ sentence: string; message: string }[]>;

/** The core's table of error codes. */
export function errorCodes(options?: LoadOptions): Promise<{ code: ErrorCode; kind: string; meaning: string }[]>;

/** The header that carries the token of a GET, which a server of another origin must allow (CORS). */
export const tokenHeader: "X-Esri-Authorization";

/**
 * The core's table of operations: `path` is below the root, `from` the version an operation or parameter exists from, `values`
 * what a parameter may be where that can be counted.
 */
export function operations(options?: LoadOptions): Promise<{
  operation: string;
  method: "GET" | "POST";
  path: string;
  from: string;
  parameters: { name: string; required: boolean; from: string; values?: string[] }[];
}[]>;
