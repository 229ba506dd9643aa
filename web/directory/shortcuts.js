// Keyboard shortcuts, none of which is needed to reach anything: a filter, a new backup, the list of them; and the switch that turns them off.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { address } from "./router.js";
import { session } from "./session.js";

const kOffKey = "holdfast.shortcuts";
/** Each key and what it does; an action answers whether there was anything to do. */
const kShortcuts = { "/": focusFilter, n: createBackup, "?": showShortcuts };
const kTyping = "input, select, textarea, [contenteditable]";

/** Listens for shortcuts from now on. */
export function listenForShortcuts() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (!isOn() || event.target.matches?.(kTyping) || document.querySelector("dialog[open]")) return;
    if (Object.hasOwn(kShortcuts, event.key) && kShortcuts[event.key]()) event.preventDefault();
  });
}

/** The button that shows the list, for whoever has switched the keys off or knows none. */
export function shortcutsButton() {
  return h("button", { type: "button", class: "plain", onclick: showShortcuts }, t("shortcuts.title"));
}

function isOn() {
  return localStorage.getItem(kOffKey) !== "off";
}

function focusFilter() {
  const filter = document.querySelector("main input[type=search]");
  filter?.focus();
  return Boolean(filter);
}

// In the store in view, else in the default one. Not out of a form: whoever types there beside its fields would lose what is in them.
function createBackup() {
  if (!session.site || document.querySelector("main form")) return false;
  const inView = document.querySelector("main .actions a[href*='/backups/create']");
  if (inView) inView.click();
  else session.site.stores().then((stores) => { location.hash = address(["stores", (stores.find((store) => store.default) ?? stores[0]).name, "backups", "create"]); }, () => {});
  return true;
}

function showShortcuts() {
  const on = h("input", { type: "checkbox", checked: isOn(), onchange: () => localStorage.setItem(kOffKey, on.checked ? "on" : "off") });
  const dialog = h("dialog", { class: "stack", "aria-labelledby": "shortcuts-title", onclose: () => dialog.remove() },
    h("h2", { id: "shortcuts-title" }, t("shortcuts.title")),
    h("dl", { class: "properties" }, Object.entries({ "/": "filter", n: "create", "?": "list" }).map(([key, name]) =>
      h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(`shortcuts.${name}`))))),
    h("label", { class: "choice" }, on, t("shortcuts.on")),
    h("form", { method: "dialog", class: "actions" }, h("button", { class: "primary" }, t("close"))));
  document.body.append(dialog);
  dialog.showModal();
  return true;
}
