// Restoring a backup in its steps: passcode, settings, consequences, the name typed, and only then the start.
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { panel, timeOf } from "../parts.js";
import { passcodeCheck } from "../passcode-check.js";
import { settingsCheck } from "../settings-check.js";
import { pathOf, typedName } from "./backup.js";
import { passcodeJob } from "./passcode-job.js";

export async function restore({ site, params, signal }) {
  const target = site.store(params.store).backup(params.backup);
  const [info, root] = await Promise.all([target.info({ signal }), site.info({ signal })]);
  const isLocal = info.holdfast !== undefined;
  const typed = typedName(params.backup);
  const settings = settingsCheck({
    source: { release: info.release ?? null, namespace: info.namespace ?? null },
    target: { root: site.root, release: root.currentVersion === undefined ? null : String(root.currentVersion) },
    onlyFromApi: isLocal,
  });
  const form = passcodeJob({
    operation: "restore", params, signal, hint: t("restore.passcode.hint"),
    submit: h("button", { class: "destructive" }, t("restore.submit")), busy: t("restore.busy"),
    start: async (passcode) => {
      // The local site checks it by itself before anything changes, and says the same.
      if (!isLocal) await check.proven(passcode);
      return target.restore({ passcode }, { signal });
    },
    mayStart: () => typed.holds(),
  });
  const check = passcodeCheck({ info, signal, value: form.value, isEntered: form.isEntered, opened: (kit) => settings.compare(kit.settings) });
  await settings.draw();
  return {
    title: t("restore.title", { name: params.backup }), path: [...pathOf(params), "restore"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: form.onsubmit },
      form.head, typed.summary,
      step(1, t("restore.step.passcode"), h("div", { class: "stack", oninput: ({ target: { id } }) => { if (id === "passcode") check.stale(); } }, form.passcode, check.node)),
      step(2, t("restore.step.settings"), h("p", { class: "hint" }, t(isLocal ? "restore.settings.local" : "restore.settings.hint")), settings.node),
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
