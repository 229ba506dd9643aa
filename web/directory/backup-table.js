// The backups of a store as a table, and what stands in its place where they cannot be read. Knows no operation on them.
import { h, nextTask } from "./dom.js";
import { formatBytes, formatDuration, formatRelative, t, wordsOf } from "./i18n.js";
import { backupBadge, badge, dataTable, panel, timeOf, wordsOfServer } from "./parts.js";
import { address } from "./router.js";

/** How long a verification counts. */
const kStaleAfter = 30 * 86_400_000;

/** The backups of a store, however many: reading them and drawing them are two tasks. */
export async function readBackups(store, { signal }) {
  const list = await store.backups({ signal });
  await nextTask();
  return list;
}

/** What stands in the place of the backups of a store that its server cannot read, whose `error` says why. */
export function unreadable(storeName, error) {
  return panel("danger", t("health.unreadable", { store: storeName }), h("p", {}, wordsOf(error)),
    h("p", {}, h("a", { href: address(["stores", storeName]) }, t("store.title", { name: storeName }))));
}

/** The size of a backup's file in bytes where the server tells it (the local site does), else null. */
export function backupSize(backup) {
  return typeof backup.holdfast?.size === "number" ? backup.holdfast.size : null;
}

/** The table of backups, newest first; of the `newest` alone where that is given. */
export function backupTable({ backups: all, storeName, now, newest = Infinity }) {
  const rows = all.length > newest ? [...all].sort((a, b) => b.startTime - a.startTime).slice(0, newest) : all;
  const sized = rows.some((backup) => backupSize(backup) !== null);
  const verifiable = rows.some((backup) => backup.verified || backup.holdfast);
  return dataTable({
    caption: t("backups.title", { store: storeName }), rows, sortedBy: 1,
    filter: newest === Infinity && ((backup) => `${backup.backupName} ${backup.description ?? ""} ${backup.status}`),
    columns: [
      { label: t("backups.name"), sort: (backup) => backup.backupName, cell: (backup) => [
        h("a", { href: address(["stores", storeName, "backups", backup.backupName]) }, backup.backupName),
        backup.description && h("span", { class: "sub" }, backup.description)] },
      { label: t("backups.made"), sort: (backup) => backup.startTime, cell: (backup) => [
        timeOf(backup.startTime, { relative: true }), h("span", { class: "sub" }, timeOf(backup.startTime))] },
      { label: t("backups.took"), number: true, minor: true, sort: (backup) => backup.completeTime - backup.startTime,
        cell: (backup) => formatDuration(backup.completeTime - backup.startTime) },
      ...(sized ? [{ label: t("backups.size"), number: true, sort: (backup) => backupSize(backup) ?? 0,
        cell: (backup) => backupSize(backup) === null ? t("unknown") : formatBytes(backupSize(backup)) }] : []),
      { label: t("backups.kept"), sort: (backup) => backup.retentionDate > 0 ? backup.retentionDate : Infinity, cell: (backup) => keptCell(backup, now) },
      ...(verifiable ? [{ label: t("backups.verified"), minor: true, sort: (backup) => backup.verified?.date ?? 0, cell: verifiedCell }] : []),
      { label: t("backups.status"), sort: (backup) => backup.status, cell: backupBadge },
    ],
  });
}

/** How deep and when a backup was verified last, whether that is long ago, or why it is not whole. */
export function verifiedCell({ verified }) {
  if (!verified) return t("verified.never");
  const isWhole = verified.state === "success";
  const isStale = isWhole && Date.now() - verified.date > kStaleAfter;
  return [badge(isStale ? "warning" : isWhole ? "ok" : "danger", isWhole ? t(isStale ? "verified.stale" : "verified.level", { level: verified.level ?? 3 }) : t("verified.failed")),
    h("span", { class: "sub" }, timeOf(verified.date, { relative: true }), ", ", timeOf(verified.date)),
    !isWhole && verified.message && h("span", { class: "sub" }, wordsOfServer(verified.message))];
}

function keptCell(backup, now) {
  if (!(backup.retentionDate > 0)) return badge("ok", t("kept.forever"));
  const relative = formatRelative(backup.retentionDate, now);
  return [t(backup.retentionDate > now ? "kept.until" : "kept.past", { relative }), h("span", { class: "sub" }, timeOf(backup.retentionDate))];
}
