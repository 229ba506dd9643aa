// Thousands of malformed requests at a running server: each is refused in words, and nothing else happens.
// HOLDFAST_SEED repeats a run.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { checkout, get, signIn, startServer, temporaryFolder } from "../module/server.mjs";
import { kinds, randomFrom, wire } from "./generator.mjs";

const kRequests = 5200;
const kTogether = 16;
const kMegabyte = 1 << 20;
const seed = Number(process.env.HOLDFAST_SEED ?? 20_260_101);
const passcodes = ["passcode", "secret words", "secret%20words"];

/** Everything the server says to `bytes`; `cuts`: the client leaves right after them. */
function exchange(port, bytes, cuts) {
  return new Promise((resolve) => {
    const pieces = [];
    const socket = connect(port, "127.0.0.1", () => (cuts ? socket.end(bytes) : socket.write(bytes)));
    socket.setTimeout(15_000, () => socket.destroy(new Error("no reply within 15 s")));
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", () => {});  // a server that has said no may close while it is still being told
    socket.on("close", () => resolve(Buffer.concat(pieces).toString()));
  });
}

/** Why `said` is no clear refusal of `request`; undefined where it is one. */
function faultOf(request, said, forbidden) {
  const leaked = forbidden.find((secret) => secret && said.includes(secret));
  if (leaked) return "it tells what it must not";
  if (/\n\s+at \S|node:internal|\.(?:js|cpp|h):\d+|std::|Error:/.test(said)) return "it tells of its code";
  if (said === "") return request.cuts ? undefined : "there is no reply";
  const [head] = said.split("\r\n\r\n", 1);
  const body = said.slice(head.length + 4);
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (!status) return "it is not HTTP";
  if (status === 500) return "it is a fault of the server";
  if (request.method === "HEAD") return status < 400 && body !== "" ? "a HEAD has a body" : undefined;
  if (request.tells === "any" && status < 400) return undefined;
  const words = /application\/json/.test(head) ? messageOf(body) : status >= 400 || request.tells === "any" ? body : undefined;
  if (words === undefined) return "it is no error";
  if (words === "") return "the error has another form than the contract's";
  if (words.trim().length < 20 || /^(?:invalid|not valid|malformed)( \w+)?\.?$/i.test(words.trim())) return "the error says too little";
  return undefined;
}

/** The words of an error in the contract's form; empty where the form is another, undefined where there is no error. */
function messageOf(body) {
  let json;
  try {
    json = JSON.parse(body);
  } catch {
    return "";
  }
  if (!json.error) return undefined;
  const { code, message, details } = json.error;
  const isWhole = Number.isInteger(code) && code >= 400 && code < 600 && code !== 500 && typeof message === "string";
  return isWhole && (details === null || Array.isArray(details)) ? message : "";
}

async function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** Everything below `folder`, in order. */
async function filesBelow(folder) {
  return (await readdir(folder, { recursive: true })).sort();
}

test(`${kRequests} malformed requests are refused in words, and the site stays as it was`, { timeout: 120_000 }, async (t) => {
  t.diagnostic(`HOLDFAST_SEED=${seed}`);
  const folder = await temporaryFolder(t);
  const { origin, process: server, output } = await startServer(t, ["--data", join(folder, "data")]);
  const token = await signIn(origin);
  const port = Number(new URL(origin).port);
  const forbidden = [token, folder, checkout, dirname(process.execPath), ...passcodes.slice(1)];
  const before = await filesBelow(folder);
  const random = randomFrom(seed);
  const names = Object.keys(kinds);
  const requests = Array.from({ length: kRequests }, (_, index) => {
    const kind = names[index % names.length];
    return { kind, ...kinds[kind]({ ...random, token }) };
  });

  const faults = new Map();
  let next = 0;
  const throwSome = async (end) => {
    while (next < end) {
      const request = requests[next++];
      const said = await exchange(port, wire(request), request.cuts);
      const fault = faultOf(request, said, [...forbidden, request.secret]);
      const about = `${request.kind}: ${fault}`;
      if (fault && !faults.has(about)) faults.set(about, `${wire(request).toString("latin1").slice(0, 600)}\n=> ${said.slice(0, 600)}`);
    }
  };
  const throwUpTo = (end) => Promise.all(Array.from({ length: kTogether }, () => throwSome(end)));

  await throwUpTo(kRequests / 2);
  const half = await residentMegabytes(server.pid);
  await throwUpTo(kRequests);
  const whole = await residentMegabytes(server.pid);
  t.diagnostic(`resident after half: ${half.toFixed(0)} MB, after all: ${whole.toFixed(0)} MB`);

  assert.deepEqual([...faults].map(([about, seen]) => `${about}\n${seen}`), []);
  assert.ok(whole - half < 64, `the server grew from ${half} to ${whole} MB`);
  assert.equal(server.exitCode, null);
  assert.doesNotMatch(output(), /fault of its own|failed:|\n\s+at /);
  const recovery = "system/disasterrecovery";
  assert.equal((await get(origin, "", token)).currentVersion.length > 0, true, "a good request is answered");
  assert.deepEqual((await get(origin, `${recovery}/stores/default/backups`, token)).backups, []);
  assert.deepEqual((await get(origin, `${recovery}/stores`, token)).backupStores.map(({ name }) => name), ["default"]);
  assert.deepEqual((await get(origin, "jobs", token)).jobs, []);
  assert.deepEqual(await filesBelow(folder), before, "no file has come or gone");
  assert.deepEqual((await readdir("/tmp")).filter((name) => name.includes("escape-of-a-test")), []);
});

test("a body beyond the limit is refused before it is read, over fetch", async (t) => {
  const { origin } = await startServer(t, ["--data", await temporaryFolder(t)]);
  const reply = await fetch(`${origin}/arcgis/admin/system/disasterrecovery/stores/default/backups/create?f=json`, {
    method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: `name=${"a".repeat(3 * kMegabyte)}`,
  }).catch(() => null);
  // The server may close the connection before fetch has sent it all; then it is no reply, but never an answer of 200.
  if (reply) assert.equal(reply.status, 413);
  assert.equal((await fetch(`${origin}/arcgis/sharing/rest/info?f=json`)).status, 200);
});
