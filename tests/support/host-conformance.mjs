// What every host of the local site does, as wasm/site/host.h says it: the same cases for memory, folders and a browser's storage.
// Knows no test runner and nothing of Node: it runs in a Worker as well.

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);
/** A name that is no UTF-8. */
const kOddName = Uint8Array.of(0x6f, 0xff, 0xfe, 0x64);

function same(actual, expected, what) {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? [...each] : each)));
  if (left !== right) throw new Error(`${what}: ${left} where ${right} is expected`);
}

/** The calls of `host` by name: each answers the value, or rejects with the code. */
function callsOf(host) {
  return new Proxy({}, { get: (_, kind) => async (members = {}) => {
    const call = { kind, ...members };
    for (const name of ["path", "linkTarget"]) if (typeof call[name] === "string") call[name] = bytes(call[name]);
    const outcome = await host.perform(call);
    if (!outcome.ok) throw Object.assign(new Error(`${kind}: ${outcome.error.code}: ${outcome.error.message}`), { code: outcome.error.code });
    return outcome.value;
  } });
}

async function refused(work, code, what) {
  const found = await work.then(() => "nothing", (cause) => cause.code);
  if (found !== code) throw new Error(`${what}: refused with ${found} where ${code} is expected`);
}

const time = (modifiedSeconds, modifiedNanoseconds = 0) => ({ modifiedSeconds, modifiedNanoseconds });

