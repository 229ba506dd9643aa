// What is said without moving the focus, and what the tab shows of the view: live region, title, favicon.
import { t } from "./i18n.js";

/** Says `text` through the polite live region. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Names the tab, and marks it: "idle", "running", "done" or "failed". */
export function showInTab(title, state = "idle") {
  document.title = t("title.page", { title });
  document.querySelector("link[rel=icon]").href = `images/favicon${state === "idle" ? "" : `-${state}`}.svg`;
}
