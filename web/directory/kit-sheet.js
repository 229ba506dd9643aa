// The printable half of a recovery kit: one A4 page that a person without this page can act on. Never holds the passcode.
import { h } from "./dom.js";
import { formatBytes, formatTime, formatUtc, t } from "./i18n.js";
import { kitFileName } from "./kits.js";

/** So many backups fit on the page with everything else; the sealed kit lists all. */
const kRowsOnSheet = 5;

const quoted = (text) => /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command line that opens the file of a backup with standard tools. */
function openingCommand(archive) {
  return `age -d ${quoted(archive.file)} | tar --zstd -xf -`;
}

/**
 * The sheet of `kit`. `rows`: the kit's settings against nothing, as `compareSettings` lists them, for the command that reads each;
 * `sealed`: `{fileName, sha256}` of the sealed kit where it was made.
 */
export function kitSheet(kit, { rows, sealed }) {
  const { organization, store, backups } = kit;
  const shown = backups.slice(0, kRowsOnSheet);
  const isLocal = backups.every(({ archive }) => archive !== null);
  const fileName = sealed?.fileName ?? kitFileName(backups[0].name);
  return h("article", { class: "kit-sheet", "aria-labelledby": "kit-sheet-title" },
    h("header", {},
      h("h2", { id: "kit-sheet-title" }, t("sheet.title")),
      h("p", {}, t("sheet.made", { time: formatTime(kit.madeAt, { long: true }) }))),
    h("dl", { class: "sheet-facts" },
      fact(t("sheet.organization"), organization.name ? `${organization.name} – ${organization.root}` : organization.root),
      fact(t("sheet.store"), [store.name, store.type && ` (${store.type})`, location(store.location)])),
    section(t("sheet.backups"),
      h("table", {},
        h("thead", {}, h("tr", {}, [t("backups.name"), t("backups.made"), t("backups.size")].map((label) => h("th", { scope: "col" }, label)))),
        h("tbody", {}, shown.map(backupRows))),
      backups.length > shown.length && h("p", {}, t("sheet.more", { count: backups.length - shown.length }))),
    section(t("sheet.passcode"),
      h("p", {}, kit.passcodeKept || t("sheet.passcode.unsaid")),
      h("p", { class: "sheet-line", "aria-hidden": "true" }),
      h("p", { class: "sheet-note" }, t("sheet.passcode.never"))),
    section(t("sheet.commands"),
      h("dl", { class: "sheet-commands" },
        fact(t("sheet.command.kit"), h("code", {}, `age -d ${quoted(fileName)}`)),
        sealed?.sha256 && fact(t("sheet.command.sha256", { name: fileName }), h("code", {}, sealed.sha256)),
        shown[0].archive && fact(t("sheet.command.backup"), h("code", {}, openingCommand(shown[0].archive))))),
    section(t("sheet.settings"),
      isLocal ? [h("p", {}, t("sheet.settings.local")), settingsTable(rows.filter(({ command }) => command === null))] :
        [h("p", {}, t("sheet.settings.hint")), settingsTable(rows)]));
}

function backupRows({ name, startTime, completeTime, release, archive }) {
  const made = [formatTime(startTime), h("span", { class: "sheet-sub" }, `${formatUtc(startTime)} – ${formatUtc(completeTime).slice(11)}`)];
  return [
    h("tr", {}, h("th", { scope: "row" }, name, release && h("span", { class: "sheet-sub" }, `${t("backup.release")} ${release}`)), h("td", {}, made), h("td", {}, archive ? formatBytes(archive.size) : t("sheet.atServer"))),
    archive && h("tr", { class: "sheet-hash" }, h("td", { colspan: "3" }, t("backup.sha256"), " ", h("code", {}, archive.sha256))),
  ];
}

function settingsTable(rows) {
  return h("table", {}, h("tbody", {}, rows.map(({ setting, source, command }) => h("tr", {},
    h("th", { scope: "row" }, t(`setting.${setting}`)),
    h("td", {}, source ?? [h("span", { class: "sheet-blank", "aria-hidden": "true" }), t("unknown")], command && source === null && h("code", { class: "sheet-sub" }, command))))));
}

function location(members) {
  const entries = Object.entries(members).filter(([, value]) => value !== "");
  return entries.length > 0 && h("code", { class: "sheet-sub" }, entries.map(([name, value]) => `${name} ${value}`).join(" · "));
}

function fact(label, value) {
  return h("div", {}, h("dt", {}, label), h("dd", {}, value));
}

function section(title, ...content) {
  return h("section", {}, h("h3", {}, title), content);
}
