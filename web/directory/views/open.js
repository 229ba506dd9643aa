// Opening a backup file: the file, its passcode, what it holds, and saving that; with no site and no sign-in.
import { FileError, openBackup, PasscodeError, unpackBackup } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { amountOf, entryBrowser } from "../entry-browser.js";
import { nameOf } from "../entry-tree.js";
import { errorSummary, whileBusy } from "../form.js";
import { formatBytes, formatNumber, t } from "../i18n.js";
import { announce } from "../live.js";
import { copyableBlock, errorPanel, panel, properties } from "../parts.js";
import { passcodeEntry } from "../passcode-entry.js";
import { dropZone, pickButton } from "../picked-files.js";
import { download, downloadWay, kWritesFolders, pickDownload, pickFolder, saveInto } from "../saving.js";
import { underWay } from "../work-panel.js";

const kLargestManifest = 1 << 20;

export async function open({ signal }) {
  const place = h("div", { class: "stack" });
  const fault = h("div");
  async function take(picked) {
    replace(fault);
    try {
      opening(place, await chosenFile(picked), { signal, another });
    } catch (error) {
      if (!signal.aborted) replace(fault, errorPanel(error));
    }
  }
  function another() {
    replace(place, fault, dropZone({ id: "backup-file", label: t("open.drop"), hint: t("open.drop.hint"),
      buttons: pickButton({ label: t("open.pick"), primary: true }, take) }, take));
  }
  another();
  return { title: t("open.title"), body: [h("p", {}, t("open.lead")), place] };
}

/** Of what was dropped or picked, `{name, size, file, manifest}`: the manifest is null where none came along or lies in the same file. */
export async function chosenFile(picked) {
  const found = [];
  let manifest = null;
  for await (const { file } of picked) {
    if (!file) continue;
    if (file.name.endsWith(".json") && file.size < kLargestManifest) manifest = await file.text();
    else found.push(file);
  }
  if (found.length !== 1) throw Object.assign(new Error(t(found.length === 0 ? "open.none" : "open.several")), { code: "one_file" });
  const [file] = found;
  const parts = await unpackBackup(file);
  return parts ? { name: file.name, size: file.size, file: parts.archive, manifest: parts.manifest } : { name: file.name, size: file.size, file, manifest };
}

/**
 * Asks in `place` for the passcode of `{name, size, file, manifest}`, and shows what it holds; `another()` goes back to choosing,
 * where there is something to choose.
 */
export function opening(place, source, { signal, another = null }) {
  const passcode = passcodeEntry({ hint: t("open.passcode.hint"), signal });
  const summary = errorSummary();
  const outcome = h("div");
  const working = h("div");
  const submit = h("button", { class: "primary" }, t("open.submit"));

  async function unlock() {
    replace(outcome);
    try {
      const backup = await underWay(working, { title: t("open.busy"), signal }, (work) => openBackup({
        file: source.file, passcode: passcode.value(), manifest: source.manifest ?? "", signal: work.signal,
        onSlow: ({ seconds }) => announce(t("open.slow", { seconds })),
        onProgress: ({ bytesDone, bytesTotal, entries }) => work.progress({ bytesDone, bytesTotal, text: t("entries.count", { count: entries }) }),
      }));
      passcode.forget();
      signal.addEventListener("abort", () => backup.close());
      if (signal.aborted) backup.close();
      else showContents(place, source, backup, { signal, another });
    } catch (error) {
      if (signal.aborted) return;
      passcode.control.focus();
      if (error.code !== "aborted") replace(outcome, verdict(error, source));
      else announce(t("open.cancelled"));
    }
  }

  replace(place,
    h("div", { class: "card" }, properties([[t("open.file"), source.name], [t("entries.size"), formatBytes(source.size)],
      [t("open.manifest"), t(source.manifest ? "open.manifest.there" : "open.manifest.missing")]])),
    h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      const faults = passcode.faults();
      summary.show(faults);
      if (faults.length === 0) whileBusy(submit, t("open.busy"), unlock);
    } }, summary.node, outcome, passcode.node, working, h("div", { class: "actions" }, submit, another && h("button", { type: "button", onclick: another }, t("open.another")))));
  passcode.control.focus();
}

// Three answers, never mixed up: the passcode, damage, a change; and whatever else there may be.
function verdict(error, { manifest }) {
  const words = (kind, more) => h("div", { role: "alert" }, panel("danger", t(`open.${kind}`), h("p", {}, t(`open.${kind}.text`)), more));
  if (error instanceof PasscodeError) return words("wrong", !manifest && h("p", {}, t("open.wrong.noManifest")));
  if (!(error instanceof FileError)) return errorPanel(error);
  const found = copyableBlock(error.message, { lang: "en" });
  if (error.code === "file_changed") return words("changed", found);
  return words(error.code === "stanza_unsupported" || error.code === "header_malformed" ? "foreign" : "damaged", found);
}

