// Opening a recovery kit that lies in a file: proves its passcode, shows what it says, and keeps it at hand for a restore.
import { compareSettings } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { kitAnswer, proofOf } from "../kit-answers.js";
import { kitFile } from "../kit-file.js";
import { kitSheet } from "../kit-sheet.js";
import { keepAtHand, openSealed, record } from "../kits.js";
import { panel } from "../parts.js";

export async function openKit({ signal }) {
  const chosen = kitFile({ hint: t("openKit.file.hint"), changed: () => replace(outcome) });
  const secret = secretInput({ autocomplete: "current-password", name: t("passcode.name") });
  const passcode = field({ id: "passcode", label: t("openKit.passcode"), hint: t("openKit.passcode.hint"), control: secret.input });
  const summary = errorSummary();
  const outcome = h("div", { class: "stack" });
  const submit = h("button", { class: "primary" }, t("openKit.submit"));
  signal.addEventListener("abort", () => { secret.input.value = ""; });

  async function open() {
    replace(outcome);
    try {
      const entry = chosen.value();
      const kit = await openSealed(entry, secret.input.value, { signal });
      secret.input.value = "";
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
        secret.show(false);
        const faults = [[chosen.field, chosen.value() ? null : t("openKit.file.missing")], [passcode, secret.input.value ? null : t("restore.passcode.missing")]];
        for (const [at, message] of faults) at.setError(message);
        const missing = faults.filter(([, message]) => message).map(([at, message]) => ({ field: at, message }));
        summary.show(missing);
        if (missing.length === 0) whileBusy(submit, t("openKit.busy"), open);
      } }, summary.node, h("p", {}, t("openKit.lead")), chosen.node, passcode.node, h("div", { class: "actions" }, submit)),
      outcome,
    ],
  };
}
