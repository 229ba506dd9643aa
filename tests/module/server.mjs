// Starts scripts/start for tests and talks to it with Node's own http; knows nothing of the module under test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = fileURLToPath(new URL("../..", import.meta.url));
export const adminPassword = "a password for the tests only";

/** A folder that goes away with the test `t`. */
export async function temporaryFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `{origin, output(), end(signal) -> exit code, process}` of a server started with `args`. */
export async function startServer(t, args, { password = adminPassword } = {}) {
  const env = { ...process.env, HOLDFAST_ADMIN_PASSWORD: password };
  if (password === null) delete env.HOLDFAST_ADMIN_PASSWORD;
  const server = spawn(join(checkout, "scripts/start"), ["--port", "0", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => server.once("close", (code, signal) => resolve(code ?? signal)));
  t.after(async () => {
    server.kill("SIGKILL");
    await ended;
  });
  const origin = await new Promise((resolve, reject) => {
    const listen = (data) => {
      said += data;
      const found = /https?:\/\/localhost:\d+/.exec(said);
      if (found && /\n {2}data .*\n/.test(said)) resolve(found[0]);
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    ended.then((code) => reject(new Error(`scripts/start ended with ${code}:\n${said}`)));
  });
  return {
    origin, process: server, output: () => said,
    end(signal = "SIGTERM") {
      server.kill(signal);
      return ended;
    },
  };
}

/** The exit code and words of a start that is expected to fail. */
export function failToStart(args) {
  const { status, stderr } = spawnSync(join(checkout, "scripts/start"), args, { encoding: "utf8" });
  return { status, stderr };
}

/** `{status, headers, text}` of a request written exactly as given. */
export function send(origin, { method = "GET", path, headers = {}, body = "" }) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const form = { "content-type": "application/x-www-form-urlencoded" };

/** The JSON of a form that is posted. */
export async function post(origin, path, fields) {
  const body = typeof fields === "string" ? fields : new URLSearchParams(fields).toString();
  return JSON.parse((await send(origin, { method: "POST", path, headers: form, body })).text);
}

export async function signIn(origin, password = adminPassword) {
  const answer = await post(origin, "/arcgis/sharing/rest/generateToken", { username: "admin", password, client: "referer", referer: origin, f: "json" });
  if (!answer.token) throw new Error(`No token: ${JSON.stringify(answer)}`);
  return answer.token;
}

/** The JSON of a resource. */
export async function get(origin, path, token) {
  return JSON.parse((await send(origin, { path: `/arcgis/admin/${path}?f=json&token=${encodeURIComponent(token)}` })).text);
}

/** What `look` answers once that is neither false nor undefined; fails, naming `what`, where that takes more than `seconds`. */
export async function until(what, look, { seconds = 60, every = 20 } = {}) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((wake) => setTimeout(wake, every))) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
  }
  throw new Error(`${what} was not seen within ${seconds} s.`);
}

/** The job's JSON when it is in one of `states`. */
export function untilJob(origin, id, token, states = ["COMPLETED", "FAILED", "CANCELLED"]) {
  return until(`The job ${id} as ${states.join(", ")}`, async () => {
    const job = await get(origin, `jobs/${id}`, token);
    if (!job.status) throw new Error(`The job ${id} cannot be read: ${JSON.stringify(job)}`);
    return states.includes(job.status) && job;
  });
}

export const kBackups = "system/disasterrecovery/stores/default/backups";

/** The id of the job that makes the backup `name`, whose passcode is "passcode". */
export async function createBackup(origin, token, name) {
  const { jobid } = await post(origin, `/arcgis/admin/${kBackups}/create`, { name, passcode: "passcode", f: "json", token });
  return jobid;
}
