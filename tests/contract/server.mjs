// The server under contract: the one the environment names, or else the local site; speaks plain HTTP and knows nothing of Holdfast's own client.
//
// HOLDFAST_CONTRACT_ROOT (https://…/<context>/admin), HOLDFAST_CONTRACT_USERNAME and HOLDFAST_CONTRACT_PASSWORD name another server;
// HOLDFAST_CONTRACT_STORE its store (else the default one), HOLDFAST_CONTRACT_RESTORE=yes allows what takes an organization offline.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { adminPassword, startServer, temporaryFolder, until } from "../module/server.mjs";

const environment = process.env;
const kForm = { "content-type": "application/x-www-form-urlencoded" };

export const isLocal = !environment.HOLDFAST_CONTRACT_ROOT;
export const mayRestore = isLocal || environment.HOLDFAST_CONTRACT_RESTORE === "yes";
/** Names are unique for each run: another server keeps what a former run made. */
export const run = `contract-${Date.now().toString(36)}`;
export const passcode = "a passcode of the contract";

/** The server, started for the test `t` where it is the local site, and signed in to. */
export async function openServer(t) {
  if (!isLocal) return signedIn(environment.HOLDFAST_CONTRACT_ROOT, environment.HOLDFAST_CONTRACT_USERNAME, environment.HOLDFAST_CONTRACT_PASSWORD);
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "content"));
  await writeFile(join(folder, "content/map.json"), "{}\n");
  const { origin } = await startServer(t, ["--data", join(folder, "data"), "--content", join(folder, "content")]);
  return signedIn(`${origin}/arcgis/admin`, "admin", adminPassword);
}

async function signedIn(root, username, password) {
  const server = new Server(root, username, password);
  const granted = await server.generateToken();
  assert.equal(typeof granted.token, "string", `no token: ${JSON.stringify(granted.error)}`);
  server.token = granted.token;
  return server;
}

class Server {
  constructor(root, username, password) {
    Object.assign(this, { root, username, password, token: "" });
    this.sharing = `${root.slice(0, root.lastIndexOf("/admin"))}/sharing/rest`;
  }

  /** §9; `fields` replace or, where undefined, remove fields of the usual request. */
  generateToken(fields = {}) {
    const usual = { username: this.username, password: this.password, client: "referer", referer: this.root, expiration: "15", f: "json" };
    return json(send(`${this.sharing}/generateToken`, { ...usual, ...fields }));
  }

  /** The response to a GET below the root; `token` goes into the query. */
  read(path, fields = {}, headers = {}) {
    const query = new URLSearchParams(present({ f: "json", token: this.token, ...fields }));
    return fetch(`${this.root}/${path}?${query}`, { headers, redirect: "manual" });
  }

  get(path, fields) {
    return json(this.read(path, fields));
  }

  post(path, fields = {}) {
    return json(send(`${this.root}/${path}`, { f: "json", token: this.token, ...fields }));
  }

  /** What `look` answers once it is there; waits as long as a backup or restore of the server may take. */
  until(what, look) {
    return until(what, look, isLocal ? {} : { seconds: 7200, every: 10_000 });
  }

  /** The job resource once it has ended, §7.2. */
  ended(id) {
    return this.until(`The end of the job ${id}`, async () => {
      const job = await this.get(`jobs/${id}`);
      assert.equal(job.error, undefined, JSON.stringify(job.error));
      return ["COMPLETED", "FAILED", "CANCELLED", "TIMED OUT"].includes(job.status) && job;
    });
  }

  /** The name of the store that the cases work on. */
  async store() {
    const { backupStores } = await this.get("system/disasterrecovery/stores");
    const named = environment.HOLDFAST_CONTRACT_STORE;
    const store = backupStores.find(({ name, default: isDefault }) => (named ? name === named : isDefault));
    assert.ok(store, `the server has no ${named ? `store ${named}` : "default store"}`);
    return store.name;
  }

  async backups() {
    return `system/disasterrecovery/stores/${await this.store()}/backups`;
  }
}

/** Posts a form; headers may be added. */
export function send(address, fields, headers = {}) {
  return fetch(address, { method: "POST", headers: { ...kForm, ...headers }, body: new URLSearchParams(present(fields)), redirect: "manual" });
}

/** The JSON of a response, which §0 promises for f=json, errors included (§10). */
export async function json(response) {
  const { status, headers, text } = await response.then(async (arrived) => ({ ...facts(arrived), text: await arrived.text() }));
  assert.match(headers.get("content-type") ?? "", /json/, `HTTP ${status} is not JSON: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** §10: the three members Esri's CLI reads unguarded, and the code. */
export function assertError(body, ...codes) {
  assert.ok(body.error, `an error was expected, not ${JSON.stringify(body).slice(0, 300)}`);
  assert.ok(codes.includes(body.error.code), `code ${body.error.code} is none of ${codes}: ${body.error.message}`);
  assert.equal(typeof body.error.message, "string");
  assert.ok(body.error.details === null || Array.isArray(body.error.details), "details is an array or null");
}

export function assertTime(value, what) {
  assert.ok(Number.isInteger(value) && value > Date.UTC(2020, 0), `${what} is not epoch milliseconds: ${value}`);
}

const kTypes = {
  string: (value) => typeof value === "string",
  strings: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
  integer: Number.isInteger,
  time: (value) => Number.isInteger(value) && (value === 0 || value > Date.UTC(2020, 0)),
  /** §0, §8: epoch milliseconds or English text. */
  timeOrText: (value) => kTypes.time(value) || (typeof value === "string" && !Number.isNaN(Date.parse(value))),
  boolean: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
};

/**
 * That `object` has the documented members: `{name: type}`, a type of `kTypes` or a pattern that the text follows. A type ending
 * with `?` is one of a member that the documentation does not show everywhere.
 */
export function assertMembers(object, members, what) {
  assert.ok(kTypes.object(object), `${what} is no object: ${JSON.stringify(object)}`);
  for (const [name, type] of Object.entries(members)) {
    const where = `${what}: ${name} is ${JSON.stringify(object[name])}`;
    if (type instanceof RegExp) assert.match(String(object[name]), type, where);
    else if (!type.endsWith("?") || object[name] !== undefined) assert.ok(kTypes[type.replace("?", "")](object[name]), `${where}, no ${type}`);
  }
}

/** §3: stage objects, which the result of a job has as well (§7.2). */
export function assertStages(stages, what) {
  assert.ok(Array.isArray(stages), `${what} has no stages`);
  for (const stage of stages) assertMembers(stage, { name: "string", state: "string", lastUpdated: "time", duration: /^\d+ millis \(~ [\d.]+ minutes\)$/ }, `a stage of ${what}`);
}

/** §4.3, §5.3, §5.5: the stub of a job. */
export function assertStub(stub) {
  assertMembers(stub, { jobsUrl: /^https?:\/\/.+\/admin\/jobs\/j[0-9a-f-]{36}$/, jobid: /^j[0-9a-f-]{36}$/, status: /^SUBMITTED$/ }, "the stub of a job");
  assert.ok(stub.jobsUrl.endsWith(`/jobs/${stub.jobid}`), "jobsUrl is the job's own address");
}

const facts = ({ status, headers }) => ({ status, headers });
const present = (fields) => Object.entries(fields).filter(([, value]) => value !== undefined);
