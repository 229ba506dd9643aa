// Runs the cases of host-conformance.mjs, and what a browser's storage has besides, in a Worker of a page; answers one message.
import { OpfsContent } from "../../web/hosts/opfs-content.js";
import { makeJournal, openJournal } from "../../web/hosts/opfs-journal.js";
import { siteFolder } from "../../web/hosts/opfs-host.js";
import { siteName } from "../../web/hosts/site-name.js";
import { openHost } from "../../web/hosts/open.js";
import { keepFolder, noteBegun } from "../../web/hosts/picked-folders.js";
import { cases } from "./host-conformance.mjs";

const work = { cases: runCases, pickedCases: () => runCases({ isPicked: true }), picked, cutJournal, reclaim, together };
onmessage = async ({ data }) => postMessage(await work[data.kind]());

/** `isPicked`: the stores of the cases lie in folders that were picked. */
async function runCases({ isPicked = false } = {}) {
  const outcomes = [];
  for (const [name, run] of Object.entries(cases)) {
    const folder = `conformance-${isPicked ? "picked-" : ""}${outcomes.length}`;
    let host = null;
    const open = async () => {
      const isFirst = host === null;
      await host?.close();
      host = await openHost({ kind: "opfs", folder, lock: true });
      if (isFirst && isPicked) for (const store of ["default", "Default"]) await attach(host, folder, store, await pickable(`${folder} ${store}`));
      return host;
    };
    const fault = await run({ open, put: (path, text) => put(folder, path, text) }).then(() => null, (cause) => cause.message);
    await host?.close();
    outcomes.push({ name, fault });
  }
  return outcomes;
}

/** A folder as a page is given one. */
async function pickable(name) {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
}

async function attach(host, site, store, handle) {
  const folder = new TextEncoder().encode(await keepFolder(site, handle));
  const outcome = await host.perform({ kind: "attachStore", path: `stores/${store}`, folder });
  return outcome.ok ? new TextDecoder().decode(outcome.value).split("\0").slice(0, -1) : `${outcome.error.code}: ${outcome.error.message}`;
}

/** What a store in a picked folder is and is not allowed: each answer by what was tried. */
async function picked() {
  const site = "picked";
  const bytes = (text) => new TextEncoder().encode(text);
  let host = await openHost({ kind: "opfs", folder: site, lock: true });
  const again = async () => {
    await host.close();
    host = await openHost({ kind: "opfs", folder: site, lock: true });
  };
  const perform = async (call) => {
    const { ok, error } = await host.perform(call);
    return ok ? "done" : `${error.code}: ${error.message}`;
  };
  const put = async (folder, path, text = "") => {
    let at = folder;
    const parts = path.split("/");
    for (const part of parts.slice(0, -1)) at = await at.getDirectoryHandle(part, { create: true });
    const writable = await (await at.getFileHandle(parts.at(-1), { create: true })).createWritable();
    await writable.write(text);
    await writable.close();
  };
  const tree = async (folder) => {
    const names = [];
    for await (const [name, child] of folder.entries()) names.push(name, ...(child.kind === "directory" ? (await tree(child)).map((each) => `${name}/${each}`) : []));
    return names.sort();
  };
  const one = await pickable("one");
  const found = { names: [await keepFolder(site, one), await keepFolder(site, await pickable("one")), await keepFolder(site, await one.getDirectoryHandle("one", { create: true }))] };
  await one.removeEntry("one");
  await put(one, "old/backup.json", "{}");
  await put(one, "old/notes.txt", "somebody's");
  await put(one, ".DS_Store");
  found.attached = await attach(host, site, "far", one);
  found.same = await attach(host, site, "other", await one.getDirectoryHandle("inner", { create: true }));
  found.own = await attach(host, site, "other", await siteFolder(site));
  const photos = await pickable("photos");
  await put(photos, "2020/sea.jpg");
  found.foreign = await attach(host, site, "other", photos);

  // Another site's backup, put there meanwhile, and one whose name many disks do not tell from it.
  await put(one, "theirs/backup.json", "{}");
  await put(one, "theirs/content.tar.zst.age", "theirs");
  found.over = await perform({ kind: "createData", path: "stores/far/theirs/content.tar.zst.age" });
  found.alike = await perform({ kind: "createData", path: "stores/far/Theirs/content.tar.zst.age" });
  await perform({ kind: "removeData", path: "stores/far/theirs" });
  found.afterOver = await tree(await one.getDirectoryHandle("theirs"));

  // What a browser that was ended leaves: half a backup, and new bytes of a manifest.
  await put(one, "cut/content.tar.zst.age", "");
  await put(one, "cut/content.tar.zst.age.crswap", "half");
  await put(one, "old/backup.json.crswap", "{");
  await put(one, "mine/picture.png");
  await put(one, "probe-00000000-0000-0000-0000-000000000000");
  for (const name of ["cut", "old", "probe-00000000-0000-0000-0000-000000000000"]) await noteBegun(site, `stores/far/${name}`);
  // And what another site is at.
  await put(one, "theirs-too/content.tar.zst.age", "");
  await put(one, "theirs/backup.json.crswap", "{");
  await again();
  const { folders, files, attached } = await host.loadState();
  found.state = { folders: folders.sort(), files: files.map(({ path }) => path).sort(), attached };
  for (const path of folders.filter((folder) => !files.some((file) => file.path.startsWith(`${folder}/`)))) await perform({ kind: "removeData", path });
  found.afterStart = await tree(one);
  found.removed = await perform({ kind: "removeData", path: "stores/far/old/backup.json" }) + await perform({ kind: "removeData", path: "stores/far/old" });
  found.afterRemoval = (await tree(one)).filter((name) => name.startsWith("old"));

  // Gone from the disk, and back.
  const parent = await navigator.storage.getDirectory();
  await parent.removeEntry("one", { recursive: true });
  found.gone = [await perform({ kind: "replaceData", path: "stores/far/x/backup.json", bytes: bytes("{}") }), await perform({ kind: "takeUpStore", path: "stores/far" }), (await host.loadState()).attached];
  await put(await pickable("one"), "back/backup.json", "{}");
  found.back = [await perform({ kind: "takeUpStore", path: "stores/far" }), (await host.loadState()).attached];
  found.detached = await perform({ kind: "detachStore", path: "stores/far" });
  await again();
  found.afterDetaching = [(await host.loadState()).attached, await tree(await pickable("one"))];
  found.unknown = (await host.perform({ kind: "attachStore", path: "stores/far", folder: bytes("one") })).error.message;
  await host.close();
  return found;
}

