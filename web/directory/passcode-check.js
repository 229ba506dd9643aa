// The passcode held against a backup before its restore: by the header the local site tells, else by a kit. Where there is neither it
// says so, and shows no green tick.
import { checkPasscode } from "../holdfast.js";
import { h, replace } from "./dom.js";
import { whileBusy } from "./form.js";
import { t } from "./i18n.js";
import { kitAnswer, OtherKit } from "./kit-answers.js";
import { kitFile } from "./kit-file.js";
import { covers, keepAtHand, kitAtHand, openSealed, record } from "./kits.js";
import { announce } from "./live.js";
import { panel } from "./parts.js";
import { address } from "./router.js";

/**
 * `{node, stale(), proven(passcode)}` for the backup `info`. `proven` rejects where the passcode is found wrong or cannot be judged,
 * and answers whether it was proved; `stale` says that another passcode was typed. `value()`: the passcode;
 * `isEntered()` asks for it where there is none; `opened(kit)` hears of a kit.
 */
export function passcodeCheck({ info, value, isEntered, opened, signal }) {
  const bytes = info.holdfast?.header ? Uint8Array.from(atob(info.holdfast.header), (letter) => letter.codePointAt(0)) : null;
  const isLocal = info.holdfast !== undefined;
  let isProved = false;
  const outcome = h("div");
  const button = h("button", { type: "button", onclick: () => {
    if (isEntered()) whileBusy(button, t("check.busy"), () => prove(value()).catch((error) => { if (!signal.aborted) replace(outcome, kitAnswer(error)); }));
  } }, t("check.submit"));
  const chosen = kitFile({ hint: t("check.kit.hint"), changed: (entry) => { stale(); draw(entry); } });
  const actions = h("div", { class: "actions" }, button);

  function draw(entry) {
    actions.hidden = !bytes && !entry;
    if (!isLocal && !entry) replace(outcome, panel("warning", t("check.none"), h("p", {}, t("check.none.text")), h("p", {}, h("a", { href: address(["kit"]) }, t("openKit.title")))));
  }

  function stale() {
    isProved = false;
    replace(outcome);
    draw(chosen.value());
  }

  async function prove(passcode) {
    const entry = chosen.value();
    if (isProved || (!bytes && !entry)) return isProved;
    if (bytes) {
      await checkPasscode(bytes, passcode, { sha256: info.holdfast.headerSha256, signal });
      replace(outcome, panel("ok", t("check.proved"), h("p", {}, t("check.proved.local"))));
    } else {
      const kit = await openSealed(entry, passcode, { signal });
      if (!covers(kit, info)) throw new OtherKit(kit);
      keepAtHand({ sha256: null, ...entry, kit });
      record(kit, { tried: Date.now() });
      replace(outcome, panel("ok", t("check.proved"), h("p", {}, t("check.proved.kit", { name: entry.fileName }))));
      opened(kit);
    }
    isProved = true;
    announce(t("check.proved"));
    return true;
  }

  const known = isLocal ? null : kitAtHand(info);
  if (known) chosen.use(known);
  draw(known);
  return {
    node: [!isLocal && chosen.node, isLocal && !bytes && h("p", { class: "hint" }, t("check.bySite")), actions, outcome],
    stale,
    /** Checks it unless that was done; what it throws is to be shown by whoever asked. */
    proven: prove,
  };
}
