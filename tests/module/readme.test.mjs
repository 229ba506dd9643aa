// The README's import example, as it stands there, against the local site.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { adminPassword, checkout, startServer, temporaryFolder } from "./server.mjs";

test("the import example makes a backup", async (t) => {
  const readme = await readFile(join(checkout, "README.md"), "utf8");
  const example = /## As an import\n[^]*?```js\n([^]*?)```/.exec(readme)[1];
  const folder = await temporaryFolder(t);
  const { origin } = await startServer(t, ["--data", join(folder, "data")]);
  const script = example
    .replace("https://organization.example.com/context/admin", `${origin}/arcgis/admin`)
    .replace('username: "backup"', 'username: "admin"');
  assert.notEqual(script, example);
  await mkdir(join(folder, "node_modules"));
  await symlink(checkout, join(folder, "node_modules/holdfast"));
  await writeFile(join(folder, "backup.mjs"), script);
  const env = { ...process.env, HOLDFAST_PASSCODE: "a passcode for the tests", HOLDFAST_PASSWORD: adminPassword };
  const { stdout } = await promisify(execFile)(process.execPath, ["backup.mjs"], { cwd: folder, env, timeout: 60_000 });
  const lines = stdout.trim().split("\n");
  assert.equal(lines.at(-1), "before-upgrade");
  assert.ok(lines.some((line) => line.startsWith("COMPLETED")), stdout);
});
