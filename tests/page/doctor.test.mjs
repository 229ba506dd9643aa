// The connection doctor in Chromium, against a server of another origin that plays each cause: it names it, and says what to copy.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { examine } from "../../web/directory/examine.js";
import en from "../../web/directory/messages/en.js";
import { signIn, startBrowser, startSite } from "./helpers.mjs";

const kMinute = 60_000;
const kError = (code, message) => ({ error: { code, message, details: [] } });
const kTokenHeader = "x-esri-authorization";
/** An organization in order; each test changes what its cause needs. Paths are those below `/context`. */
const kInOrder = {
  cors: true, allowHeaders: kTokenHeader, expose: "date", date: () => Date.now(), status: 200,
  paths: {
    "/sharing/rest/info": { authInfo: { isTokenBasedSecurity: true } },
    "/sharing/rest/portals/self": { portalDeploymentType: "ArcGISEnterpriseOnKubernetes" },
    "/admin": { currentVersion: "11.4", fullVersion: "11.4.0.1", resources: ["system"] },
    "/admin/system/disasterrecovery": { operations: ["status"], resources: ["stores", "settings"] },
  },
};

let site, browser, there, script, asked;
before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  there = await serve(createServer());
});
after(async () => {
  await browser?.stop();
  there?.stop();
  await site?.stop();
});

async function serve(server) {
  server.on("request", answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const scheme = "setSecureContext" in server ? "https" : "http";
  return { origin: `${scheme}://127.0.0.1:${server.address().port}`, stop() { server.close(); server.closeAllConnections(); } };
}

function answer(request, response) {
  const path = request.url.split("?")[0];
  asked?.push(`${request.method} ${path}`);
  const headers = { date: new Date(script.date()).toUTCString(), "content-type": "application/json" };
  if (script.cors) headers["access-control-allow-origin"] = "*";
  if (script.expose) headers["access-control-expose-headers"] = script.expose;
  if (request.method === "OPTIONS") return response.writeHead(204, { ...headers, "access-control-allow-headers": script.allowHeaders }).end();
  if (script.location) return response.writeHead(302, { ...headers, location: script.location }).end();
  const known = Object.hasOwn(script.paths, path.replace(/^\/context/, "")) && path.startsWith(script.context ?? "/context");
  const body = known ? script.paths[path.replace(/^\/context/, "")] : script.paths[path] ?? kError(404, "There is no such resource.");
  response.writeHead(script.status, headers).end(typeof body === "string" ? body : JSON.stringify(typeof body === "function" ? body(request) : body));
}

/** Examines `root` on a page and expects the message of `cause`, with `value` to copy. */
async function expectCause(page, cause, { root = `${there.origin}/context/admin`, token = "", value } = {}) {
  await page.locator("#doctor-root").fill(root);
  await page.locator("#doctor-token").fill(token);
  await page.getByRole("button", { name: "Examine", exact: true }).click();
  const verdict = page.locator("main [role=status] .panel");
  await verdict.waitFor();
  assert.equal(await verdict.locator("h2").textContent(), en[`doctor.${cause}`]);
  if (value !== undefined) assert.equal(await verdict.locator("pre").textContent(), value);
  return verdict;
}

const play = (changes = {}, paths = {}) => { script = { ...kInOrder, ...changes, paths: { ...kInOrder.paths, ...paths } }; };

test("every cause that lies with the server is named, with its fix", async () => {
  const page = await browser.open(site.origin, "#/doctor");
  const token = "a-token";
  play();
  asked = [];
  await expectCause(page, "fineSoFar");
  assert.deepEqual(asked.filter((line) => line.startsWith("OPTIONS")), [], "without a token nothing needs a preflight");
  await expectCause(page, "fine", { token });
  assert.match(await page.locator("footer").textContent(), new RegExp(there.origin), "what the doctor asks is counted as well");
  assert.equal(await page.locator(".stages li.done").count(), 11, "all steps are passed");

  play({ cors: false });
  await expectCause(page, "cors", { value: site.origin });
  play({ allowHeaders: "content-type" });
  await expectCause(page, "header", { token, value: "X-Esri-Authorization" });
  play({ location: "https://login.example.com/" });
  await expectCause(page, "redirected");
  play({ status: 503 });
  await expectCause(page, "unavailable", { value: "HTTP 503" });
  play({}, { "/sharing/rest/info": "<html>Welcome</html>" });
  await expectCause(page, "context");
  play({ context: "/nowhere" }, { "/arcgis/sharing/rest/info": {} });
  await expectCause(page, "context", { value: `${there.origin}/arcgis/admin` });
  play({}, { "/sharing/rest/portals/self": { portalDeploymentType: "ArcGISEnterprise" } });
  await expectCause(page, "notKubernetes", { value: "ArcGISEnterprise" });
  play({ date: () => Date.now() - 20 * kMinute });
  const verdict = await expectCause(page, "clock");
  assert.match(await verdict.textContent(), /20m/);
  play({}, { "/admin": kError(498, "Invalid token.") });
  await expectCause(page, "tokenRefused", { token, value: site.origin });
  play({}, { "/admin": kError(403, "Access denied.") });
  await expectCause(page, "privilege", { token });
  play({}, { "/admin/system/disasterrecovery": kError(403, "Access denied.") });
  await expectCause(page, "privilege", { token });
  play({}, { "/admin": { currentVersion: "10.8.1", resources: [] } });
  await expectCause(page, "tooOld", { token, value: "10.8.1" });
  play({}, { "/sharing/rest/portals/self": {}, "/admin/system/disasterrecovery": kError(404, "Not found.") });
  await expectCause(page, "noRecovery", { token });
  play({}, { "/admin/system/disasterrecovery": kError(500, "java.lang.NullPointerException") });
  await expectCause(page, "refused", { token, value: "java.lang.NullPointerException" });
  play({ expose: "", date: () => 0 });
  await expectCause(page, "fineSoFar");  // whose Date cannot be read
  assert.match(await page.locator(".stages li.waiting").first().textContent(), /clocks.*could not be told/);
  const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.body.innerText]));
  assert.ok(!kept.includes(token), "the token stands nowhere");
});

