// Parts that several views share: headings with the API address, times, badges, panels, properties, tables, copyable blocks.
import { h, icon, replace } from "./dom.js";
import { englishWordsOf, formatRelative, formatTime, formatUtc, hasMessage, t, wordsOf } from "./i18n.js";
import { address } from "./router.js";
import { session } from "./session.js";
import { announce } from "./live.js";

/** API paths below the root that have a page of their own. */
const kPages = [
  [/^$/, () => [""]],
  [/^system\/disasterrecovery$/, () => ["disasterrecovery"]],
  [/^system\/disasterrecovery\/stores(\/.*)?$/, (path) => path.split("/").slice(2)],
  [/^system\/disasterrecovery\/settings$/, () => ["settings"]],
  [/^system\/tasks(\/[^/]+(\/runs(\/[^/]+)?)?)?$/, (path) => path.split("/").slice(1)],
  [/^jobs(\/.*)?$/, (path) => path.split("/")],
];

/** The head of a view: breadcrumb of the API address, title (which takes the focus), actions, format links. */
export function viewHead({ title, path, actions = [], formats = true }) {
  return h("div", { class: "view-head" },
    path && h("div", { class: "address-row" }, breadcrumb(path), formats && formatLinks(path)),
    h("div", { class: "title-row" },
      h("h1", { tabindex: "-1" }, title),
      actions.length > 0 && h("div", { class: "actions" }, actions)));
}

function breadcrumb(path) {
  const root = new URL(session.root);
  const crumbs = [{ label: session.current.isInPage ? session.current.label : root.host + root.pathname, target: address([""]) }];
  for (const [index, part] of path.entries()) {
    const parts = path.slice(0, index + 1);
    const page = kPages.find(([pattern]) => pattern.test(parts.join("/")));
    crumbs.push({ label: part, target: page && index < path.length - 1 ? address(page[1](parts.join("/"))) : null });
  }
  return h("nav", { "aria-label": t("breadcrumb.label") }, h("ol", { class: "breadcrumb" }, crumbs.map(({ label, target }, index) =>
    h("li", {}, target ? h("a", { href: target }, label) : h("span", { "aria-current": index === crumbs.length - 1 ? "page" : null }, label)))));
}

/** Links to the exact bytes the server sends for a resource. */
export function formatLinks(path, current) {
  return h("nav", { "aria-label": t("formats.label") }, h("ul", { class: "formats" }, ["html", "json", "pjson"].map((format) =>
    h("li", {}, h("a", { href: address(["raw", format, ...path]), "aria-current": format === current ? "page" : null }, format)))));
}

/** A time as `<time>`: relative or exact in the reader's zone, UTC in the title. */
export function timeOf(milliseconds, { relative = false, long = false } = {}) {
  return h("time", { datetime: new Date(milliseconds).toISOString(), title: formatUtc(milliseconds) },
    relative ? formatRelative(milliseconds) : formatTime(milliseconds, { long }));
}

/** How long a backup is kept, in a sentence. `retentionDate`: epoch milliseconds, −1 for ever. */
export function retentionSentence(retentionDate, now = Date.now()) {
  if (!(retentionDate > 0)) return t("retention.forever");
  return t(retentionDate <= now ? "retention.past" : "retention.until", { time: formatTime(retentionDate, { long: true }) });
}

/** A state in a word. `level`: as of panel, "neutral" where nothing is known or under way, "plain" for what is no state. */
export function badge(level, text) {
  return h("span", { class: `badge ${level}` }, level !== "plain" && icon(level === "neutral" ? "waiting" : level), text);
}

/** The badge of a backup's own status. */
export function backupBadge(backup) {
  const level = backup.status === "completed" ? "ok" : backup.status === "completed_with_warnings" ? "warning" : /fail|error/i.test(backup.status) ? "danger" : "neutral";
  return badge(level, hasMessage(`backup.status.${backup.status}`) ? t(`backup.status.${backup.status}`) : String(backup.status ?? t("unknown")));
}

/** A message with weight: level "ok" | "warning" | "danger" | "running" | "info". */
export function panel(level, title, ...body) {
  return h("div", { class: `panel ${level}` }, icon(level), h("div", { class: "panel-body" }, h("h2", {}, title), body));
}

