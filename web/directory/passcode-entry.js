// The field in which the passcode of something sealed is entered to open it: asked for where it is missing, forgotten with its view.
// Knows not what is opened.
import { field, secretInput } from "./form.js";
import { t } from "./i18n.js";

/** A field as `field` of form.js has it, with `value()`, `forget()` and `faults()`; `signal` aborts when its view is left. */
export function passcodeEntry({ id = "passcode", label = t("restore.passcode"), parameter, hint, signal }) {
  const secret = secretInput({ autocomplete: "current-password", name: t("passcode.name") });
  const entry = field({ id, label, parameter, hint, control: secret.input });
  const forget = () => { secret.input.value = ""; };
  signal.addEventListener("abort", forget);
  return {
    ...entry, forget,
    value: () => secret.input.value,
    /** For a form that is sent: hides the passcode, says beside the field where it is missing, and answers that for an `errorSummary`. */
    faults() {
      secret.show(false);
      const message = secret.input.value ? null : t("restore.passcode.missing");
      entry.setError(message);
      return message ? [{ field: entry, message }] : [];
    },
  };
}
