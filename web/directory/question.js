// A question asked in the place where it arose: it takes the focus, is left by Escape, and gives the focus back. Knows not what is asked.
import { h, replace } from "./dom.js";
import { panel } from "./parts.js";

/**
 * Asks `title` in `place`, with `body` (a node) and a button for each of `answers`, `{label, value, level}`; `level` is the button's
 * class. The last changes nothing: it has the focus at first, and is what Escape and leaving the view (`signal`) answer. Resolves
 * with the value chosen; what had the focus has it again, where it is still there.
 */
export function ask(place, { title, body, answers, signal }) {
  const before = document.activeElement;
  const harmless = answers.at(-1).value;
  return new Promise((resolve) => {
    function answer(value) {
      signal.removeEventListener("abort", leave);
      replace(place);
      if (before?.isConnected && !signal.aborted) before.focus();
      resolve(value);
    }
    const leave = () => answer(harmless);
    signal.addEventListener("abort", leave);
    const buttons = answers.map(({ label, value, level }) => h("button", { type: "button", class: level, onclick: () => answer(value) }, label));
    replace(place, h("div", { role: "alertdialog", "aria-label": title, onkeydown: ({ key }) => { if (key === "Escape") leave(); } },
      panel("warning", title, body, h("div", { class: "actions" }, buttons))));
    buttons.at(-1).focus();
  });
}