function showContents(place, source, backup, { signal, another }) {
  const files = backup.entries.filter(({ kind }) => kind === "file");
  const name = baseName(source);
  const saved = h("div");
  const working = h("div");
  const amount = h("p", { role: "status" });
  const browser = backup.isArchive && entryBrowser({ entries: backup.entries, changed: foretell });
  const chosen = () => (browser ? browser.chosen() : backup.entries);
  const buttons = [];

  function foretell() {
    const some = chosen();
    amount.textContent = some.length > 0 ? amountOf(some) : t("save.nothing");
  }

  async function saving(title, work) {
    replace(saved);
    try {
      replace(saved, h("div", { role: "status" }, await underWay(working, { title, signal }, work)));
    } catch (error) {
      if (signal.aborted) return;
      replace(saved, error.code === "aborted" || error.name === "AbortError" ? h("div", { role: "status" }, panel("info", t("save.cancelled"))) : errorPanel(error));
    } finally {
      for (const button of buttons) button.removeAttribute("aria-disabled");
    }
  }

  const start = (pick, work) => async () => {
    const some = chosen();
    if (some.length === 0) return announce(t("save.nothing"));
    if (buttons.some((button) => button.getAttribute("aria-disabled") === "true")) return undefined;
    const target = await pick(some);
    if (!target) return undefined;
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    return saving(t("save.busy"), (under) => work(some, target, under));
  };

  const report = (some, progress) => ({ onProgress: ({ bytesDone, bytesTotal }) => progress({ bytesDone, bytesTotal, text: some() }) });

  async function toFolder(some, parent, { signal: ending, progress }) {
    let count = 0;
    const folders = some.filter(({ kind }) => kind === "folder").map(({ path }) => path);
    const result = await saveInto(parent, name, {
      folders, files: backup.read(some, { signal: ending, ...report(() => t("entries.files", { count }), progress) }),
    }, { signal: ending, saved: (done) => { count = done; } });
    const links = some.filter(({ kind }) => kind === "link").length;
    return panel(result.failed.length > 0 ? "warning" : "ok", t("save.done", { count: result.files, folder: result.folder }),
      links > 0 && h("p", {}, t("save.links", { count: links })),
      h("p", {}, t("save.folder.notKept")),
      result.failed.length > 0 && h("ul", {}, result.failed.map(({ path, reason }) => h("li", {}, h("code", {}, path), ": ", reason))));
  }

  async function toDownload(some, target, { signal: ending, progress }) {
    const only = single(some);
    if (only) {
      for await (const { content } of backup.read([only], { signal: ending, ...report(() => "", progress) })) await download(content, target, { signal: ending });
    } else {
      await download(backup.tar(some, { signal: ending, ...report(() => "", progress) }), target, { signal: ending });
    }
    return panel("ok", t("save.downloaded", { name: target.name }));
  }

  const single = (some) => (some.length === 1 && some[0].kind === "file" ? some[0] : null);
  const nameFor = (some) => (single(some) ? nameOf(single(some).path) || name : `${name}.tar`);
  if (kWritesFolders && browser) buttons.push(h("button", { type: "button", class: "primary", onclick: start(pickFolder, toFolder) }, t("save.folder")));
  buttons.push(h("button", { type: "button", class: buttons.length === 0 ? "primary" : null, onclick: start((some) => pickDownload(nameFor(some)), toDownload) }, t("save.download")));

  replace(place,
    panel("ok", t("open.opened"), h("p", {}, t(!backup.isArchive ? "open.plain" : backup.isListed ? "open.listed" : "open.unlisted"))),
    h("div", { class: "card" }, properties([[t("open.file"), source.name],
      [t("open.holds"), browser ? t("open.holds.files", { count: files.length, files: formatNumber(files.length), size: formatBytes(backup.totals.bytes) }) : formatBytes(backup.totals.bytes)]])),
    h("section", { class: "stack", "aria-labelledby": "save-title" }, h("h2", { id: "save-title" }, t("save.title")),
      amount, h("ul", { class: "hint" },
        buttons.length > 1 && h("li", {}, t("save.folder.hint", { name })),
        h("li", {}, browser ? t("save.download.hint") : t("save.download.one")), h("li", {}, t(`save.way.${downloadWay()}`))),
      working, saved,
      h("div", { class: "actions" }, buttons, another && h("button", { type: "button", onclick: () => { backup.close(); another(); } }, t("open.another")))),
    browser && h("section", { class: "stack", "aria-labelledby": "entries-title" }, h("h2", { id: "entries-title", tabindex: "-1" }, t("entries.title")), browser.node));
  foretell();
  announce(t("open.opened"));
  place.querySelector("h2").tabIndex = -1;
  place.querySelector("h2").focus();
}

/** What the saved folder or file is called: the backup's name, else the file's without its endings. */
function baseName({ name, manifest }) {
  const recorded = manifest && JSON.parse(manifest).backupName;
  return recorded || name.replace(/\.age$/i, "").replace(/\.(tar\.zst|tar|tzst)$/i, "") || "backup";
}
