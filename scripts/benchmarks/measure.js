// What the benchmarks share: a clock, the middle of several runs, and a server to measure, with a client of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createBackup, get, kBackups, post, signIn, startServer as start, until, untilJob } from "../../tests/module/server.mjs";

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

/** A server on `data` and `content`, as people start it, signed in. */
export async function startServer({ data, content }) {
  const started = performance.now();
  const server = await start({ after: (kill) => process.once("exit", kill) }, ["--data", data, "--content", content]);
  const readySeconds = (performance.now() - started) / 1000;
  const { origin } = server;
  const token = await signIn(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    readySeconds,
    /** The bytes of a resource, unread, over a connection that is kept. */
    fetch: (path) => bytesOf(`${origin}/arcgis/admin/${path}?f=json`, { agent, headers: { "x-esri-authorization": `Bearer ${token}` } }),
    /** The JSON of a resource. */
    get: (path) => get(origin, path, token),
    /** The id of the job that makes the backup `name`. */
    createBackup: (name) => createBackup(origin, token, name),
    /** Waits until the job has ended well. */
    async untilDone(id) {
      const { status, messages } = await untilJob(origin, id, token);
      if (status !== "COMPLETED") throw new Error(`The job ended as ${status}: ${JSON.stringify(messages)}`);
    },
    /** Restores the backup `name` and waits until that has ended well. */
    async restore(name) {
      const answer = await post(origin, `/arcgis/admin/${kBackups}/${name}/restore`, { passcode: "passcode", f: "json", token });
      if (answer.error) throw new Error(answer.error.message);
      await until("The end of the restore", async () => {
        // While the content is swapped there is no status to read.
        const { state, message } = (await get(origin, "system/disasterrecovery/status", token)).status ?? {};
        if (state === "failed") throw new Error(message);
        return state === "success" || state === "completed_with_warnings";
      }, { seconds: 600 });
    },
    async peakMegabytes() {
      return Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${server.process.pid}/status`, "utf8"))[1]) / 1024;
    },
    async end() {
      agent.destroy();
      await server.end();
    },
  };
}

function bytesOf(address, options) {
  return new Promise((resolve, reject) => {
    request(address, options, async (response) => {
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      resolve(Buffer.concat(pieces));
    }).on("error", reject).end();
  });
}

/** Makes a backup and waits for its end. */
export async function makeBackup(server, name) {
  await server.untilDone(await server.createBackup(name));
}
