// The backups of the site in this browser as files: opening one, and adding one that was made elsewhere.
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { isLocal, localSite } from "../local-site.js";
import { errorPanel, panel } from "../parts.js";
import { dropZone, pickButton } from "../picked-files.js";
import { address, jobAddress } from "../router.js";
import { session } from "../session.js";
import "../site-words.js";
import { pathOf } from "./backup.js";
import { chosenFile, opening } from "./open.js";

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

/** Adds a backup from a file: the site judges it, and its job copies it. */
export async function importBackup({ params, signal }) {
  const title = t("files.import.title");
  const path = ["system", "disasterrecovery", "stores", params.store, "backups"];
  if (!isLocal(session.root)) return { title, path, formats: false, body: elsewhere() };
  const outcome = h("div");
  async function take(picked) {
    replace(outcome);
    try {
      const { file, manifest } = await chosenFile(picked);
      if (!manifest) throw Object.assign(new Error(t("files.import.noManifest")), { code: "manifest_missing" });
      const { jobid, backupName } = await localSite.addBackup(params.store, { manifest, archive: file });
      if (!signal.aborted) location.hash = jobAddress(jobid, { operation: "import", storeName: params.store, backupName });
    } catch (error) {
      if (!signal.aborted) replace(outcome, errorPanel(error));
    }
  }
  return { title, path, formats: false, body: [
    h("p", {}, t("files.import.lead", { store: params.store })),
    dropZone({ id: "backup-file", label: t("open.drop"), hint: t("files.import.hint"), buttons: pickButton({ label: t("open.pick"), primary: true }, take) }, take),
    outcome] };
}
