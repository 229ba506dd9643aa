// The part of a form that asks for a new passcode. What is entered stays in its inputs until `clear()`.
import { h, icon, replace } from "./dom.js";
import { apiName, field, secretInput } from "./form.js";
import { t } from "./i18n.js";
import { copyButton } from "./parts.js";
import { generatePasscode } from "./passcode.js";
import { session } from "./session.js";
import { strengthJudge } from "./strength.js";

const kJudgedAfter = 400;

/**
 * Two ways to a passcode: words made here, shown once and to be stored; or one's own, repeated unless it is shown, and judged.
 * `names()`: the names that whoever guesses it would try first, besides those of the organization.
 */
export function passcodeFields({ names = () => [], signal }) {
  const words = h("output", { class: "words", tabindex: "0", role: "group", "aria-label": t("passcode.words") }, generatePasscode());
  const storedBox = h("input", { type: "checkbox" });
  const stored = field({ id: "passcodeStored", label: t("passcode.stored"), control: storedBox });
  replace(stored.node, stored.node.querySelector(".field-error"), h("label", { class: "choice" }, storedBox, t("passcode.stored")));
  stored.setAdvice = () => {};
  const own = secretInput({ autocomplete: "new-password", name: t("passcode.name") });
  const again = secretInput({ autocomplete: "new-password", name: t("passcode.repeat.name") });
  const at = field({ id: "passcode", label: t("passcode.own"), hint: t("passcode.hint"), control: own.input });
  const repeat = field({ id: "passcodeRepeat", label: t("passcode.repeat"), control: again.input });
  repeat.setAdvice = () => {};
  const generated = h("div", { class: "stack" }, words,
    h("div", { class: "row" }, copyButton(() => words.textContent), h("button", { type: "button", class: "plain", onclick: () => {
      words.textContent = generatePasscode();
      storedBox.checked = false;
    } }, icon("renew"), t("passcode.renew"))),
    stored.node);
  const strength = h("p", { class: "hint", role: "status" });
  const typed = h("div", { class: "stack", hidden: true }, at.node, strength, repeat.node);
  const judged = strengthJudge(signal);
  let pending;
  own.input.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(judge, kJudgedAfter);
  });

  async function judge() {
    const passcode = own.input.value;
    const found = passcode && await judged.judge(passcode, [...names(), session.username, session.current.label]);
    if (own.input.value !== passcode) return;
    strength.textContent = !found ? "" : [t(`strength.${found.score}`), found.holdsName && t("strength.name")].filter(Boolean).join(" ");
    strength.className = found && (found.score < 3 || found.holdsName) ? "field-advice" : "hint";
  }

  own.input.addEventListener("shown", () => { repeat.node.hidden = own.input.type === "text"; });
  const way = (value, label) => h("label", { class: "choice" }, h("input", { type: "radio", name: "passcode-way", value, checked: value === "words",
    onchange: () => { generated.hidden = value !== "words"; typed.hidden = value === "words"; } }), label);
  const usesWords = () => !generated.hidden;
  return {
    field: at, repeat, stored,
    node: h("fieldset", { class: "stack" },
      h("legend", { class: "label" }, t("passcode.label"), apiName("passcode")),
      h("p", { class: "hint" }, t("passcode.why")),
      h("div", { class: "row" }, way("words", t("passcode.way.words")), way("own", t("passcode.way.own"))),
      generated, typed),
    value: () => usesWords() ? words.textContent : own.input.value,
    faults() {
      if (usesWords()) return storedBox.checked ? [] : [{ parameter: "passcodeStored", message: t("passcode.stored.missing") }];
      if (repeat.node.hidden || !own.input.value || own.input.value === again.input.value) return [];
      return [{ parameter: "passcodeRepeat", message: t("passcode.repeat.differs") }];
    },
    hide() {
      if (repeat.node.hidden) again.input.value = own.input.value;
      own.show(false);
      again.show(false);
    },
    clear() {
      clearTimeout(pending);
      words.textContent = own.input.value = again.input.value = strength.textContent = "";
    },
  };
}
