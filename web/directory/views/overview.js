// The first view: is everything fine, when was the last good backup, what runs, what is kept.
import { h, icon } from "../dom.js";
import { assess, isRunning } from "../health.js";
import { formatDuration, t } from "../i18n.js";
import { jobOfStatus } from "../jobs-of-site.js";
import { panel, properties, retentionSentence, timeOf } from "../parts.js";
import { address, jobAddress } from "../router.js";
import { session } from "../session.js";
import { timeline } from "../timeline.js";
import { backupTable } from "./backups.js";

const kRefreshAfter = 60_000;

export async function overview({ site, signal }) {
  const [info, stores, status] = await Promise.all([site.info({ signal }), site.stores({ signal }), site.status({ signal })]);
  const store = stores.find((each) => each.default) ?? stores[0] ?? null;
  const backups = store ? await site.store(store.name).backups({ signal }) : [];
  const now = Date.now();
  const health = assess({ backups, status, now });
  const running = isRunning(status) ? await jobOfStatus(site, status, { signal }) : null;
  return {
    title: t("overview.title"), path: [], refreshAfter: kRefreshAfter,
    actions: store ? [h("a", { class: "button primary", href: address(["stores", store.name, "backups", "create"]) }, icon("add"), t("create.action"))] : [],
    body: [
      store ? healthPanel({ health, status, running, store, now }) : panel("warning", t("overview.noStore"), h("p", {}, t("overview.noStore.text"))),
      backups.length > 0 && h("section", { class: "stack", "aria-labelledby": "timeline-title" },
        h("h2", { id: "timeline-title" }, t("timeline.title")),
        h("div", { class: "card timeline-frame" }, timeline({ backups, now, storeName: store.name }))),
      store && h("section", { class: "stack", "aria-labelledby": "backups-title" },
        h("h2", { id: "backups-title" }, t("overview.backups", { store: store.name })),
        backups.length > 0 ? backupTable({ backups, storeName: store.name, now }) : h("p", { class: "quiet" }, t("backups.none"))),
      h("section", { class: "stack", "aria-labelledby": "site-title" },
        h("h2", { id: "site-title" }, t("overview.site")),
        h("div", { class: "card" }, properties([
          [t("overview.root"), h("code", {}, session.root)],
          [t("overview.version"), info.fullVersion ?? info.currentVersion],
          [t("overview.stores"), stores.map((each, index) => [index > 0 && ", ", h("a", { href: address(["stores", each.name]) }, each.name)])],
        ]))),
    ],
  };
}

function healthPanel({ health, status, running, store, now }) {
  const { last, level, verdict, rhythm } = health;
  return panel(level, t(`health.${verdict}`),
    verdict === "overdue" && h("p", {}, t("health.overdue.text", { rhythm: formatDuration(rhythm) })),
    (verdict === "failed" || verdict === "failedFirst" || verdict === "warnings") && status.message && h("pre", {}, status.message),
    level === "running" && h("p", {}, status.backupName && [h("strong", {}, status.backupName), " · "],
      running ? h("a", { href: jobAddress(running.id, running.subject) }, t("health.running.watch")) : h("a", { href: address(["jobs"]) }, t("nav.jobs"))),
    last && h("p", {}, t("health.last"), " ", h("a", { href: address(["stores", store.name, "backups", last.backupName]) }, last.backupName), " – ",
      h("strong", {}, timeOf(last.completeTime, { relative: true })), ", ", timeOf(last.completeTime, { long: true }), ". ", retentionSentence(last.retentionDate, now)),
    verdict === "none" && h("p", {}, t("health.none.text")));
}
