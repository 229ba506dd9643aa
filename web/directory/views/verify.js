// Verifying a backup of the local site: opened with its passcode and read to the last byte, nothing restored.
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { errorPanel, panel } from "../parts.js";
import { address, jobAddress } from "../router.js";

export async function verify({ site, params, signal }) {
  const secret = secretInput({ autocomplete: "current-password", name: t("passcode.name") });
  const passcode = field({ id: "passcode", label: t("restore.passcode"), parameter: "passcode", hint: t("verify.passcode.hint"), control: secret.input });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, t("verify.submit"));

  async function start() {
    replace(outcome);
    try {
      const job = await site.store(params.store).backup(params.backup).verify({ passcode: secret.input.value }, { signal });
      secret.input.value = "";
      location.hash = jobAddress(job.id, { operation: "verify", storeName: params.store, backupName: params.backup });
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, errorPanel(error));
      passcode.control.focus();
    }
  }

  signal.addEventListener("abort", () => { secret.input.value = ""; });
  return {
    title: t("verify.title", { name: params.backup }), path: ["system", "disasterrecovery", "stores", params.store, "backups", params.backup, "verify"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      secret.show(false);
      const missing = secret.input.value ? null : t("restore.passcode.missing");
      passcode.setError(missing);
      summary.show(missing ? [{ field: passcode, message: missing }] : []);
      if (!missing) whileBusy(submit, t("busy"), start);
    } },
    outcome, summary.node,
    panel("info", t("verify.what"), h("p", {}, t("verify.what.text"))),
    passcode.node,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["stores", params.store, "backups", params.backup]) }, t("cancel")))),
  };
}
