// Restoring a backup in its steps: passcode, settings, consequences, the name typed, and only then the start.
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { compareReleases } from "../releases.js";
import { badge, panel, properties, timeOf } from "../parts.js";
import { session } from "../session.js";
import { pathOf, typedName } from "./backup.js";
import { passcodeJob } from "./passcode-job.js";

export async function restore({ site, params, signal }) {
  const target = site.store(params.store).backup(params.backup);
  const [info, root] = await Promise.all([target.info({ signal }), site.info({ signal })]);
  const typed = typedName(params.backup);
  const form = passcodeJob({
    operation: "restore", params, signal, hint: t("restore.passcode.hint"),
    submit: h("button", { class: "destructive" }, t("restore.submit")), busy: t("restore.busy"),
    start: (passcode) => target.restore({ passcode }, { signal }), mayStart: () => typed.holds(),
  });
  return {
    title: t("restore.title", { name: params.backup }), path: [...pathOf(params), "restore"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: form.onsubmit },
      form.head, typed.summary,
      step(1, t("restore.step.passcode"), form.passcode),
      step(2, t("restore.step.settings"), h("p", { class: "hint" }, t("restore.settings.hint")), settingsComparison(info, root)),
      step(3, t("restore.step.consequences"), panel("warning", t("restore.consequences"), h("ul", {},
        h("li", {}, t("restore.replaced"), " ", timeOf(info.startTime), " (", timeOf(info.startTime, { relative: true }), ")."),
        h("li", {}, t("restore.unavailable")), h("li", {}, t("restore.noReturn"))))),
      step(4, t("restore.step.name"), typed.node),
      form.actions),
  };
}

function step(number, title, ...content) {
  return h("section", { class: "stack" }, h("h2", {}, `${number}. ${title}`), content);
}

// What can be compared by machine is; the rest is said to be unknown.
function settingsComparison(info, root) {
  const compared = { same: ["ok", "restore.same"], other: ["danger", "restore.other"], unknown: ["neutral", "restore.unknown"] };
  const [state, word] = compared[compareReleases(info.release, root.currentVersion)];
  const { host, pathname } = new URL(session.root);
  return h("div", { class: "card" }, properties([
    [t("restore.release"), [badge(state, t(word)), " ", t("restore.compare", { backup: info.release ?? "–", site: String(root.currentVersion ?? "–") })]],
    [t("restore.host"), [badge("neutral", t("restore.unknown")), " ", host]],
    [t("restore.context"), [badge("neutral", t("restore.unknown")), " ", pathname.split("/")[1]]],
    [t("restore.namespace"), [badge("neutral", t("restore.unknown")), " ", info.namespace ?? "–"]],
  ]));
}
