// The folders on disk that stores of the site in this browser lie in: tells above every view which of them wait for permission, and
// asks for it.
import { h, replace } from "./dom.js";
import { whileBusy } from "./form.js";
import { t } from "./i18n.js";
import { announce } from "./live.js";
import { localSite } from "./local-site.js";
import { errorPanel, panel } from "./parts.js";
import { session } from "./session.js";

/** What is to be said, brought up to date with every call; one for the whole visit. */
export function folderAccess() {
  update().catch(() => {});  // a site that does not answer is told by the view
  return place;
}

/** The folders of the stores that are registered (StoreFolder of web/browser-site.d.ts). */
export async function storeFolders() {
  const folders = await localSite.storeFolders.list();
  if (folders.length === 0) return folders;
  const names = (await session.site.stores()).map(({ name }) => name);
  return folders.filter(({ storeName }) => names.includes(storeName));
}

const place = h("div", { class: "stack folder-access" });
let shown = "";

async function update() {
  const waiting = (await storeFolders()).filter(({ permission }) => permission !== "granted");
  // A panel that stays as it is keeps the focus, and is not announced again.
  const now = JSON.stringify(waiting);
  if (now === shown) return;
  shown = now;
  replace(place, waiting.map(panelOf));
}

function panelOf({ name, storeName, permission }) {
  const outcome = h("div");
  const allow = h("button", { type: "button", onclick: () => whileBusy(allow, t("busy"), async () => {
    try {
      if (await localSite.storeFolders.allow(name) === "granted") await takeUp();
      else announce(t("folder.refused"));
      await update();
    } catch (error) {
      replace(outcome, errorPanel(error));
    }
  }) }, t("folder.allow", { folder: name }));
  return h("div", { role: "status" }, panel("warning", t("folder.waits", { store: storeName, folder: name }),
    h("p", {}, t(permission === "denied" ? "folder.denied" : "folder.waits.text")), outcome, h("div", { class: "actions" }, allow)));
}

// A browser that is asked for one folder may give the others back as well: all that can be used are.
async function takeUp() {
  const usable = (await storeFolders()).filter(({ permission }) => permission === "granted");
  for (const { storeName } of usable) await session.site.store(storeName).validate();
  announce(t("folder.allowed"));
  // A form keeps what was typed into it.
  if (!document.querySelector("main form")) dispatchEvent(new HashChangeEvent("hashchange"));
}
