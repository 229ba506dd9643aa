// What the benchmarks share: a clock, the middle of several runs, a server of its own, and a client that keeps its connection.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const password = "a password of the benchmarks";

/** Seconds `work` takes: the middle of `runs`. */
export async function seconds(work, runs = 3) {
  const taken = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    taken.push((performance.now() - started) / 1000);
  }
  return taken.sort((left, right) => left - right)[runs >> 1];
}

/** Runs a program to its end; rejects with what it said where that is a failure. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let said = "";
  child.stdout.on("data", () => {});
  child.stderr.on("data", (piece) => { said += piece; });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

/** A server on `data` and `content`: `{get(path), post(path, fields), readySeconds, peakMegabytes(), end()}`, signed in. */
export async function startServer({ data, content }) {
  const started = performance.now();
  const args = ["--max-semi-space-size=4", "scripts/server/main.js", "--port", "0", "--data", data, "--content", content];
  const server = spawn(process.execPath, args, { cwd: checkout, env: { ...process.env, HOLDFAST_ADMIN_PASSWORD: password }, stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (piece) => {
      said += piece;
      const found = /ready: http:\/\/localhost:(\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
    server.once("close", () => reject(new Error("The server did not start.")));
  });
  const readySeconds = (performance.now() - started) / 1000;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const send = (method, path, body = "", token = "") => new Promise((resolve, reject) => {
    const headers = { "content-length": Buffer.byteLength(body), ...(body && { "content-type": "application/x-www-form-urlencoded" }), ...(token && { "x-esri-authorization": `Bearer ${token}` }) };
    const sent = request({ host: "localhost", port, agent, method, path, headers }, async (response) => {
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      resolve(Buffer.concat(pieces));
    });
    sent.on("error", reject);
    sent.end(body);
  });
  const form = (fields) => new URLSearchParams({ f: "json", ...fields }).toString();
  const answered = (bytes) => {
    const json = JSON.parse(bytes);
    if (json.error) throw new Error(json.error.message);
    return json;
  };
  const { token } = answered(await send("POST", "/arcgis/sharing/rest/generateToken", form({ username: "admin", password })));
  return {
    readySeconds,
    /** The reply's bytes, unread. */
    fetch: (path) => send("GET", `/arcgis/admin/${path}?f=json`, "", token),
    get: async (path) => answered(await send("GET", `/arcgis/admin/${path}?f=json`, "", token)),
    post: async (path, fields) => answered(await send("POST", `/arcgis/admin/${path}`, form(fields), token)),
    async peakMegabytes() {
      return Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${server.pid}/status`, "utf8"))[1]) / 1024;
    },
    async end() {
      agent.destroy();
      server.kill("SIGTERM");
      await once(server, "close");
    },
  };
}

export const kBackups = "system/disasterrecovery/stores/default/backups";

/** Waits until the recovery job that runs has ended well. */
export async function untilDone(server) {
  for (;;) {
    const { state, message } = await server.get("system/disasterrecovery/status").then((answer) => answer.status, () => ({}));
    if (state === "success" || state === "completed_with_warnings") return;
    if (state === "failed") throw new Error(message);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Makes a backup and waits for its end. */
export async function makeBackup(server, name) {
  await server.post(`${kBackups}/create`, { name, passcode: "passcode" });
  await untilDone(server);
}
