// How fast sealing, scrypt, a backup and a restore are, beside Debian's age, tar and zstd and npm's noble.

import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { seal as sealing } from "../../web/holdfast.js";
import { load } from "../../web/load.js";
import { makeBackup, makeFile, run, seconds, startServer } from "./measure.js";

const kMegabytes = 256;
const kWorkFactor = 10; // small, so that the payload is what is measured
const typist = fileURLToPath(new URL("../../tests/module/age-pty.py", import.meta.url));

/** Has age seal a file; it takes a passphrase from a terminal only. */
async function sealWithAge(folder, file) {
  await writeFile(join(folder, "passcode"), "passcode");
  await run("python3", [typist, join(folder, "passcode"), "age", "-p", "-o", join(folder, "peer.age"), file]);
}

export async function seal(folder) {
  const input = join(folder, "input");
  const empty = join(folder, "empty");
  await makeFile(input, kMegabytes);
  await writeFile(empty, "");
  const own = (file) => seconds(() => Readable.toWeb(createReadStream(file, { highWaterMark: 1 << 20 }))
    .pipeThrough(sealing({ passcode: "passcode", workFactor: kWorkFactor }))
    .pipeTo(Writable.toWeb(createWriteStream(join(folder, "own.age")))));
  const peers = (file) => seconds(() => sealWithAge(folder, file));
  // age runs scrypt at a work factor of its own: the time an empty file takes is taken off both.
  const peer = (await peers(input)) - (await peers(empty));
  const ours = (await own(input)) - (await own(empty));
  return [{ what: `sealing ${kMegabytes} MiB`, value: kMegabytes / ours, unit: "MiB/s", peer: "age", peerValue: kMegabytes / peer }];
}

export async function backup(folder) {
  const content = join(folder, "backup content");
  await mkdir(content);
  await makeFile(join(content, "large"), kMegabytes / 2);
  for (let index = 0; index < 500; index += 1) await writeFile(join(content, `${index}`), randomBytes(kMegabytes * 1024));
  const server = await startServer({ data: join(folder, "backup data"), content });
  let count = 0;
  const ours = await seconds(() => makeBackup(server, `measured-${count++}`));
  const peak = await server.peakMegabytes();
  await server.end();
  const peer = await seconds(async () => {
    await run("sh", ["-c", `tar -cf - -C "$1" . | zstd -q -T1 -3 >"$2"`, "sh", content, join(folder, "peer.tar.zst")]);
    await sealWithAge(folder, join(folder, "peer.tar.zst"));
  });
  const size = kMegabytes / 2 + (500 * kMegabytes) / 1024;
  return [
    { what: `backup of ${size} MiB in 501 files, hashed and read back`, value: size / ours, unit: "MiB/s", peer: "tar | zstd, age", peerValue: size / peer },
    { what: "  its peak of memory", value: peak, unit: "MiB", limit: "below 350" },
  ];
}

export async function restore(folder) {
  const kFiles = 10_000;
  const content = join(folder, "restore content");
  for (let index = 0; index < kFiles; index += 1) {
    if (index % 100 === 0) await mkdir(join(content, `${index / 100}`), { recursive: true });
    await writeFile(join(content, `${Math.floor(index / 100)}`, `${index}`), randomBytes(30_000));
  }
  const server = await startServer({ data: join(folder, "restore data"), content });
  await makeBackup(server, "measured");
  const before = await server.peakMegabytes();
  const ours = await seconds(() => server.restore("measured"), 1);
  const peak = await server.peakMegabytes();
  await server.end();
  return [
    { what: `restore of ${kFiles} files, 286 MiB`, value: ours, unit: "s" },
    { what: "  peak of memory, backup before it", value: before, unit: "MiB", limit: "below 350" },
    { what: "  peak of memory, restore", value: peak, unit: "MiB", limit: "below 350" },
  ];
}

export async function scrypt() {
  const core = await load("holdfast", { fresh: true });
  const ours = await seconds(() => core.trialScrypt(17));
  const salt = createHash("sha256").update("salt").digest();
  const peer = await seconds(() => scryptAsync("passcode", salt, { N: 2 ** 17, r: 8, p: 1, dkLen: 32 }), 1);
  return [{ what: "scrypt, N = 2^17, r = 8", value: ours, unit: "s", peer: "@noble/hashes", peerValue: peer }];
}
