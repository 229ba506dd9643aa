// Making the recovery kit of a backup: what it covers, where the passcode is kept, the sealing, and the rehearsal. Its sheet has an
// address of its own.
import { compareSettings, describeKit, sealKit } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, field, whileBusy } from "../form.js";
import { goodBackups } from "../health.js";
import { t } from "../i18n.js";
import { kitAnswer, proofOf } from "../kit-answers.js";
import { kitSheet } from "../kit-sheet.js";
import { checkRemembered, isRemembered, keepAtHand, kitAtHand, kitFileName, openSealed, record } from "../kits.js";
import { announce } from "../live.js";
import { copyButton, downloadLink, panel, timeOf } from "../parts.js";
import { passcodeEntry } from "../passcode-entry.js";
import { addressOf, pathOf } from "./backup.js";

const kMostOthers = 20;
const kTypedSettings = ["registry", "clusterDomain", "dnsSuffix", "groups"];

export async function kit({ site, params, signal }) {
  const [store, all] = await Promise.all([site.store(params.store).info({ signal }), site.store(params.store).backups({ signal })]);
  const info = await site.store(params.store).backup(params.backup).info({ signal });
  const isLocal = info.holdfast !== undefined;
  const others = coveredAsWell(goodBackups(all).filter(({ backupName }) => backupName !== params.backup));
  const kept = field({ id: "passcode-kept", label: t("kit.kept"), hint: t("kit.kept.hint"), control: h("input", { autocomplete: "off", maxlength: "1000" }) });
  const settings = isLocal ? null : await typedSettings({ root: site.root, namespace: info.namespace ?? null });
  const passcode = passcodeEntry({ parameter: "passcode", signal, hint: t(isLocal ? "kit.passcode.local" : isRemembered(site.root, params.store, params.backup) ? "kit.passcode.remembered" : "kit.passcode.remote") });
  const summary = errorSummary();
  const outcome = h("div", { class: "stack" });
  const submit = h("button", { class: "primary" }, t("kit.submit"));
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const faults = passcode.faults();
    summary.show(faults);
    if (faults.length === 0) whileBusy(submit, t("kit.busy"), make);
  } },
  summary.node,
  panel("info", t("kit.what"), h("p", {}, t("kit.what.sheet")), h("p", {}, t("kit.what.sealed"))),
  kept.node, others.node, settings?.node, passcode.node,
  h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params, "kit", "sheet") }, t("kit.sheet.only")), h("a", { class: "button", href: addressOf(params) }, t("cancel"))));

  async function make() {
    replace(outcome);
    try {
      const backups = [info, ...others.value()];
      const made = await describeKit({ root: site.root, store, backups, settings: settings?.value(), passcodeKept: kept.control.value.trim() });
      await checkRemembered(site.root, params.store, params.backup, passcode.value(), { signal });
      const sealed = await sealKit(made, { passcode: passcode.value(), signal });
      passcode.forget();
      const entry = { ...sealed, kit: made, fileName: kitFileName(params.backup) };
      keepAtHand(entry);
      record(made, { sha256: sealed.sha256, made: made.madeAt });
      form.hidden = true;
      replace(outcome, madeKit({ entry, site, params, signal }));
      announce(t("kit.made"));
      outcome.querySelector("a").focus();
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, kitAnswer(error));
      passcode.control.focus();
    }
  }

  return { title: t("kit.title", { name: params.backup }), path: [...pathOf(params), "kit"], formats: false, body: [outcome, form] };
}

/** The sheet alone: of the kit at hand, else of what the API tells, with room to write the rest by hand. */
export async function sheet({ site, params, signal }) {
  const info = await site.store(params.store).backup(params.backup).info({ signal });
  const entry = kitAtHand(info);
  const made = entry?.kit ?? await describeKit({ root: site.root, store: await site.store(params.store).info({ signal }), backups: [info] });
  return {
    title: t("sheet.view", { name: params.backup }), path: [...pathOf(params), "kit", "sheet"], formats: false,
    actions: [h("button", { type: "button", class: "primary", onclick: () => print() }, t("sheet.print")), h("a", { class: "button", href: addressOf(params, "kit") }, t("kit.back"))],
    body: kitSheet(made, { rows: await compareSettings(made.settings, {}), sealed: entry }),
  };
}

