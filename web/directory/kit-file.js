// A place where the file of a sealed kit is dropped or picked; reads it and opens nothing.
import { h } from "./dom.js";
import { field } from "./form.js";
import { t } from "./i18n.js";

/** Larger files are no kits; they are not read into memory. */
const kLargest = 4 * 1024 * 1024;

/** `{field, node, value(), use(entry)}`: the entry is `{file, fileName}`, or null while none was chosen. `changed()` hears of another. */
export function kitFile({ hint, changed = () => {} }) {
  let entry = null;
  const said = h("p", { class: "small", role: "status" });
  const input = h("input", { type: "file", accept: ".age,.txt,.asc,text/plain", onchange: () => take(input.files[0]) });
  const at = field({ id: "kit-file", label: t("kit.file"), hint, control: input, after: [said] });
  const node = h("div", { class: "drop", ondragover: (event) => { event.preventDefault(); node.classList.add("over"); }, ondragleave: () => node.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      node.classList.remove("over");
      take(event.dataTransfer.files[0]);
    } }, at.node);

  async function take(file) {
    if (!file) return;
    if (file.size > kLargest) {
      use(null);
      at.setError(t("kit.file.large", { name: file.name }));
      return;
    }
    use({ file: await file.text(), fileName: file.name });
  }

  function use(chosen) {
    entry = chosen;
    at.setError(null);
    said.textContent = chosen ? t("kit.file.chosen", { name: chosen.fileName }) : "";
    changed(chosen);
  }

  return { field: at, node, value: () => entry, use };
}
