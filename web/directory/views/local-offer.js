// The offer to start or open the site in this browser, as a card of the views that come before a sign-in.
import { h, replace } from "../dom.js";
import { whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { hasLocalSite, localSite, openLocalSite, whyNoLocalSite } from "../local-site.js";
import { errorPanel } from "../parts.js";
import { address } from "../router.js";

/** The card; one press and the overview of the site is in view. Where the browser can hold none, it says why. */
export function localOffer() {
  const outcome = h("div");
  const why = whyNoLocalSite();
  const button = h("button", { type: "button", onclick: () => whileBusy(button, t("local.busy"), async () => {
    try {
      await openLocalSite();
      localSite.persist().catch(() => {});  // some browsers ask the person, and nothing waits for the answer
      // Where the browser's data was cleared under an address of the site, that is the address already.
      if (location.hash === address([""])) dispatchEvent(new HashChangeEvent("hashchange"));
      else location.assign(address([""]));
    } catch (failure) {
      replace(outcome, errorPanel(failure));
    }
  }) }, t("start.local.action"));
  if (why === null) hasLocalSite().then((isThere) => { if (isThere) button.textContent = t("local.open"); });
  return h("section", { class: "card stack", "aria-labelledby": "start-local" },
    h("h2", { id: "start-local" }, t("start.local")),
    h("p", {}, t("start.local.text")),
    outcome,
    why === null ? h("div", { class: "actions" }, button) : h("p", { class: "hint" }, t(`local.why.${why}`)));
}
