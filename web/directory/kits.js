// The recovery kits this page has at hand, in memory; what is known of those it made, on this computer. Holds sealed files, hashes
// and dates, never a passcode. Draws nothing.
import { checkPasscode, openKit, PasscodeError, seal } from "../holdfast.js";

const kRecordsKey = "holdfast.kits";
const kMostRecords = 200;

/** The kits opened or made since the page was loaded, newest first: `{kit, file, fileName, sha256}`; `sha256` null where not made here. */
const atHand = [];

/** By backup: an empty file sealed with the passcode that was sent when the backup was created, as a promise: sealing takes a while. */
const proofs = new Map();

const keyOf = (root, store, backup) => JSON.stringify([root, store, backup]);

/** The name of the file a sealed kit for the backup `name` is kept in. */
export function kitFileName(name) {
  return `${name}.kit.age`;
}

/** Whether `kit` lists the backup `info`: the same name, made at the same time. */
export function covers(kit, info) {
  return kit.backups.some(({ name, startTime }) => name === info.backupName && startTime === info.startTime);
}

/** Keeps a kit at hand. */
export function keepAtHand(entry) {
  const known = atHand.findIndex(({ file }) => file === entry.file);
  if (known >= 0) atHand.splice(known, 1);
  atHand.unshift(entry);
}

/** The newest kit at hand that lists the backup, or null. */
export function kitAtHand(info) {
  return atHand.find(({ kit }) => covers(kit, info)) ?? null;
}

/** Remembers on this computer that a kit was made (`made`) or has proved itself (`tried`), epoch milliseconds, for each of its backups. */
export function record(kit, facts) {
  const all = records();
  for (const { name, startTime } of kit.backups) {
    const same = (one) => one.root === kit.organization.root && one.store === kit.store.name && one.backup === name && one.startTime === startTime;
    const known = all.findIndex(same);
    const [earlier] = known >= 0 ? all.splice(known, 1) : [{}];
    all.unshift({ root: kit.organization.root, store: kit.store.name, backup: name, startTime, ...(facts.made ? {} : earlier), ...facts });
  }
  localStorage.setItem(kRecordsKey, JSON.stringify(all.slice(0, kMostRecords)));
}

/** `{sha256, made, tried}` of the newest kit for a backup, as far as this computer knows, or null. */
export function recordOf(root, store, info) {
  return records().find((one) => one.root === root && one.store === store && one.backup === info.backupName && one.startTime === info.startTime) ?? null;
}

/**
 * What a sealed kit says. Where the passcode does not open it and this computer knows a kit by that name, the file's SHA-256 is
 * compared: it rejects with PasscodeError, with FileError `file_changed` for another file, or as the file's damage is.
 */
export async function openSealed({ file, fileName, sha256 }, passcode, { signal }) {
  try {
    return await openKit(file, passcode, { signal });
  } catch (error) {
    const known = sha256 ?? records().find(({ backup }) => kitFileName(backup) === fileName)?.sha256;
    if (!(error instanceof PasscodeError) || !known) throw error;
    return openKit(file, passcode, { signal, sha256: known });
  }
}

function records() {
  return JSON.parse(localStorage.getItem(kRecordsKey) ?? "[]");
}

/** Seals nothing with the passcode a backup is created with, so that its kit can be held against that passcode; where that fails, nothing is known. */
export function rememberPasscode(root, store, backup, passcode) {
  const empty = new Blob([]).stream().pipeThrough(seal({ passcode }));
  const proof = new Response(empty).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => { proofs.delete(keyOf(root, store, backup)); });
  proofs.set(keyOf(root, store, backup), proof);
}

/** Whether the passcode a backup was created with is known to this page, so that `checkRemembered` says something. */
export function isRemembered(root, store, backup) {
  return proofs.has(keyOf(root, store, backup));
}

/** Rejects with PasscodeError where `passcode` is not the one the backup was created with. */
export async function checkRemembered(root, store, backup, passcode, { signal } = {}) {
  const proof = await proofs.get(keyOf(root, store, backup));
  if (proof) await checkPasscode(proof, passcode, { signal });
}
