// What the benchmarks share: a clock, the middle of several runs, a server to measure, with a client of its own, and a store of many
// backups.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createBackup, get, kBackups, post, signIn, startServer as start, until, untilJob } from "../../tests/module/server.mjs";

/** The middle of what `measure()` answers in `runs`. */
export async function middle(measure, runs = 3) {
  const found = [];
  for (let run = 0; run < runs; run += 1) found.push(await measure());
  return found.sort((left, right) => left - right)[runs >> 1];
}

/** Seconds `work` takes: the middle of `runs`. */
export function seconds(work, runs = 3) {
  return middle(async () => {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  }, runs);
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

/** A file that compresses by half, as documents and databases do. */
export async function makeFile(path, megabytes) {
  const piece = Buffer.alloc(1 << 20);
  const file = createWriteStream(path);
  for (let count = 0; count < megabytes; count += 1) {
    for (let at = 0; at < piece.length; at += 128) randomBytes(64).copy(piece, at);
    if (!file.write(Buffer.from(piece))) await new Promise((wake) => file.once("drain", wake));
  }
  await new Promise((wake) => file.end(wake));
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
    origin,
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

const kHour = 3_600_000;

/**
 * A data folder with `count` backups, one in six hours; the first of them leaves tomorrow, the next six hours later. The newest was
 * made, the others are copies of its manifest under other names. `{data, content}`.
 */
export async function manyBackups(folder, count) {
  const content = join(folder, "small content");
  const data = join(folder, `data of ${count}`);
  await mkdir(content, { recursive: true });
  await writeFile(join(content, "file"), "content");
  if ((await readdir(data).catch(() => [])).length > 0) return { data, content };
  const server = await startServer({ data, content });
  await makeBackup(server, "made");
  await server.end();
  const store = join(data, "stores/default");
  const made = JSON.parse(await readFile(join(store, "made/backup.json"), "utf8"));
  for (let index = 1; index < count; index += 1) {
    const backupName = `backup-${String(index).padStart(5, "0")}`;
    const ago = 6 * kHour * index;
    const left = 24 * kHour + 6 * kHour * (count - 1 - index);
    const times = { startTime: made.startTime - ago, completeTime: made.completeTime - ago, retentionDate: made.startTime + left };
    await mkdir(join(store, backupName));
    await writeFile(join(store, backupName, "backup.json"), JSON.stringify({ ...made, ...times, backupName }, null, 2));
  }
  return { data, content };
}
