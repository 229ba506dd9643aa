// The connection doctor: shows step by step how far this page gets to an organization, and how to get further.
import { h, icon, replace } from "../dom.js";
import { examine } from "../examine.js";
import { field, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { announce } from "../live.js";
import { panel } from "../parts.js";
import { session } from "../session.js";

export async function doctor({ signal }) {
  const root = field({ id: "doctor-root", label: t("signIn.root"), hint: t("signIn.root.hint"),
    control: h("input", { type: "url", value: session.root ?? "", autocomplete: "url", spellcheck: "false" }) });
  const steps = h("ol", { class: "stages" });
  const stepsFrame = h("div", { class: "card", hidden: true }, steps);
  const verdict = h("div", { role: "status" });
  const submit = h("button", { class: "primary" }, t("doctor.submit"));
  return {
    title: t("doctor.title"), body: [
      h("p", {}, t("doctor.lead")),
      h("form", { class: "form", novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        whileBusy(submit, t("busy"), async () => {
          replace(verdict);
          replace(steps);
          stepsFrame.hidden = false;
          const finding = await examine(root.control.value.trim().replace(/\/+$/, ""), { signal, tell: ({ key, ok }) => steps.append(
            h("li", { class: ok ? "done" : "failed" }, icon(ok ? "ok" : "danger"), h("strong", {}, t(`doctor.step.${key}`)), h("span", { class: "small quiet" }, t(ok ? "doctor.passed" : "doctor.stopped")))) });
          replace(verdict, panel(finding === "fine" ? "ok" : "danger", t(`doctor.${finding}`), h("p", {}, t(`doctor.${finding}.fix`, { origin: location.origin }))));
          announce(t(`doctor.${finding}`));
        });
      } }, root.node, h("div", { class: "actions" }, submit)),
      stepsFrame, verdict],
  };
}
