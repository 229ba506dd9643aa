// The frame around every view: brand, navigation, connection, theme, language; and the line that says whom the page has talked to.
import { h, icon, replace } from "./dom.js";
import { chooseLanguage, formatClock, formatDuration, kLanguages, language, t } from "./i18n.js";
import { announce } from "./live.js";
import { isLocal } from "./local-site.js";
import { address } from "./router.js";
import { kBuild } from "./offline.js";
import { session } from "./session.js";
import { shortcutsButton } from "./shortcuts.js";

const kThemeKey = "holdfast.theme";
/** Within how many milliseconds of a key a closed list changes by it; whoever opened the list takes longer. */
const kPassing = 100;
const kNavigation = [
  { label: "nav.overview", parts: [""], views: ["overview"] },
  { label: "nav.stores", parts: ["stores"], views: ["stores", "store", "backups", "backup", "create", "retention", "report", "verify", "restore", "kit", "sheet", "remove", "register", "updateStore", "unregister", "backupContents", "importBackup"] },
  { label: "nav.content", parts: ["content"], views: ["content"], isLocal: true },
  { label: "nav.jobs", parts: ["jobs"], views: ["jobs", "job"] },
  { label: "nav.tasks", parts: ["tasks"], views: ["tasks", "task", "createTask", "updateTask", "removeTask", "taskRuns", "taskRun", "updateTaskRun", "removeTaskRun"] },
  { label: "nav.api", parts: ["disasterrecovery"], views: ["recovery", "settings", "raw"] },
];

/** Applies the theme chosen earlier on this machine. */
export function restoreTheme() {
  applyTheme(localStorage.getItem(kThemeKey) ?? "auto");
}

/** Draws the header for the route in view. */
export function drawHeader({ view }) {
  replace(document.getElementById("header"), h("div", {},
    h("a", { class: "brand", href: address([""]) }, icon("mark"), "Holdfast"),
    session.site && h("nav", { class: "site-nav", "aria-label": t("nav.label") }, kNavigation.filter((item) => !item.isLocal || isLocal(session.root)).map(({ label, parts, views }) =>
      h("a", { href: address(parts), "aria-current": views.includes(view) ? (views[0] === view ? "page" : "true") : null }, t(label)))),
    h("div", { class: "site-tools" },
      connectionSelect(view),
      session.site && h("span", {},
        session.username && h("strong", {}, session.username),
        session.expires && h("span", { class: "sub" }, t("session.until", { time: formatClock(session.expires) }))),
      session.site && !isLocal(session.root) && h("button", { type: "button", class: "plain", onclick: signOut }, t("signOut")))));
}

/** Draws the footer, kept up to date with every request. */
export function drawFooter() {
  const line = h("span");
  const log = h("ol", { class: "log links code small", tabindex: "0", "aria-label": t("requests.label") });
  const details = h("details", { ontoggle: draw }, h("summary", {}, line), log);
  function draw() {
    const { origins } = session;
    line.textContent = origins.length === 0 ? t("requests.none") : t("requests.some", { count: session.requestCount, origins: origins.join(", ") });
    if (details.open) {
      replace(log, session.requests.slice(0, 50).map(({ method, url, status, milliseconds, at }) => h("li", {},
        `${new Date(at).toISOString().slice(11, 19)}Z ${method} ${url} → ${status || t("requests.noReply")} `, h("span", { class: "quiet" }, formatDuration(milliseconds)))));
    }
  }
  session.addEventListener("request", draw);
  draw();
  replace(document.getElementById("footer"), h("div", { class: "title-row" }, details, h("div", { class: "row" }, kBuild && h("span", { class: "code" }, kBuild), h("a", { href: address(["open"]) }, t("open.title")), h("a", { href: address(["kit"]) }, t("openKit.title")), h("a", { href: address(["doctor"]) }, t("doctor.title")), shortcutsButton(), themeSelect(), languageSelect())));
}

async function signOut() {
  const { label } = session.current;
  const isRevoked = session.signOut();
  const next = session.current?.view ?? address([session.site || !session.current ? "" : "signin"]);
  if (location.hash === next) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = next;
  announce(t((await isRevoked) ? "signOut.done" : "signOut.kept", { name: label }));
}

// The organizations there are: choosing one shows the view last seen of it. Left out while there is nothing to choose.
function connectionSelect(view) {
  const listed = session.all.filter((connection) => connection.site || connection === session.current || session.isKnown(connection.root));
  if (!session.site && listed.length < 2) return null;
  const isAdding = view === "signIn" && session.site;
  return h("label", { class: "row" }, h("span", { class: "visually-hidden" }, t("connection.label")),
    whenChosen((root) => { root ? switchTo(root) : location.assign(address(["signin"])); }, h("select", { class: "connection" },
      listed.map((connection) => h("option", { value: connection.root, selected: connection === session.current && !isAdding },
        connection.site ? connection.label : t("connection.signedOut", { name: connection.label }))),
      session.site && h("option", { value: "", selected: isAdding }, t("connection.add")))));
}

// Arrow keys pass over choices that nobody means: what they reach is taken with Enter, or when the field is left.
function whenChosen(take, select) {
  let pressed = -Infinity;
  let isPassing = false;
  const settle = () => { if (isPassing) take(select.value); isPassing = false; };
  select.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") pressed = event.timeStamp;
    else if (isPassing) { event.preventDefault(); settle(); }
  });
  select.addEventListener("change", ({ timeStamp }) => {
    isPassing = timeStamp - pressed < kPassing;
    if (!isPassing) take(select.value);
  });
  select.addEventListener("blur", settle);
  return select;
}

function switchTo(root) {
  session.select(root);
  location.hash = session.current.view ?? address([""]);
}

function languageSelect() {
  return h("label", { class: "row" }, h("span", { class: "visually-hidden" }, t("language.label")),
    whenChosen((tag) => { chooseLanguage(tag); location.reload(); }, h("select", { class: "language" },
      Object.entries(kLanguages).map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === language }, name)))));
}

function themeSelect() {
  const chosen = localStorage.getItem(kThemeKey) ?? "auto";
  return h("label", { class: "row" }, h("span", { class: "visually-hidden" }, t("theme.label")),
    h("select", { onchange: (event) => { localStorage.setItem(kThemeKey, event.target.value); applyTheme(event.target.value); } },
      ["auto", "light", "dark"].map((theme) => h("option", { value: theme, selected: theme === chosen }, t(`theme.${theme}`)))));
}

function applyTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
