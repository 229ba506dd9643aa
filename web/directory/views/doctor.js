// The connection doctor: shows step by step how far this page gets to an organization, and how to get further.
import { h, icon, replace } from "../dom.js";
import { examine } from "../examine.js";
import { field, secretInput, whileBusy } from "../form.js";
import { formatDuration, t } from "../i18n.js";
import { announce } from "../live.js";
import { isLocal } from "../local-site.js";
import { copyableBlock, panel } from "../parts.js";
import { address } from "../router.js";
import { session } from "../session.js";

const kFine = ["fine", "fineSoFar"];
const kIcons = { ok: "ok", failed: "danger", unknown: "waiting" };
/** The step's class in the list of stages. */
const kStates = { ok: "done", failed: "failed", unknown: "waiting" };

export async function doctor({ query, signal }) {
  const asked = query.root ?? (isLocal(session.root) ? "" : session.root);
  const root = field({ id: "doctor-root", label: t("signIn.root"), hint: t("signIn.root.hint"),
    control: h("input", { type: "url", value: asked, autocomplete: "url", spellcheck: "false" }) });
  const secret = secretInput({ autocomplete: "off", name: t("signIn.token") });
  const token = field({ id: "doctor-token", label: t("doctor.token"), hint: t("doctor.token.hint"), control: secret.input });
  const steps = h("ol", { class: "stages" });
  const stepsFrame = h("div", { class: "card", hidden: true }, steps);
  const verdict = h("div", { role: "status" });
  const submit = h("button", { class: "primary" }, t("doctor.submit"));

  async function run() {
    replace(verdict);
    replace(steps);
    stepsFrame.hidden = false;
    secret.show(false);
    const text = root.control.value.trim().replace(/\/+$/, "");
    const finding = await examine(text, {
      signal, ask: session.askerFor(text), grant: grantFor(text, token.control.value.trim()),
      tell: ({ key, state }) => steps.append(h("li", { class: kStates[state] }, icon(kIcons[state]), h("strong", {}, t(`doctor.step.${key}`)),
        h("span", { class: "small quiet" }, t(`doctor.state.${state}`)))),
    });
    replace(verdict, verdictPanel(finding, text));
    announce(t(`doctor.${finding.cause}`));
  }

  signal.addEventListener("abort", () => { secret.input.value = ""; });
  return {
    title: t("doctor.title"), body: [
      h("p", {}, t("doctor.lead")),
      h("form", { class: "form", novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        whileBusy(submit, t("busy"), () => run().catch((error) => { if (!signal.aborted) throw error; }));
      } }, root.node, token.node, h("div", { class: "actions" }, submit)),
      stepsFrame, verdict],
  };
}

// The token typed here, else that of the sign-in there, else none.
function grantFor(root, typed) {
  if (typed) return { token: typed, expires: null, since: null };
  const connection = session.all.find((each) => each.root === root);
  const held = connection?.site?.token;
  return held ? { token: held.token, expires: connection.expires, since: connection.since } : null;
}

function verdictPanel({ cause, value, skew }, root) {
  const isFine = kFine.includes(cause);
  return panel(isFine ? "ok" : "danger", t(`doctor.${cause}`),
    h("p", {}, t(`doctor.${cause}.fix`, { difference: formatDuration(Math.abs(skew ?? 0)) })),
    cause.startsWith("unreachable") && [
      h("ul", {}, ["certificate", "nothing", "opens"].filter((seen) => seen !== "certificate" || cause === "unreachableSecurely").map((seen) => h("li", {}, t(`doctor.seen.${seen}`)))),
      h("p", {}, h("a", { href: root, target: "_blank", rel: "noopener noreferrer" }, t("doctor.openIt")))],
    value && copyableBlock(value),
    cause === "fineSoFar" && h("p", {}, h("a", { class: "button", href: address([""]) }, t("signIn.title"))));
}
