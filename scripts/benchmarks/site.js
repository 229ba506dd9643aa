// The limits the local site holds with 10,000 backups in a store and with many who ask for a job.

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kBackups } from "../../tests/module/server.mjs";
import { makeBackup, manyBackups, middle, seconds, startServer } from "./measure.js";

const kCount = 10_000;

export async function list(folder) {
  const server = await startServer(await manyBackups(folder, kCount));
  const { backups } = await server.get(kBackups);
  if (backups.length !== kCount) throw new Error(`${backups.length} backups are listed, not ${kCount}`);
  const taken = await seconds(() => server.fetch(kBackups), 9);
  await server.end();
  return [{ what: `list of ${kCount} backups`, value: taken * 1000, unit: "ms", limit: "below 300" }];
}

export async function restart(folder) {
  const place = await manyBackups(folder, kCount);
  const taken = await middle(async () => {
    const server = await startServer(place);
    await server.end();
    return server.readySeconds;
  });
  return [{ what: `start with ${kCount} backups`, value: taken, unit: "s", limit: "below 3" }];
}

/** Asks for a job 1,000 times a second until `isOver()`; answers how many were answered a second. */
async function ask(server, id, isOver) {
  const started = performance.now();
  const waiting = new Set();
  let sent = 0;
  let answered = 0;
  while (!isOver()) {
    const due = Math.floor(performance.now() - started);
    while (sent < due && sent - answered < 200) {
      sent += 1;
      const asked = server.fetch(`jobs/${id}`).then(() => {
        answered += 1;
        waiting.delete(asked);
      });
      waiting.add(asked);
    }
    await new Promise((wake) => setTimeout(wake, 2));
  }
  const rate = (answered * 1000) / (performance.now() - started);
  // A connection that ends under a request would be a fault.
  await Promise.all(waiting);
  return rate;
}

export async function jobs(folder) {
  const content = join(folder, "content of jobs");
  await mkdir(content);
  for (let index = 0; index < 384; index += 1) await writeFile(join(content, `${index}`), randomBytes(1 << 20));
  const server = await startServer({ data: join(folder, "data of jobs"), content });
  await makeBackup(server, "first");
  const alone = await seconds(() => makeBackup(server, `alone-${Math.random()}`));
  let rate = 0;
  const asked = await seconds(async () => {
    const id = await server.createBackup(`asked-${Math.random()}`);
    let isOver = false;
    const asking = ask(server, id, () => isOver);
    await server.untilDone(id);
    isOver = true;
    rate = await asking;
  });
  await server.end();
  return [
    { what: "a job's status, asked for while a backup runs", value: rate, unit: "/s", limit: "1000" },
    { what: "  the backup's speed meanwhile", value: 384 / asked, unit: "MiB/s", peer: "not asked", peerValue: 384 / alone, limit: "ratio above 0.9" },
  ];
}
