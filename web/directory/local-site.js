// The site in this browser as one of the page's connections: the one door to it, and how it is offered and opened. Draws nothing.
import { browserSiteRoot, hasBrowserSite, openBrowserSite, whyNoBrowserSite } from "../browser-site.js";
import { t } from "./i18n.js";
import { holdTab } from "./leaving.js";
import { session } from "./session.js";

/** The door to it (web/browser-site.d.ts); nothing starts before the first call. */
export const localSite = openBrowserSite();

// The end of the tab would be that of its job.
let letGo = () => {};
localSite.addEventListener("job", ({ holdsJob }) => {
  letGo();
  if (holdsJob) letGo = holdTab();
});

/** Why this browser can hold none: the end of a message's key; null where it can. */
export { hasBrowserSite as hasLocalSite, whyNoBrowserSite as whyNoLocalSite };

/** Whether `root` is that of the site in this browser. */
export function isLocal(root) {
  return root === browserSiteRoot;
}

/** Adds it to the page's connections, and answers that one. */
export function offerLocalSite() {
  const { root, fetch, credentials } = localSite;
  return session.offer({ root, fetch, credentials, username: "admin", label: t("local.label") });
}

/** Opens it, making it where there is none, and brings it into view. Rejects with a typed error. */
export async function openLocalSite() {
  const connection = offerLocalSite();
  await connection.enter();
  session.select(connection.root);
}
