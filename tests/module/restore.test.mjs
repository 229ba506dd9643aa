// Restore and verify over real files: a folder host, the site and the module, compared by find and sha256sum.
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "../../web/holdfast.js";
import { openHost } from "../../web/hosts/folder-host.js";
import { openSite } from "../../web/site.js";
import { adminPassword, temporaryFolder, until } from "./server.mjs";
import { facts, makeTree } from "./trees.mjs";

const passcode = "a passcode of the tests";
const encoder = new TextEncoder();

/** A site over `folder`'s content, and the backup "first" as the module sees it. */
async function open(t, folder) {
  const host = { kind: "folder", content: join(folder, "content"), data: join(folder, "data") };
  const local = await openSite({ host, adminPassword: encoder.encode(adminPassword) });
  t.after(() => local.close());
  const root = "http://localhost/arcgis/admin";
  const site = await connect({ root, username: "admin", password: adminPassword, fetch: (request, init) => local.fetch(new Request(request, init)) });
  return { local, site, backup: site.store("default").backup("first") };
}

async function backedUp(t) {
  const folder = await temporaryFolder(t);
  await makeTree(join(folder, "content"));
  const opened = await open(t, folder);
  await (await opened.site.store("default").createBackup({ name: "first", passcode })).done;
  return { folder, content: join(folder, "content"), ...opened };
}

test("a restore gives back the tree as it was: names, modes, times, links and bytes, and nothing besides", async (t) => {
  const { content, backup, site } = await backedUp(t);
  const before = facts(content);
  await chmod(join(content, "read only"), 0o755);
  await rm(join(content, "read only"), { recursive: true });
  await rm(join(content, "deep"), { recursive: true });
  await writeFile(join(content, "program"), "changed");
  await rename(join(content, "link"), join(content, "renamed"));
  await mkdir(join(content, "since/then"), { recursive: true });
  await writeFile(join(content, "since/then/new"), "in no backup");
  const changed = facts(content);
  assert.notDeepEqual(changed, before);

  await assert.rejects(backup.restore({ passcode: "another passcode" }), { name: "PasscodeError", code: "passcode_wrong" });
  assert.deepEqual(facts(content), changed, "a wrong passcode changes nothing");

  for (const level of [1, 2, 3, 4]) {
    await (await backup.verify({ passcode, level })).done;
    const { verified } = await backup.info();
    assert.equal(verified.level, level);
    assert.equal(verified.state, "success");
  }
  assert.deepEqual(facts(content), changed, "verifying changes nothing and leaves nothing");

  const job = await backup.restore({ passcode });
  await job.done;
  assert.deepEqual(facts(content), before);
  const status = await site.status();
  assert.equal(status.operation, "Restore");
  assert.equal(status.state, "success");
  assert.equal(status.stages.length, 4);
});

test("a cancelled restore ends within two seconds and leaves the content alone", async (t) => {
  const { content, backup, site } = await backedUp(t);
  await writeFile(join(content, "program"), "changed");
  const changed = facts(content);
  await backup.restore({ passcode });
  const id = (await site.jobs()).at(-1);
  const began = Date.now();
  await site.job(id).cancel();
  const status = await until("The end of the job", async () => {
    const info = await site.job(id).info();
    return ["CANCELLED", "COMPLETED", "FAILED"].includes(info.status) && info.status;
  });
  assert.equal(status, "CANCELLED");
  assert.ok(Date.now() - began < 2000, `it took ${Date.now() - began} ms`);
  assert.deepEqual(facts(content), changed);
});

test("a swap cut off after any rename is taken back, and one that was done is kept", async (t) => {
  const folder = await temporaryFolder(t);
  const content = join(folder, "content");
  const place = join(content, ".holdfast-restore");
  const lay = async (tree) => {
    await rm(content, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    for (const path of tree) {
      const file = join(content, path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, path.includes("new") ? "new" : "old");
    }
  };
  const open = async () => {
    const host = await openHost({ content, data: join(folder, "data"), lock: true });
    await host.close();
    return (await readdir(content)).sort();
  };
  const p = ".holdfast-restore";
  for (const tree of [
    ["a", "b", `${p}/new/new-a`], ["b", `${p}/old/a`, `${p}/new/new-a`], [`${p}/old/a`, `${p}/old/b`, `${p}/new/new-a`],
    [`${p}/replaced/a`, `${p}/replaced/b`, `${p}/new/new-a`], ["new-a", `${p}/replaced/a`, `${p}/replaced/b`],
  ]) {
    await lay(tree);
    await mkdir(join(place, "new"), { recursive: true });
    assert.deepEqual(await open(), ["a", "b"], tree.join(" "));
  }
  await lay(["new-a", `${p}/removed/a`, `${p}/removed/b`]);
  assert.deepEqual(await open(), ["new-a"]);
});
