// The settings of a backup's deployment against those here, as the core compares them; unknown is shown as unknown.
import { compareSettings } from "../holdfast.js";
import { h, replace } from "./dom.js";
import { t } from "./i18n.js";
import { badge, copyButton } from "./parts.js";

const kLevels = { same: "ok", different: "danger", unknown: "neutral" };

/**
 * `{node, compare(source)}`: `source` and `target` as the module's KnownSettings; whatever the target's side does not know may be
 * typed in. `onlyFromApi`: leaves out what only a Kubernetes cluster has.
 */
export function settingsCheck({ source, target, onlyFromApi = false }) {
  const node = h("dl", { class: "card settings-check" });
  const typed = {};
  let known = source;

  async function draw() {
    const rows = (await compareSettings(known, target)).filter(({ command }) => !onlyFromApi || command === null);
    const parts = rows.map((row) => rowOf(row));
    replace(node, parts.map((part) => part.node));
    await judge();

    function rowOf({ setting, source: theirs, target: here, command }) {
      const state = h("span", { role: "status" });
      const told = h("span");
      const input = theirs !== null && here === null && h("input", { id: `setting-${setting}`, value: typed[setting] ?? "", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
        oninput: () => { typed[setting] = input.value; judge(); } });
      return {
        setting, state, told,
        node: h("div", {}, h("dt", {}, t(`setting.${setting}`)), h("dd", { class: "stack" },
          h("div", { class: "row" }, state, told),
          input && h("label", { class: "field", for: input.id }, h("span", { class: "hint" }, t("compare.here", { name: t(`setting.${setting}`) })), input),
          command && h("div", { class: "row" }, h("code", { class: "small" }, command), copyButton(() => command)))),
      };
    }

    async function judge() {
      const judged = await compareSettings(known, { ...target, ...typed });
      for (const { setting, state, told } of parts) {
        const row = judged.find((one) => one.setting === setting);
        if (state.dataset.state !== row.state) replace(state, badge(kLevels[row.state], t(`compare.${row.state}`)));
        state.dataset.state = row.state;
        told.textContent = t("compare.sides", { backup: row.source ?? t("unknown"), here: row.target ?? t("unknown") });
      }
    }
  }

  return {
    node,
    /** Compares anew, with what else is known of the backup's side. */
    compare(more) {
      known = { ...source, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null)) };
      return draw();
    },
    draw,
  };
}
