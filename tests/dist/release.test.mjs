// The folder that scripts/build --release makes: its hashes, its sameness, and its use as a module; no browser.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
let folder, dist;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-release-"));
  dist = join(folder, "copied anywhere");
  await cp(join(checkout, "dist"), dist, { recursive: true });
});
after(() => rm(folder, { recursive: true, force: true }));

const makeDist = (...args) => spawnSync(join(checkout, "scripts/make-dist"), args, { encoding: "utf8" });
const filesOf = async (path) => (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(path.length + 1)).sort();

test("every file is in SHA256SUMS, and a changed one is found by sha256sum", async () => {
  const check = () => spawnSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: dist, encoding: "utf8" });
  assert.equal(check().status, 0);
  const listed = (await readFile(join(dist, "SHA256SUMS"), "utf8")).trimEnd().split("\n").map((line) => line.slice(66)).sort();
  assert.deepEqual([...listed, "SHA256SUMS"].sort(), await filesOf(dist));
  for (const needed of ["index.html", "holdfast.d.ts", "generated/holdfast.wasm", "generated/holdfast-site.wasm", "LICENSE", "HOSTING.md"]) assert.ok(listed.includes(needed), needed);
  const original = await readFile(join(dist, "errors.js"));
  await writeFile(join(dist, "errors.js"), `${original}\n`);
  const { status, stdout } = check();
  await writeFile(join(dist, "errors.js"), original);
  assert.equal(status, 1);
  assert.match(stdout, /^errors\.js: FAILED$/m);
});

test("two releases of the same sources are the same, byte for byte, and another root makes another build", () => {
  const [one, other] = ["one", "other"].map((name) => join(folder, name));
  assert.equal(makeDist("--to", one).status, 0);
  assert.equal(spawnSync("diff", ["-r", one, dist]).status, 0);
  assert.equal(makeDist("--to", other, "--root", "/context/admin").status, 0);
  const changed = spawnSync("diff", ["-rq", one, other], { encoding: "utf8" }).stdout;
  assert.deepEqual([...changed.matchAll(/^Files (\S+) /gm)].map(([, path]) => path.slice(one.length + 1)).sort(), ["SHA256SUMS", "index.html", "service-worker.js"]);
});

test("nothing in it names the place it was made at, or an absolute path of a host", async () => {
  for (const path of await filesOf(dist)) {
    const text = await readFile(join(dist, path), "latin1");
    assert.ok(!text.includes(checkout), path);
    if (path.endsWith(".html")) assert.doesNotMatch(text, /<(?:link|script)[^>]*(?:href|src)="(?:\/|\w+:)/, path);
  }
});

test("faults of the call are named", () => {
  for (const [args, words] of [[["--rot", "x"], /--rot.*--root ADDRESS/s], [["--root", "organization"], /--root takes the address/], [["--web", folder], /holdfast\.wasm is missing/]]) {
    const { status, stderr } = makeDist(...args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
  }
});

test("the module in it is imported by Node as it lies there", () => {
  const script = `
    import { connect, validateCreateBackup } from "./holdfast.js";
    import { openSite } from "./site.js";
    const { issues } = await validateCreateBackup({ name: "a" });
    const site = await openSite({ host: { kind: "memory" }, context: "arcgis" });
    const reply = await site.fetch(new Request("http://localhost/arcgis/sharing/rest/info?f=json"));
    await site.close();
    const refused = await connect({ root: "nowhere", token: "t" }).catch(({ code }) => code);
    console.log(JSON.stringify([issues.map(({ code }) => code), reply.status, refused]));`;
  const said = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: dist, encoding: "utf8" });
  assert.deepEqual(JSON.parse(said).slice(0, 2), [["parameter_required"], 200]);
  assert.match(JSON.parse(said)[2], /^[a-z_]+$/, "a code of the module");
});
