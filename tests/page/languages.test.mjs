// The page in every language and from right to left: texts that are not from the message files, and what does not fit its place.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { kPassword, startBrowser, visit } from "./helpers.mjs";
import { everyAddress, startScripted } from "./scripted.mjs";

const kDirectory = new URL("../../web/directory/", import.meta.url);
/** Words that are the same in every language: values of the API, names of tools. */
const kTerms = ["STATIC", "DYNAMIC", "curl", "fetch"];
const kWidths = [320, 1440];
let scripted, browser;

before(async () => {
  [scripted, browser] = await Promise.all([startScripted({ backups: 6 }), startBrowser()]);
});
after(async () => {
  await browser?.stop();
  await scripted?.stop();
});

/** A page in `language`, signed in. */
async function open(language) {
  const page = await browser.open(scripted.origin);
  await page.evaluate((chosen) => localStorage.setItem("holdfast.language", chosen), language);
  await page.reload();
  await page.locator("#username").fill("admin");
  await page.locator("#password").fill(kPassword);
  await page.keyboard.press("Enter");
  await page.locator(".site-nav").waitFor();
  return page;
}

async function show(page, { view, hash }) {
  await visit(page, hash);
  if (view === "job") await page.locator("main .figures dd").first().waitFor();
  await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
}

/** What does not fit at each width: parts beyond the screen, and texts cut off or run over by the edge of their button, badge or cell. */
async function misfits(page) {
  const found = [];
  for (const width of kWidths) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await page.evaluate(() => [
      ...[...document.querySelectorAll("body *")].filter((each) => each.checkVisibility() && !each.closest(".visually-hidden, thead, svg, pre") && !each.matches(".skip-link"))
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 || each.getBoundingClientRect().left < -1).slice(-3),
      ...[...document.querySelectorAll("button, .button, .badge, .site-nav a, td > div, dd, dt, label, legend, h1, h2, option")].filter((each) => each.checkVisibility() && !each.matches(".visually-hidden") && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0),
    ].map((each) => each.outerHTML.slice(0, 140)))).map((each) => `${width} px: ${each}`));
  }
  return found;
}

for (const language of ["de", "es", "fr", "ja"]) {
  test(`every view fits in ${language}`, async () => {
    const page = await open(language);
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    for (const each of everyAddress()) {
      await show(page, each);
      assert.deepEqual(await misfits(page), [], each.hash);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}

test("every text is from the message files or from the server, and every view works from right to left", async () => {
  const page = await open("pseudo-rtl");
  const words = new Set([...kTerms, scripted.origin]);
  const collect = (value) => (typeof value === "string" ? words.add(value) : Object.values(value ?? {}).forEach(collect));
  scripted.organization.rewrite = (reply) => {
    collect(reply);
    return reply;
  };
  for (const each of everyAddress()) {
    await show(page, each);
    assert.deepEqual(await foreignTexts(page, [...words]), [], each.hash);
    assert.deepEqual(await misfits(page), [], each.hash);
    const title = await page.locator("main h1").evaluate((head) => ({ direction: getComputedStyle(head).direction, fromStart: Math.round(head.closest(".view, section").getBoundingClientRect().right - head.getBoundingClientRect().right) }));
    assert.equal(title.direction, "rtl");
    assert.ok(title.fromStart <= 24, `${each.hash}: the title begins ${title.fromStart} px from the right`);
  }
});

// Texts, labels, titles and placeholders that are neither marked as messages nor the server's words, names of the API or of the product.
async function foreignTexts(page, words) {
  return page.evaluate((known) => {
    const unmarked = (text) => {
      const less = text.replace(/⟦[^⟦⟧]*⟧/gu, "");
      return less === text ? text.replace(/⟦.*$|^.*⟧/gu, "") : unmarked(less);
    };
    const isOwn = (text) => !/\p{L}{2}/u.test(unmarked(text).split(/[\s·/,:()-]+/u).filter((part) => !known.some((word) => word.includes(part))).join(" "));
    const kOutside = "code, pre, .code, .api-name, .breadcrumb, .formats, .brand, .words, .language, .connection, noscript, [translate=no]";
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (!parentElement.closest(kOutside) && !isOwn(data)) found.push(data);
    }
    for (const each of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      for (const name of ["aria-label", "placeholder", "alt", ...(each.localName === "time" ? [] : ["title"])]) {
        if (each.hasAttribute(name) && !each.closest(kOutside) && !isOwn(each.getAttribute(name))) found.push(`${name}: ${each.getAttribute(name)}`);
      }
    }
    return found;
  }, words);
}

test("no rule and no element names left or right where it means start or end", async () => {
  const styles = (await readdir(new URL("styles/", kDirectory))).map((name) => `styles/${name}`);
  const physical = /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|left|right|float|clear)\s*:|text-align\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius/g;
  for (const name of styles) assert.deepEqual((await readFile(new URL(name, kDirectory), "utf8")).match(physical) ?? [], [], name);
  const scripts = (await readdir(kDirectory, { recursive: true })).filter((name) => name.endsWith(".js") && !name.startsWith("messages"));
  for (const name of scripts) assert.deepEqual((await readFile(new URL(name, kDirectory), "utf8")).match(/\b(?:margin|padding|border)(?:Left|Right)\b|align: "(?:left|right)"/g) ?? [], [], name);
});
