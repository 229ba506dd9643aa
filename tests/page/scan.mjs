// Looks a view over as axe and a small screen meet it; knows no view.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const kAxe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const kWidths = [1440, 320];

/** Fails where axe finds a fault of the view in `page`, or where it is wider than the screen: light and dark, 320 px and 1440 px. */
export async function inspect(page, name) {
  for (const width of kWidths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // What dark changes is colour.
      assert.deepEqual(await violations(page, colorScheme === "light" ? null : ["color-contrast"]), [], `${name}, ${colorScheme}, ${width} px`);
    }
    assert.deepEqual(await wideParts(page), [], `${name} is wider than ${width} px`);
  }
}

async function violations(page, only) {
  if (!await page.evaluate(() => "axe" in globalThis)) await evaluateScript(page, await readFile(kAxe, "utf8"));
  return page.evaluate(async (rules) => (await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false,
    ...(rules ? { runOnly: rules } : { rules: { "target-size": { enabled: true } } }) })).violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`), only);
}

/** The parts of `page` that are wider than its screen. */
export async function wideParts(page) {
  return page.evaluate(() => (document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1).slice(-5).map((each) => each.outerHTML.slice(0, 120))));
}

// Through the debugging protocol: the page's own policy rightly refuses injected scripts.
async function evaluateScript(page, source) {
  const debug = await page.context().newCDPSession(page);
  await debug.send("Runtime.evaluate", { expression: source });
  await debug.detach();
}
