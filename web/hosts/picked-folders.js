// The folders on disk that this origin was given, kept from visit to visit (IndexedDB), for pages and Workers alike; knows not what
// lies in them.
//
// A folder is kept under the name people see, made unlike those of other folders. Kept is the handle, not the permission: a
// browser asks for that again, in a click, unless it was told to allow every visit.

const kFolders = "folders";

/**
 * Keeps `handle` (FileSystemDirectoryHandle) among the folders of `site`; answers the name it has there. One that is kept already
 * keeps its name.
 */
export async function keepFolder(site, handle) {
  const kept = await keptFolders(site);
  for (const { name, handle: other } of kept) {
    if (await other.isSameEntry(handle)) return name;
  }
  // The root of a disk has a name of its own kind.
  const plain = handle.name.replace(/[/\\\0]/g, "") || "disk";
  const taken = kept.map(({ name }) => name);
  let name = plain;
  for (let count = 2; taken.includes(name); count += 1) name = `${plain} (${count})`;
  await transact(site, "readwrite", (store) => store.put({ handle, path: null }, name));
  return name;
}

/** Notes that the folder `name` is what the data folder's `path` stands for; null: nothing does. */
export async function assignFolder(site, name, path) {
  const found = await folderNamed(site, name);
  if (found) await transact(site, "readwrite", (store) => store.put({ handle: found.handle, path }, name));
}

/** Forgets the folder `name`; on the disk nothing changes. */
export function forgetFolder(site, name) {
  return transact(site, "readwrite", (store) => store.delete(name));
}

/** `{name, handle, path}` of the folder `name`, or null. */
export async function folderNamed(site, name) {
  return (await keptFolders(site)).find((each) => each.name === name) ?? null;
}

/** All folders, as `folderNamed` answers each. None where the browser keeps nothing. */
export async function keptFolders(site) {
  if (!globalThis.indexedDB) return [];
  return transact(site, "readonly", async (store) => {
    const [names, values] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll())]);
    return names.map((name, index) => ({ name, ...values[index] }));
  });
}

/** "granted", "prompt" (it must be asked for in a click) or "denied". */
export function permissionOf(handle) {
  return handle.queryPermission?.({ mode: "readwrite" }) ?? "granted";
}

async function transact(site, mode, work) {
  const opening = indexedDB.open(`holdfast:${site}:folders`, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(kFolders);
  const database = await resultOf(opening);
  try {
    const transaction = database.transaction(kFolders, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([work(transaction.objectStore(kFolders)), ended]);
    return result;
  } finally {
    database.close();
  }
}

function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
