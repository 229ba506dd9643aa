// What the origin private file system needs beside its own calls: handles that are waited for, names it takes, folders by path.

const kTries = 40;
const kPause = 50;
/** What Chromium answers in place of a count where a file of a private window cannot grow: its error −8, as a number without a sign. */
const kNoSpace = 2 ** 32 - 8;

/** A fault as `storageFailure` reads it: `code` is one of the system's names, such as ENOENT. */
export function fault(code, message = code) {
  return Object.assign(new Error(message), { code });
}

/**
 * The sync access handle of `file`. A file has one writer at a time, and a Worker that was ended gives its own back a moment
 * later: so long it is waited for. `mode: "read-only"` lets several read, where the browser knows the mode.
 */
export async function accessHandle(file, options) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await file.createSyncAccessHandle(options);
    } catch (cause) {
      if (cause.name !== "NoModificationAllowedError" || tries === kTries) throw cause;
      await new Promise((resolve) => setTimeout(resolve, kPause));
    }
  }
}

/**
 * The file of `handle` to read from: `{read(bytes, at), close()}`, where `read` fills `bytes` as far as the file goes and answers
 * that part. By a sync access handle where it can be had, which reads small pieces fifty times as fast; else as a Blob.
 */
export async function openToRead(handle) {
  try {
    const access = await handle.createSyncAccessHandle({ mode: "read-only" });
    return { read: (bytes, at) => readSome(access, bytes, at), close: () => access.close() };
  } catch (cause) {
    if (cause.name !== "NoModificationAllowedError") throw cause;
    return openBlob(await handle.getFile());
  }
}

/** A Blob to read from, as `openToRead` answers a file. */
export function openBlob(blob) {
  return {
    async read(bytes, at) {
      const found = new Uint8Array(await blob.slice(at, at + bytes.length).arrayBuffer());
      bytes.set(found);
      return bytes.subarray(0, found.length);
    },
    close() {},
  };
}

/** A file to write from its start, in the place of what it held: `{append(bytes), close(), abandon()}`. */
export async function openToWrite(handle) {
  const access = await accessHandle(handle);
  access.truncate(0);
  let size = 0;
  return {
    append(bytes) {
      writeAll(access, bytes, size);
      size += bytes.length;
    },
    close() {
      try {
        access.flush();
      } finally {
        access.close();
      }
    },
    abandon: () => access.close(),
  };
}

/** Writes all of `bytes` at `at`; a browser that writes less has no room left. */
export function writeAll(access, bytes, at) {
  for (let written = 0; written < bytes.length;) {
    const some = access.write(bytes.subarray(written), { at: at + written });
    if (some === 0 || some === kNoSpace) throw new DOMException("The browser took no more bytes.", "QuotaExceededError");
    if (some > bytes.length - written) throw new DOMException("The browser could not write the file.", "OperationError");
    written += some;
  }
}

/** Reads into `bytes` what the file has at `at`; answers that part of them. */
export function readSome(access, bytes, at) {
  const some = access.read(bytes, { at });
  if (some > bytes.length) throw new DOMException("The browser could not read the file.", "NotReadableError");
  return bytes.subarray(0, some);
}

/** The entry `name` with all it holds is gone afterwards; nothing there is no error. */
export async function removeEntry(folder, name) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await folder.removeEntry(name, { recursive: true });
    } catch (cause) {
      if (cause.name === "NotFoundError") return undefined;
      if (cause.name !== "NoModificationAllowedError" || tries === kTries) throw cause;
      await new Promise((resolve) => setTimeout(resolve, kPause));
    }
  }
}

/** What `found` answers, or null where there is nothing of that name. */
export function orNull(found) {
  return found.catch((cause) => {
    if (cause.name === "NotFoundError") return null;
    throw cause;
  });
}

/** The names in `folder`; none where `folder` is null. */
export async function namesIn(folder) {
  const names = [];
  if (folder) for await (const name of folder.keys()) names.push(name);
  return names;
}

/** The folder whose names are `parts`, below `root`; null where it does not exist and `create` is false. */
export async function folderAt(root, parts, { create = false } = {}) {
  let folder = root;
  for (const part of parts) folder = folder && await orNull(folder.getDirectoryHandle(part, { create }));
  return folder;
}

/** A name of bytes (one character for each) as every browser takes it: without upper case, which some tell apart and some do not. */
export function storedName(name) {
  return name.replace(/[^a-z0-9_.-]|^\.+$/g, (some) => [...some].map((one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`).join(""));
}

/** The name that `storedName` made this of. */
export function nameOf(stored) {
  return stored.replace(/%([0-9a-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** Bytes as text with one character for each, which JSON keeps as it is. */
export function textOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** The bytes `textOf` made this of. */
export function bytesOf(text) {
  return Uint8Array.from(text, (one) => one.charCodeAt(0));
}
