// Shows a tree of entries folder by folder, finds names in all of it, and lets entries be chosen. Knows not what they are chosen for.
import { h, icon, replace } from "./dom.js";
import { nameOf, trail, treeOf, within } from "./entry-tree.js";
import { formatBytes, formatNumber, t } from "./i18n.js";
import { announce } from "./live.js";
import { dataTable, timeOf } from "./parts.js";

const kFilteredAfter = 150;

/** `entries` as OpenedBackup has them. `changed()` is told of every change of `chosen()`, the entries chosen. */
export function entryBrowser({ entries, changed }) {
  const { root } = treeOf(entries);
  const chosen = new Set(entries.filter(({ kind }) => kind !== "other"));
  let folder = root;
  let words = "";
  const crumbs = h("nav", { "aria-label": t("entries.folder") });
  const table = h("div");
  const count = h("p", { class: "small quiet", role: "status" });
  let pending;
  const filter = h("input", { id: "entries-filter", type: "search", class: "filter", placeholder: t("entries.filter"), autocomplete: "off", oninput: () => {
    clearTimeout(pending);
    pending = setTimeout(() => { words = filter.value.trim().toLowerCase(); draw(); }, kFilteredAfter);
  } });
  const allBox = h("input", { type: "checkbox", onchange: () => choose(words ? found() : within(folder), allBox.checked) });

  const rowOfFolder = (sub) => ({ folder: sub, name: sub.name, path: sub.path, kind: "folder", size: sub.bytes, modified: sub.entry?.modified ?? null });
  const rowOfEntry = (entry) => ({ ...entry, entry, name: words ? entry.path : nameOf(entry.path) });
  const found = () => entries.filter((entry) => entry.path.toLowerCase().includes(words));
  const belongingTo = (row) => (row.folder ? within(row.folder) : [row.entry]);

  function choose(some, isChosen) {
    for (const entry of some) {
      if (entry.kind === "other") continue;
      if (isChosen) chosen.add(entry);
      else chosen.delete(entry);
    }
    mark();
    changed();
  }

  function stateOf(some) {
    let all = 0;
    let marked = 0;
    for (const entry of some) {
      if (entry.kind === "other") continue;
      all += 1;
      marked += chosen.has(entry) ? 1 : 0;
    }
    return { checked: all > 0 && marked === all, indeterminate: marked > 0 && marked < all, disabled: all === 0 };
  }

  // Sets every box in view to what is chosen.
  function mark() {
    Object.assign(allBox, stateOf(words ? found() : within(folder)));
    for (const box of table.querySelectorAll("input[type=checkbox]")) Object.assign(box, stateOf(belongingTo(box.row)));
  }

  function boxOf(row) {
    const box = h("input", { type: "checkbox", "aria-label": t("entries.choose", { name: row.name }), onchange: () => choose(belongingTo(row), box.checked) });
    box.row = row;
    return Object.assign(box, stateOf(belongingTo(row)));
  }

  function nameCell(row) {
    const name = row.folder ?
      h("button", { type: "button", class: "plain entry-name", onclick: () => go(row.folder) }, icon("folder"), row.name) :
      h("span", { class: "entry-name" }, icon(row.kind === "file" ? "file" : row.kind === "link" ? "next" : "danger"), row.name);
    return h("span", { class: "entry" }, boxOf(row), h("span", {}, name,
      row.kind === "link" && h("span", { class: "sub" }, t("entries.link", { target: row.linkTarget })),
      row.kind === "other" && h("span", { class: "sub" }, t(row.entry.isInside ? "entries.other" : "entries.outside"))));
  }

  function go(to) {
    folder = to;
    draw();
    crumbs.querySelector("[aria-current]").focus();
    announce(t("entries.count", { count: folder.folders.size + folder.entries.length }));
  }

  function draw() {
    crumbs.hidden = Boolean(words) || root.folders.size === 0;
    replace(crumbs, h("ol", { class: "breadcrumb" }, trail(folder).map((part) => h("li", {}, part === folder ?
      h("span", { "aria-current": "true", tabindex: "-1" }, part.name || t("entries.root")) :
      h("button", { type: "button", class: "plain", onclick: () => go(part) }, part.name || t("entries.root"))))));
    const rows = words ? found().filter(({ kind }) => kind !== "folder").map(rowOfEntry) : [...[...folder.folders.values()].map(rowOfFolder), ...folder.entries.map(rowOfEntry)];
    count.textContent = words ? t("table.found", { count: rows.length, total: entries.length }) : "";
    replace(table, rows.length > 0 ? dataTable({
      caption: t("entries.caption"), rows, sortedBy: 0, descending: false,
      columns: [
        { label: t("entries.name"), sort: (row) => `${row.folder ? 0 : 1}${row.name.toLowerCase()}`, cell: nameCell },
        { label: t("entries.size"), number: true, sort: ({ size }) => size, cell: (row) => [formatBytes(row.size),
          row.folder && h("span", { class: "sub" }, t("entries.files", { count: row.folder.files }))] },
        { label: t("entries.modified"), sort: ({ modified }) => modified ?? 0, cell: ({ modified }) => (modified === null ? "–" : timeOf(modified)) },
      ],
    }) : h("p", { class: "quiet" }, t(words ? "entries.notFound" : "entries.empty")));
    mark();
  }

  draw();
  return {
    node: h("div", { class: "stack" },
      h("div", { class: "row" }, h("label", { class: "choice" }, allBox, t("entries.all")),
        h("label", { class: "visually-hidden", for: "entries-filter" }, t("entries.filter")), filter, count),
      crumbs, table),
    chosen: () => [...chosen].sort((a, b) => a.index - b.index),
  };
}

/** How much `entries` are, in a sentence. */
export function amountOf(entries) {
  const files = entries.filter(({ kind }) => kind === "file");
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return t("entries.amount", { count: files.length, files: formatNumber(files.length), size: formatBytes(bytes) });
}
