// Whether two releases are the same one; knows not who made which.

/**
 * "same", "other" or "unknown" for two release texts such as "11.4" and "11.4.0": compared part by part, a missing part
 * being 0. Anything that is not numbers with dots between them is unknown.
 */
export function compareReleases(left, right) {
  const [ours, theirs] = [left, right].map((release) => /^\d+(\.\d+)*$/.test(String(release ?? "")) ? String(release).split(".").map(Number) : null);
  if (!ours || !theirs) return "unknown";
  const parts = Math.max(ours.length, theirs.length);
  for (let at = 0; at < parts; at += 1) {
    if ((ours[at] ?? 0) !== (theirs[at] ?? 0)) return "other";
  }
  return "same";
}
