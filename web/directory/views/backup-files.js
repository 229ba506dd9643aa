// The backups of the site in this browser as files: opening one, and adding one that was made elsewhere.
import { checkBackupFile } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { formatBytes, t } from "../i18n.js";
import { announce } from "../live.js";
import { isLocal, localSite } from "../local-site.js";
import { errorPanel, panel } from "../parts.js";
import { dropZone, pickButton } from "../picked-files.js";
import { address } from "../router.js";
import { session } from "../session.js";
import { underWay } from "../work-panel.js";
import { addressOf, pathOf } from "./backup.js";
import { chosenFile, opening } from "./open.js";

/** The names the local site gives to backups (wasm/site/parameters.h). */
const kName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

const elsewhere = () => panel("info", t("files.elsewhere"), h("p", {}, t("files.elsewhere.text")),
  h("div", { class: "actions" }, h("a", { class: "button", href: address(["open"]) }, t("open.title"))));

/** What a backup holds, with its passcode, and saving that. */
export async function backupContents({ params, signal }) {
  const title = t("files.open.title", { name: params.backup });
  const path = [...pathOf(params), "open"];
  if (!isLocal(session.root)) return { title, path, formats: false, body: elsewhere() };
  const { manifest, archive } = await localSite.backupFiles(params.store, params.backup);
  const place = h("div", { class: "stack" });
  opening(place, { name: archive.name ?? params.backup, size: archive.size, file: archive, manifest: JSON.stringify(manifest) }, { signal });
  return { title, path, formats: false, body: place };
}

/** Adds a backup from a file, once that is seen to be the one its manifest records. */
export async function importBackup({ params, signal }) {
  const title = t("files.import.title");
  const path = ["system", "disasterrecovery", "stores", params.store, "backups"];
  if (!isLocal(session.root)) return { title, path, formats: false, body: elsewhere() };
  const outcome = h("div");
  const working = h("div");
  async function take(picked) {
    replace(outcome);
    try {
      const { name, file, manifest: text } = await chosenFile(picked);
      const manifest = recordOf(text);
      await underWay(working, { title: t("files.import.checking"), signal }, (work) => checkBackupFile({ manifest, archive: file }, { signal: work.signal, onProgress: work.progress }));
      // The file may be picked from a disk that goes, or changed meanwhile: what is stored is what was checked, or verifying says so.
      await localSite.addBackup(params.store, { manifest: { ...manifest, backupStore: params.store }, archive: file });
      if (signal.aborted) return;
      const target = { store: params.store, backup: manifest.backupName };
      announce(t("files.import.done", { name: manifest.backupName }));
      replace(outcome, h("div", { role: "status" }, panel("ok", t("files.import.done", { name: manifest.backupName }), h("p", {}, `${name} · ${formatBytes(file.size)}`),
        h("div", { class: "actions" }, h("a", { class: "button", href: addressOf(target) }, t("files.import.show")), h("a", { class: "button", href: addressOf(target, "verify") }, t("backup.verify"))))));
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, error.code === "aborted" ? h("div", { role: "status" }, panel("info", t("files.import.cancelled"))) : errorPanel(error));
    }
  }
  return { title, path, formats: false, body: [
    h("p", {}, t("files.import.lead", { store: params.store })),
    dropZone({ id: "backup-file", label: t("open.drop"), hint: t("files.import.hint"), buttons: pickButton({ label: t("open.pick"), primary: true }, take) }, take),
    working, outcome] };
}

// The manifest read, or a sentence on what it lacks.
function recordOf(text) {
  if (!text) throw Object.assign(new Error(t("files.import.noManifest")), { code: "manifest_missing" });
  let manifest;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Error(t("files.import.badManifest"), { cause }), { code: "json_malformed" });
  }
  if (!kName.test(manifest?.backupName ?? "")) throw Object.assign(new Error(t("files.import.badName")), { code: "parameter_characters" });
  return manifest;
}
