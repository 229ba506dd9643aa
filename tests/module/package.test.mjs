// The package as npm packs it and another project installs it: what it holds, and what can be imported from it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkout } from "./server.mjs";

let project, packed;
before(async () => {
  project = await mkdtemp(join(tmpdir(), "holdfast-package-"));
  const npm = (args, cwd) => execFileSync("npm", [...args, "--offline", "--ignore-scripts"], { cwd, encoding: "utf8" });
  [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", project], checkout));
  await writeFile(join(project, "package.json"), '{ "name": "project", "private": true, "type": "module" }');
  npm(["install", "--no-audit", "--no-fund", `./${packed.filename}`], project);
});
after(() => rm(project, { recursive: true, force: true }));

const run = (script) => spawnSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: project, encoding: "utf8" });

test("it holds the module, its types and its WebAssembly, and not the page", () => {
  const files = packed.files.map(({ path }) => path);
  for (const needed of ["web/holdfast.js", "web/holdfast.d.ts", "web/site.d.ts", "web/generated/holdfast.wasm", "web/generated/holdfast-site.wasm", "LICENSE", "THIRD_PARTY.md"]) assert.ok(files.includes(needed), needed);
  assert.deepEqual(files.filter((path) => /^web\/(?:directory|generated\/strength|service-worker|manifest)|^(?!web\/|LICENSE$|README\.md$|THIRD_PARTY\.md$|package\.json$)/.test(path)), []);
});

test("an installed package makes a backup on a site of its own", () => {
  const { stdout, stderr, status } = run(`
    import { connect } from "holdfast";
    import { openSite } from "holdfast/site";
    const local = await openSite({ host: { kind: "memory" }, context: "arcgis" });
    const site = await connect({ root: "http://localhost/arcgis/admin", fetch: local.fetch.bind(local), username: "admin", password: local.firstPassword });
    const job = await site.store("default").createBackup({ name: "packed", passcode: "a passcode for the test" });
    console.log((await job.done).backupName);
    await local.close();`);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "packed\n");
});

test("what is not public is not there to be imported", () => {
  const { stderr, status } = run('import "holdfast/web/load.js";');
  assert.equal(status, 1);
  assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

test("its types are found, and refuse what the module would", async () => {
  await writeFile(join(project, "good.ts"), 'import { connect } from "holdfast";\nexport const site = connect({ root: "https://o.example.com/context/admin", token: "t" });\n');
  await writeFile(join(project, "bad.ts"), 'import { connect } from "holdfast";\nexport const site = connect({ rot: "https://o.example.com/context/admin" });\n');
  const { stdout } = spawnSync(join(checkout, "node_modules/.bin/tsc"), ["--strict", "--noEmit", "--target", "ES2022", "--module", "NodeNext", "--lib", "ES2023,DOM,DOM.Iterable,ESNext.Disposable", "good.ts", "bad.ts"], { cwd: project, encoding: "utf8" });
  assert.match(stdout, /^bad\.ts\(2,\d+\): error/m);
  assert.doesNotMatch(stdout, /good\.ts|node_modules/);
});

test("neither the package nor the lock file names a registry", async () => {
  for (const path of [join(checkout, "package-lock.json"), join(project, "node_modules/holdfast/package.json")]) {
    assert.doesNotMatch(await readFile(path, "utf8"), /"resolved"|registry/, path);
  }
});
