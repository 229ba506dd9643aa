// What is said without moving the focus, and what the tab shows of the view: live region, title, favicon.
import { t } from "./i18n.js";

/** The address of the tab's icon. */
export const kFavicon = new URL("./images/favicon.svg", import.meta.url).href;

/** Says `text` through the polite live region. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Names the tab, and marks it: "idle", "running", "done" or "failed". */
export function showInTab(title, state = "idle") {
  document.title = t("title.page", { title });
  document.querySelector("link[rel=icon]").href = state === "idle" ? kFavicon : kFavicon.replace(/\.svg$/, `-${state}.svg`);
}
