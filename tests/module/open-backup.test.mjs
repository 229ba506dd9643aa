// Looking into sealed files: backups of the site, archives that GNU tar, zstd and age made, and files that are no archive; and
// what is said of a wrong passcode, of damage and of a changed file.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { openAsBlob } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkBackupFile, connect, openBackup, packBackup, seal, unpackBackup } from "../../web/holdfast.js";
import { openSite } from "../../web/site.js";
import { adminPassword, temporaryFolder } from "./server.mjs";
import { facts, makeTree } from "./trees.mjs";

const passcode = "a passcode of the tests";

function run(command, args, options) {
  const done = spawnSync(command, args, { maxBuffer: 1 << 28, ...options });
  assert.equal(done.status, 0, `${command}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

async function sealed(bytes, options) {
  return new Response(new Blob([bytes]).stream().pipeThrough(seal({ passcode, workFactor: 8, ...options }))).blob();
}

const textOf = (stream) => new Response(stream).text();
const pathsOf = ({ entries }) => entries.map(({ path }) => path);
const named = ({ entries }, path) => entries.filter((entry) => entry.path === path);

let folder, archive, manifest;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-open-"));
  await makeTree(join(folder, "content"));
  const host = { kind: "folder", content: join(folder, "content"), data: join(folder, "data") };
  const local = await openSite({ host, adminPassword: new TextEncoder().encode(adminPassword) });
  const site = await connect({
    root: "http://localhost/arcgis/admin", username: "admin", password: adminPassword, fetch: (request) => local.fetch(request),
  });
  await (await site.store("default").createBackup({ name: "first", passcode })).done;
  manifest = await site.store("default").backup("first").info();
  await local.close();
  archive = join(folder, "data/stores/default/first/content.tar.zst.age");
});
after(() => rm(folder, { recursive: true, force: true }));

/** Unpacks what `tar` streams with GNU tar, and answers what lies there. */
async function unpacked(t, tar) {
  const target = await temporaryFolder(t);
  const bytes = Buffer.from(await new Response(tar).arrayBuffer());
  run("tar", ["-xpf", "-", "-C", target], { input: bytes });
  return target;
}

test("a backup of the site opens, and its tar gives the tree back as it was", async (t) => {
  const progress = [];
  const backup = await openBackup({ file: await openAsBlob(archive), passcode, manifest, onProgress: (at) => progress.push(at) });
  t.after(() => backup.close());
  assert.ok(backup.isArchive && backup.isListed);
  assert.equal(backup.totals.files, manifest.holdfast.files);
  const program = named(backup, "program")[0];
  assert.deepEqual([program.kind, program.size, program.mode, program.modified], ["file", 10, 0o755, 1_000_000_000_250]);
  assert.equal(named(backup, "deep/er/خريطة.bin")[0].modified, -86_400_000);
  assert.deepEqual(backup.entries.filter(({ isText }) => !isText).map(({ path }) => path), ["latin1-\ufffd"]);
  assert.equal(named(backup, "outside")[0].linkTarget, "/etc/hostname");
  assert.equal(progress.at(-1).bytesDone, progress.at(-1).bytesTotal);
  const target = await unpacked(t, backup.tar());
  assert.deepEqual(facts(target), facts(join(folder, "content")));
});

test("chosen files are read in the order of the archive, and no further than the last of them", async (t) => {
  const backup = await openBackup({ file: await openAsBlob(archive), passcode });
  t.after(() => backup.close());
  const wanted = [...named(backup, "read only/within"), ...named(backup, "program"), ...named(backup, "nothing"), ...named(backup, "link")];
  const read = [];
  for await (const { entry, content } of backup.read(wanted)) read.push([entry.path, await textOf(content)]);
  const order = (path) => named(backup, path)[0].index;
  assert.deepEqual(read, [["program", "#!/bin/sh\n"], ["nothing", ""], ["read only/within", "kept"]].sort(([a], [b]) => order(a) - order(b)));

  const made = await temporaryFolder(t);
  await writeFile(join(made, "small"), "a text");
  await writeFile(join(made, "large"), randomBytes(8_000_000));
  const both = await openBackup({ file: await sealed(run("tar", ["-cf", "-", "-C", made, "small", "large"])), passcode });
  t.after(() => both.close());
  const progress = [];
  for await (const { content } of both.read(named(both, "small"), { onProgress: (at) => progress.push(at.bytesDone) })) assert.equal(await textOf(content), "a text");
  assert.ok(progress.length < 3, "the rest of the file is left unread");
});

test("content that is left unread is passed over, and whoever comes late is told", async (t) => {
  const backup = await openBackup({ file: await openAsBlob(archive), passcode });
  t.after(() => backup.close());
  const late = [];
  for await (const { entry, content } of backup.read()) {
    if (entry.path === "program") assert.equal(await textOf(content), "#!/bin/sh\n");
    else late.push(content);
  }
  assert.equal(late.length, backup.totals.files - 1);
  await assert.rejects(textOf(late[0]), TypeError);
  await assert.rejects(async () => {
    for await (const { content } of backup.read()) {
      await content.cancel();
      for await (const other of backup.read()) assert.fail(other);
    }
  }, { code: "internal_error", message: /Another reading/ });
});

test("wrong passcode, damaged, changed: each is named for what it is, with the manifest and without", async () => {
  const whole = await readFile(archive);
  const open = (bytes, options) => openBackup({ file: bytes, passcode, ...options }).then((backup) => {
    backup.close();
    return "opened";
  }, ({ code }) => code);
  const turned = (at) => {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 1;
    return bytes;
  };
  const headerSize = manifest.holdfast.headerSize;
  const cut = whole.subarray(0, whole.length - 1000);
  assert.equal(await open(whole, { manifest: JSON.stringify(manifest) }), "opened");
  for (const known of [{}, { manifest }]) assert.equal(await open(whole, { ...known, passcode: "another passcode" }), "passcode_wrong");
  assert.equal(await open(turned(headerSize + 100)), "payload_damaged");
  assert.equal(await open(turned(0)), "header_malformed");
  assert.match(await open(cut), /payload_(cut_off|damaged)/);
  for (const bytes of [turned(0), turned(40), turned(headerSize + 100), turned(whole.length - 1), cut]) {
    assert.equal(await open(bytes, { manifest }), "file_changed");
    const isHeaderWhole = whole.subarray(0, headerSize).equals(bytes.subarray(0, headerSize));
    assert.equal(await open(bytes, { manifest, passcode: "another passcode" }), isHeaderWhole ? "passcode_wrong" : "file_changed");
  }
  const another = await sealed("another file");
  assert.equal(await open(another, { manifest }), "file_changed");
  assert.equal(await open(whole, { manifest: "{" }), "json_malformed");
  assert.equal(await open(whole, { manifest: "{}" }), "file_changed");
});

test("what GNU tar, zstd and age made opens", { skip: spawnSync("age", ["--version"]).error && "age is not on the PATH" }, async (t) => {
  const made = await temporaryFolder(t);
  await mkdir(join(made, "tree/sub"), { recursive: true });
  await writeFile(join(made, "tree/sub/file"), "content");
  await writeFile(join(made, "tree/other file"), "other");
  run("tar", ["--format=posix", "--zstd", "-cf", join(made, "tree.tar.zst"), "-C", join(made, "tree"), "."]);
  await writeFile(join(made, "passcode"), passcode);
  const typist = fileURLToPath(new URL("./age-pty.py", import.meta.url));
  run("python3", [typist, join(made, "passcode"), "age", "-p", "-o", join(made, "tree.tar.zst.age"), join(made, "tree.tar.zst")]);
  const backup = await openBackup({ file: await openAsBlob(join(made, "tree.tar.zst.age")), passcode });
  t.after(() => backup.close());
  assert.deepEqual(pathsOf(backup).sort(), ["other file", "sub", "sub/file"]);
  assert.ok(backup.isArchive && !backup.isListed);
  assert.deepEqual(facts(await unpacked(t, backup.tar())), facts(join(made, "tree")));
});

test("tar without zstd, in armor, and archives of nothing open; what is no archive is one file without a path", async (t) => {
  const made = await temporaryFolder(t);
  await writeFile(join(made, "file"), "content");
  const open = async (bytes, options) => {
    const backup = await openBackup({ file: await sealed(bytes, options), passcode });
    t.after(() => backup.close());
    return backup;
  };
  const tar = run("tar", ["-cf", "-", "-C", made, "file"]);
  assert.deepEqual(pathsOf(await open(tar)), ["file"]);
  assert.deepEqual(pathsOf(await open(tar, { armor: true })), ["file"]);
  const nothing = run("tar", ["-cf", "-", "-T", "/dev/null"]);
  for (const empty of [nothing, run("zstd", ["-c"], { input: nothing })]) {
    const backup = await open(empty);
    assert.ok(backup.isArchive);
    assert.deepEqual(backup.entries, []);
  }

  const image = new Uint8Array(2_000_000);
  image.fill(7, 40_000);
  for (const plain of ["", "a text", "x".repeat(3_000_000), image, run("zstd", ["-c"], { input: image }), run("gzip", ["-c"], { input: tar }), new Uint8Array(100)]) {
    const backup = await open(plain);
    const size = typeof plain === "string" ? plain.length : plain.byteLength;
    assert.ok(!backup.isArchive);
    assert.deepEqual(backup.entries.map(({ path, kind, size: told }) => ({ path, kind, told })), [{ path: "", kind: "file", told: size }]);
    for await (const { content } of backup.read()) {
      assert.equal(Buffer.compare(Buffer.from(await new Response(content).arrayBuffer()), Buffer.from(plain)), 0);
    }
  }
});

test("what leads out of the folder, and what is neither file, folder nor link, is listed and never read", async (t) => {
  const made = await temporaryFolder(t);
  await mkdir(join(made, "in"));
  await writeFile(join(made, "in/file"), "content");
  await writeFile(join(made, "secret"), "outside");
  await writeFile(join(made, "absolute"), "from the root");
  run("ln", [join(made, "in/file"), join(made, "in/same")]);
  run("mkfifo", [join(made, "in/pipe")]);
  await writeFile(join(made, "in/sparse"), "");
  await truncate(join(made, "in/sparse"), 1_000_000);
  const tar = run("tar", ["-SPcf", "-", "file", "same", "pipe", "sparse", "../secret", join(made, "absolute")], { cwd: join(made, "in") });
  const backup = await openBackup({ file: await sealed(tar), passcode });
  t.after(() => backup.close());
  const kinds = Object.fromEntries(backup.entries.map(({ path, kind, isInside }) => [path, `${kind}${isInside ? "" : ", outside"}`]));
  const absolute = join(made, "absolute").slice(1);
  assert.deepEqual(kinds, { file: "file", same: "other", pipe: "other", sparse: "other", "../secret": "other, outside", [absolute]: "file" });
  const read = [];
  for await (const { entry, content } of backup.read()) read.push([entry.path, await textOf(content)]);
  assert.deepEqual(read, [["file", "content"], [absolute, "from the root"]]);
  const listing = run("tar", ["-tf", "-"], { input: Buffer.from(await new Response(backup.tar()).arrayBuffer()) });
  assert.deepEqual(listing.toString().trim().split("\n"), ["file", absolute]);
});

test("a backup in one file is a tar of its folder, is taken apart again, and is compared with its manifest", async (t) => {
  const file = await openAsBlob(archive);
  const bundle = await packBackup({ manifest, archive: file });
  const made = await temporaryFolder(t);
  run("tar", ["-xf", "-", "-C", made], { input: Buffer.from(await bundle.arrayBuffer()) });
  assert.ok((await readFile(join(made, "first/content.tar.zst.age"))).equals(await readFile(archive)));
  assert.deepEqual(JSON.parse(await readFile(join(made, "first/backup.json"))), manifest);

  const parts = await unpackBackup(bundle);
  assert.deepEqual(JSON.parse(parts.manifest), manifest);
  await checkBackupFile(parts);
  const backup = await openBackup({ file: parts.archive, manifest: parts.manifest, passcode });
  backup.close();
  const turned = Buffer.from(await parts.archive.arrayBuffer());
  turned[turned.length - 1] ^= 1;
  await assert.rejects(checkBackupFile({ manifest, archive: new Blob([turned]) }), { code: "file_changed" });
  await assert.rejects(checkBackupFile({ manifest, archive: file.slice(1) }), { code: "file_changed" });
  await assert.rejects(unpackBackup(bundle.slice(0, bundle.size - 5000)), { code: "payload_cut_off" });
  for (const other of [file, new Blob([]), new Blob(["text"]), new Blob([run("tar", ["-cf", "-", "-C", made, "first/backup.json"])])]) {
    assert.equal(await unpackBackup(other), null);
  }
});

test("another site takes a backup in by a job, judges it, and restores it", async (t) => {
  const target = await temporaryFolder(t);
  await mkdir(join(target, "content"));
  const warnings = [];
  const local = await openSite({
    host: { kind: "folder", content: join(target, "content"), data: join(target, "data") }, adminPassword: new TextEncoder().encode(adminPassword), warn: (text) => warnings.push(text),
  });
  t.after(() => local.close());
  const site = await connect({ root: "http://localhost/arcgis/admin", username: "admin", password: adminPassword, fetch: (request) => local.fetch(request) });
  const file = await openAsBlob(archive);
  const store = join(target, "data/stores/default");

  await assert.rejects(local.addBackup("default", { manifest: "{", archive: file }), { code: "json_malformed" });
  await assert.rejects(local.addBackup("default", { manifest: { ...manifest, backupName: "a b" }, archive: file }), { code: "parameter_characters", message: /"a b"/ });
  await assert.rejects(local.addBackup("none", { manifest, archive: file }), { code: "api_not_found" });
  await assert.rejects(local.addBackup("default", { manifest, archive: file }, { username: "nobody" }), { code: "api_not_found" });
  const cut = await local.addBackup("default", { manifest, archive: file.slice(0, file.size - 1) });
  await assert.rejects(site.job(cut.jobid).done, { code: "job_failed", message: /it was cut off/ });
  assert.deepEqual(await readdir(store), [], "nothing of it stays");
  assert.deepEqual(await site.store("default").backups(), []);

  const { jobid, backupName } = await local.addBackup("default", { manifest, archive: file });
  assert.equal((await site.job(jobid).done).state, "success");
  assert.deepEqual(await site.store("default").backup(backupName).info(), manifest);
  assert.ok((await readFile(join(store, "first/content.tar.zst.age"))).equals(await readFile(archive)));
  await assert.rejects(local.addBackup("default", { manifest, archive: file }), { code: "api_conflict" });
  await (await site.store("default").backup("first").restore({ passcode })).done;
  assert.deepEqual(await facts(join(target, "content")), await facts(join(folder, "content")));
  assert.deepEqual(warnings, [], "a refusal is told to who asked, and nobody else");
});

test("an opening and a reading end when they are cancelled", async (t) => {
  const file = await openAsBlob(archive);
  const early = new AbortController();
  await assert.rejects(openBackup({ file, passcode, signal: early.signal, onProgress: () => early.abort() }), { code: "aborted" });
  const backup = await openBackup({ file, passcode });
  t.after(() => backup.close());
  const late = new AbortController();
  await assert.rejects(async () => {
    for await (const { content } of backup.read(null, { signal: late.signal })) {
      late.abort();
      await textOf(content);
    }
  }, { code: "aborted" });
  const read = [];
  for await (const { entry } of backup.read(named(backup, "nothing"))) read.push(entry.path);
  assert.deepEqual(read, ["nothing"], "and another one may follow");
});

test("twenty thousand entries are listed with their facts", async (t) => {
  const made = await temporaryFolder(t);
  await mkdir(join(made, "many"));
  for (let index = 0; index < 20_000; index += 1) await writeFile(join(made, `many/${index}`), "");
  const backup = await openBackup({ file: await sealed(run("tar", ["--zstd", "-cf", "-", "-C", made, "many"])), passcode });
  t.after(() => backup.close());
  assert.equal(backup.entries.length, 20_001);
  assert.equal(new Set(pathsOf(backup)).size, 20_001);
});
