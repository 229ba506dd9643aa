// The site's data by its paths, alike in every host: which files it is opened with, what is a backup's folder, what is no path at all.
// Knows no storage.

const kIsState = /^(site\.json|sign-ins\.json|tasks\/key|(jobs|tasks)\/[^/]+\.json|stores\/[^/]+\.json|stores\/[^/]+\/[^/]+\/backup\.json)$/;

/** Whether the site is opened with the file at `path`. */
export function isState(path) {
  return kIsState.test(path);
}

/** The folders of backups, whole or not, that files at `paths` lie in. */
export function backupFolders(paths) {
  return new Set(paths.map((path) => /^stores\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0]).filter(Boolean));
}

/** Whether `name` can be a part of a path: it names an entry of its folder, and leads out of none. */
export function isPart(name) {
  return name !== "" && name !== "." && name !== ".." && !name.includes("\0");
}

/** Throws where a part of `path` (text with one character for each byte; null or undefined: no path) names no entry. */
export function checkPath(path) {
  if (path && !path.split("/").every(isPart)) throw Object.assign(new Error("The path could leave its folder."), { code: "EPERM" });
}

/** Names as a host answers them: UTF-8, each ended by a zero byte. */
export function namesAsBytes(names) {
  return new TextEncoder().encode(names.map((name) => `${name}\0`).join(""));
}
