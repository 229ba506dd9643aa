// Restoring a backup in its steps: passcode, settings, consequences, the name typed, and only then the start.
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { badge, errorPanel, panel, properties, timeOf } from "../parts.js";
import { address, jobAddress } from "../router.js";
import { session } from "../session.js";
import { typedName } from "./backup.js";

export async function restore({ site, params, signal }) {
  const target = site.store(params.store).backup(params.backup);
  const [info, root] = await Promise.all([target.info({ signal }), site.info({ signal })]);
  const secret = secretInput({ autocomplete: "current-password", name: t("passcode.name") });
  const passcode = field({ id: "passcode", label: t("restore.passcode"), parameter: "passcode", hint: t("restore.passcode.hint"), control: secret.input });
  const summary = errorSummary();
  const typed = typedName(params.backup);
  const outcome = h("div");
  const submit = h("button", { class: "destructive" }, t("restore.submit"));

  async function start() {
    try {
      const job = await target.restore({ passcode: secret.input.value }, { signal });
      secret.input.value = "";
      location.hash = jobAddress(job.id, { operation: "restore", storeName: params.store, backupName: params.backup });
    } catch (error) {
      if (signal.aborted) return;
      replace(outcome, errorPanel(error));
      passcode.control.focus();
    }
  }

  signal.addEventListener("abort", () => { secret.input.value = ""; });
  return {
    title: t("restore.title", { name: params.backup }), path: ["system", "disasterrecovery", "stores", params.store, "backups", params.backup, "restore"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      secret.show(false);
      const missing = secret.input.value ? null : t("restore.passcode.missing");
      passcode.setError(missing);
      summary.show(missing ? [{ field: passcode, message: missing }] : []);
      if (missing || !typed.holds()) return;
      whileBusy(submit, t("restore.busy"), start);
    } },
    outcome, summary.node, typed.summary,
    step(1, t("restore.step.passcode"), passcode.node),
    step(2, t("restore.step.settings"), h("p", { class: "hint" }, t("restore.settings.hint")), settingsComparison(info, root)),
    step(3, t("restore.step.consequences"), panel("warning", t("restore.consequences"), h("ul", {},
      h("li", {}, t("restore.replaced"), " ", timeOf(info.startTime), " (", timeOf(info.startTime, { relative: true }), ")."),
      h("li", {}, t("restore.unavailable")), h("li", {}, t("restore.noReturn"))))),
    step(4, t("restore.step.name"), typed.node),
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["stores", params.store, "backups", params.backup]) }, t("cancel")))),
  };
}

function step(number, title, ...content) {
  return h("section", { class: "stack" }, h("h2", {}, `${number}. ${title}`), content);
}

// What can be compared by machine is; the rest is said to be unknown.
function settingsComparison(info, root) {
  const same = (backup, site) => backup && site ? (String(site).startsWith(String(backup)) || String(backup).startsWith(String(site)) ?
    badge("ok", t("restore.same")) : badge("danger", t("restore.other"))) : badge("neutral", t("restore.unknown"));
  const { host, pathname } = new URL(session.root);
  return h("div", { class: "card" }, properties([
    [t("restore.release"), [same(info.release, root.currentVersion), " ", t("restore.compare", { backup: info.release ?? "–", site: String(root.currentVersion ?? "–") })]],
    [t("restore.host"), [badge("neutral", t("restore.unknown")), " ", host]],
    [t("restore.context"), [badge("neutral", t("restore.unknown")), " ", pathname.split("/")[1]]],
    [t("restore.namespace"), [badge("neutral", t("restore.unknown")), " ", info.namespace ?? "–"]],
  ]));
}