async function listed(calls, path = "") {
  const entries = (await calls.listContent({ path })).map(({ name, kind }) => [new TextDecoder().decode(name), kind]);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function contentOf(calls, path) {
  const facts = await calls.openContent({ path });
  const found = [];
  for (let piece = await calls.readContent({ length: 5 }); piece.length > 0; piece = await calls.readContent({ length: 5 })) found.push(...piece);
  same(await calls.closeContent(), facts, "the facts at the end of reading");
  return new TextDecoder().decode(Uint8Array.from(found));
}

async function stageFile(calls, path, text, meta = { mode: 0o640, ...time(1_600_000_000, 123_456_000) }) {
  await calls.stageFile({ path });
  for (let at = 0; at < text.length; at += 3) await calls.appendStaged({ bytes: bytes(text.slice(at, at + 3)) });
  await calls.closeStaged(meta);
}

/**
 * The cases: name → work. Each is given `{open(), put(path, text)}`: a fresh storage's host, opened once more by each further call
 * (the former is closed then), and a way to put a file into its content from outside.
 */
export const cases = {
  async "content is listed and read in pieces, and what is not there cannot be opened"({ open, put }) {
    await put("a.txt", "hello, content");
    await put("folder/b.txt", "");
    const calls = callsOf(await open());
    same(await listed(calls), [["a.txt", "file"], ["folder", "folder"]], "the root");
    same(await listed(calls, "folder"), [["b.txt", "file"]], "a folder");
    const facts = await calls.openContent({ path: "a.txt" });
    same([facts.kind, facts.size], ["file", 14], "the facts");
    await calls.closeContent();
    same(await contentOf(calls, "a.txt"), "hello, content", "a file");
    same(await contentOf(calls, "folder/b.txt"), "", "an empty file");
    await refused(calls.openContent({ path: "none" }), "storage_unreadable", "a file that is not there");
    await refused(calls.listContent({ path: "none" }), "storage_unreadable", "a folder that is not there");
  },

  async "data is appended, read from any offset, emptied when created again"({ open }) {
    const calls = callsOf(await open());
    const path = "stores/default/one/content.tar.zst.age";
    await calls.createData({ path });
    await calls.appendData({ bytes: bytes("0123456789") });
    await calls.appendData({ bytes: bytes("abcdef") });
    await calls.closeData();
    const read = async (offset, length) => new TextDecoder().decode(await calls.readData({ path, offset, length }));
    same([await read(0, 4), await read(8, 4), await read(14, 100), await read(16, 1), await read(99, 1)], ["0123", "89ab", "ef", "", ""], "ranges");
    await calls.createData({ path });
    await calls.appendData({ bytes: bytes("x") });
    await calls.closeData();
    same(await read(0, 100), "x", "created again");
    await refused(calls.readData({ path: "stores/none", offset: 0, length: 1 }), "storage_unreadable", "data that is not there");
  },

  async "data is replaced whole, and still there when opened again"({ open }) {
    const calls = callsOf(await open());
    for (const text of ["first", "a second, longer one", "3"]) await calls.replaceData({ path: "jobs/one.json", bytes: bytes(text) });
    await calls.replaceData({ path: "tasks/key", bytes: Uint8Array.of(0, 255, 128, 10) });
    await calls.createData({ path: "site.json" });
    await calls.appendData({ bytes: bytes("streamed") });
    await calls.closeData();
    await calls.replaceData({ path: "site.json", bytes: bytes("{}") });
    const again = callsOf(await open());
    const read = (path) => again.readData({ path, offset: 0, length: 100 });
    same(await read("jobs/one.json"), bytes("3"), "replaced");
    same(await read("tasks/key"), Uint8Array.of(0, 255, 128, 10), "bytes");
    same(await read("site.json"), bytes("{}"), "what was streamed before");
    same(await again.readData({ path: "jobs/one.json", offset: 1, length: 9 }), new Uint8Array(), "beyond its end");
  },

  async "data is removed with all it holds; nothing there is no error"({ open }) {
    const calls = callsOf(await open());
    await calls.createData({ path: "stores/default/one/content.tar.zst.age" });
    await calls.appendData({ bytes: bytes("half") });
    await calls.replaceData({ path: "stores/default/one/backup.json", bytes: bytes("{}") });
    await calls.removeData({ path: "stores/default/one/backup.json" });
    await calls.removeData({ path: "stores/default/one" });
    await calls.removeData({ path: "stores/default/one" });
    for (const name of ["backup.json", "content.tar.zst.age"]) {
      await refused(calls.readData({ path: `stores/default/one/${name}`, offset: 0, length: 1 }), "storage_unreadable", name);
    }
    await calls.replaceData({ path: "stores/default/onetwo/backup.json", bytes: bytes("2") });
    await calls.removeData({ path: "stores/default/one" });
    same(await calls.readData({ path: "stores/default/onetwo/backup.json", offset: 0, length: 9 }), bytes("2"), "a name that begins alike");
  },

  async "the state is what the site is opened with: its files, and every backup's folder, whole or not"({ open }) {
    const calls = callsOf(await open());
    const whole = ["site.json", "jobs/j1.json", "tasks/key", "tasks/t1.json", "stores/s.json", "stores/Default/Whole/backup.json"];
    for (const path of ["stores/Default/Whole/content.tar.zst.age", "stores/Default/half.made/content.tar.zst.age"]) {
      await calls.createData({ path });
      await calls.appendData({ bytes: bytes("bytes") });
      await calls.closeData();
    }
    for (const path of whole) await calls.replaceData({ path, bytes: bytes(path) });
    const { files, folders } = await (await open()).loadState();
    same(files.map(({ path }) => path).sort(), [...whole].sort(), "the files");
    for (const { path, bytes: stored } of files) same(stored, bytes(path), path);
    same([...folders].sort(), ["stores/Default/Whole", "stores/Default/half.made"], "the folders");
  },

  async "what is staged becomes the content as a whole, with modes, times, links and names that are no UTF-8"({ open, put }) {
    await put("old.txt", "old");
    const calls = callsOf(await open());
    await calls.beginStaging();
    await calls.stageFolder({ path: "f" });
    await stageFile(calls, "f/inner", "inner text");
    await stageFile(calls, "empty", "");
    await calls.stageFile({ path: kOddName });
    await calls.closeStaged({ mode: 0o600, ...time(-5) });
    await calls.stageLink({ path: "link", linkTarget: "../anywhere", ...time(1_000) });
    await calls.finishFolder({ path: "f", mode: 0o750, ...time(1_500_000_000) });
    same(await listed(calls), [["old.txt", "file"]], "the content before the swap");
    await calls.swapContent();
    await calls.discardStaging();
    for (const reader of [calls, callsOf(await open())]) {
      const entries = new Map((await reader.listContent({ path: "" })).map((facts) => [String([...facts.name]), facts]));
      const found = (name) => entries.get(String([...(typeof name === "string" ? bytes(name) : name)]));
      same(entries.size, 4, "how many entries");
      const { mode, modifiedSeconds } = found("f");
      same([mode, modifiedSeconds], [0o750, 1_500_000_000], "the folder");
      same([found(kOddName).modifiedSeconds, found(kOddName).mode], [-5, 0o600], "the odd name");
      same([found("link").kind, new Uint8Array(found("link").linkTarget), found("link").modifiedSeconds], ["link", bytes("../anywhere"), 1_000], "the link");
      same(await contentOf(reader, "f/inner"), "inner text", "a file");
      same(await contentOf(reader, "empty"), "", "an empty file");
      const [inner] = await reader.listContent({ path: "f" });
      same([inner.size, inner.mode, inner.modifiedSeconds, inner.modifiedNanoseconds], [10, 0o640, 1_600_000_000, 123_456_000], "a file's facts");
      await refused(reader.openContent({ path: "link" }), "storage_unreadable", "a link is not followed");
    }
  },

  async "staging refuses what lies in no staged folder, and what is there already"({ open }) {
    const calls = callsOf(await open());
    await calls.beginStaging();
    await stageFile(calls, "file", "1");
    for (const [path, what] of [["none/x", "no folder"], ["file/x", "a file is no folder"], ["file", "twice"]]) {
      await calls.stageFile({ path }).then(() => { throw new Error(`${what} was not refused`); }, (cause) => {
        if (!cause.code?.startsWith("storage_")) throw cause;
      });
    }
    await calls.stageLink({ path: "link", linkTarget: "/", ...time(0) });
    await calls.stageFile({ path: "link/x" }).then(() => { throw new Error("through a link was not refused"); }, () => {});
    await calls.discardStaging();
  },

  async "what was staged and not swapped is gone, also when staging begins again or the site is opened anew"({ open, put }) {
    await put("old.txt", "old");
    let calls = callsOf(await open());
    await calls.beginStaging();
    await stageFile(calls, "new.txt", "new");
    await calls.beginStaging();
    await stageFile(calls, "new.txt", "newer");
    await calls.discardStaging();
    await calls.discardStaging();
    same(await listed(calls), [["old.txt", "file"]], "after discarding");
    await calls.beginStaging();
    await calls.stageFile({ path: "half" });
    await calls.appendStaged({ bytes: bytes("hal") });
    calls = callsOf(await open());
    same(await listed(calls), [["old.txt", "file"]], "after opening anew");
    same(await contentOf(calls, "old.txt"), "old", "the old file");
  },

  async "a second restore follows a first"({ open }) {
    const calls = callsOf(await open());
    for (const text of ["one", "two"]) {
      await calls.beginStaging();
      await stageFile(calls, "a", text);
      await calls.swapContent();
      await calls.discardStaging();
      same(await contentOf(calls, "a"), text, "the restored file");
    }
  },
};
