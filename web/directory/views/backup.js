// One backup: what it is, how long it is kept, and the operations on it. Changing the retention and deleting are here, restoring is not.
import { packBackup } from "../../holdfast.js";
import { attempt } from "../attempt.js";
import { backupSize, verifiedCell } from "../backup-table.js";
import { cleaning, retentionChange } from "../cleaning.js";
import { h, replace } from "../dom.js";
import { errorSummary, field } from "../form.js";
import { formatBytes, formatDuration, formatTime, t } from "../i18n.js";
import { recordOf } from "../kits.js";
import { announce } from "../live.js";
import { isLocal, localSite } from "../local-site.js";
import { backupBadge, downloadLink, panel, properties, resourceProperties, retentionSentence, timeOf } from "../parts.js";
import { reminder } from "../reminder.js";
import { requestSample } from "../request-sample.js";
import { retentionFields } from "../retention-fields.js";
import { address, jobAddress } from "../router.js";
import { goodBackups } from "../health.js";
import { hand } from "../saving.js";
import { session } from "../session.js";

export const pathOf = ({ store, backup }) => ["system", "disasterrecovery", "stores", store, "backups", backup];
export const addressOf = ({ store, backup }, ...more) => address(["stores", store, "backups", backup, ...more]);

// Only the local site tells of its file, and only it can verify.
const isOfLocalSite = (info) => info.holdfast !== undefined;

/** The backup's own page. */
export async function backup({ site, params, signal }) {
  const info = await site.store(params.store).backup(params.backup).info({ signal });
  const outcome = h("div");
  return {
    title: params.backup, path: pathOf(params),
    actions: [
      h("a", { class: "button", href: addressOf(params, "restore") }, t("backup.restore")),
      isOfLocalSite(info) && h("a", { class: "button", href: addressOf(params, "verify") }, t("backup.verify")),
      h("a", { class: "button", href: addressOf(params, "kit") }, t("backup.kit")),
      h("a", { class: "button", href: addressOf(params, "update") }, t("backup.retention")),
      isLocal(session.root) && h("a", { class: "button", href: addressOf(params, "open") }, t("files.open")),
      isLocal(session.root) && downloadButton(params, { outcome, signal }),
      h("a", { class: "button", href: addressOf(params, "report") }, t("backup.report")),
      info.retentionDate > Date.now() && reminderLink(info, params, signal),
      h("a", { class: "button", href: addressOf(params, "delete") }, t("backup.delete"))],
    body: [
      outcome,
      h("div", { class: "card" }, properties([
        [t("backups.status"), backupBadge(info)],
        [t("backup.description"), info.description],
        [t("backups.made"), [timeOf(info.startTime, { relative: true }), h("span", { class: "sub" }, timeOf(info.startTime))]],
        [t("backups.took"), formatDuration(info.completeTime - info.startTime)],
        [t("backups.kept"), retentionSentence(info.retentionDate)],
        [t("backups.size"), backupSize(info) !== null && formatBytes(backupSize(info))],
        [t("backups.verified"), isOfLocalSite(info) && verifiedCell(info)],
        [t("backup.kit.label"), kitCell(site, params, info)],
        [t("backup.sha256"), info.holdfast?.sha256 && h("code", {}, info.holdfast.sha256)],
        [t("backup.release"), info.release],
      ].filter(([, value]) => value !== false))),
      h("details", {}, h("summary", {}, t("backup.members")), h("div", { class: "card" }, resourceProperties(info))),
    ],
  };
}

// The backup in one file, which tar takes apart and this page opens and adds.
function downloadButton({ store, backup: name }, told) {
  const button = h("button", { type: "button", onclick: () => attempt(button, told, async () => {
    hand(await packBackup(await localSite.backupFiles(store, name)), `${name}.tar`);
    announce(t("save.downloaded", { name: `${name}.tar` }));
  }) }, t("files.download"));
  return button;
}

// The only reminder there is while this page is closed: one for the reader's own calendar.
function reminderLink(info, { store, backup: name }, signal) {
  const organization = session.current.label;
  const text = reminder({
    uid: `${info.retentionDate}-${encodeURIComponent(store)}-${encodeURIComponent(name)}@${encodeURIComponent(organization)}`, at: info.retentionDate, now: Date.now(),
    title: t("backup.reminder.title", { name }), text: t("backup.reminder.text", { store, organization }),
  });
  return downloadLink(t("backup.reminder"), `${name}.ics`, text, signal, "text/calendar");
}

// What this computer knows of the backup's recovery kit.
function kitCell(site, params, info) {
  const known = recordOf(site.root, params.store, info);
  if (!known) return t("backup.kit.none");
  return [known.tried ? [t("backup.kit.tried"), " ", timeOf(known.tried, { relative: true })] : t("backup.kit.untried"),
    known.made && h("span", { class: "sub" }, t("backup.kit.made"), " ", timeOf(known.made))];
}

