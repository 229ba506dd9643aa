// Where to start on a host that is no organization itself: what this page can be used for, one card each. Signs nobody in.
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { address } from "../router.js";
import { localOffer } from "./local-offer.js";

/** The ways to start, in the order shown; each has the messages `start.<name>`, `.text` and `.action`. */
const kWays = [
  { name: "connect", parts: ["signin"] },
  { name: "open", parts: ["open"] },
];

export async function start() {
  return { title: t("start.title"), body: [
    h("p", {}, t("start.lead")),
    h("div", { class: "columns" }, kWays.map(({ name, parts }) => h("section", { class: "card stack", "aria-labelledby": `start-${name}` },
      h("h2", { id: `start-${name}` }, t(`start.${name}`)),
      h("p", {}, t(`start.${name}.text`)),
      h("div", { class: "actions" }, h("a", { class: "button", href: address(parts) }, t(`start.${name}.action`))))),
      localOffer()),
  ] };
}
