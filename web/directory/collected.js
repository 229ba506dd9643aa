// Downloads that this browser's own storage collects before they are handed over: where they lie, and when they go. Knows not what they
// hold.

const kFolder = "holdfast-downloads";
const kDay = 86_400_000;

/** A file of what `write(handle)` writes, on the disk; nothing of it is left where that rejects. */
export async function collect(write) {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(kFolder, { create: true });
  await clear(folder);
  const name = `${Date.now()}-${crypto.randomUUID()}`;
  return navigator.locks.request(lockOf(name), async () => {
    const kept = await folder.getFileHandle(name, { create: true });
    try {
      await write(kept);
      return await kept.getFile();
    } catch (error) {
      await folder.removeEntry(name);
      throw error;
    }
  });
}

/** Gives back the space of downloads that were cut off with their page, and of those that are done with. */
export async function clearCollected() {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  const folder = await root?.getDirectoryHandle(kFolder).catch(() => null);
  if (folder) await clear(folder);
}

// One that is whole is read from where it lies until the browser has copied it: it goes when it is a day old. What is not holds nothing
// yet, the bytes are put in place at its end.
async function clear(folder) {
  const written = (await navigator.locks.query()).held.map(({ name }) => name);
  for await (const [name, file] of folder.entries()) {
    if (written.includes(lockOf(name))) continue;
    const isHalf = (await file.getFile()).size === 0;
    if (isHalf || Date.now() - parseInt(name, 10) > kDay) await folder.removeEntry(name).catch(() => {});
  }
}

function lockOf(name) {
  return `${kFolder}:${name}`;
}
