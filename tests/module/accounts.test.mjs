// scripts/account over a site that runs and one that does not, and what tokens and locks do when the site starts again.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "../../web/holdfast.js";
import { adminPassword, checkout, get, post, send, signIn, startServer, temporaryFolder } from "./server.mjs";

const typist = fileURLToPath(new URL("./account-pty.py", import.meta.url));
const command = join(checkout, "scripts/account");
const generateToken = "/arcgis/sharing/rest/generateToken";

/** `{code, out, err}` of a command to its end, `input` on its standard input. */
function run(program, args, input = "") {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => { out += data; });
  child.stderr.on("data", (data) => { err += data; });
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

const account = (data, args, password) => run(command, ["--data", data, ...args], password === undefined ? "" : `${password}\n`);

function tokenFor(origin, username, password) {
  return post(origin, generateToken, { username, password, client: "referer", referer: origin, f: "json" });
}

/** A data folder in which a site has been started and ended. */
async function endedSite(t) {
  const data = join(await temporaryFolder(t), "data");
  const server = await startServer(t, ["--data", data]);
  assert.equal(await server.end(), 0);
  return data;
}

/** Every file below `folder` as one text. */
async function everything(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath ?? entry.path, entry.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

test("what is wrong with a call is said, with the exit code 2, and nothing is changed", async (t) => {
  const data = await endedSite(t);
  const before = await everything(data);
  const cases = [
    [[], /Name a command.*--help/s],
    [["lits"], /no command lits; there are list, create/],
    [["create", "ana"], /scripts\/account create NAME ROLE/],
    [["create", "ana", "member", "a secret word"], /never an argument/],
    [["create", "ana", "owner"], /administrator, infrastructure or member/, "long enough"],
    [["create", "a b", "member"], /letters of English/, "long enough"],
    [["create", "ana", "member"], /at least eight/, "short"],
    [["create", "ana", "member"], /password is missing/],
    [["create", "ADMIN", "member"], /called admin already/, "long enough"],
    [["password", "nobody"], /no account called nobody/, "long enough"],
    [["remove", "admin"], /only administrator/],
    [["role", "admin", "member"], /only administrator/],
    [["--dta", "x", "list"], /--dta.*--help/s],
  ];
  for (const [args, words, password] of cases) {
    const { code, out, err } = await account(data, args, password);
    assert.equal(code, 2, `${args.join(" ")}: ${out}${err}`);
    assert.match(err, words);
    assert.equal(out, "");
    assert.doesNotMatch(err, /\n\s+at |a secret word|long enough/);
  }
  assert.equal(await everything(data), before);
  const absent = await account(join(data, "none"), ["list"]);
  assert.deepEqual([absent.code, /no site in .*none yet/.test(absent.err)], [2, true], absent.err);
});

test("accounts are made, changed and removed while the site does not run", async (t) => {
  const data = await endedSite(t);
  assert.equal((await account(data, ["create", "ana", "infrastructure"], "first password")).out, "The account ana is made; its role is infrastructure.\n");
  assert.equal((await account(data, ["create", "ben", "member"], "first password")).code, 0);
  assert.equal((await account(data, ["password", "ana"], "second password")).out, "The account ana has another password.\n");
  assert.equal((await account(data, ["role", "ben", "administrator"])).out, "The account ben has the role administrator.\n");
  assert.equal((await account(data, ["remove", "admin"])).out, "The account admin is removed.\n");
  assert.equal((await account(data, ["list"])).out, "NAME  ROLE            SIGN-INS\nana   infrastructure  0\nben   administrator   0\n");
  assert.doesNotMatch(await everything(data), /(first|second) password/);
  assert.ok(!(await readdir(data)).includes("lock"));

  const { origin } = await startServer(t, ["--data", data]);
  assert.ok((await tokenFor(origin, "ana", "second password")).token);
  assert.ok((await tokenFor(origin, "ben", "first password")).token);
  assert.equal((await tokenFor(origin, "admin", adminPassword)).error.code, 400);
});

test("a change reaches the running site and ends the account's tokens at once", async (t) => {
  const data = join(await temporaryFolder(t), "data");
  const server = await startServer(t, ["--data", data]);
  const admin = await signIn(server.origin);
  assert.equal((await stat(join(data, "accounts.sock"))).mode & 0o077, 0, "the socket is the owner's alone");
  const made = await account(data, ["create", "ana", "infrastructure"], "first password");
  assert.equal(made.code, 0, made.err);
  const { token } = await tokenFor(server.origin, "ana", "first password");
  assert.ok((await get(server.origin, "system/disasterrecovery", token)).resources);
  assert.equal((await get(server.origin, "system/tasks", token)).error.code, 403);

  assert.match((await account(data, ["role", "ana", "member"])).out, /One sign-in has ended/);
  assert.equal((await get(server.origin, "system/disasterrecovery", token)).error.code, 498);
  const plain = (await tokenFor(server.origin, "ana", "first password")).token;
  assert.equal((await get(server.origin, "system/disasterrecovery", plain)).error.code, 403);
  await account(data, ["password", "ana"], "second password");
  assert.equal((await get(server.origin, "system/disasterrecovery", plain)).error.code, 498);
  const last = (await tokenFor(server.origin, "ana", "second password")).token;
  await account(data, ["remove", "ana"]);
  assert.equal((await get(server.origin, "system/disasterrecovery", last)).error.code, 498);
  assert.equal((await account(data, ["remove", "admin"])).code, 2);
  assert.ok((await get(server.origin, "system/tasks", admin)).result, "others stay signed in");
  assert.equal(await server.end(), 0);
  assert.ok(!(await readdir(data)).includes("accounts.sock"));
});

test("a server that was killed is in the way of nothing", async (t) => {
  const data = join(await temporaryFolder(t), "data");
  const server = await startServer(t, ["--data", data]);
  await server.end("SIGKILL");
  assert.equal((await account(data, ["create", "ana", "member"], "first password")).code, 0);
  const { origin } = await startServer(t, ["--data", data]);
  assert.equal((await account(data, ["password", "ana"], "second password")).code, 0);
  assert.ok((await tokenFor(origin, "ana", "second password")).token);
});

test("a password is typed twice at the terminal and never shown", async (t) => {
  const data = await endedSite(t);
  const lines = join(data, "../lines");
  const typed = async (text, args) => {
    await writeFile(lines, text);
    return run("python3", [typist, lines, command, "--data", data, ...args]);
  };
  // What is typed wrongly is taken back: a letter of two bytes by the erase key, a whole line by Ctrl+U.
  const made = await typed("gibberish\x15clé de voûtX\x7fe\nclé de voûté\x7fe\n", ["create", "ana", "member"]);
  assert.equal(made.code, 0, made.out);
  assert.match(made.out, /Password for ana: [^]*The same again: [^]*The account ana is made/);
  assert.doesNotMatch(made.out, /clé|voût|gibberish/);
  const different = await typed("one password\nanother password\n", ["password", "ana"]);
  assert.deepEqual([different.code, /The two passwords differ; nothing has changed/.test(different.out)], [2, true], different.out);
  assert.equal((await typed("\x03\n", ["password", "ana"])).code, 130);
  const { origin } = await startServer(t, ["--data", data]);
  assert.ok((await tokenFor(origin, "ana", "clé de voûte")).token);
});

test("tokens and locks outlast the site, and a revoked token stays revoked", async (t) => {
  const data = join(await temporaryFolder(t), "data");
  const first = await startServer(t, ["--data", data]);
  const [kept, revoked] = [await signIn(first.origin), await signIn(first.origin)];
  const site = await connect({ root: `${first.origin}/arcgis/admin`, token: revoked });
  assert.ok((await site.disasterRecovery()).resources);
  assert.deepEqual(await site.signOut(), { revoked: true });
  assert.equal(site.token, null);
  for (let attempt = 0; attempt < 5; attempt += 1) await tokenFor(first.origin, "ana", "wrong password");
  const { error: locked } = await tokenFor(first.origin, "ana", "wrong password");
  assert.match(locked.details[0], /^The account is locked until 20\d\d-.*Z after five failed sign-ins\.$/);
  assert.doesNotMatch(await everything(data), new RegExp(`${kept}|${revoked}`));
  assert.equal(await first.end(), 0);

  const { origin } = await startServer(t, ["--data", data]);
  assert.ok((await get(origin, "system/disasterrecovery", kept)).resources);
  assert.equal((await get(origin, "system/disasterrecovery", revoked)).error.code, 498);
  assert.deepEqual((await tokenFor(origin, "ana", "wrong password")).error, locked);
  const { out } = await account(data, ["list"]);
  assert.match(out, /^admin +administrator +1$/m);
});

test("behind a front that ends TLS, the addresses in replies are the front's", async (t) => {
  const { origin } = await startServer(t, ["--data", join(await temporaryFolder(t), "data")]);
  const { host } = new URL(origin);
  const info = await send(origin, { path: "/arcgis/sharing/rest/info?f=json", headers: { "x-forwarded-proto": "https" } });
  assert.equal(JSON.parse(info.text).authInfo.tokenServicesUrl, `https://${host}/arcgis/sharing/rest/generateToken`);
  const strange = await send(origin, { path: "/arcgis/sharing/rest/info?f=json", headers: { "x-forwarded-proto": "javascript" } });
  assert.equal(JSON.parse(strange.text).authInfo.tokenServicesUrl, `${origin}/arcgis/sharing/rest/generateToken`);
});

// Section 12.1 of the reference, the steps by which the arcgis package signs in.
test("an existing client finds its way to sign in", async (t) => {
  const { origin } = await startServer(t, ["--data", join(await temporaryFolder(t), "data")]);
  const base = `${origin}/arcgis`;
  const json = async (address, fields) => (await fetch(address, fields && { method: "POST", body: new URLSearchParams({ f: "json", ...fields }) })).json();
  for (const path of ["info", "rest/info", "sharing/rest/info"]) {
    const { authInfo } = await json(`${base}/${path}?f=json`);
    assert.equal(authInfo.isTokenBasedSecurity, true);
    const { token } = await json(authInfo.tokenServicesUrl, { username: "admin", password: adminPassword, client: "referer", referer: "http", expiration: "60" });
    assert.equal(typeof token, "string", path);
  }
  const query = new URLSearchParams({ client_id: "pythonapi", response_type: "token", redirect_uri: base.replace("/arcgis", ""), state: "s 1", expiration: "20160" });
  const page = await send(origin, { path: `/arcgis/sharing/rest/oauth2/authorize?${query}` });
  const form = new URLSearchParams({ oauth_state: /"oauth_state":"([^"]+)"/.exec(page.text)[1], username: "admin", password: adminPassword });
  const kForm = { "content-type": "application/x-www-form-urlencoded" };
  const granted = await send(origin, { method: "POST", path: "/arcgis/sharing/oauth2/signin", headers: kForm, body: form.toString() });
  const fragment = new URLSearchParams(new URL(granted.headers.location).hash.slice(1));
  assert.equal(fragment.get("state"), "s 1");
  const headers = { "x-esri-authorization": `Bearer ${fragment.get("access_token")}`, referer: "http" };
  const asked = (path, method = "POST") => send(origin, { method, path: `/arcgis/${path}`, headers: { ...kForm, ...headers }, body: method === "POST" ? "f=json" : "" }).then(({ text }) => JSON.parse(text));
  const portal = await asked("sharing/rest/portals/self");
  assert.equal(portal.portalDeploymentType, "ArcGISEnterpriseOnKubernetes");
  assert.equal(portal.user.username, "admin");
  for (const path of [`users/${portal.user.username}`, "self"]) {
    const user = await asked(`sharing/rest/community/${path}`);
    assert.deepEqual([user.username, user.role, user.groups], ["admin", "org_admin", []]);
  }
  assert.match((await asked("sharing/rest/")).currentVersion, /^\d+(\.\d+)+$/);
  assert.match((await asked("admin?f=json", "GET")).currentVersion, /^\d+(\.\d+)+$/);
});