test("what is wrong with the address is told before anything is asked", async () => {
  const page = await browser.open(site.origin, "#/doctor");
  asked = [];
  await expectCause(page, "address", { root: "organization" });
  await expectCause(page, "path", { root: `${there.origin}/context/home`, value: `${there.origin}/context/admin` });
  await expectCause(page, "path", { root: there.origin });
  assert.deepEqual(asked, []);
  const secure = await examine("http://o.example.com/context/admin", { page: { protocol: "https:" }, signal: new AbortController().signal, tell() {} });
  assert.deepEqual(secure, { cause: "insecure", value: "https://o.example.com/context/admin" });
});

test("a server that does not answer, and one whose certificate is not trusted, are told by what the reader sees", async (context) => {
  const gone = await serve(createServer());
  gone.stop();
  const tab = await browser.open(site.origin, "#/doctor", { permissions: ["local-network-access"] });
  const verdict = await expectCause(tab, "unreachable", { root: `${gone.origin}/context/admin` });
  assert.equal(await verdict.getByRole("listitem").count(), 2, "there is no certificate without https");
  const folder = mkdtempSync(join(tmpdir(), "holdfast-tls-"));
  try {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
      "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem"), "-days", "1"], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return context.skip("openssl, which makes the certificate, is not there");
  }
  const untrusted = await serve(createSecureServer({ key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) }));
  rmSync(folder, { recursive: true });
  try {
    play();
    const found = await expectCause(tab, "unreachableSecurely", { root: `${untrusted.origin}/context/admin` });
    await found.getByText("A warning about the certificate").waitFor();
    assert.equal(await found.getByRole("link", { name: "Open the address" }).getAttribute("href"), `${untrusted.origin}/context/admin`);
  } finally {
    untrusted.stop();
  }
});

test("a browser that keeps a public page out of the local network is told from a server that does not answer", async () => {
  const apart = await startBrowser({ args: [`--ip-address-space-overrides=127.0.0.1:${new URL(site.origin).port}=public`] });
  try {
    play();
    const page = await apart.open(site.origin.replace("localhost", "127.0.0.1"), "#/doctor");
    await expectCause(page, "localAccess", { value: new URL(page.url()).origin });
    const allowed = await apart.open(site.origin.replace("localhost", "127.0.0.1"), "#/doctor", { permissions: ["local-network-access"] });
    await expectCause(allowed, "fineSoFar");
  } finally {
    await apart.stop();
  }
});

test("a sign-in lends its token, and tells whether it has ended, is bound to another page, or was dated by another clock", async () => {
  const find = (grant, changes = {}) => {
    play(changes, { "/admin": kError(498, "Invalid token.") });
    return examine(`${there.origin}/context/admin`, { grant: { token: "t", ...grant }, page: { protocol: "http:", origin: "http://here" },
      ask: async (url, options) => {
        const reply = await fetch(url, options);
        return new Response(await reply.text(), { status: reply.status, headers: changes.expose === "" ? {} : reply.headers });
      }, signal: new AbortController().signal, tell() {} });
  };
  const now = Date.now();
  assert.equal((await find({ expires: now - kMinute, since: now - 61 * kMinute })).cause, "tokenEnded");
  assert.deepEqual(await find({ expires: now + 30 * kMinute, since: now - 30 * kMinute }), { cause: "tokenBound", value: "http://here" });
  const skewed = { expose: "" };
  assert.equal((await find({ expires: now + 90 * kMinute, since: now }, skewed)).skew, -30 * kMinute, "this clock is behind");
  assert.equal((await find({ expires: now - 10 * kMinute, since: now }, skewed)).skew, 70 * kMinute, "this clock is ahead");

  const page = await browser.open(site.origin, "#/");
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.getByRole("link", { name: "Connection doctor" }).click();
  await expectCause(page, "fine", { root: `${site.origin}/arcgis/admin` });
  assert.deepEqual(page.faults, []);
});

test("a sign-in that fails on the way leads to the doctor with its address", async () => {
  const page = await browser.open(site.origin, "#/");
  play({ cors: false });
  await page.locator("main details summary").click();
  await page.getByLabel("Address of the Administrator API").fill(`${there.origin}/context/admin`);
  await signIn(page);
  await page.getByRole("alert").getByRole("link", { name: "Connection doctor" }).click();
  await page.getByRole("heading", { level: 1, name: "Connection doctor" }).waitFor();
  assert.equal(await page.locator("#doctor-root").inputValue(), `${there.origin}/context/admin`);
});
