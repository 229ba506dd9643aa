// Saves streams where the reader wants them: into a folder on the disk, into a file of the reader's choice, or as a download. Knows
// not what is saved.
import { collect } from "./collected.js";
import { t } from "./i18n.js";

/** Whether whole folders can be written (File System Access). */
export const kWritesFolders = "showDirectoryPicker" in globalThis;

/**
 * How a download is made here: "streamed" into a file that the reader picks; "stored" in this browser's own storage first; or
 * "held" in memory, where there is neither.
 */
export function downloadWay() {
  if ("showSaveFilePicker" in globalThis) return "streamed";
  return globalThis.isSecureContext && "createWritable" in (globalThis.FileSystemFileHandle?.prototype ?? {}) ? "stored" : "held";
}

const unlessCancelled = (picking) => picking.catch((error) => {
  if (error.name === "AbortError") return null;
  throw error;
});

/** The folder the reader picks, or null; to be called in the click itself. */
export function pickFolder() {
  return unlessCancelled(globalThis.showDirectoryPicker({ id: "holdfast-to", mode: "readwrite" }));
}

/** Where a download called `name` goes: null where the reader thinks better of it; to be called in the click itself. */
export async function pickDownload(name) {
  if (downloadWay() !== "streamed") return { name, handle: null };
  const handle = await unlessCancelled(globalThis.showSaveFilePicker({ id: "holdfast-to", suggestedName: name }));
  return handle && { name: handle.name, handle };
}

/** Writes `stream` to where `pickDownload` led. What was written of it is gone where `signal` aborts or it fails. */
export async function download(stream, { name, handle }, { signal } = {}) {
  if (handle) return translated(() => write(stream, handle, signal));
  if (downloadWay() === "held") return hand(await new Response(stream.pipeThrough(new TransformStream(), { signal })).blob(), name);
  return translated(async () => hand(await collect((kept) => write(stream, kept, signal)), name));
}

/** Hands `blob` to the browser as a download. */
export function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function write(stream, handle, signal) {
  const writable = await handle.createWritable();
  await stream.pipeTo(writable, { signal });
}

/**
 * Saves files into a new folder called `name`, or `name (2)` and so on, below `parent`. `folders`: their paths; `files`: an
 * asynchronous iterable of `{entry: {path}, content}`. Answers `{folder, files, failed: [{path, reason}]}`; a name that this system
 * does not allow is passed over, anything else ends it.
 */
export function saveInto(parent, name, { folders, files }, { signal, saved } = {}) {
  return translated(async () => {
    const root = await newFolder(parent, name);
    const result = { folder: root.name, files: 0, failed: [] };
    const known = new Map([["", root]]);
    const taken = new Set();

    async function folderAt(path) {
      if (known.has(path)) return known.get(path);
      const slash = path.lastIndexOf("/");
      const above = await folderAt(path.slice(0, Math.max(0, slash)));
      const made = await above.getDirectoryHandle(path.slice(slash + 1), { create: true });
      known.set(path, made);
      return made;
    }

    // Two names that differ in capitals alone are one on many disks: the second is saved beside the first.
    function freeName(path) {
      for (let count = 1; ; count += 1) {
        const free = count === 1 ? path : numbered(path, count);
        const key = free.normalize("NFC").toLowerCase();
        if (!taken.has(key)) {
          taken.add(key);
          return free;
        }
      }
    }

    async function place(path) {
      try {
        const free = freeName(path);
        const slash = free.lastIndexOf("/");
        const folder = await folderAt(free.slice(0, Math.max(0, slash)));
        return { folder, handle: await folder.getFileHandle(free.slice(slash + 1), { create: true }) };
      } catch (error) {
        if (!(error instanceof TypeError) && error.name !== "TypeMismatchError") throw error;
        result.failed.push({ path, reason: t("save.name") });
        return null;
      }
    }

    for (const path of folders) {
      await folderAt(path).catch((error) => {
        if (!(error instanceof TypeError) && error.name !== "TypeMismatchError") throw error;
        result.failed.push({ path, reason: t("save.name") });
      });
    }
    for await (const { entry, content } of files) {
      const to = await place(entry.path);
      if (to === null) {
        await content.cancel();
        continue;
      }
      try {
        await write(content, to.handle, signal);
      } catch (error) {
        await to.folder.removeEntry(to.handle.name).catch(() => {});
        throw error;
      }
      result.files += 1;
      saved?.(result.files);
    }
    return result;
  });
}

async function newFolder(parent, name) {
  for (let count = 1; ; count += 1) {
    const tried = count === 1 ? name : `${name} (${count})`;
    try {
      await parent.getDirectoryHandle(tried);
    } catch (error) {
      if (error.name === "NotFoundError") return parent.getDirectoryHandle(tried, { create: true });
      if (error.name !== "TypeMismatchError") throw error;
    }
  }
}

/** "a/b.txt" → "a/b (2).txt". */
function numbered(path, count) {
  const [, stem, end] = /^(.*?)(\.[^./]*)?$/s.exec(path);
  return `${stem} (${count})${end ?? ""}`;
}

// The browser's own errors, in words that say what to do.
async function translated(work) {
  try {
    return await work();
  } catch (error) {
    const message = { QuotaExceededError: "save.full", NotAllowedError: "save.notAllowed", NoModificationAllowedError: "save.notAllowed", NotFoundError: "save.gone" }[error.name];
    throw message ? Object.assign(new Error(t(message), { cause: error }), { code: error.name }) : error;
  }
}
