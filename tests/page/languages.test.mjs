// The page in every language and from right to left: texts that are not from the message files, and what does not fit its place.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { seal } from "../../web/holdfast.js";
import { kPassword, visit, withBrowser } from "./helpers.mjs";
import { everyAddress, startScripted } from "./scripted.mjs";

const kDirectory = new URL("../../web/directory/", import.meta.url);
/** Words that are the same in every language: values of the API, names of tools. */
const kTerms = ["STATIC", "DYNAMIC", "curl", "fetch"];
const kWidths = [320, 1440];
let scripted, browser, stop;

before(async () => { ({ served: scripted, browser, stop } = await withBrowser(startScripted({ backups: 6 }))); });
after(() => stop?.());

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

test("what the core says stands on the page in its language, and the server's own words as nobody's", async () => {
  const page = await open("de");
  await visit(page, "#/stores/default/backups/create");
  await page.locator("#name").fill("vor/dem/Update");
  await page.getByLabel("Ein eigener").check();
  await page.locator("#passcode").fill("Größe 12 ");
  await page.locator("#passcodeRepeat").fill("Größe 12 ");
  await page.getByRole("button", { name: "Sicherung erstellen" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("Eine Angabe ist zu berichtigen").waitFor();
  assert.equal(await alert.getByRole("listitem").innerText(), "Der Name darf weder / \\ ? # % noch Steuerzeichen enthalten; verwenden Sie Buchstaben, Ziffern, - und _.");
  assert.equal(await page.locator("#name-error").innerText(), await alert.getByRole("listitem").innerText());
  assert.equal(await page.locator("#passcode-advice").innerText(), "Ein Passcode ab fünfzehn Zeichen ist viel schwerer zu erraten; zehn Wörter lassen sich leicht aufbewahren. " +
    "Der Passcode beginnt oder endet mit einem Leerzeichen; es zählt als Zeichen und geht leicht verloren. Der Passcode enthält Zeichen, die Tastaturen und Systeme verschieden schreiben; bewahren Sie ihn genau so auf.");
  await page.locator("#name").fill("n".repeat(300));
  await page.getByText("Der Name belegt 300 Byte; kürzen Sie ihn auf höchstens 255.").first().waitFor();

  scripted.organization.rewrite = (reply, path) => (path.startsWith("jobs/") ? { ...reply, status: "FAILED", messages: ["The content could not be read."] } : reply);
  await visit(page, everyAddress().find(({ view }) => view === "job").hash);
  await alert.getByText("Der Job ist fehlgeschlagen.", { exact: true }).waitFor();
  const words = page.locator("main").getByText("The content could not be read.");
  assert.equal(await words.evaluate((node) => node.closest("[lang]").lang), "");

  scripted.organization.rewrite = (reply, path) => (path === "jobs" ? new Response("<html>", { status: 200, headers: { "content-type": "text/html" } }) : reply);
  await visit(page, "#/jobs");
  await alert.getByText("Der Server hat mit einer HTML-Seite geantwortet").waitFor();
  assert.equal(await alert.locator("[lang=en]").innerText(), "The server answered with an HTML page; check that the root is https://<host>/<context>/admin.");
  scripted.organization.rewrite = (reply) => reply;

  await visit(page, "#/open");
  await page.locator("input[type=file]").setInputFiles({ name: "sealed.age", mimeType: "application/octet-stream", buffer: await sealed("the right passcode") });
  await page.locator("#passcode").fill("not the passcode");
  await page.locator("#passcode").press("Enter");
  await alert.getByText("Dieser Passcode öffnet diese Datei nicht.").waitFor();
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

async function sealed(passcode) {
  const sealing = seal({ passcode, workFactor: 10 });
  const file = new Response(sealing.readable).arrayBuffer();
  const writer = sealing.writable.getWriter();
  await writer.write(new TextEncoder().encode("of no weight"));
  await writer.close();
  return Buffer.from(await file);
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

test("arrow keys pass over languages; Enter takes the one that is meant, and a pointer takes one at once", async () => {
  const page = await browser.open(scripted.origin);
  const language = page.locator("select.language");
  await page.evaluate(() => { globalThis.isOld = true; });
  for (const key of ["ArrowDown", "ArrowDown"]) await language.press(key);
  assert.equal(await language.inputValue(), "es");
  assert.equal(await page.evaluate(() => globalThis.isOld), true, "nothing was loaded anew on the way");
  await language.press("Enter");
  await page.locator("html[lang=es]").waitFor();
  await language.selectOption("en");
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

test("no rule and no element names left or right where it means start or end", async () => {
  const styles = (await readdir(new URL("styles/", kDirectory))).map((name) => `styles/${name}`);
  const physical = /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|left|right|float|clear)\s*:|text-align\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius/g;
  for (const name of styles) assert.deepEqual((await readFile(new URL(name, kDirectory), "utf8")).match(physical) ?? [], [], name);
  const scripts = (await readdir(kDirectory, { recursive: true })).filter((name) => name.endsWith(".js") && !name.startsWith("messages"));
  for (const name of scripts) assert.deepEqual((await readFile(new URL(name, kDirectory), "utf8")).match(/\b(?:margin|padding|border)(?:Left|Right)\b|align: "(?:left|right)"/g) ?? [], [], name);
});
