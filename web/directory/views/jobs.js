// All jobs the server lists, newest first, failed ones among them.
import { h } from "../dom.js";
import { formatDuration, t } from "../i18n.js";
import { readJobs } from "../jobs-of-site.js";
import { badge, dataTable, timeOf } from "../parts.js";
import { jobAddress } from "../router.js";

const kMostJobs = 100;
/** How weighty each state is, of a job and, in small letters, of the status resource. */
const kLevels = {
  SUBMITTED: "running", EXECUTING: "running", CANCELLING: "running", COMPLETED: "ok", FAILED: "danger", "TIMED OUT": "danger", CANCELLED: "warning",
  in_progress: "running", success: "ok", completed_with_warnings: "warning", failed: "danger",
};

export async function jobs({ site, signal }) {
  const rows = await readJobs(site, { signal, limit: kMostJobs });
  return {
    title: t("jobs.title"), path: ["jobs"],
    body: rows.length === 0 ? h("p", { class: "quiet" }, t("jobs.none")) : dataTable({
      caption: t("jobs.title"), rows, sortedBy: 1, filter: ({ id, info, subject }) => `${id} ${info.status} ${subject.operation} ${subject.backupName ?? ""} ${info.username ?? ""}`,
      columns: [
        { label: t("jobs.operation"), sort: ({ subject }) => subject.operation ?? "", cell: ({ id, info, subject }) => [
          h("a", { href: jobAddress(id, subject) }, subject.operation ? t(`operation.${subject.operation}`) : info.operationURI ?? id),
          h("span", { class: "sub code" }, [subject.storeName, subject.backupName].filter(Boolean).join(" / ") || id)] },
        { label: t("jobs.started"), sort: ({ info }) => info.starttime ?? 0, cell: ({ info }) => info.starttime > 0 ?
          [timeOf(info.starttime, { relative: true }), h("span", { class: "sub" }, timeOf(info.starttime))] : t("unknown") },
        { label: t("jobs.took"), number: true, sort: ({ info }) => (info.endtime || Date.now()) - (info.starttime ?? 0),
          cell: ({ info }) => info.endtime > 0 ? formatDuration(info.endtime - info.starttime) : "–" },
        { label: t("jobs.by"), sort: ({ info }) => info.username ?? "", cell: ({ info }) => info.username ?? t("unknown") },
        { label: t("jobs.status"), sort: ({ info }) => info.status, cell: ({ info }) => jobBadge(info.status) },
      ],
    }),
  };
}

/** The badge of a job's status, in the server's own word. */
export function jobBadge(status) {
  return badge(kLevels[status] ?? "neutral", status);
}
