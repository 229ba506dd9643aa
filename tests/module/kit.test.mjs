// Recovery kits: sealed here and opened by age alone, the code held against the published schema, three answers that are never mixed
// up, and the comparison of settings.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Decrypter } from "age-encryption";
import Ajv from "ajv/dist/2020.js";
import { checkPasscode, compareSettings, describeKit, FileError, openKit, PasscodeError, seal, sealKit } from "../../web/holdfast.js";
import factory from "../../web/generated/holdfast.js";

const run = promisify(execFile);
const typist = fileURLToPath(new URL("./age-pty.py", import.meta.url));
const schema = JSON.parse(await readFile(new URL("../../web/kit.schema.json", import.meta.url), "utf8"));
const follows = new Ajv({ strict: true, strictTypes: false }).compile(schema);
const passcode = "correct horse battery staple";
const quick = { passcode, workFactor: 10 };
const hash = "0123456789abcdef".repeat(4);

const store = {
  name: "cloud", type: "S3", default: true, identity: "abc", identityKey: "c2VjcmV0", bucketName: "backups", region: "eu-central-1", rootDir: "holdfast",
  provider: { cloudServices: [{ connection: { credential: { type: "ACCESS-KEY", secret: { accessKey: "{crypt}1", secretKey: "{crypt}2" } } } }] },
};
const backup = { backupName: "before-upgrade", backupStore: "cloud", release: "11.4", siteName: "Zürich 地図", namespace: "arcgis", startTime: 1_795_600_000_000, completeTime: 1_795_600_700_000, status: "completed" };
const remote = () => describeKit({ root: "https://organization.example.com/context/admin", store, backups: [backup], passcodeKept: "safe 3, “GIS” envelope" }, { now: 1_795_600_800_000 });

async function headerOf(secret) {
  const sealed = new Uint8Array(await new Response(new Blob([]).stream().pipeThrough(seal({ passcode: secret, workFactor: 10 }))).arrayBuffer());
  return Buffer.from(sealed.subarray(0, sealed.length - 16));
}

/** A kit of a local site's backup, with the header of its archive. */
async function local(secret = passcode) {
  const header = (await headerOf(secret)).toString("base64");
  return describeKit({
    root: "http://localhost:8080/arcgis/admin", store: { name: "default", type: "HOSTED", storageConfig: { provisioningType: "STATIC", size: "64Gi", labels: { purpose: "backups" } } },
    backups: [{ ...backup, holdfast: { file: "content.tar.zst.age", size: 12_345, sha256: hash, header } }],
  });
}

test("a kit says what the API tells, and nothing that is secret; unknown is null", async () => {
  const kit = await remote();
  assert.deepEqual(kit.organization, { name: "Zürich 地図", root: "https://organization.example.com/context/admin" });
  assert.deepEqual(kit.store, { name: "cloud", type: "S3", location: { bucketName: "backups", region: "eu-central-1", rootDir: "holdfast" } });
  assert.deepEqual(kit.backups, [{ name: "before-upgrade", release: "11.4", startTime: backup.startTime, completeTime: backup.completeTime, archive: null }]);
  assert.deepEqual(kit.settings, { release: "11.4", address: "organization.example.com/context", registry: null, namespace: "arcgis", clusterDomain: null, dnsSuffix: null, groups: null });
  assert.doesNotMatch(JSON.stringify(kit), /crypt|c2VjcmV0|identity/);
  const beside = await local();
  assert.equal(beside.backups[0].archive.file, "stores/default/before-upgrade/content.tar.zst.age");
  assert.deepEqual(beside.store.location, { provisioningType: "STATIC", size: "64Gi", "labels.purpose": "backups" });
  for (const each of [kit, beside]) assert.ok(follows(each), JSON.stringify(follows.errors));
  await assert.rejects(describeKit({ root: "x", store, backups: [] }), { name: "ValidationError", parameter: "backups" });
  await assert.rejects(describeKit({ root: "nowhere", store, backups: [backup] }), { code: "kit_malformed", parameter: "organization.root" });
});

test("a sealed kit opens here with its passcode, whose bytes are wiped", async () => {
  const kit = await local();
  const bytes = new TextEncoder().encode(passcode);
  const { file, sha256 } = await sealKit(kit, { passcode: bytes, workFactor: 10 });
  assert.ok(bytes.every((byte) => byte === 0));
  assert.match(file, /^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  assert.equal(sha256, Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(file))).toString("hex"));
  for (const given of [file, new TextEncoder().encode(file), new Blob([file])]) assert.deepEqual(await openKit(given, passcode, { sha256 }), kit);
  await checkPasscode(Buffer.from(kit.backups[0].archive.header, "base64"), passcode);
});