/** Changing how long the backup is kept, with what the change means; it is shortened only by whoever says so twice. */
export async function retention({ site, params, signal }) {
  const target = site.store(params.store).backup(params.backup);
  const [info, clean] = await Promise.all([target.info({ signal }), cleaning(site, { signal })]);
  const kept = retentionFields(Date.now(), info.retentionDate > 0 ? `@${info.retentionDate}` : "never");
  const preview = h("p");
  const removal = h("p");
  const outcome = h("div");
  const summary = errorSummary();
  const agreedBox = h("input", { type: "checkbox" });
  const agreed = field({ id: "shorten", label: t("retention.shorten.agree"), control: agreedBox });
  replace(agreed.node, agreed.node.querySelector(".field-error"), h("label", { class: "choice" }, agreedBox, t("retention.shorten.agree")));
  const warning = h("div", {}, panel("warning", t("retention.shorten"), h("p", {}, retentionSentence(info.retentionDate)), agreed.node));

  async function foresee() {
    const date = kept.value() ?? -1;
    preview.textContent = kept.sentence();
    warning.hidden = !["shorter", "ends"].includes(retentionChange(info.retentionDate, date, Date.now()));
    if (warning.hidden) agreedBox.checked = false;
    const removed = date > 0 ? await clean.nextAfter(Math.max(date, Date.now())) : null;
    if (Object.is(date, kept.value() ?? -1)) removal.textContent = removed ? t("cleaning.removes", { time: formatTime(removed, { long: true }) }) : date > 0 ? t(`cleaning.${clean.state}`) : "";
  }

  const command = requestSample(() => ({ path: [...pathOf(params), "update"], fields: [["retentionDate", kept.faults().length > 0 ? "" : String(kept.value() ?? -1)]] }));
  const submit = h("button", { class: "primary" }, t("retention.submit"));
  await foresee();
  return {
    title: t("retention.title", { name: params.backup }), path: [...pathOf(params), "update"], formats: false,
    body: h("form", { class: "form", novalidate: true, oninput: () => { foresee(); command.draw(); }, onsubmit: (event) => {
      event.preventDefault();
      const faults = [[kept.field, kept.faults()[0]?.message], [agreed, !warning.hidden && !agreedBox.checked ? t("retention.shorten.missing") : null]];
      for (const [at, message] of faults) at.setError(message);
      const missing = faults.filter(([, message]) => message).map(([at, message]) => ({ field: at, message }));
      summary.show(missing);
      if (missing.length > 0) return;
      attempt(submit, { outcome, signal }, async () => {
        await target.update({ retentionDate: kept.value() }, { signal });
        announce(t("retention.changed"));
        location.hash = addressOf(params);
      });
    } },
    summary.node, outcome,
    h("p", {}, h("strong", {}, t("retention.now")), " ", retentionSentence(info.retentionDate)),
    kept.node,
    panel("info", t("retention.then"), preview, removal),
    warning,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel"))),
    command.node),
  };
}

/** Deleting the backup: the consequences, and its name typed. */
export async function remove({ site, params, signal }) {
  const target = site.store(params.store).backup(params.backup);
  const [info, all] = await Promise.all([target.info({ signal }), site.store(params.store).backups({ signal })]);
  const isLast = goodBackups(all).every(({ backupName }) => backupName === params.backup);
  const typed = typedName(params.backup);
  const outcome = h("div");
  const submit = h("button", { class: "destructive" }, t("delete.submit"));
  return {
    title: t("delete.title", { name: params.backup }), path: [...pathOf(params), "delete"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      if (!typed.holds()) return;
      attempt(submit, { outcome, signal }, async () => {
        const result = await target.delete({ signal });
        announce(t("delete.done"));
        location.hash = result.id ? jobAddress(result.id, { operation: "delete", storeName: params.store, backupName: params.backup }) : address(["stores", params.store, "backups"]);
      });
    } },
    outcome, typed.summary,
    panel("warning", t("delete.consequences"), h("ul", {}, h("li", {}, t("delete.gone", { name: params.backup, store: params.store })), isLast && h("li", {}, h("strong", {}, t("delete.last"))), h("li", {}, t("retention.now"), " ", retentionSentence(info.retentionDate)))),
    typed.node,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel"))),
    requestSample(() => ({ path: [...pathOf(params), "delete"], fields: [] })).node),
  };
}

/** A field that holds only when `name` has been typed into it; `label` is the key of the message that asks for it. */
export function typedName(name, label = "typed.label") {
  const summary = errorSummary();
  const at = field({ id: "typed-name", label: t(label, { name }), control: h("input", { autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  return {
    node: at.node, summary: summary.node,
    holds() {
      const message = at.control.value === name ? null : t("typed.differs", { name });
      at.setError(message);
      summary.show(message ? [{ field: at, message }] : []);
      return message === null;
    },
  };
}
