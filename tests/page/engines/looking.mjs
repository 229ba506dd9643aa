// What a test of the page does and waits for in a tab of any engine (see firefox.mjs). Knows no engine.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

const kPatience = 60_000;

/** Hands in `tab`: `heading(text)` and `seen(css)` wait for it, `click(css)` and `fill(css, text)` as well; `visit(hash, title)`. */
export function lookAt(tab) {
  const holds = async (what, work, ...values) => {
    for (const end = Date.now() + kPatience; !await tab.run(work, ...values);) {
      if (Date.now() > end) assert.fail(`${what} was not seen; the page says:\n${await tab.run(() => document.body.innerText)}`);
      await pause(50);
    }
  };
  const heading = (text) => holds(`the heading “${text}”`, (wanted) => [...document.querySelectorAll("h1, h2")].some((each) => each.textContent === wanted), text);
  const seen = (css) => holds(css, (selector) => document.querySelector(selector)?.checkVisibility() === true, css);
  return {
    holds, heading, seen,
    click: async (css) => { await seen(css); await tab.click(css); },
    fill: async (css, text) => { await seen(css); await tab.fill(css, text); },
    visit: async (hash, title) => {
      await tab.run((to) => { document.querySelector("h1").remove(); location.hash = to; }, hash);
      await heading(title);
    },
  };
}
