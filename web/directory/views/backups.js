// A store's backups as a resource page of their own, with what the clean-up removes next.
import { backupTable, readBackups, unreadable } from "../backup-table.js";
import { cleaning } from "../cleaning.js";
import { cleaningPanel } from "../cleaning-panel.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { isLocal } from "../local-site.js";
import { orFault } from "../refused.js";
import { address } from "../router.js";
import { session } from "../session.js";

export async function backups({ site, params, signal }) {
  const [{ value: list, error }, clean] = await Promise.all([orFault(readBackups(site.store(params.store), { signal })), cleaning(site, { signal })]);
  const now = Date.now();
  return {
    title: t("backups.title", { store: params.store }), path: ["system", "disasterrecovery", "stores", params.store, "backups"],
    actions: [h("a", { class: "button primary", href: address(["stores", params.store, "backups", "create"]) }, icon("add"), t("create.action")),
      isLocal(session.root) && h("a", { class: "button", href: address(["stores", params.store, "backups", "import"]) }, t("files.import"))],
    body: error ? unreadable(params.store, error) : list.length === 0 ? h("p", { class: "quiet" }, t("backups.none")) : [
      await cleaningPanel({ backups: list, storeName: params.store, clean, now }),
      backupTable({ backups: list, storeName: params.store, now })],
  };
}