async function put(folder, path, text) {
  const content = new OpfsContent(await siteFolder(folder), siteName(folder));
  const adding = await content.adding();
  await adding.add(path, [new TextEncoder().encode(text)], { modified: 0 });
  await adding.commit();
  await content.close();
}

/** A journal of three frames, cut to each length it can have: what is read, and what after one more record. */
async function cutJournal() {
  const folder = await siteFolder("journals");
  const journal = await makeJournal(folder, "log", "log-lock", [0]);
  const frames = [journal.size];
  for (const record of [1, 2]) {
    await journal.append([record]);
    frames.push(journal.size);
  }
  const handle = await folder.getFileHandle(journal.fileName);
  const whole = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  const cuts = [];
  for (let length = 0; length <= whole.length; length += 1) {
    const access = await handle.createSyncAccessHandle();
    access.truncate(0);
    access.write(whole.subarray(0, length), { at: 0 });
    access.close();
    const opened = await openJournal(folder, "log", "log-lock");
    await opened?.journal.append(["next"]);
    cuts.push({ length, records: opened?.records ?? null, afterwards: (await openJournal(folder, "log", "log-lock"))?.records ?? null });
  }
  return { frames, cuts };
}

/** Nine large files and three small ones in each of six packs, of which the large ones are removed. */
async function reclaim() {
  const root = await siteFolder("reclaim");
  const content = new OpfsContent(root, siteName("reclaim"));
  for (let pack = 0; pack < 6; pack += 1) {
    const adding = await content.adding();
    for (let index = 0; index < 9; index += 1) {
      await adding.add(`large/${pack}-${index}`, [new Uint8Array(1_000_000)], { modified: 0 });
      if (index < 3) await adding.add(`small/${pack}-${index}`, [new TextEncoder().encode(`keep ${pack}-${index}`)], { modified: 0 });
    }
    await adding.commit();
  }
  const before = await sizeOf(root);
  await content.remove("large");
  await content.settle();
  const kept = [];
  for (const { name } of content.list("small")) kept.push(await (await content.blob(`small/${String.fromCharCode(...name)}`)).blob.text());
  const after = await sizeOf(root);
  await content.close();
  return { before, after, kept: kept.sort() };
}

/** Files added, listed and read at once, through two openings of one content; what a third finds afterwards. */
async function together() {
  const root = await siteFolder("together");
  const open = async () => {
    const content = new OpfsContent(root, siteName("together"));
    await content.refresh();
    return content;
  };
  const contents = [await open(), await open()];
  await Promise.all(Array.from({ length: 60 }, async (_, index) => {
    const content = contents[index % 2];
    const adding = await content.adding();
    await adding.add(`folder/${index}`, [new TextEncoder().encode(`text ${index}`)], { modified: index });
    await adding.commit();
    await content.refresh();
    content.list("folder");
  }));
  const found = [];
  for (const content of [...contents, await open()]) {
    await content.refresh();
    const texts = await Promise.all(content.list("folder").map(async ({ name }) => (await content.blob(`folder/${String.fromCharCode(...name)}`)).blob.text()));
    found.push(texts.sort());
    await content.close();
  }
  return found;
}

async function sizeOf(folder) {
  let size = 0;
  for await (const handle of folder.values()) size += handle.kind === "file" ? (await handle.getFile()).size : await sizeOf(handle);
  return size;
}