test("age alone opens a kit; what it finds follows the schema, in the one spelling", async (t) => {
  try {
    execFileSync("age", ["--version"], { stdio: "ignore" });
  } catch {
    return t.skip("age is not on the PATH");
  }
  const folder = await mkdtemp(join(tmpdir(), "holdfast-kit-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const kit of [await remote(), await local()]) {
    await writeFile(join(folder, "passcode"), passcode);
    await writeFile(join(folder, "a.kit.age"), (await sealKit(kit, { passcode })).file);
    await run("python3", [typist, join(folder, "passcode"), "age", "-d", "-o", join(folder, "kit.json"), join(folder, "a.kit.age")]);
    const text = await readFile(join(folder, "kit.json"), "utf8");
    assert.ok(follows(JSON.parse(text)), JSON.stringify(follows.errors));
    assert.equal(text, `${JSON.stringify(kit, null, 2)}\n`);
  }
});

test("age's other implementation opens it too", async () => {
  const { file } = await sealKit(await remote(), quick);
  const { armor } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passcode);
  assert.ok(follows(JSON.parse(await decrypter.decrypt(armor.decode(file), "text"))));
});

test("wrong passcode, damage and change are three answers", async () => {
  const { file, sha256 } = await sealKit(await remote(), quick);
  await assert.rejects(openKit(file, "another passcode"), (error) => error instanceof PasscodeError && error.code === "passcode_wrong");
  await assert.rejects(openKit(file, "another passcode", { sha256 }), { code: "passcode_wrong" });

  const lines = file.split("\n");
  const damaged = [...lines.slice(0, -3), lines.at(-3).replace(/^./, (letter) => (letter === "A" ? "B" : "A")), ...lines.slice(-2)].join("\n");
  await assert.rejects(openKit(damaged, passcode), (error) => error instanceof FileError && error.code === "payload_damaged");
  await assert.rejects(openKit(file.replace("-----BEGIN", "-----BEGUN"), passcode), (error) => error instanceof FileError);
  await assert.rejects(openKit(lines.slice(0, 6).join("\n"), passcode), (error) => error instanceof FileError);
  for (const secret of [passcode, "another passcode"]) {
    await assert.rejects(openKit(damaged, secret, { sha256 }), { name: "FileError", code: "file_changed" });
  }
  await assert.rejects(openKit(file, passcode, { sha256: "none" }), { code: "parameter_encoding" });

  const text = new Blob(["no kit"]).stream().pipeThrough(seal({ ...quick, armor: true }));
  await assert.rejects(openKit(await new Response(text).text(), passcode), { name: "FileError", code: "kit_malformed" });
  await assert.rejects(openKit(new Uint8Array(3_000_000), passcode), { code: "kit_malformed", message: /backup itself/ });
});

test("a kit is not sealed with a passcode that does not open its backups, nor with one that its sheet would show", async () => {
  await assert.rejects(sealKit(await local("some other passcode"), quick), { code: "passcode_wrong", message: /before-upgrade/ });
  await assert.rejects(sealKit({ ...(await remote()), passcodeKept: `it is ${passcode}!` }, quick), { name: "ValidationError", code: "parameter_characters", parameter: "passcodeKept" });
  await assert.rejects(sealKit({ ...(await remote()), kit: 2 }, quick), { code: "kit_malformed", message: /version 2/ });
  await assert.rejects(sealKit(await remote(), { ...quick, signal: AbortSignal.abort() }), { code: "aborted" });
});

