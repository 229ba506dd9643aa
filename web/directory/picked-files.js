// Files that are dropped or picked, whatever way the browser has for it; each is told one after the other, and none is read.
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

/** Whether folders are picked through File System Access; elsewhere through an input with `webkitdirectory`. */
export const kPicksHandles = "showDirectoryPicker" in globalThis;

/** The files of a drop: `{path, file}`, and `{path, file: null}` for a folder. To be called at once, in the event itself. */
function droppedFiles(transfer) {
  const roots = [...transfer.items].filter(({ kind }) => kind === "file").map((item) => ({
    handle: item.getAsFileSystemHandle?.(), entry: item.webkitGetAsEntry?.(), file: item.getAsFile(),
  }));
  return (async function* () {
    for (const { handle, entry, file } of roots) {
      const opened = await handle?.catch(() => null);
      if (opened) yield* filesOfHandle(opened, "");
      else if (entry) yield* filesOfEntry(entry, "");
      else if (file) yield { path: file.name, file };
    }
  })();
}

/** The files below a FileSystemHandle, its own name first. */
export async function* filesOfHandle(handle, above) {
  const path = above + handle.name;
  if (handle.kind === "file") {
    yield { path, file: await handle.getFile() };
    return;
  }
  yield { path, file: null };
  for await (const child of handle.values()) yield* filesOfHandle(child, `${path}/`);
}

async function* filesOfEntry(entry, above) {
  const path = above + entry.name;
  if (entry.isFile) {
    yield { path, file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }) };
    return;
  }
  yield { path, file: null };
  const reader = entry.createReader();
  const next = () => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
  // A reader gives at most a hundred at a time, and none at its end.
  for (let some = await next(); some.length > 0; some = await next()) {
    for (const child of some) yield* filesOfEntry(child, `${path}/`);
  }
}

/** The files of an input, with the path each has in the folder that was picked. */
export function* filesOfInput(input) {
  for (const file of input.files) yield { path: file.webkitRelativePath || file.name, file };
}

/**
 * A place to drop files on, with buttons to pick them. `take(files)` is handed an iterable of `{path, file}`; `folders`: asks for
 * folders as well as files.
 */
export function dropZone({ id, label, hint, buttons }, take) {
  const node = h("div", { class: "drop-zone", role: "group", "aria-labelledby": `${id}-label`,
    ondragenter: (event) => hover(event, true), ondragover: (event) => hover(event, true), ondragleave: (event) => hover(event, false),
    ondrop: (event) => {
      hover(event, false);
      take(droppedFiles(event.dataTransfer));
    } },
  icon("file"), h("p", { id: `${id}-label`, class: "label" }, label), hint && h("p", { class: "hint" }, hint), h("div", { class: "actions" }, buttons));
  function hover(event, isOver) {
    event.preventDefault();
    node.classList.toggle("over", isOver);
  }
  return node;
}

/** A button that opens the browser's dialogue for files (`folder`: for one folder with all it holds). */
export function pickButton({ label, folder = false, multiple = true, primary = false }, take) {
  const input = h("input", { type: "file", multiple, hidden: true, webkitdirectory: folder, "aria-hidden": "true", tabindex: "-1", onchange: () => {
    if (input.files.length > 0) take([...filesOfInput(input)]);
    input.value = "";
  } });
  const pick = async () => {
    if (!folder || !kPicksHandles) return input.click();
    const handle = await globalThis.showDirectoryPicker({ id: "holdfast-from" }).catch((error) => {
      if (error.name === "AbortError") return null;
      throw error;
    });
    if (handle) take(filesOfHandle(handle, ""));
    return undefined;
  };
  return [h("button", { type: "button", class: primary ? "primary" : null, onclick: pick }, label), input];
}
