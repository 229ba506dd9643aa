// Paths as the bytes the file system has, below a folder that is never left; knows no storage call.

import { constants } from "node:fs";
import { open } from "node:fs/promises";

const kFolderOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY;
const kSlash = Buffer.from("/");

/** `name` below `folder`, both bytes; the empty name is the folder itself. */
export function within(folder, name) {
  return name.length === 0 ? folder : folder.length === 0 ? name : Buffer.concat([folder, kSlash, name]);
}

/** The folder above `path`, and its last part. */
export function split(path) {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? { parent: Buffer.alloc(0), name: path } : { parent: path.subarray(0, slash), name: path.subarray(slash + 1) };
}

/** The parts of a path as bytes; one character stands for each byte in between. */
export function partsOf(path) {
  return path.length === 0 ? [] : path.toString("latin1").split("/").map((part) => Buffer.from(part, "latin1"));
}

/** What `work(path)` answers for the folder `path` below `root`, opened without following a link at any part of the way. */
export async function inFolder(root, path, work) {
  let folder = await open(root, constants.O_RDONLY | constants.O_DIRECTORY);
  let reached = root;
  try {
    for (const part of partsOf(path)) {
      const inner = await open(within(held(folder, reached), part), kFolderOnly);
      reached = within(reached, part);
      await folder.close();
      folder = inner;
    }
    return await work(held(folder, reached), folder);
  } finally {
    await folder.close();
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path) {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A path to the opened folder itself, wherever it is moved meanwhile; its name where the system has none. */
function held(folder, name) {
  return process.platform === "linux" ? Buffer.from(`/proc/self/fd/${folder.fd}`) : name;
}
