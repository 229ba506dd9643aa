// Opening a recovery kit that lies in a file: proves its passcode, shows what it says, and keeps it at hand for a restore.
import { compareSettings } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { kitAnswer, proofOf } from "../kit-answers.js";
import { kitFile } from "../kit-file.js";
import { kitSheet } from "../kit-sheet.js";
import { keepAtHand, openSealed, record } from "../kits.js";
import { panel } from "../parts.js";
import { passcodeEntry } from "../passcode-entry.js";

export async function openKit({ signal }) {
  const chosen = kitFile({ hint: t("openKit.file.hint"), changed: () => replace(outcome) });
  const passcode = passcodeEntry({ label: t("openKit.passcode"), hint: t("openKit.passcode.hint"), signal });
  const summary = errorSummary();
  const outcome = h("div", { class: "stack" });
  const submit = h("button", { class: "primary" }, t("openKit.submit"));

  async function open() {
    replace(outcome);
    try {
      const entry = chosen.value();
      const kit = await openSealed(entry, passcode.value(), { signal });
      passcode.forget();
      keepAtHand({ ...entry, kit, sha256: null });
      record(kit, { tried: Date.now() });
      replace(outcome,
        h("div", { role: "status" }, panel("ok", t("kit.proved"), proofOf(kit), h("p", {}, t("openKit.atHand")))),
        h("div", { class: "actions" }, h("button", { type: "button", onclick: () => print() }, t("sheet.print"))),
        kitSheet(kit, { rows: await compareSettings(kit.settings, {}), sealed: { fileName: entry.fileName } }));
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, kitAnswer(error));
      passcode.control.focus();
    }
  }

  return {
    title: t("openKit.title"),
    body: [
      h("form", { class: "form", novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        const missing = chosen.value() ? null : t("openKit.file.missing");
        chosen.field.setError(missing);
        const faults = [...(missing ? [{ field: chosen.field, message: missing }] : []), ...passcode.faults()];
        summary.show(faults);
        if (faults.length === 0) whileBusy(submit, t("openKit.busy"), open);
      } }, summary.node, h("p", {}, t("openKit.lead")), chosen.node, passcode.node, h("div", { class: "actions" }, submit)),
      outcome,
    ],
  };
}
