// Where a new store of the site in this browser lies: in the browser's own storage, or in a folder on disk that the reader picks.
// Knows nothing else of stores.
import { h, icon, replace } from "./dom.js";
import { apiName } from "./form.js";
import { t } from "./i18n.js";
import { localSite } from "./local-site.js";
import { kWritesFolders, pickFolder } from "./saving.js";

/** The choice as a field of a form (form.js); `changed()` is called when the choice has changed. */
export function storePlace({ changed }) {
  let folder = null;
  const chosen = h("span", { class: "code", id: "rootDir-chosen" });
  const errorLine = h("p", { class: "field-error", id: "rootDir-error", hidden: true });
  const choose = h("button", { type: "button", id: "rootDir", "aria-describedby": "rootDir-hint rootDir-chosen rootDir-error", onclick: async () => {
    folder = await pickFolder() ?? folder;
    chosen.textContent = folder?.name ?? "";
    if (folder) setError(null);
    changed();
  } }, icon("folder"), t("register.folder.choose"));
  const onDisk = h("div", { class: "field", hidden: true },
    h("p", { class: "hint", id: "rootDir-hint" }, t("register.folder.hint")), errorLine, h("div", { class: "row" }, choose, chosen));
  const way = (value) => h("label", { class: "choice" }, h("input", { type: "radio", name: "store-place", value, checked: value === "browser", onchange: () => {
    onDisk.hidden = value === "browser";
    changed();
  } }), t(`register.place.${value}`));

  function setError(message) {
    errorLine.hidden = !message;
    replace(errorLine, message && [icon("danger"), h("span", {}, message)]);
  }

  return {
    id: "rootDir", control: choose, label: t("register.place"), setError, setAdvice() {},
    node: h("fieldset", { class: "stack" },
      h("legend", { class: "label" }, t("register.place"), apiName("settings.rootDir")),
      kWritesFolders ? [h("div", { class: "row" }, way("browser"), way("disk")), onDisk] : h("p", { class: "hint" }, t("register.place.unsupported"))),
    /** The member of the settings that says it, as far as it is known before `keep`. */
    settings: () => (!onDisk.hidden && folder ? { rootDir: folder.name } : {}),
    faults: () => (!onDisk.hidden && !folder ? [{ parameter: "rootDir", message: t("register.folder.none") }] : []),
    /** Keeps the folder for the site, and answers the member that names it. */
    keep: async () => (onDisk.hidden ? {} : { rootDir: await localSite.storeFolders.keep(folder) }),
  };
}
