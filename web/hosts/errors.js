// What a host's failures are called: the core's storage codes for the causes an operator can act on; knows no host.

const codes = {
  ENOSPC: "storage_full",
  EDQUOT: "storage_full",
  QuotaExceededError: "storage_full",
  EACCES: "storage_unreadable",
  EPERM: "storage_unreadable",
  ELOOP: "storage_unreadable",
  ENOENT: "storage_unreadable",
  ENOTDIR: "storage_unreadable",
  EISDIR: "storage_unreadable",
  NotFoundError: "storage_unreadable",
  NotReadableError: "storage_unreadable",
};

const sentences = {
  storage_full: "The disk or quota is full: make room, then try again.",
  storage_unreadable: "It cannot be opened: check that it exists and that its permissions allow it.",
  storage_failed: "The storage failed.",
};

/** A refusal of the host's own, told as it is. `code` is one of the core's error codes. */
export class Refusal extends Error {
  constructor(code, message, parameter = "") {
    super(message);
    Object.assign(this, { code, parameter });
  }
}

/** What was being done when a storage call failed, by its kind (wasm/site/host.h). */
const actions = {
  listContent: "Listing", openContent: "Opening", readContent: "Reading", closeContent: "Closing", createData: "Creating",
  appendData: "Writing", closeData: "Writing", readData: "Reading", replaceData: "Writing", removeData: "Removing",
  attachStore: "Attaching", takeUpStore: "Taking up", detachStore: "Detaching",
  beginStaging: "Making room to restore into", stageFolder: "Restoring", stageFile: "Restoring", appendStaged: "Restoring",
  closeStaged: "Restoring", stageLink: "Restoring", finishFolder: "Restoring", swapContent: "Putting the restored files in place of",
  discardStaging: "Clearing away what restoring left in",
};

/** The name of what made a call fail, such as ENOSPC. */
export function reasonOf(cause) {
  // The number that a browser's own exceptions have as their code says nothing.
  return typeof cause?.code === "string" ? cause.code : cause?.name ?? "unknown";
}

/** The tagged failure for `cause`, met at `path` (text for people) while doing `what`, such as "Writing". */
export function storageFailure(cause, what, path) {
  if (cause instanceof Refusal) return { ok: false, error: { code: cause.code, message: cause.message, parameter: cause.parameter } };
  const reason = reasonOf(cause);
  const code = codes[reason] ?? "storage_failed";
  return { ok: false, error: { code, message: `${what} ${path || "the folder"} failed (${reason}). ${sentences[code]}`, parameter: path } };
}

/** The tagged failure of the storage call `kind` for `cause`, met at `path`. */
export function callFailure(cause, kind, path) {
  return storageFailure(cause, actions[kind] ?? "A storage call on", path);
}

/** The tagged success. */
export function done(value) {
  return { ok: true, value };
}
