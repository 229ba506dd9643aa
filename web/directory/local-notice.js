// What stands above every view of the site in this browser: where it lives, how much room there is, and what would protect it.
import { h, replace } from "./dom.js";
import { storeFolders } from "./folder-access.js";
import { formatBytes, t } from "./i18n.js";
import { announce } from "./live.js";
import { localSite } from "./local-site.js";
import { address } from "./router.js";

let notice = null;

/** The notice, one for the whole visit, brought up to date. */
export function localNotice() {
  notice ??= makeNotice();
  notice.update().catch(() => {});  // a site that does not answer is told by the view
  return notice.node;
}

function makeNotice() {
  const room = h("span", { class: "quiet" });
  const outcome = h("p", { class: "hint" });
  const ask = h("button", { type: "button", hidden: true, onclick: async () => {
    const isKept = await localSite.persist();
    const said = t(isKept ? "local.persist.done" : "local.persist.refused");
    replace(outcome, said);
    announce(said);
    await update();
  } }, t("local.persist"));
  const onDisk = h("p", { hidden: true });
  const empty = h("p", { hidden: true }, t("local.empty"), " ", h("a", { href: address(["content"]) }, t("local.empty.add")));
  async function update() {
    const folders = await storeFolders();
    onDisk.hidden = folders.length === 0;
    onDisk.textContent = t("local.notice.disk", { stores: folders.map(({ name, storeName }) => `${storeName} (${name})`).join(", ") });
    const { usage, quota, persisted } = await localSite.storage();
    replace(room, t("local.used", { used: formatBytes(usage), quota: formatBytes(quota) }), " · ", t(persisted ? "local.persisted" : "local.notPersisted"));
    if (persisted && document.activeElement === ask) node.querySelector("summary").focus();
    ask.hidden = persisted;
    empty.hidden = location.hash.startsWith("#/content") || (await localSite.content.totals()).files > 0;
  }
  const node = h("aside", { class: "local-notice", "aria-label": t("local.notice") }, h("details", {},
    h("summary", {}, t("local.notice"), " ", room),
    h("div", { class: "stack" },
      h("p", {}, t("local.notice.lives")), onDisk, ["secret", "tasks", "persist"].map((part) => h("p", {}, t(`local.notice.${part}`))),
      outcome, h("div", { class: "actions" }, ask))), empty);
  return { node, update };
}
