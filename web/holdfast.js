// The module's entry: connecting to an organization, checking parameters without sending, and the error classes.

import { unwrap } from "./errors.js";
import { load } from "./load.js";
import { splitParameters } from "./parameters.js";
import { Site } from "./site-client.js";

export { checkBackupFile, packBackup, unpackBackup } from "./backup-file.js";
export * from "./errors.js";
export { Job } from "./job.js";
export { openBackup } from "./open-backup.js";
export { compareSettings, describeKit, openKit, sealKit } from "./kit.js";
export { checkPasscode, open, plainSize, seal, sealedSize } from "./seal.js";
export { tokenHeader } from "./transport.js";

/** Opens a connection; nothing is sent until the first call. */
export async function connect(options) {
  const core = await load("holdfast", { wasm: options.wasm });
  const connection = unwrap(core.openConnection(String(options.root), refererOf(options), options.version ?? ""));
  return new Site(core, connection, { ...options, root: String(options.root) });
}

/** Browsers name the page's origin by themselves; elsewhere tokens are bound to the root's. */
function refererOf({ root }) {
  if (globalThis.location?.origin?.startsWith("http")) return globalThis.location.origin;
  return URL.canParse(String(root)) ? new URL(root).origin : "";
}

function validator(operation) {
  return async (parameters, { wasm, now = Date.now(), version = "" } = {}) => {
    const core = await load("holdfast", { wasm });
    const { values, secrets } = splitParameters(parameters);
    // The core wipes what it takes; whoever only asks for a check keeps the bytes.
    for (const [name, bytes] of Object.entries(secrets)) secrets[name] = bytes.slice();
    return unwrap(core.validateParameters(operation, values, secrets, now, version, false));
  };
}

export const validateCreateBackup = validator("createBackup");
export const validateUpdateBackup = validator("updateBackup");
export const validateRestoreBackup = validator("restoreBackup");
export const validateRegisterStore = validator("registerStore");
export const validateUpdateStore = validator("updateStore");
export const validateUpdateSettings = validator("updateSettings");
export const validateCreateTask = validator("createTask");
export const validateUpdateTask = validator("updateTask");

/** The first `count` runs of a schedule after `from`, in epoch milliseconds; fewer where there are no more. */
export async function nextRuns(cron, from = Date.now(), count = 5, { wasm } = {}) {
  const core = await load("holdfast", { wasm });
  return unwrap(core.nextRuns(cron, Number(from), count));
}

/** The core's table of error codes. */
export async function errorCodes(options) {
  return (await load("holdfast", options)).errorCodes();
}

/** The core's sentences that have names of their own, with places for their values. */
export async function sentences(options) {
  return (await load("holdfast", options)).sentences();
}

/** The core's table of operations: address, method, parameters and the version each exists from. */
export async function operations(options) {
  return (await load("holdfast", options)).operations();
}
