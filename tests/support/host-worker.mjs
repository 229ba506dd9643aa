// Runs the cases of host-conformance.mjs, and what a browser's storage has besides, in a Worker of a page; answers one message.
import { OpfsContent } from "../../web/hosts/opfs-content.js";
import { makeJournal, openJournal } from "../../web/hosts/opfs-journal.js";
import { lockName, siteFolder } from "../../web/hosts/opfs-host.js";
import { openHost } from "../../web/hosts/open.js";
import { cases } from "./host-conformance.mjs";

const work = { cases: runCases, cutJournal, reclaim, together };
onmessage = async ({ data }) => postMessage(await work[data.kind]());

async function runCases() {
  const outcomes = [];
  for (const [name, run] of Object.entries(cases)) {
    const folder = `conformance-${outcomes.length}`;
    let host = null;
    const open = async () => {
      await host?.close();
      return (host = await openHost({ kind: "opfs", folder, lock: true }));
    };
    const fault = await run({ open, put: (path, text) => put(folder, path, text) }).then(() => null, (cause) => cause.message);
    await host?.close();
    outcomes.push({ name, fault });
  }
  return outcomes;
}

async function put(folder, path, text) {
  const content = new OpfsContent(await siteFolder(folder), lockName(folder));
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

/** Nine large files and three small ones in one pack, of which the large ones are removed. */
async function reclaim() {
  const root = await siteFolder("reclaim");
  const content = new OpfsContent(root, lockName("reclaim"));
  const adding = await content.adding();
  for (let index = 0; index < 9; index += 1) {
    await adding.add(`large/${index}`, [new Uint8Array(1_000_000)], { modified: 0 });
    if (index < 3) await adding.add(`small/${index}`, [new TextEncoder().encode(`keep ${index}`)], { modified: 0 });
  }
  await adding.commit();
  const before = await sizeOf(root);
  await content.remove("large");
  const kept = [];
  for (const { name } of content.list("small")) kept.push(await (await content.blob(`small/${String.fromCharCode(...name)}`)).blob.text());
  const after = await sizeOf(root);
  await content.close();
  return { before, after, kept };
}

/** Files added, listed and read at once, through two openings of one content; what a third finds afterwards. */
async function together() {
  const root = await siteFolder("together");
  const open = async () => {
    const content = new OpfsContent(root, lockName("together"));
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
