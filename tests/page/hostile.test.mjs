// A server that puts markup, script and script addresses into every text it sends: each view shows them as text, and nothing runs.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { signIn, visit, withBrowser } from "./helpers.mjs";
import { everyAddress, startScripted } from "./scripted.mjs";

// Each is a script address, ends an attribute in either quotes, and holds elements; the first may be a name as well.
const kName = "javascript:globalThis.ran=1;\"'><img src=x onerror=globalThis.ran=1>\"";
const kText = `javascript:globalThis.ran=1//</title></textarea>"' onfocus='globalThis.ran=1' autofocus><img src=x onerror=globalThis.ran=1><svg/onload=globalThis.ran=1><script>globalThis.ran=1</script><iframe srcdoc="<script>parent.ran=1</script>"></iframe><base href=//evil.example>\u202E\u0000`;
// Words that a view acts on, so that the views of ended jobs, active tasks and the like are seen as well.
const kActedOn = /^(token|jobid|id|taskId|jobId|operationURI|jobsUrl|status|state|taskState|taskType|operation|operations|resources)$/;

let scripted, browser, page, stop;
before(async () => { ({ served: scripted, browser, stop } = await withBrowser(startScripted())); });
afterEach(() => page?.context().close());
after(() => stop?.());

/** `reply` with `text` for every text for which `isMeant(member)`. */
function poisoned(reply, text, isMeant) {
  const walk = (value, member) => {
    if (typeof value === "string") return isMeant(member) ? text : value;
    if (Array.isArray(value)) return value.map((each) => walk(each, member));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, key)]));
  };
  return walk(reply, "");
}

/** Signs in, then walks every view with replies made by `rewrite`; answers all texts that were seen. */
async function walk(rewrite, params) {
  scripted.organization.rewrite = (reply) => reply;
  page = await browser.open(scripted.origin);
  page.on("dialog", () => assert.fail("a dialog was opened"));
  await page.evaluate(() => { globalThis.violated = []; addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => globalThis.violated.push(`${violatedDirective} ${blockedURI}`)); });
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  scripted.organization.rewrite = rewrite;
  const seen = [];
  for (const { view, hash } of everyAddress(params)) {
    await visit(page, hash);
    if (view === "job") await page.locator("main .figures dd, main [role=alert]").first().waitFor();
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
    seen.push(await harmless(`${view} ${hash}`));
  }
  assert.deepEqual(await page.evaluate(() => globalThis.violated), [], "the policy had nothing to refuse");
  assert.deepEqual(page.faults.filter((fault) => !/status of 40[01]/.test(fault)), []);
  return seen.join("\n");
}

// Nothing ran, no element is of the server's making, and every address leads to this page. Answers the view's text.
async function harmless(name) {
  const found = await page.evaluate(() => ({
    ran: globalThis.ran ?? null,
    elements: [...document.querySelectorAll("main :is(img, script, iframe, base, object, embed, link, style, template), main svg:not(.icon, .timeline, .timeline svg)")].map((each) => each.outerHTML.slice(0, 120)),
    handlers: [...document.querySelectorAll("*")].flatMap((each) => each.getAttributeNames()).filter((attribute) => attribute.startsWith("on")),
    addresses: [...document.querySelectorAll("[href], [src], [action]")].map((each) => each.href?.baseVal ?? each.href ?? each.src ?? each.action)
      .filter((address) => new URL(address, location.href).origin !== location.origin),
    title: document.title, text: `${document.body.textContent}\n${[...document.querySelectorAll("input, option")].map(({ value }) => value).join("\n")}`,
  }));
  const { text, title, ...harm } = found;
  assert.deepEqual(harm, { ran: null, elements: [], handlers: [], addresses: [] }, name);
  return `${text}\n${title}`;
}

test("every text of a server is markup and script", async () => {
  const seen = await walk((reply) => poisoned(reply, kText, (member) => member !== "token"));
  assert.ok(seen.includes(kText.slice(0, 200)), "it is shown as it is");
});

test("names and words are, in a server that works", async () => {
  const seen = await walk((reply) => poisoned(reply, kName, (member) => !kActedOn.test(member)), { store: kName, backup: kName, job: kName, task: kName, run: kName, format: "html", path: "system/disasterrecovery" });
  assert.ok(seen.includes(`Restore ${kName}?`) && seen.includes(`Delete the task ${kName}?`), "it is shown as it is");
});

test("errors are: their message and details, and jobs that failed", async () => {
  assert.ok((await walk(() => ({ error: { code: 400, message: kText, messageCode: kText, details: [kText, kName] } }))).includes(kName));
  const seen = await walk((reply, path) => (path.startsWith("jobs/") ? { ...reply, status: "FAILED", messages: [kText, kName], result: { stages: [{ name: kText, state: "failed", duration: kText }] } } : reply));
  assert.ok(seen.includes(kName));
});

test("a reply that is no JSON is: HTML with script, under content types that fit it", async () => {
  for (const type of ["text/html", "image/svg+xml", `text/html; charset=${kName}`]) {
    const seen = await walk(() => new Response(`<html><body>${kText}</body></html>`, { headers: { "content-type": type } }));
    assert.ok(seen.includes(type), "the raw view names the content type");
  }
});

test("the page holds the policy its server sends, and neither tells anyone where a reader comes from", async () => {
  const reply = await fetch(`${scripted.origin}/directory/`);
  const html = await reply.text();
  const directives = (policy) => policy.split(";").map((each) => each.trim()).filter((each) => !each.startsWith("frame-ancestors")).sort();
  const [, held] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html);
  assert.deepEqual(directives(held), directives(reply.headers.get("content-security-policy")));
  assert.match(reply.headers.get("content-security-policy"), /frame-ancestors 'none'/, "which only a header can say");
  assert.equal(reply.headers.get("referrer-policy"), "no-referrer");
  assert.match(html, /<meta name="referrer" content="no-referrer">/);
  assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/, "no script or style of its own in the page");
});
