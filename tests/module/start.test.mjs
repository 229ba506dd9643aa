// scripts/start and its server: options, folders, the password, limits, and a clean end.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkout, createBackup, failToStart, send, signIn, startServer, temporaryFolder, until, untilJob } from "./server.mjs";
import { makeFiles } from "./trees.mjs";

test("faults of the call are named, with what to do", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "file"), "");
  const cases = [
    [["--prot", "1"], /--prot.*--help/s],
    [["--port", "99999"], /--port takes a whole number/],
    [["--content", join(folder, "missing")], /does not exist/],
    [["--content", join(folder, "file")], /is not a folder/],
    [["--content", folder, "--data", join(folder, "data")], /lies in the content/],
  ];
  for (const [args, words] of cases) {
    const { status, stderr } = failToStart(args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
  }
});

test("the first start prints a password once, and it signs in", async (t) => {
  const folder = await temporaryFolder(t);
  const first = await startServer(t, ["--data", folder], { password: null });
  const password = await until("The password", () => /password: (\S+)/.exec(first.output())?.[1]);
  await signIn(first.origin, password);
  const port = new URL(first.origin).port;
  const taken = failToStart(["--port", port, "--data", join(folder, "other")]);
  assert.match(taken.stderr, new RegExp(`Port ${port} .* is taken`));
  assert.match(failToStart(["--port", "0", "--data", folder]).stderr, /in use by another server/);
  assert.equal(await first.end(), 0);
  const second = await startServer(t, ["--data", folder], { password: null });
  assert.doesNotMatch(second.output(), /password/);
  await signIn(second.origin, password);
});

test("SIGTERM in mid-backup leaves nothing half made", async (t) => {
  const folder = await temporaryFolder(t);
  const content = join(folder, "content");
  await makeFiles(content, 1_000_000);
  const server = await startServer(t, ["--data", join(folder, "data"), "--content", content]);
  const token = await signIn(server.origin);
  await untilJob(server.origin, await createBackup(server.origin, token, "cut"), token, ["EXECUTING", "COMPLETED"]);
  assert.equal(await server.end(), 0);
  assert.deepEqual(await readdir(join(folder, "data/stores/default")).catch(() => []), []);
  assert.ok(!(await readdir(join(folder, "data"))).includes("lock"));
});

test("the server keeps its limits and its files to itself", async (t) => {
  const folder = await temporaryFolder(t);
  const { origin } = await startServer(t, ["--data", folder]);
  for (const path of ["/../package.json", "/directory/../../package.json", "/%2e%2e/package.json", "/directory%2f..%2f..%2fpackage.json",
    "/directory/%00", "/directory/..\\..\\package.json", "/.git/config", "/directory/.hidden.js", "/package.json"]) {
    const { status, text } = await send(origin, { path });
    assert.ok(status === 400 || status === 404, `${path} answered ${status}`);
    assert.doesNotMatch(text, /\/home|at .*\.js/);
    assert.ok(!text.includes(checkout), "the reply tells where the checkout lies");
  }
  const page = await send(origin, { path: "/directory/" });
  assert.match(page.headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal((await send(origin, { path: "/directory/", headers: { "if-none-match": page.headers.etag } })).status, 304);
  assert.equal((await send(origin, { path: "/generated/holdfast.wasm" })).headers["content-type"], "application/wasm");
  assert.equal((await send(origin, { path: "/directory/", headers: { host: "evil.example" } })).status, 421);
  const large = await send(origin, { method: "POST", path: "/arcgis/admin?f=json", body: Buffer.alloc(2 << 20, 0x61) });
  assert.equal(JSON.parse(large.text).error.code, 413);
  const { port } = new URL(origin);
  const words = await new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write("NONSENSE\r\n\r\n"));
    socket.on("data", (data) => resolve(data.toString()));
  });
  assert.match(words, /^HTTP\/1\.1 400/);
});
