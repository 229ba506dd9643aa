// The evidence of a backup, to print and to file: what was backed up, when, how long it took, and how deep it was verified.
import { evidence } from "../evidence.js";
import { h } from "../dom.js";
import { formatBytes, formatDuration, t } from "../i18n.js";
import { downloadLink, properties, timeOf } from "../parts.js";
import { session } from "../session.js";
import { addressOf, pathOf } from "./backup.js";

export async function report({ site, params, signal }) {
  const [info, store, backup, status] = await Promise.all([site.info({ signal }), site.store(params.store).info({ signal }),
    site.store(params.store).backup(params.backup).info({ signal }), site.status({ signal })]);
  const facts = evidence({ root: session.root, info, store, backup, status, made: { at: Date.now(), by: session.username } });
  const time = (text) => text && timeOf(Date.parse(text), { long: true });
  const made = facts.backup;
  return {
    title: t("report.title", { name: params.backup }), path: [...pathOf(params)], formats: false,
    actions: [
      h("button", { type: "button", class: "primary", onclick: () => print() }, t("report.print")),
      downloadLink(t("report.download"), `${params.backup}-evidence.json`, `${JSON.stringify(facts, null, 2)}\n`, signal),
      h("a", { class: "button", href: addressOf(params) }, t("job.open"))],
    body: [
      h("p", { class: "hint on-screen" }, t("report.lead")),
      h("div", { class: "card" }, properties([
        [t("report.made"), time(facts.madeAt)], [t("report.by"), facts.madeBy],
        [t("overview.root"), h("code", {}, facts.organization.root)], [t("overview.version"), facts.organization.version],
        [t("create.store"), [facts.store.name, facts.store.type && h("span", { class: "sub code" }, facts.store.type)]]])),
      h("div", { class: "card" }, properties([
        [t("backups.name"), made.name], [t("backup.description"), made.description], [t("backups.status"), h("code", {}, made.status)],
        [t("backup.release"), made.release], [t("setting.namespace"), made.namespace],
        [t("jobs.started"), time(made.started)], [t("report.completed"), time(made.completed)],
        [t("backups.took"), made.durationSeconds !== null && formatDuration(1000 * made.durationSeconds)],
        [t("backups.kept"), made.keptUntil === "for ever" ? t("kept.forever") : time(made.keptUntil)],
        [t("backups.size"), made.size !== null && formatBytes(made.size)], [t("backup.sha256"), made.sha256 && h("code", {}, made.sha256)],
      ].filter(([, value]) => value !== false))),
      h("div", { class: "card" }, properties([
        [t("backups.verified"), facts.verification ? [t(facts.verification.result === "success" ? "verified.level" : "verified.failed", { level: facts.verification.level ?? 3 }), h("span", { class: "sub" }, time(facts.verification.date))] : t("verified.never")],
        [t("report.lastJob"), facts.lastJob && [h("code", {}, `${facts.lastJob.operation} ${facts.lastJob.state}`), facts.lastJob.stages.map((stage) => h("span", { class: "sub" }, `${stage.name}: ${stage.state}`))]]])),
    ],
  };
}
