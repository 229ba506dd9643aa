// The content of the site in this browser: folders and files, added by dropping or picking, downloaded and removed.
import { addingTo } from "../content-adding.js";
import { h, icon, replace } from "../dom.js";
import { whileBusy } from "../form.js";
import { formatBytes, formatNumber, t } from "../i18n.js";
import { announce } from "../live.js";
import { isLocal, localSite } from "../local-site.js";
import { dataTable, errorPanel, panel, timeOf } from "../parts.js";
import { ask } from "../question.js";
import { address } from "../router.js";
import { hand } from "../saving.js";
import { session } from "../session.js";
import "../site-words.js";

const addressOf = (path) => address(path ? ["content", ...path.split("/")] : ["content"]);

export async function content({ params, signal }) {
  if (!isLocal(session.root)) {
    return { title: t("content.title"), body: panel("info", t("content.elsewhere"), h("p", {}, t("content.elsewhere.text")),
      h("div", { class: "actions" }, h("a", { class: "button", href: address(["start"]) }, t("start.local")))) };
  }
  const path = params.path ?? "";
  const listing = h("div", { class: "stack" });
  const outcome = h("div");
  const sum = h("p", { class: "quiet" });

  async function draw() {
    const [entries, totals] = await Promise.all([localSite.content.list(path), localSite.content.totals()]);
    if (signal.aborted) return;
    sum.textContent = t("content.holds", { count: totals.files, files: formatNumber(totals.files), size: formatBytes(totals.bytes) });
    replace(listing, entries.length > 0 ? table(entries) : h("p", { class: "quiet" }, t("entries.empty")));
  }

  async function attempt(work) {
    replace(outcome);
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) replace(outcome, errorPanel(error));
    }
  }

  const downloadOf = (entry) => attempt(async () => hand((await localSite.content.read(entry.path)).blob, entry.name));

  async function remove(entry, button) {
    const isMeant = await ask(outcome, {
      title: t("content.remove.title", { name: entry.name }), signal,
      body: h("p", {}, t(entry.kind === "folder" ? "content.remove.folder" : "content.remove.text")),
      answers: [{ label: t("content.remove.submit"), value: true, level: "destructive" }, { label: t("cancel"), value: false }],
    });
    if (!isMeant) return;
    await whileBusy(button, t("busy"), () => attempt(async () => {
      await localSite.content.remove(entry.path);
      announce(t("content.removed", { name: entry.name }));
      await drawWithout(button.closest("tr"));
    }));
  }

  // What was filtered by stays, and the focus goes to the row that came after, or before where it was the last.
  async function drawWithout(row) {
    const words = listing.querySelector("input[type=search]")?.value;
    const index = [...row.parentNode.children].indexOf(row);
    await draw();
    const filter = listing.querySelector("input[type=search]");
    if (filter && words) {
      filter.value = words;
      filter.dispatchEvent(new Event("input"));
    }
    const rows = listing.querySelectorAll("tbody tr");
    (rows[Math.min(index, rows.length - 1)]?.querySelector("a, button") ?? document.querySelector("main h1")).focus();
  }

  function nameOf(entry) {
    const named = [icon(entry.kind === "folder" ? "folder" : entry.kind === "link" ? "next" : "file"), entry.name];
    return [entry.kind === "folder" && typeof entry.path === "string" ?
      h("a", { class: "entry-name", href: addressOf(entry.path) }, named) : h("span", { class: "entry-name" }, named),
    entry.kind === "link" && h("span", { class: "sub" }, t("entries.link", { target: entry.linkTarget }))];
  }

  function table(entries) {
    return dataTable({
      caption: t("content.title"), rows: entries, sortedBy: 0, descending: false, filter: ({ name }) => name,
      columns: [
        { label: t("entries.name"), sort: ({ kind, name }) => `${kind === "folder" ? 0 : 1}${name.toLowerCase()}`, cell: nameOf },
        { label: t("entries.size"), number: true, sort: ({ size }) => size, cell: ({ kind, size }) => (kind === "file" ? formatBytes(size) : "–") },
        { label: t("entries.modified"), sort: ({ modified }) => modified, cell: ({ modified }) => timeOf(Math.floor(modified)) },
        { label: t("content.do"), cell: (entry) => h("div", { class: "row" },
          entry.kind === "file" && h("button", { type: "button", class: "plain", "aria-label": t("content.download", { name: entry.name }), onclick: () => downloadOf(entry) }, t("save.download")),
          h("button", { type: "button", class: "plain", "aria-label": t("content.remove", { name: entry.name }), onclick: ({ currentTarget }) => remove(entry, currentTarget) }, t("content.remove.short"))) },
      ],
    });
  }

  await draw();
  const parts = path ? path.split("/") : [];
  return { title: t("content.title"), body: [
    h("p", {}, t("content.lead")), sum,
    addingTo(path, { signal, added: draw }),
    outcome,
    parts.length > 0 && h("nav", { "aria-label": t("entries.folder") }, h("ol", { class: "breadcrumb" }, ["", ...parts].map((part, index) => h("li", {}, index === parts.length ?
      h("span", { "aria-current": "true" }, part || t("entries.root")) : h("a", { href: addressOf(parts.slice(0, index).join("/")) }, part || t("entries.root")))))),
    listing,
  ] };
}
