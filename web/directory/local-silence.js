// What the page says while the tab that holds the site in this browser gives no sign of life. Knows not how that is found out.
import { h } from "./dom.js";
import { formatTime, t } from "./i18n.js";
import { announce } from "./live.js";
import { panel } from "./parts.js";

let notice = null;

/** Says which tab it is and what to do (SilentHolder of web/browser-site.d.ts); null: it answers, or another one does. */
export function showSilence(holder) {
  notice?.remove();
  if (notice && !holder) announce(t("silence.over"));
  notice = holder && noticeOf(holder);
  if (!notice) return;
  document.getElementById("header").after(notice);
  announce(notice.ariaLabel);
}

function noticeOf({ isThisTab, page, since }) {
  const title = t(isThisTab ? "silence.here" : "silence.elsewhere");
  return h("aside", { class: "update", "aria-label": title }, panel("warning", title,
    h("p", {}, t(isThisTab ? "silence.here.text" : "silence.elsewhere.text")),
    !isThisTab && h("p", { class: "small quiet" }, t("silence.which", { page, time: formatTime(since) })),
    isThisTab && h("div", { class: "actions" }, h("button", { type: "button", onclick: () => location.reload() }, t("silence.reload")))));
}
