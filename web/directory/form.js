// Forms: fields with their label, API name, rule and error; the summary of errors; busy buttons. Knows no rule itself.
import { h, icon, replace } from "./dom.js";
import { t, wordsOf } from "./i18n.js";
import { holdTab } from "./leaving.js";

/** The core's sentences that say no more than that something is missing. */
const kMissing = ["required", "text_needed", "task_parameter_required"];

/**
 * A labelled control. `parameter` is the API's name, shown beside the label; `hint` the rule, told before any error.
 * `after`: nodes below the control.
 */
export function field({ id, label, parameter, hint, control, after = [] }) {
  const errorLine = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const adviceLine = h("p", { class: "field-advice", id: `${id}-advice`, hidden: true });
  control.id = id;
  control.setAttribute("aria-describedby", [hint && `${id}-hint`, `${id}-error`, `${id}-advice`].filter(Boolean).join(" "));
  const node = h("div", { class: "field" },
    h("label", { for: id }, label, parameter && apiName(parameter)),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    errorLine,
    control.parentNode ?? control,
    adviceLine,
    after);
  return {
    id, node, control, label,
    /** Shows the sentence of an error, or none. */
    setError(message) {
      errorLine.hidden = !message;
      replace(errorLine, message && [icon("danger"), h("span", {}, message)]);
      if (message) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
    /** Shows advice, or none. */
    setAdvice(message) {
      adviceLine.hidden = !message;
      replace(adviceLine, message && [icon("info"), h("span", {}, message)]);
    },
  };
}

/** The API's name of a parameter, to stand after its label: a word of its own also where the two are read out as one name. */
export function apiName(parameter) {
  return [" ", h("span", { class: "api-name" }, parameter)];
}

/** What the first of `issues` says of the field `at` that `isMeant`, or undefined. */
export function faultOf(issues, at, isMeant) {
  const issue = issues.find(isMeant);
  return issue && wordsAt(at, issue);
}

/** What `issue` says of the field `at`, undefined where it has none: what is missing is called by its label, which the core does not know. */
export function wordsAt(at, issue) {
  return at && kMissing.includes(issue.sentence) ? t("form.missing", { field: at.label }) : wordsOf(issue);
}

/** A password input with its show button. `name` tells the buttons of two such inputs apart. */
export function secretInput({ autocomplete, name }) {
  const input = h("input", { type: "password", autocomplete, autocapitalize: "none", spellcheck: "false" });
  const toggle = h("button", { type: "button", "aria-pressed": "false", "aria-label": t("secret.show", { name }), onclick: () => show(input.type === "password") }, t("secret.show.short"));
  function show(shown) {
    input.type = shown ? "text" : "password";
    toggle.setAttribute("aria-pressed", String(shown));
    toggle.setAttribute("aria-label", t(shown ? "secret.hide" : "secret.show", { name }));
    toggle.textContent = t(shown ? "secret.hide.short" : "secret.show.short");
    input.dispatchEvent(new Event("shown", { bubbles: true }));
  }
  h("div", { class: "with-button" }, input, toggle);
  return { input, show };
}

/** The list of errors above a form, each a link to its field; takes the focus when it appears. */
export function errorSummary() {
  const node = h("div", { tabindex: "-1", hidden: true });
  return {
    node,
    /** `errors`: `{field, message}`; none hides the summary. */
    show(errors) {
      node.hidden = errors.length === 0;
      replace(node, errors.length > 0 && h("div", { class: "panel danger", role: "alert" }, icon("danger"), h("div", { class: "panel-body" },
        h("h2", {}, t("form.errors", { count: errors.length })),
        h("ul", { class: "links" }, errors.map(({ field: at, message }) => h("li", {},
          h("a", { href: `#${at.id}`, onclick: (event) => { event.preventDefault(); at.control.focus(); } }, message)))))));
      if (errors.length > 0) node.focus();
    },
  };
}

let working = 0;

/** Whether a form, or a button of its own, waits for an answer. */
export function isBusy() {
  return working > 0;
}

/** Runs `work` with `button` marked busy; a second press meanwhile does nothing. */
export async function whileBusy(button, busyText, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const idle = [...button.childNodes];
  button.setAttribute("aria-disabled", "true");
  replace(button, busyText);
  // Whoever leaves now would not learn whether it was done.
  const letGo = holdTab();
  working += 1;
  try {
    await work();
  } finally {
    working -= 1;
    letGo();
    button.removeAttribute("aria-disabled");
    replace(button, idle);
  }
}
