// The README's examples, as they stand there, against the local site.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { adminPassword, checkout, startServer, temporaryFolder } from "./server.mjs";

/** The first JavaScript block below a heading, as a file in a folder where `holdfast` can be imported. */
async function example(t, heading, edit = (script) => script) {
  const readme = await readFile(join(checkout, "README.md"), "utf8");
  const script = readme.split(`## ${heading}\n`)[1].match(/```js\n([^]*?)```/)[1];
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, "node_modules"));
  await symlink(checkout, join(folder, "node_modules/holdfast"));
  await writeFile(join(folder, "example.mjs"), edit(script));
  return join(folder, "example.mjs");
}

/** `{code, said}` of a run to its end. */
function run(script, env) {
  const child = spawn(process.execPath, [script], { env: { ...process.env, ...env }, timeout: 60_000 });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => { said += data; });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, said })));
}

test("the import example makes a backup", async (t) => {
  const { origin } = await startServer(t, ["--data", join(await temporaryFolder(t), "data")]);
  const script = await example(t, "As an import", (text) => text
    .replace("https://organization.example.com/context/admin", `${origin}/arcgis/admin`)
    .replace('username: "backup"', 'username: "admin"'));
  const { code, said } = await run(script, { HOLDFAST_PASSCODE: "a passcode for the tests", HOLDFAST_PASSWORD: adminPassword });
  assert.equal(code, 0, said);
  const lines = said.trim().split("\n");
  assert.equal(lines.at(-1), "before-upgrade");
  assert.ok(lines.some((line) => line.startsWith("COMPLETED")), said);
});

test("the nightly example says by its exit code how it went", async (t) => {
  const folder = await temporaryFolder(t);
  const server = await startServer(t, ["--data", join(folder, "data")]);
  const script = await example(t, "A backup every night");
  await writeFile(join(folder, "passcode"), "a passcode for the tests\n");
  const env = {
    HOLDFAST_ROOT: `${server.origin}/arcgis/admin`, HOLDFAST_USERNAME: "admin", HOLDFAST_PASSWORD: adminPassword,
    HOLDFAST_PASSCODE_FILE: join(folder, "passcode"), HOLDFAST_PAUSE: "0",
  };
  const made = await run(script, env);
  assert.equal(made.code, 0, made.said);
  assert.match(made.said, /^nightly-\d{4}(-\d\d){5} is completed\n$/);

  const refused = await run(script, { ...env, HOLDFAST_PASSWORD: "not the password" });
  assert.equal(refused.code, 2, refused.said);
  const short = await run(script, { ...env, HOLDFAST_PASSCODE: "short" });
  assert.equal(short.code, 2, short.said);
  await server.end();
  const absent = await run(script, env);
  assert.equal(absent.code, 75, absent.said);
  assert.equal(absent.said.trim().split("\n").length, 3, "three attempts");
});
