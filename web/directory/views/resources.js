// The plain resource pages of the directory: properties, child resources, operations.
import { h, icon, replace } from "../dom.js";
import { exchangeDetails } from "../exchange-panel.js";
import { t, wordsOf } from "../i18n.js";
import { whileBusy } from "../form.js";
import { badge, dataTable, errorPanel, panel, resourceProperties } from "../parts.js";
import { address } from "../router.js";
import { session } from "../session.js";

const kRecovery = ["system", "disasterrecovery"];

/** The disaster recovery resource. */
export async function recovery({ site, signal }) {
  const { resources, operations } = await site.disasterRecovery({ signal });
  return {
    title: t("recovery.title"), path: kRecovery,
    body: [h("div", { class: "columns" },
      linkSection(t("resources"), resources.map((name) => ({ label: name, href: ["stores", "settings"].includes(name) ? address([name]) : address(["raw", "pjson", ...kRecovery, name]) }))),
      linkSection(t("operations"), operations.map((name) => ({ label: name, href: address(["raw", "pjson", ...kRecovery, name]) })))),
    session.exchanges.length > 0 && h("section", { class: "stack" }, h("h2", {}, t("exchange.list")), session.exchanges.map(exchangeDetails))],
  };
}

/** All backup stores. */
export async function stores({ site, signal }) {
  const list = await site.stores({ signal });
  return {
    title: t("stores.title"), path: [...kRecovery, "stores"],
    actions: [h("a", { class: "button", href: address(["stores", "register"]) }, icon("add"), t("register.title"))],
    body: list.length === 0 ? h("p", { class: "quiet" }, t("stores.none")) : dataTable({
      caption: t("stores.title"), rows: list, sortedBy: 0, descending: false,
      columns: [
        { label: t("stores.name"), sort: (store) => store.name, cell: (store) => h("a", { href: address(["stores", store.name]) }, store.name) },
        { label: t("stores.type"), sort: (store) => store.type, cell: (store) => h("code", {}, store.type) },
        { label: t("stores.default"), sort: (store) => String(store.default), cell: (store) => store.default ? badge("plain", t("stores.isDefault")) : t("no") },
        { label: t("resources"), cell: (store) => h("a", { href: address(["stores", store.name, "backups"]) }, t("stores.backups")) },
        { label: t("operations"), cell: (store) => checkCell(site, store.name, signal) },
      ],
    }),
  };
}

// What came of the check stands beside the button.
function checkCell(site, name, signal) {
  const result = h("span", { role: "status" });
  const button = checkButton({ site, name, signal, label: t("store.validate.of", { name }), tell: (level, words) => replace(result, badge(level, words)) });
  return h("div", { class: "row" }, button, result);
}

// Checks the store when pressed: `tell(level, words, error)` hears what came of it, with the error where it could not be checked.
function checkButton({ site, name, signal, label = null, tell }) {
  const button = h("button", { type: "button", "aria-label": label, onclick: () => whileBusy(button, t("store.validating"), async () => {
    try {
      const { isReady } = await site.store(name).validate({ signal });
      tell(isReady ? "ok" : "danger", t(isReady ? "store.ready" : "store.notReady"));
    } catch (error) {
      if (!signal.aborted) tell("danger", wordsOf(error), error);
    }
  }) }, t("store.validate"));
  return button;
}

/** One store. */
export async function store({ site, params, signal }) {
  const info = await site.store(params.store).info({ signal });
  const outcome = h("div");
  const validate = checkButton({ site, name: params.store, signal,
    tell: (level, words, error) => replace(outcome, error ? errorPanel(error) : h("div", { role: "status" }, panel(level, words))) });
  return {
    title: t("store.title", { name: params.store }), path: [...kRecovery, "stores", params.store],
    actions: [h("a", { class: "button primary", href: address(["stores", params.store, "backups", "create"]) }, icon("add"), t("create.action")),
      validate, h("a", { class: "button", href: address(["stores", params.store, "update"]) }, t("store.update")),
      h("a", { class: "button", href: address(["stores", params.store, "unregister"]) }, t("store.unregister"))],
    body: [
      outcome,
      h("div", { class: "card" }, resourceProperties(info)),
      linkSection(t("resources"), [{ label: "backups", href: address(["stores", params.store, "backups"]) }]),
    ],
  };
}

function linkSection(title, links) {
  return h("section", { class: "stack" }, h("h2", {}, title), h("ul", { class: "links" }, links.map(({ label, href }) => h("li", {}, h("a", { href }, label)))));
}
