// Adds dropped and picked files to the content of the site in this browser: asks about names that are taken, tells how far it is,
// and can be ended. Knows not how the content is shown.
import { h, replace } from "./dom.js";
import { formatNumber, t, wordsOf } from "./i18n.js";
import { announce } from "./live.js";
import { localSite } from "./local-site.js";
import { errorPanel, panel } from "./parts.js";
import { dropZone, kPicksHandles, pickButton } from "./picked-files.js";
import { ask } from "./question.js";
import { underWay } from "./work-panel.js";

const kNamesShown = 5;

/** The part of a view that adds to the folder `path`; `added()` is called when something was. */
export function addingTo(path, { signal, added }) {
  const outcome = h("div");
  const working = h("div");
  let isBusy = false;

  async function take(picked) {
    if (isBusy) return announce(t("content.busy"));
    isBusy = true;
    replace(outcome);
    try {
      await add(picked);
    } catch (error) {
      if (!signal.aborted) replace(outcome, error.code === "aborted" || error.name === "AbortError" ? h("div", { role: "status" }, panel("info", t("content.cancelled"))) : errorPanel(error));
    } finally {
      isBusy = false;
    }
    if (!signal.aborted) await added();
    return undefined;
  }

  async function add(picked) {
    const { items, bytes, taken } = await underWay(working, { title: t("content.looking"), signal }, (work) => lookOver(picked, path, work));
    if (items.length === 0) return announce(t("content.nothing"));
    const left = taken.length > 0 ? await askAbout(taken) : new Set();
    if (left === null) return undefined;
    const wanted = items.filter((item) => !left.has(item.path));
    const result = await underWay(working, { title: t("content.adding"), signal }, (work) => localSite.content.addAll(wanted, {
      signal: work.signal,
      progress: (done) => work.progress({ bytesDone: done.bytes, bytesTotal: bytes, text: t("entries.files", { count: done.files }) }),
    }));
    announce(t("content.added", { count: result.files }));
    replace(outcome, h("div", { role: "status" }, panel(result.failed.length > 0 ? "warning" : "ok", t("content.added", { count: result.files, files: formatNumber(result.files) }),
      result.failed.length > 0 && [h("p", {}, t("content.failed", { count: result.failed.length })),
        h("ul", {}, result.failed.slice(0, 50).map(({ path: at, error }) => h("li", {}, h("code", {}, at), ": ", wordsOf(error))))])));
    return undefined;
  }

  // Which of the files that are there already are left as they are: a set of paths; null where nothing is to be added.
  function askAbout(taken) {
    return ask(outcome, {
      title: t("content.taken", { count: taken.length }), signal,
      body: h("ul", {}, taken.slice(0, kNamesShown).map((at) => h("li", {}, h("code", {}, at))), taken.length > kNamesShown && h("li", {}, "…")),
      answers: [{ label: t("content.taken.replace"), value: new Set() }, { label: t("content.taken.keep"), value: new Set(taken) }, { label: t("cancel"), value: null }],
    });
  }

  return h("section", { class: "stack", "aria-labelledby": "content-drop-label" },
    dropZone({ id: "content-drop", label: t("content.drop"), hint: t(kPicksHandles ? "content.way.handles" : "content.way.input"),
      buttons: [pickButton({ label: t("content.pick.files") }, take), pickButton({ label: t("content.pick.folder"), folder: true }, take)] }, take),
    working, outcome);
}

// What was chosen, as localSite.content.addAll takes it, how much that is, and which paths hold a file already.
async function lookOver(picked, into, { signal, progress }) {
  const items = [];
  let bytes = 0;
  for await (const { path, file } of picked) {
    signal.throwIfAborted();
    items.push({ path: into ? `${into}/${path}` : path, blob: file });
    bytes += file?.size ?? 0;
    progress({ bytesDone: bytes, text: t("entries.files", { count: items.length }) });
  }
  const kindsIn = new Map();
  const parentOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  async function kindAt(path) {
    const folder = parentOf(path);
    if (!kindsIn.has(folder)) kindsIn.set(folder, folder === "" || await kindAt(folder) === "folder" ? new Map((await localSite.content.list(folder)).map((entry) => [entry.path, entry.kind])) : new Map());
    return kindsIn.get(folder).get(path);
  }
  const taken = [];
  for (const { path, blob } of items) {
    signal.throwIfAborted();
    const kind = await kindAt(path);
    if (blob && kind && kind !== "folder") taken.push(path);
  }
  return { items, bytes, taken };
}
