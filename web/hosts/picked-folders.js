// The folders on disk that this origin was given, kept from visit to visit (IndexedDB), for pages and Workers alike; knows not what
// lies in them.
//
// A folder is kept under the name people see, made unlike those of other folders. Kept is the handle, not the permission: a
// browser asks for that again, in a click, unless it was told to allow every visit. Beside them is noted what this site has begun to
// write there and not ended.

import { siteName } from "./site-name.js";

const kFolders = "folders";
const kBegun = "begun";

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
  await transact(site, kFolders, "readwrite", (store) => store.put({ handle, path: null }, name));
  return name;
}

/** Notes that the folder `name` is what the data folder's `path` stands for; null: nothing does. */
export async function assignFolder(site, name, path) {
  const found = await folderNamed(site, name);
  if (found) await transact(site, kFolders, "readwrite", (store) => store.put({ handle: found.handle, path }, name));
}

/** Forgets the folder `name`; on the disk nothing changes. */
export function forgetFolder(site, name) {
  return transact(site, kFolders, "readwrite", (store) => store.delete(name));
}

/** `{name, handle, path}` of the folder `name`, or null. */
export async function folderNamed(site, name) {
  return (await keptFolders(site)).find((each) => each.name === name) ?? null;
}

/** All folders, as `folderNamed` answers each. None where the browser keeps nothing. */
export async function keptFolders(site) {
  if (!globalThis.indexedDB) return [];
  return transact(site, kFolders, "readonly", async (store) => {
    const [names, values] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll())]);
    return names.map((name, index) => ({ name, ...values[index] }));
  });
}

/** "granted", "prompt" (it must be asked for in a click) or "denied". */
export function permissionOf(handle) {
  return handle.queryPermission?.({ mode: "readwrite" }) ?? "granted";
}

/** Notes that what lies at the data folder's `path` is begun. */
export async function noteBegun(site, path) {
  await transact(site, kBegun, "readwrite", (store) => store.put(true, path));
}

/** Forgets that of `path` and of all below it. */
export async function forgetBegun(site, path) {
  await transact(site, kBegun, "readwrite", (store) => {
    store.delete(path);
    store.delete(IDBKeyRange.bound(`${path}/`, `${path}/\uffff`));
  });
}

/** Whether it is noted of `path`. */
export async function isBegun(site, path) {
  return await transact(site, kBegun, "readonly", (store) => resultOf(store.getKey(path))) !== undefined;
}

async function transact(site, name, mode, work) {
  const opening = indexedDB.open(`${siteName(site)}:folders`, 2);
  opening.onupgradeneeded = () => {
    const database = opening.result;
    for (const each of [kFolders, kBegun]) if (!database.objectStoreNames.contains(each)) database.createObjectStore(each);
  };
  const database = await resultOf(opening);
  try {
    const transaction = database.transaction(name, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([work(transaction.objectStore(name)), ended]);
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
