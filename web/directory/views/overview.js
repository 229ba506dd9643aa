// The first view: is everything fine, when was the last good backup, what runs, what is kept.
import { backupSize, backupTable, readBackups, unreadable } from "../backup-table.js";
import { h, icon } from "../dom.js";
import { tasksWithNext } from "../coming.js";
import { assess, goodBackups, isRunning } from "../health.js";
import { formatBytes, formatDuration, formatNumber, t } from "../i18n.js";
import { backupHistory, jobOfStatus, readJobs, wasCancelled } from "../jobs-of-site.js";
import { isLocal } from "../local-site.js";
import { badge, dataTable, panel, properties, retentionSentence, timeOf, wordsOfServer } from "../parts.js";
import { orFault, unlessRefused } from "../refused.js";
import { address, jobAddress } from "../router.js";
import { session } from "../session.js";
import { timeline } from "../timeline.js";
import { timelineTable } from "../timeline-table.js";

const kRefreshAfter = 60_000;
const kReadJobs = 20;
const kNewestBackups = 10;

export async function overview({ site, signal }) {
  const now = Date.now();
  const [info, stores, status, planned, jobs] = await Promise.all([
    site.info({ signal }), site.stores({ signal }), site.status({ signal }), tasksWithNext(site, now, { signal }),
    unlessRefused(readJobs(site, { signal, limit: kReadJobs }), [])]);
  const held = await Promise.all(stores.map(async (store) => {
    const { value = [], error = null } = await orFault(readBackups(site.store(store.name), { signal }));
    return { store, backups: value, fault: error };
  }));
  const shown = held.find(({ store }) => store.default) ?? held[0] ?? { store: null, backups: [], fault: null };
  const { store, backups, fault } = shown;
  const history = backupHistory(jobs);
  const health = assess({ backups, status, now, earlier: history.made, isCancelled: wasCancelled(jobs, status) });
  const running = isRunning(status) ? jobOfStatus(jobs, status) : null;
  return {
    title: t("overview.title"), path: [], refreshAfter: kRefreshAfter,
    actions: store ? [h("a", { class: "button primary", href: address(["stores", store.name, "backups", "create"]) }, icon("add"), t("create.action"))] : [],
    body: [
      fault ? unreadable(store.name, fault) : store ? healthPanel({ health, status, running, store, planned, now }) : panel("warning", t("overview.noStore"), h("p", {}, t("overview.noStore.text"))),
      backups.length > 0 && h("section", { class: "stack", "aria-labelledby": "timeline-title" },
        h("h2", { id: "timeline-title" }, t("timeline.title")),
        h("div", { class: "card timeline-frame stack" }, timeline({ backups, failed: history.failed, now, storeName: store.name })),
        h("details", {}, h("summary", {}, t("timeline.table")), timelineTable({ backups, failed: history.failed, storeName: store.name }))),
      store && !fault && h("section", { class: "stack", "aria-labelledby": "backups-title" },
        h("h2", { id: "backups-title" }, t("overview.backups", { store: store.name })),
        backups.length > 0 ? backupTable({ backups, storeName: store.name, now, newest: kNewestBackups }) : h("p", { class: "quiet" }, t("backups.none")),
        backups.length > kNewestBackups && h("p", {}, h("a", { href: address(["stores", store.name, "backups"]) }, t("overview.backups.all", { count: backups.length })))),
      held.length > 0 && h("section", { class: "stack", "aria-labelledby": "stores-title" },
        h("h2", { id: "stores-title" }, t("overview.stores")), storeTable(held)),
      h("section", { class: "stack", "aria-labelledby": "site-title" },
        h("h2", { id: "site-title" }, t("overview.site")),
        h("div", { class: "card" }, properties([
          [t("overview.root"), isLocal(session.root) ? null : h("code", {}, session.root)],
          [t("overview.version"), info.fullVersion ?? info.currentVersion],
        ]))),
    ],
  };
}

function healthPanel({ health, status, running, store, planned, now }) {
  const { last, level, verdict, rhythm } = health;
  return panel(level, t(`health.${verdict}`),
    verdict === "overdue" && h("p", {}, t("health.overdue.text", { rhythm: formatDuration(rhythm) })),
    (verdict === "failed" || verdict === "failedFirst" || verdict === "warnings") && status.message && h("pre", {}, wordsOfServer(status.message)),
    level === "running" && h("p", {}, status.backupName && [h("strong", {}, status.backupName), " · "],
      running ? h("a", { href: jobAddress(running.id, running.subject) }, t("health.running.watch")) : h("a", { href: address(["jobs"]) }, t("nav.jobs"))),
    last && h("p", {}, t("health.last"), " ", h("a", { href: address(["stores", store.name, "backups", last.backupName]) }, last.backupName), " – ",
      h("strong", {}, timeOf(last.completeTime, { relative: true })), ", ", timeOf(last.completeTime, { long: true }), ". ", retentionSentence(last.retentionDate, now)),
    verdict === "none" && h("p", {}, t("health.none.text")),
    planned && nextScheduled(planned));
}

function nextScheduled(planned) {
  const [first] = planned.filter(({ task, next }) => task.taskType === "CreateBackup" && next !== null).sort((a, b) => a.next - b.next);
  if (!first) return h("p", {}, t("health.unscheduled"), " ", h("a", { href: address(["tasks", "create"]) }, t("tasks.create")));
  return h("p", {}, t("health.next"), " ", h("a", { href: address(["tasks", first.task.id]) }, first.task.taskTitle || first.task.id), " – ",
    h("strong", {}, timeOf(first.next, { relative: true })), ", ", timeOf(first.next, { long: true }));
}

// What each store holds. Servers other than the local site do not tell the size of a backup.
function storeTable(held) {
  const bytes = ({ backups }) => (backups.every((backup) => backupSize(backup) !== null) ? backups.reduce((sum, backup) => sum + backupSize(backup), 0) : null);
  return dataTable({
    caption: t("overview.stores"), rows: held, sortedBy: 0, descending: false,
    columns: [
      { label: t("stores.name"), sort: ({ store }) => store.name, cell: ({ store }) => [h("a", { href: address(["stores", store.name]) }, store.name),
        store.default && [" ", badge("plain", t("stores.isDefault"))]] },
      { label: t("stores.type"), sort: ({ store }) => store.type, cell: ({ store }) => h("code", {}, store.type) },
      { label: t("stores.backups"), number: true, sort: ({ backups }) => backups.length, cell: ({ store, backups, fault }) =>
        h("a", { href: address(["stores", store.name, "backups"]) }, fault ? badge("danger", t("stores.unreadable")) : formatNumber(backups.length)) },
      { label: t("stores.space"), number: true, sort: (row) => bytes(row) ?? -1, cell: (row) => (row.fault || bytes(row) === null ? t("unknown") : formatBytes(bytes(row))) },
      { label: t("health.last.short"), sort: ({ backups }) => goodBackups(backups)[0]?.startTime ?? 0, cell: ({ backups }) =>
        goodBackups(backups)[0] ? timeOf(goodBackups(backups)[0].startTime, { relative: true }) : "–" },
    ],
  });
}