/** Label and value pairs; values are nodes or text, pairs without a value are left out. */
export function properties(pairs) {
  return h("dl", { class: "properties" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([label, value]) =>
    h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

/** Whatever a resource holds, as properties: members in the server's own names, nested ones as JSON. */
export function resourceProperties(resource) {
  return properties(Object.entries(resource).map(([name, value]) => [h("code", {}, name), memberValue(name, value)]));
}

function memberValue(name, value) {
  if (typeof value === "number" && /time$|date$/i.test(name) && value > 1e11) return [String(value), h("span", { class: "sub" }, timeOf(value))];
  if (value !== null && typeof value === "object") return h("pre", {}, JSON.stringify(value, null, 2));
  return typeof value === "boolean" ? h("code", {}, String(value)) : String(value);
}

/** A button that copies `text()`, and says so. */
export function copyButton(text, label = t("copy")) {
  const said = h("span", {}, label);
  return h("button", { type: "button", class: "plain", onclick: async () => {
    await navigator.clipboard.writeText(text());
    said.textContent = t("copied");
    announce(t("copied"));
    setTimeout(() => { said.textContent = label; }, 2000);
  } }, icon("copy"), said);
}

/** A link that saves `text` as the file `name`, good until `signal` aborts. */
export function downloadLink(label, name, text, signal, type = "application/json") {
  const href = URL.createObjectURL(new Blob([text], { type }));
  signal.addEventListener("abort", () => URL.revokeObjectURL(href));
  return h("a", { class: "button", href, download: name }, label);
}

/** Text as it came, to read and to copy; `lang` is its language, "" where nobody knows it. */
export function copyableBlock(text, { lang } = {}) {
  return h("div", { class: "stack" }, h("pre", { tabindex: "0", role: "group", "aria-label": t("copyable.label") }, h("span", { lang }, text)), h("div", {}, copyButton(() => text)));
}

/** A server's own words within a text of the page: their language is the server's affair. */
export function wordsOfServer(text) {
  return h("span", { lang: "" }, text);
}

/** An error of the module: what is wrong, the server's own words, and beside the code the core's English where the page's language is coarser. */
export function errorPanel(error, ...actions) {
  const words = [...new Set([...(error.messages ?? []), ...(error.details ?? [])])].filter((text) => text && text !== error.message);
  const english = words.length === 0 && englishWordsOf(error);
  return h("div", { role: "alert" }, panel("danger", t("error.title"),
    error.issues?.length > 1 ? h("ul", {}, error.issues.map((issue) => h("li", {}, wordsOf(issue)))) : h("p", {}, wordsOf(error)),
    words.length > 0 && [h("p", { class: "label" }, t("error.server")), copyableBlock(words.join("\n"), { lang: "" })],
    h("p", { class: "small quiet" }, t("error.code", { code: error.code ?? error.name }), english && [" · ", h("span", { lang: "en" }, english)]),
    actions.length > 0 && h("div", { class: "actions" }, actions)));
}

const kRowsAtOnce = 50;

/**
 * A table that becomes a list of cards on a narrow screen. Columns: `{label, cell(row), sort?(row), number?, minor?}`, the first
 * is the row's heading, minor ones are left out where a table would be too wide; `filter(row)` gives the text a filter looks in.
 */
export function dataTable({ caption, columns, rows, filter, sortedBy, descending = true }) {
  let state = { by: sortedBy, down: descending, words: "", shown: kRowsAtOnce };
  // What a row is sorted by and what the filter looks in are worked out once: lists may be long, and letters come quickly.
  const all = rows.map((row) => ({ row, key: null, text: null }));
  const body = h("tbody", { role: "rowgroup" });
  const heads = columns.map((column, index) => h("th", { scope: "col", role: "columnheader", class: classOf(column) }, column.sort ?
    h("button", { type: "button", onclick: () => sort(index, state.by === index ? !state.down : true) }, column.label, h("span", { "aria-hidden": "true" })) : column.label));
  const more = h("button", { type: "button", onclick: () => {
    const drawn = state.shown;
    state.shown += kRowsAtOnce;
    body.append(...state.found.slice(drawn, state.shown).map(({ row }) => rowOf(row)));
    foretell();
    body.children[drawn].querySelector("a, button")?.focus();
  } });
  const count = h("p", { class: "small quiet", role: "status" });

  function classOf({ number, minor }) {
    return [number && "number", minor && "minor"].filter(Boolean).join(" ") || null;
  }

  function rowOf(row) {
    return h("tr", { role: "row" }, columns.map((column, index) => index === 0 ?
      h("th", { scope: "row", role: "rowheader" }, column.cell(row)) :
      h("td", { role: "cell", class: classOf(column), "data-label": column.label }, h("div", {}, column.cell(row)))));
  }

  function foretell() {
    const left = state.found.length - state.shown;
    more.hidden = left <= 0;
    replace(more, left > 0 && t("table.more", { count: Math.min(kRowsAtOnce, left) }));
  }

  function sort(by, down) {
    const sign = down ? -1 : 1;
    for (const each of all) each.key = columns[by].sort(each.row);
    all.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
    for (const [index, head] of heads.entries()) {
      head.ariaSort = index !== by ? null : down ? "descending" : "ascending";
      if (columns[index].sort) head.firstChild.lastChild.textContent = index !== by ? "" : down ? "↓" : "↑";
    }
    state = { ...state, by, down };
    draw();
  }

  function draw(words = state.words) {
    const found = all.filter((each) => !words || (each.text ??= filter(each.row).toLowerCase()).includes(words));
    state = { ...state, words, found, shown: kRowsAtOnce };
    replace(body, found.slice(0, kRowsAtOnce).map(({ row }) => rowOf(row)));
    foretell();
    count.textContent = words ? t("table.found", { count: found.length, total: rows.length }) : "";
  }

  sort(sortedBy, descending);
  return h("div", { class: "stack" },
    filter && rows.length > 5 && h("div", { class: "row" },
      h("label", { class: "visually-hidden", for: "table-filter" }, t("table.filter")),
      h("input", { id: "table-filter", type: "search", class: "filter", placeholder: t("table.filter"), autocomplete: "off",
        oninput: (event) => draw(event.target.value.trim().toLowerCase()) }),
      count),
    h("div", { class: "table-frame" }, h("table", { class: "stacks", role: "table" },
      h("caption", { class: "visually-hidden" }, caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads)), body)),
    h("div", {}, more));
}
