// What a button does to a server: busy meanwhile, and what went wrong told in its place. Knows no operation.
import { replace } from "./dom.js";
import { whileBusy } from "./form.js";
import { t } from "./i18n.js";
import { errorPanel } from "./parts.js";

/** Does `work` with `button` busy; what it rejects with is shown in `outcome`, unless `signal` tells that the view was left. */
export function attempt(button, { outcome, signal }, work) {
  return whileBusy(button, t("busy"), async () => {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, errorPanel(error));
      outcome.scrollIntoView({ block: "nearest" });
    }
  });
}
