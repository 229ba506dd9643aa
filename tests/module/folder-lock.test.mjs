// The lock of a data folder: one owner at a time, whoever finds a dead one's lock at the same moment or died while taking it over.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lockFolder } from "../../web/hosts/folder-lock.js";

const kRounds = 10;
const kAtOnce = 12;

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), "holdfast-lock-")); });
after(() => rm(folder, { recursive: true, force: true }));

/** What a process left that runs no more: no process has a number beyond the kernel's largest, 2^22. */
const dead = (lock) => JSON.stringify({ process: 2 ** 22 + 1, started: "1", lock });
const successorOf = (text) => `lock.${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;

/** The names of what is in the folder, and whose lock it is. */
async function found() {
  const names = await readdir(folder);
  return { names, owner: names.includes("lock") ? JSON.parse(await readFile(join(folder, "lock"), "utf8")).process : null };
}

test("a lock is taken once, and given back", async () => {
  const release = await lockFolder(folder);
  assert.deepEqual(await found(), { names: ["lock"], owner: process.pid });
  await assert.rejects(lockFolder(folder), { code: "ELOCKED", message: new RegExp(`process ${process.pid}\\)`) });
  await release();
  assert.deepEqual((await found()).names, []);
});

test("one that acts on a dead lock it read too long ago takes nothing away from the one that succeeded it meanwhile", async () => {
  const lock = join(folder, "lock");
  const read = join(folder, "read");
  // What the late one reads of the lock comes through a pipe, and only once the other has the lock.
  assert.equal(spawnSync("mkfifo", [lock]).status, 0);
  const late = lockFolder(folder).then(() => "a second owner", ({ code }) => code);
  const pipe = await open(lock, "w");  // waits until it reads
  await rename(lock, read);
  await writeFile(lock, dead("first"));
  const release = await lockFolder(folder);
  const ours = await readFile(lock, "utf8");
  await pipe.writeFile(dead("first"));
  await pipe.close();
  assert.equal(await late, "ELOCKED");
  assert.equal(await readFile(lock, "utf8"), ours);
  await rm(read);
  assert.deepEqual(await found(), { names: ["lock"], owner: process.pid });
  await release();
});

test("of many that find the same dead lock at once, one gets it, and its lock stays until it gives it back", async () => {
  for (let round = 0; round < kRounds; round += 1) {
    await writeFile(join(folder, "lock"), dead(String(round)));
    const outcomes = await Promise.allSettled(Array.from({ length: kAtOnce }, () => lockFolder(folder)));
    const owners = outcomes.filter(({ status }) => status === "fulfilled");
    assert.equal(owners.length, 1, `round ${round}: ${owners.length} owners`);
    for (const { reason } of outcomes.filter(({ status }) => status === "rejected")) assert.equal(reason.code, "ELOCKED", reason.message);
    assert.deepEqual(await found(), { names: ["lock"], owner: process.pid });
    await owners[0].value();
    assert.deepEqual((await found()).names, []);
  }
});

test("one that was killed while it took a dead lock over is succeeded in its turn", async () => {
  await writeFile(join(folder, "lock"), dead("first"));
  await writeFile(join(folder, successorOf(dead("first"))), dead("second"));
  const outcomes = await Promise.allSettled(Array.from({ length: kAtOnce }, () => lockFolder(folder)));
  const [{ value: release }, ...others] = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(others.length, 0);
  assert.deepEqual(await found(), { names: ["lock"], owner: process.pid });
  await release();
});

test("a lock that says nothing, as one cut off by a crash, is succeeded too", async () => {
  await writeFile(join(folder, "lock"), '{"process": ');
  const release = await lockFolder(folder);
  assert.deepEqual(await found(), { names: ["lock"], owner: process.pid });
  await release();
});
