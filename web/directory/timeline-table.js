// What the timeline shows, as a table.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { backupBadge, dataTable, timeOf } from "./parts.js";
import { address, jobAddress } from "./router.js";
import { newest } from "./timeline.js";

/** The rows of `timeline` with the same arguments. */
export function timelineTable({ backups, failed = [], storeName }) {
  const rows = [
    ...newest(backups).map((backup) => ({ time: backup.startTime, until: backup.retentionDate, name: backup.backupName,
      href: address(["stores", storeName, "backups", backup.backupName]), status: backup.status })),
    ...failed.map(({ id, info, subject }) => ({ time: info.starttime, until: null, name: subject.backupName ?? id, href: jobAddress(id, subject), status: info.status })),
  ];
  return dataTable({
    caption: t("timeline.title"), rows, sortedBy: 1,
    columns: [
      { label: t("backups.name"), sort: (row) => row.name, cell: (row) => h("a", { href: row.href }, row.name) },
      { label: t("jobs.started"), sort: (row) => row.time, cell: (row) => timeOf(row.time) },
      { label: t("timeline.until"), sort: (row) => row.until ?? 0, cell: (row) => (row.until === null ? "–" : row.until > 0 ? timeOf(row.until) : t("kept.forever")) },
      { label: t("backups.status"), sort: (row) => String(row.status), cell: (row) => (row.until === null ? h("code", {}, row.status) : backupBadge(row)) },
    ],
  });
}