test("the code takes what the schema takes, and refuses what it refuses, naming the member", async () => {
  const core = await factory();
  const bytes = () => new TextEncoder().encode(passcode);
  const whole = await local();
  whole.backups[0].archive.header = null;
  const change = (path, value) => {
    const kit = structuredClone(whole);
    const names = path.split("/");
    const holder = names.slice(0, -1).reduce((object, name) => object[name], kit);
    if (value === undefined) delete holder[names.at(-1)];
    else holder[names.at(-1)] = value;
    return kit;
  };
  const paths = [];
  const walk = (value, path) => {
    if (path) paths.push(path);
    if (value && typeof value === "object") for (const [name, inner] of Object.entries(value)) walk(inner, path ? `${path}/${name}` : name);
  };
  walk(whole, "");
  const values = [undefined, null, true, "", "x", "x".repeat(255), "x".repeat(256), "x".repeat(1024), "x".repeat(1025), "a\nb", "\u007f", "ü".repeat(255), "🔑".repeat(255), "🔑".repeat(256),
    0, 1, -1, 0.5, 1e15, 8.64e15, 8_640_000_000_000_001, 9_007_199_254_740_991, 1e16, [], {}, [1], { more: "x" }, hash, hash.toUpperCase(), "https://o.example.com/c/admin", "https://o.example.com", "ftp://o/c", "https:///c",
    "https://user@o/c", "https://o/c?x", "AA==", "AB==", "AAA", "A".repeat(2048), "A".repeat(2052)];
  let taken = 0;
  let refused = 0;
  for (const path of paths) {
    for (const value of [...values, ...(path.endsWith("location") ? [Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`m${index}`, ""])), { "": "x" }] : [])]) {
      const kit = change(path, value);
      const outcome = core.sealKit(kit, bytes(), 1);
      // Bytes in base64 that are no age header are the kit's by its schema, and refused by the passcode check.
      const isKit = outcome.ok || outcome.error.code === "header_malformed";
      assert.equal(isKit, follows(kit), `${path} = ${JSON.stringify(value)}: ${outcome.error?.message}`);
      if (isKit) taken += 1;
      else {
        refused += 1;
        assert.equal(outcome.error.code, "kit_malformed");
        const [top, inner] = path.split("/");
        assert.ok(outcome.error.message.includes(inner && value === undefined ? path.split("/").at(-1) : top), `${path}: ${outcome.error.message}`);
      }
    }
  }
  for (const extra of ["", "backups/0", "store", "settings", "organization", "backups/0/archive"]) {
    const kit = change(extra ? `${extra}/passcode` : "passcode", "secret");
    assert.ok(!follows(kit));
    assert.match(core.sealKit(kit, bytes(), 1).error.message, /"passcode" of no meaning/);
  }
  for (const count of [1, 100, 101]) {
    const kit = change("backups", Array.from({ length: count }, () => whole.backups[0]));
    assert.equal(core.sealKit(kit, bytes(), 1).ok, follows(kit), `${count} backups`);
  }
  assert.ok(taken > 100 && refused > 500, `${taken} taken, ${refused} refused`);
});

const stateOf = async (name, left, right) => (await compareSettings({ [name]: left }, { [name]: right })).find(({ setting }) => setting === (name === "root" ? "address" : name)).state;

test("releases are the same part by part, never by how their texts begin", async () => {
  for (const [left, right] of [["11.4", "11.4"], ["11.4", "11.4.0"], ["12", "12.0.0"], [" 11.4 ", "11.4"]]) assert.equal(await stateOf("release", left, right), "same", `${left} ${right}`);
  for (const [left, right] of [["11.1", "11.10"], ["1", "11.4"], ["11.4", "11.4.1"], ["12.0", "11.4"]]) assert.equal(await stateOf("release", left, right), "different", `${left} ${right}`);
  for (const [left, right] of [[undefined, "11.4"], ["11.4", ""], ["11.4", "latest"], [null, null], ["11.", "11"], ["99999999999999999999", "11"]]) assert.equal(await stateOf("release", left, right), "unknown", `${left} ${right}`);
});

test("hosts are compared without letter case, context paths with it; the seven settings come in order, each with its command", async () => {
  const same = [["https://GIS.example.com/context/admin", "https://gis.example.com./context/admin/"], ["https://gis.example.com:443/context/admin", "https://gis.example.com/context/admin"]];
  for (const [left, right] of same) assert.equal(await stateOf("root", left, right), "same", `${left} ${right}`);
  for (const other of ["https://gis.example.com/Context/admin", "https://gis.example.org/context/admin", "https://gis.example.com:6443/context/admin"]) {
    assert.equal(await stateOf("root", "https://gis.example.com/context/admin", other), "different", other);
  }
  assert.equal(await stateOf("clusterDomain", "cluster.local.", "Cluster.Local"), "same");
  assert.equal(await stateOf("groups", "5000", "5001"), "different");
  const rows = await compareSettings({ namespace: "arcgis" }, {});
  assert.deepEqual(rows.map(({ setting }) => setting), ["release", "address", "registry", "namespace", "clusterDomain", "dnsSuffix", "groups"]);
  assert.deepEqual(rows.map(({ state }) => state), Array(7).fill("unknown"));
  assert.deepEqual(rows.filter(({ command }) => command === null).map(({ setting }) => setting), ["release", "address"]);
  assert.match(rows[2].command, /^kubectl get pods -n arcgis /);
  const hostile = await compareSettings({ namespace: "a; rm -rf /" }, {});
  assert.ok(hostile.every(({ command }) => !command?.includes("rm -rf")), "a name from a server is put into a command line only where it is one");
  await assert.rejects(compareSettings({ clusterdomain: "x" }, {}), { name: "ValidationError", parameter: "clusterdomain" });
  await assert.rejects(compareSettings({ release: 11 }, {}), { code: "parameter_type" });
});
