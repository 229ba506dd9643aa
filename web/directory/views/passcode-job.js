// The form that starts a job on a backup with the backup's passcode; knows not what the job does.
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { kitAnswer } from "../kit-answers.js";
import { requestSample } from "../request-sample.js";
import { jobAddress } from "../router.js";
import { addressOf, pathOf } from "./backup.js";

/**
 * `start(passcode)` answers the job, whose page is then shown; `mayStart()` is asked once a passcode was entered; `fields()` are
 * what is sent besides it, for the request as a command.
 * Returns the pieces of the form: `head` (what went wrong), `passcode`, its `value()`, `actions`, and `onsubmit` for the form around
 * them; and `isEntered()`, which asks for the passcode beside its field where there is none.
 */
export function passcodeJob({ operation, params, signal, hint, submit, busy, start, mayStart = () => true, fields = () => [] }) {
  const secret = secretInput({ autocomplete: "current-password", name: t("passcode.name") });
  const passcode = field({ id: "passcode", label: t("restore.passcode"), parameter: "passcode", hint, control: secret.input });
  const summary = errorSummary();
  const outcome = h("div");

  async function begin() {
    replace(outcome);
    try {
      const job = await start(secret.input.value);
      secret.input.value = "";
      location.hash = jobAddress(job.id, { ...job.subject, operation, storeName: params.store, backupName: params.backup });
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, kitAnswer(error));
      passcode.control.focus();
    }
  }

  function isEntered() {
    const missing = secret.input.value ? null : t("restore.passcode.missing");
    passcode.setError(missing);
    if (missing) passcode.control.focus();
    return !missing;
  }

  signal.addEventListener("abort", () => { secret.input.value = ""; });
  return {
    head: [outcome, summary.node],
    passcode: passcode.node,
    value: () => secret.input.value,
    isEntered,
    actions: [h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel"))),
      requestSample(() => ({ path: [...pathOf(params), operation], fields: [["passcode", null], ...fields()] })).node],
    onsubmit(event) {
      event.preventDefault();
      secret.show(false);
      const isThere = isEntered();
      summary.show(isThere ? [] : [{ field: passcode, message: t("restore.passcode.missing") }]);
      if (isThere && mayStart()) whileBusy(submit, busy, begin);
    },
  };
}
