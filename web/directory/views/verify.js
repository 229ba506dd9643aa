// Verifying a backup of the local site: opened with its passcode and read to the last byte, nothing restored.
import { h } from "../dom.js";
import { field } from "../form.js";
import { t } from "../i18n.js";
import { panel } from "../parts.js";
import { valuesOf } from "../values.js";
import { pathOf } from "./backup.js";
import { passcodeJob } from "./passcode-job.js";

const kUsualLevel = "3";

export async function verify({ site, params, signal }) {
  const levels = await valuesOf("verifyBackup", "level");
  const level = field({ id: "level", label: t("verify.level"), parameter: "level", control:
    h("select", {}, levels.map((value) => h("option", { value, selected: value === kUsualLevel }, t(`verify.level.${value}`)))) });
  const form = passcodeJob({
    operation: "verify", params, signal, hint: t("verify.passcode.hint"),
    submit: h("button", { class: "primary" }, t("verify.submit")), busy: t("busy"),
    start: (passcode) => site.store(params.store).backup(params.backup).verify({ passcode, level: Number(level.control.value) }, { signal }),
    fields: () => [["level", level.control.value]],
  });
  return {
    title: t("verify.title", { name: params.backup }), path: [...pathOf(params), "verify"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: form.onsubmit },
      form.head, panel("info", t("verify.what"), h("p", {}, t("verify.what.text"))), form.passcode, level.node, form.actions),
  };
}