function madeKit({ entry, site, params, signal }) {
  const save = downloadLink(t("kit.download", { name: entry.fileName }), entry.fileName, entry.file, signal, "text/plain");
  save.classList.add("primary");
  const isChecked = entry.kit.backups.every(({ archive }) => archive?.header) || isRemembered(site.root, params.store, params.backup);
  return [
    panel(isChecked ? "ok" : "warning", t("kit.made"), h("p", {}, t(isChecked ? "kit.made.checked" : "kit.made.unchecked")),
      h("p", {}, t("kit.made.next")),
      h("div", { class: "actions" },
        save,
        h("a", { class: "button", href: addressOf(params, "kit", "sheet") }, t("sheet.print.open")),
        h("a", { class: "button", href: addressOf(params) }, t("job.open")))),
    rehearsal({ entry, signal }),
  ];
}

/** “Try this kit now”: the sealed kit opened with the passcode typed anew, and what that has proved. */
function rehearsal({ entry, signal }) {
  const passcode = passcodeEntry({ id: "passcode-again", label: t("kit.try.passcode"), hint: t("kit.try.hint"), signal });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", {}, t("kit.try"));
  return h("section", { class: "stack", "aria-labelledby": "try-title" }, h("h2", { id: "try-title" }, t("kit.try.title")),
    h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const faults = passcode.faults();
      summary.show(faults);
      if (faults.length === 0) whileBusy(submit, t("kit.try.busy"), rehearse);
    } }, summary.node, passcode.node, h("div", { class: "actions" }, submit), outcome));

  async function rehearse() {
    try {
      const opened = await openSealed(entry, passcode.value(), { signal });
      passcode.forget();
      record(opened, { tried: Date.now() });
      replace(outcome, h("div", { role: "status" }, panel("ok", t("kit.proved"), proofOf(opened))));
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, kitAnswer(error));
      passcode.control.focus();
    }
  }
}

// The other backups that may be covered; whoever made them with the same passcode says so.
function coveredAsWell(backups) {
  const boxes = backups.slice(0, kMostOthers).map((backup) => ({ backup, box: h("input", { type: "checkbox" }) }));
  return {
    node: boxes.length > 0 && h("details", {}, h("summary", {}, t("kit.others")), h("fieldset", { class: "stack" }, h("legend", { class: "hint" }, t("kit.others.hint")),
      boxes.map(({ backup, box }) => h("label", { class: "choice" }, box, h("span", {}, backup.backupName, " ", h("span", { class: "quiet small" }, timeOf(backup.startTime))))))),
    value: () => boxes.filter(({ box }) => box.checked).map(({ backup }) => backup),
  };
}

// The settings that only whoever reaches the cluster can tell; what is left empty stays unknown.
async function typedSettings(known) {
  const rows = await compareSettings(known, {});
  const fields = kTypedSettings.map((name) => {
    const { command } = rows.find(({ setting }) => setting === name);
    const input = h("input", { autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "255" });
    return { name, input, node: field({ id: `setting-${name}`, label: t(`setting.${name}`), control: input, after: [h("div", { class: "row" }, h("code", { class: "small" }, command), copyButton(() => command))] }).node };
  });
  return {
    node: h("details", {}, h("summary", {}, t("kit.settings")), h("div", { class: "form" }, h("p", { class: "hint" }, t("kit.settings.hint")), fields.map(({ node }) => node))),
    value: () => Object.fromEntries(fields.map(({ name, input }) => [name, input.value])),
  };
}
