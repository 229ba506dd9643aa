// What lies in the folder of a store that others can see as well, told by names alone: which entries are backups, whole or half made,
// and which files of a backup are its own. One rule for every host; knows no file system.
//
// Nothing that Holdfast did not write is ever removed there, and where one backup lies another is never written.

import { Refusal } from "./errors.js";

export const kManifest = "backup.json";
/** How long (milliseconds) half of a backup that another site may be making lies untouched before it is nobody's. */
export const kAbandoned = 24 * 3_600_000;
/** All that a backup writes, and what it leaves of that where it is cut off: under Node, and in a browser. */
const kOfBackup = /^(backup\.json|content\.tar\.zst\.age)(\.holdfast-new|(\.\d+)?\.crswap)?$/;
/** What the check of a store writes. */
const kProbe = /^probe-[0-9a-f-]{36}(\.holdfast-new|(\.\d+)?\.crswap)?$/;
const kSwap = /\.crswap$/;
/** What desktops, file servers and disks put into every folder. */
const kOfSystem = /^(\..*|desktop\.ini|(eh)?thumbs\.db|icon\r|\$recycle\.bin|system volume information|lost\+found|[@#](eadir|recycle|snapshot|recently-snapshot))$/i;

/** Whether the file `name` in a store's folder is what a check of the store writes. */
export function isProbe(name) {
  return kProbe.test(name);
}

/** Of the `names` in a backup's folder those of its own files, whole or not. */
export function ownFiles(names) {
  return names.filter((name) => kOfBackup.test(name));
}

/** Of the `names` in a backup's folder the new bytes of files that a browser was replacing when it was ended. */
export function swapFiles(names) {
  return ownFiles(names).filter((name) => kSwap.test(name));
}

/**
 * What the entry `name` of a store's folder is, where a folder holds `names` (null for whatever else): "whole" (a backup), "half"
 * (what a cut-off one or a cut-off check left) or "other".
 */
export function kindOf(name, names) {
  if (names === null) return isProbe(name) ? "half" : "other";
  if (names.includes(kManifest)) return "whole";
  const own = ownFiles(names);
  return own.length > 0 && names.every((each) => own.includes(each) || kOfSystem.test(each)) ? "half" : "other";
}

/** Whether the entry, as for `kindOf`, may lie in any folder that becomes a store: of the system, or a folder with nothing else in it. */
export function isHarmless(name, names) {
  return kOfSystem.test(name) || (names !== null && names.every((each) => kOfSystem.test(each)));
}

/** Throws the refusal of the folder `shown` as a store where `entries` (`{name, names}`) hold anything but backups. */
export function refuseForeign(shown, entries) {
  const foreign = entries.find(({ name, names }) => kindOf(name, names) === "other" && !isHarmless(name, names));
  if (foreign) throw new Refusal("api_bad_request", `The folder ${shown} holds ${foreign.name}, which is no backup. Choose a folder that is empty, new, or a former store's.`, "settings.rootDir");
}

/** The refusal of writing `backup` where its folder holds `names`, of which the site need not know. */
export function takenBy(shown, backup, names) {
  return new Refusal("api_conflict", names.includes(kManifest)
    ? `The folder ${shown} holds a backup ${backup} that was put there since the site was opened. Choose another name.`
    : `The folder ${shown} holds half of a backup ${backup}, which another site is making or was cut off at. Choose another name.`, "name");
}
