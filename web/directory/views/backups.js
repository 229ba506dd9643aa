// A store's backups as a table, and as a resource page of their own.
import { h, icon } from "../dom.js";
import { formatBytes, formatDuration, formatRelative, t } from "../i18n.js";
import { backupBadge, dataTable, timeOf } from "../parts.js";
import { address } from "../router.js";

export async function backups({ site, params, signal }) {
  const list = await site.store(params.store).backups({ signal });
  return {
    title: t("backups.title", { store: params.store }), path: ["system", "disasterrecovery", "stores", params.store, "backups"],
    actions: [h("a", { class: "button primary", href: address(["stores", params.store, "backups", "create"]) }, icon("add"), t("create.action"))],
    body: list.length > 0 ? backupTable({ backups: list, storeName: params.store, now: Date.now() }) : h("p", { class: "quiet" }, t("backups.none")),
  };
}

/** The size of a backup's file in bytes where the server tells it (the local site does), else null. */
export function backupSize(backup) {
  return typeof backup.size === "number" ? backup.size : null;
}

/** The table of backups, newest first. */
export function backupTable({ backups: rows, storeName, now }) {
  const sized = rows.some((backup) => backupSize(backup) !== null);
  return dataTable({
    caption: t("backups.title", { store: storeName }), rows, sortedBy: 1,
    filter: (backup) => `${backup.backupName} ${backup.description ?? ""} ${backup.status}`,
    columns: [
      { label: t("backups.name"), sort: (backup) => backup.backupName, cell: (backup) => [
        h("a", { href: address(["stores", storeName, "backups", backup.backupName]) }, backup.backupName),
        backup.description && h("span", { class: "sub" }, backup.description)] },
      { label: t("backups.made"), sort: (backup) => backup.startTime, cell: (backup) => [
        timeOf(backup.startTime, { relative: true }), h("span", { class: "sub" }, timeOf(backup.startTime))] },
      { label: t("backups.took"), number: true, sort: (backup) => backup.completeTime - backup.startTime,
        cell: (backup) => formatDuration(backup.completeTime - backup.startTime) },
      ...(sized ? [{ label: t("backups.size"), number: true, sort: (backup) => backupSize(backup) ?? 0,
        cell: (backup) => backupSize(backup) === null ? t("unknown") : formatBytes(backupSize(backup)) }] : []),
      { label: t("backups.kept"), sort: (backup) => backup.retentionDate > 0 ? backup.retentionDate : Infinity, cell: (backup) => keptCell(backup, now) },
      { label: t("backups.status"), sort: (backup) => backup.status, cell: backupBadge },
    ],
  });
}

function keptCell(backup, now) {
  if (!(backup.retentionDate > 0)) return t("kept.forever");
  const relative = formatRelative(backup.retentionDate, now);
  return [t(backup.retentionDate > now ? "kept.until" : "kept.past", { relative }), h("span", { class: "sub" }, timeOf(backup.retentionDate))];
}
