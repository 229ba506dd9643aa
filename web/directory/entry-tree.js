// The folders that a flat list of entries makes, with what each holds. Knows no DOM and where the entries come from.

/**
 * `entries`: `{path, kind, size, …}` in any order; a folder that only paths of others name is there as well. A folder of the tree:
 * `{path, name, entry, folders: Map, entries: [], files, bytes}`, the last two of everything below it.
 */
export function treeOf(entries) {
  const root = newFolder("", "", null);
  const folders = new Map([["", root]]);

  function folderAt(path) {
    const known = folders.get(path);
    if (known) return known;
    const slash = path.lastIndexOf("/");
    const parent = folderAt(path.slice(0, Math.max(0, slash)));
    const made = newFolder(path, path.slice(slash + 1), parent);
    folders.set(path, made);
    parent.folders.set(made.name, made);
    return made;
  }

  for (const entry of entries) {
    if (entry.kind === "folder") {
      folderAt(entry.path).entry = entry;
      continue;
    }
    const folder = folderAt(entry.path.slice(0, Math.max(0, entry.path.lastIndexOf("/"))));
    folder.entries.push(entry);
    for (let above = folder; above; above = above.parent) {
      above.files += entry.kind === "file" ? 1 : 0;
      above.bytes += entry.size;
    }
  }
  return { root, at: (path) => folders.get(path) ?? null };
}

function newFolder(path, name, parent) {
  return { path, name, parent, entry: null, folders: new Map(), entries: [], files: 0, bytes: 0 };
}

/** Every entry below `folder`, its own included. */
export function* within(folder) {
  const open = [folder];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.entry) yield at.entry;
    yield* at.entries;
    open.push(...at.folders.values());
  }
}

/** The folders from the root to `folder`, it included. */
export function trail(folder) {
  return folder.parent ? [...trail(folder.parent), folder] : [folder];
}

export function nameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}
