// How the clients in use call a server (reference section 12), each request as it is seen on the wire: they must find their way.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { json, openServer, send } from "./server.mjs";

let server;
before(async (t) => { server = await openServer(t); });

const base = () => server.sharing;
const get = (address, headers = {}) => fetch(`${address}?f=json`, { headers, redirect: "manual" });

test("§12.1 the probe of a sign-in finds tokens and no challenge", async () => {
  const { origin } = new URL(server.root);
  const context = server.root.slice(0, server.root.lastIndexOf("/admin"));
  for (const path of ["info", "rest/info", "sharing/rest/info", "rest/services"]) {
    assert.equal((await get(`${context}/${path}`)).headers.get("www-authenticate"), null, path);
  }
  const info = await json(get(`${base()}/info`));
  assert.equal(info.authInfo.isTokenBasedSecurity, true);
  assert.ok(info.authInfo.tokenServicesUrl.startsWith(origin));
  const granted = await json(send(info.authInfo.tokenServicesUrl, {
    username: server.username, password: server.password, referer: "http", client: "referer", expiration: "60", f: "json",
  }));
  assert.equal(typeof granted.token, "string");
});

test("§12.1 portals/self names Kubernetes, and the signed-in user an administrator", async () => {
  const headers = { "x-esri-authorization": `Bearer ${server.token}`, referer: server.root };
  const self = await json(send(`${base()}/portals/self`, { f: "json" }, headers));
  assert.equal(self.portalDeploymentType, "ArcGISEnterpriseOnKubernetes");
  assert.equal(self.isPortal, true);
  for (const member of ["portalName", "portalMode", "id"]) assert.equal(typeof self[member], "string", member);
  const user = await json(send(`${base()}/community/users/${self.user.username}`, { f: "json" }, headers));
  assert.equal(user.role, "org_admin");
  assert.match((await json(send(`${base()}/`, { f: "json" }, headers))).currentVersion, /^\d+(\.\d+)*$/);
});

test("§12.2 a client that carries its token in a header finds stores, jobs and settings", async () => {
  const headers = { "x-esri-authorization": `Bearer ${server.token}`, referer: server.root };
  const { backupStores } = await json(get(`${server.root}/system/disasterrecovery/stores`, headers));
  assert.ok(backupStores.every(({ name }) => typeof name === "string"));
  assert.ok(Array.isArray((await json(get(`${server.root}/jobs`, headers))).jobs));
  assert.ok((await json(get(`${server.root}/system/disasterrecovery/settings`, headers))).stagingVolumeConfig);
});

test("§12.2 names and values of another letter case and unknown fields do no harm", async () => {
  const store = await server.store();
  const answer = await server.post(`system/disasterrecovery/stores/${store}/validate`, { async: "False", unknown: "x" });
  assert.equal(answer.isReady, true);
});
