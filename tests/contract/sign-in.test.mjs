// Contract of tokens, privileges and formats (reference sections 0, 9 and 10).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, assertTime, json, openServer, send } from "./server.mjs";

let server;
before(async (t) => { server = await openServer(t); });

test("§9 a token is granted with its end", async () => {
  const granted = await server.generateToken();
  assert.ok(granted.token.length > 20);
  assertTime(granted.expires, "expires");
  assert.equal(typeof granted.ssl, "boolean");
  const minutes = (granted.expires - Date.now()) / 60_000;
  assert.ok(minutes > 10 && minutes <= 16, `asked for 15 minutes, granted ${minutes}`);
});

test("§9 without expiration a token lives 60 minutes", async () => {
  const { expires } = await server.generateToken({ expiration: undefined });
  assert.ok(Math.abs(expires - Date.now() - 3_600_000) < 120_000);
});

test("§9 a larger wish than the maximum is cut, not refused", async () => {
  assert.equal(typeof (await server.generateToken({ expiration: "100000000" })).token, "string");
});

for (const client of ["referer", "requestip"]) {
  test(`§9 client=${client}`, async () => assert.equal(typeof (await server.generateToken({ client })).token, "string"));
}

test("§9 a wrong password, and missing fields, are refused in the shape clients read", async () => {
  assertError(await server.generateToken({ password: "not the password" }), 400);
  assertError(await server.generateToken({ username: undefined }), 400);
  assertError(await server.generateToken({ password: undefined }), 400);
});

test("§9 a password in the query of a POST is refused", async () => {
  const query = new URLSearchParams({ username: server.username, password: "not the password", f: "json" });
  assertError(await json(send(`${server.sharing}/generateToken?${query}`, { client: "requestip", f: "json" })), 400);
});

test("§9 a token is taken from query, body and both headers", async () => {
  const bare = { token: undefined };
  const bearer = `Bearer ${server.token}`;
  assert.ok((await server.get("system/disasterrecovery")).resources);
  for (const name of ["authorization", "x-esri-authorization"]) {
    assert.ok((await json(server.read("system/disasterrecovery", bare, { [name]: bearer }))).resources, name);
    const posted = await json(send(`${server.root}/system/disasterrecovery`, { f: "json" }, { [name]: bearer }));
    assert.equal(posted.error?.code === 498 || posted.error?.code === 499, false, `POST with ${name}`);
  }
});

test("§9 a token bound to a referer works without that header in Authorization, as Esri's CLI sends it", async () => {
  const { token } = await server.generateToken({ client: "referer", referer: "referer" });
  const reply = await json(server.read("system/disasterrecovery", { token: undefined }, { authorization: `Bearer ${token}` }));
  assert.ok(reply.resources);
});

test("§12.1 info says that tokens are used, and where they come from", async () => {
  const { authInfo } = await json(fetch(`${server.sharing}/info?f=json`));
  assert.equal(authInfo.isTokenBasedSecurity, true);
  assert.match(new URL(authInfo.tokenServicesUrl).pathname, /\/generateToken$/);
});

test("§12.1 portals/self tells the deployment, and with a token who is signed in", async () => {
  const portal = await json(send(`${server.sharing}/portals/self`, { f: "json", token: server.token }));
  assert.equal(portal.portalDeploymentType, "ArcGISEnterpriseOnKubernetes");
  assert.equal(portal.isPortal, true);
  assert.equal(portal.user.username, server.username);
  const user = await json(send(`${server.sharing}/community/users/${encodeURIComponent(server.username)}`, { f: "json", token: server.token }));
  assert.equal(user.username, server.username);
  assert.match(user.role, /^org_/);
});

test("§12.1 the base and the root tell a version of dotted numbers", async () => {
  const base = await json(send(`${server.sharing}/`, { f: "json", token: server.token }));
  assert.match(String(base.currentVersion), /^\d+(\.\d+)*$/);
});

test("§10 499 without a token, 498 with a wrong one", async () => {
  assertError(await server.get("system/disasterrecovery/stores", { token: undefined }), 499);
  assertError(await server.get("system/disasterrecovery/stores", { token: "0123456789abcdef" }), 498);
});

test("§10 errors of f=json come with HTTP 200", async () => {
  for (const fields of [{}, { token: undefined }, { token: "wrong" }]) {
    assert.equal((await server.read("system/disasterrecovery/stores/no-such-store", fields)).status, 200);
  }
});

test("§10 an unknown resource is 404", async () => {
  assertError(await server.get("system/no-such-resource"), 404);
  assertError(await server.get("jobs/j00000000-0000-4000-8000-000000000000"), 404);
});

test("§0 f: html is the default, json is compact, pjson is the same for people", async () => {
  const [html, compact, pretty] = await Promise.all([undefined, "json", "pjson"].map((f) => server.read("system/disasterrecovery", { f })));
  assert.match(html.status === 200 ? html.headers.get("content-type") : "text/html", /text\/html/, "html, or the way to the directory page");
  assert.ok(html.status === 200 || (html.status >= 300 && html.status < 400), `HTTP ${html.status}`);
  const [short, long] = [await compact.text(), await pretty.text()];
  assert.deepEqual(JSON.parse(long), JSON.parse(short));
  assert.ok(long.includes("\n"), "pjson has lines");
});
