// The spine over real HTTP: the documented request makes a backup that Debian's age and tar open, file for file.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createBackup, get, kBackups, post, send, signIn, startServer, temporaryFolder, until, untilJob } from "./server.mjs";
import { facts, kFiles, makeFiles, makeTree } from "./trees.mjs";

const typist = fileURLToPath(new URL("./age-pty.py", import.meta.url));

/** The exit code of Debian's age, which takes a passphrase from a terminal only. */
async function decrypt(folder, archive, passcode, output) {
  await writeFile(join(folder, "passcode"), passcode);
  return spawnSync("python3", [typist, join(folder, "passcode"), "age", "-d", "-o", output, archive]).status;
}

test("the documented sample request makes a backup that age and tar give back unchanged", async (t) => {
  const folder = await temporaryFolder(t);
  const content = join(folder, "content");
  await makeTree(content);
  const { origin } = await startServer(t, ["--data", join(folder, "data"), "--content", content]);
  const token = await signIn(origin);

  const body = `name=backup_first&passcode=passcode&description=&retentionDate=1635945710988&f=pjson&token=${token}`;
  const path = `/arcgis/admin/${kBackups}/create`;
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) };
  const stub = JSON.parse((await send(origin, { method: "POST", path, headers, body })).text);
  assert.deepEqual(Object.keys(stub).sort(), ["jobid", "jobsUrl", "status"]);
  assert.equal(stub.status, "SUBMITTED");
  assert.equal((await untilJob(origin, stub.jobid, token)).status, "COMPLETED");

  const archive = join(folder, "data/stores/default/backup_first/content.tar.zst.age");
  const tar = join(folder, "content.tar.zst");
  assert.notEqual(await decrypt(folder, archive, "passcodE", tar), 0, "another passcode must be refused");
  assert.equal(await decrypt(folder, archive, "passcode", tar), 0);
  const restored = join(folder, "restored");
  await mkdir(restored);
  assert.equal(spawnSync("tar", ["--zstd", "-xpf", tar, "-C", restored]).status, 0);
  assert.deepEqual(facts(restored), facts(content));

  const { backups } = await get(origin, kBackups, token);
  assert.deepEqual(backups.map((backup) => backup.backupName), ["backup_first"]);
  const again = await post(origin, path, body);
  assert.equal(again.error.code, 409);
});

test("a server killed in mid-backup comes back with the job failed and nothing half made", async (t) => {
  const folder = await temporaryFolder(t);
  const content = join(folder, "content");
  await makeFiles(content, 1_000_000);
  const args = ["--data", join(folder, "data"), "--content", content];
  const first = await startServer(t, args);
  const token = await signIn(first.origin);
  const jobid = await createBackup(first.origin, token, "cut");
  await untilJob(first.origin, jobid, token, ["EXECUTING", "COMPLETED"]);
  // The data folder says best that the archive is being written.
  await until("The backup's folder", () => existsSync(join(folder, "data/stores/default/cut")), { every: 0 });
  await first.end("SIGKILL");

  const second = await startServer(t, args);
  const again = await signIn(second.origin);
  assert.equal((await get(second.origin, `jobs/${jobid}`, again)).status, "FAILED");
  assert.deepEqual((await get(second.origin, kBackups, again)).backups, []);
  assert.deepEqual(await readdir(join(folder, "data/stores/default")), []);
});

test("a server killed in mid-restore comes back with the content as it was, or as the backup has it", async (t) => {
  const folder = await temporaryFolder(t);
  const content = join(folder, "content");
  await makeFiles(content, 100_000);
  const args = ["--data", join(folder, "data"), "--content", content];
  let server = await startServer(t, args);
  let token = await signIn(server.origin);
  assert.equal((await untilJob(server.origin, await createBackup(server.origin, token, "kept"), token)).status, "COMPLETED");
  const backedUp = facts(content);
  for (let index = 0; index < kFiles; index += 2) await writeFile(join(content, `${index}.bin`), randomBytes(1000));
  const changed = facts(content);

  const wrong = await post(server.origin, `/arcgis/admin/${kBackups}/kept/restore`, { passcode: "passcodE", f: "json", token });
  assert.equal(wrong.error.code, 400);
  assert.deepEqual(facts(content), changed);

  const staging = join(content, ".holdfast-restore");
  const accepted = await post(server.origin, `/arcgis/admin/${kBackups}/kept/restore`, { passcode: "passcode", f: "json", token });
  assert.equal(accepted.status, "success", JSON.stringify(accepted));
  await until("The staging place", () => existsSync(staging), { every: 0 });
  await server.end("SIGKILL");
  assert.ok(existsSync(staging), "the kill came in mid-restore");

  server = await startServer(t, args);
  token = await signIn(server.origin);
  const found = facts(content);
  assert.ok([backedUp, changed].some((whole) => JSON.stringify(whole) === JSON.stringify(found)), "the content is mixed, or something is left in it");
  assert.equal(existsSync(staging), false);
  const { jobs } = await get(server.origin, "jobs", token);
  const ended = await Promise.all(jobs.map((id) => get(server.origin, `jobs/${id}`, token)));
  assert.equal(ended.filter(({ status }) => status === "FAILED").length, 1);

  await post(server.origin, `/arcgis/admin/${kBackups}/kept/restore`, { passcode: "passcode", f: "json", token });
  const status = await until("The end of the restore", async () => {
    const shown = await get(server.origin, "system/disasterrecovery/status", token);
    return shown.status?.operation === "Restore" && shown.status.completeTime > 0 && shown.status;
  });
  assert.equal(status.state, "success", JSON.stringify(status));
  assert.deepEqual(facts(content), backedUp);
});
