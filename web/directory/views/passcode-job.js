// The form that starts a job on a backup with the backup's passcode; knows not what the job does.
import { h, replace } from "../dom.js";
import { errorSummary, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { kitAnswer } from "../kit-answers.js";
import { passcodeEntry } from "../passcode-entry.js";
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
  const passcode = passcodeEntry({ parameter: "passcode", hint, signal });
  const summary = errorSummary();
  const outcome = h("div");

  async function begin() {
    replace(outcome);
    try {
      const job = await start(passcode.value());
      passcode.forget();
      location.hash = jobAddress(job.id, { ...job.subject, operation, storeName: params.store, backupName: params.backup });
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, kitAnswer(error));
      passcode.control.focus();
    }
  }

  function isEntered() {
    const isThere = passcode.faults().length === 0;
    if (!isThere) passcode.control.focus();
    return isThere;
  }

  return {
    head: [outcome, summary.node],
    passcode: passcode.node,
    value: passcode.value,
    isEntered,
    actions: [h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel"))),
      requestSample(() => ({ path: [...pathOf(params), operation], fields: [["passcode", null], ...fields()] })).node],
    onsubmit(event) {
      event.preventDefault();
      const faults = passcode.faults();
      summary.show(faults);
      if (faults.length === 0 && mayStart()) whileBusy(submit, busy, begin);
    },
  };
}
