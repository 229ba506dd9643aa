// Work that is under way in this page: how far it is, for how long, and the button that ends it. Knows not what the work is.
import { h, replace } from "./dom.js";
import { formatBytes, formatDuration, formatPercent, t } from "./i18n.js";
import { holdTab } from "./leaving.js";
import { announce } from "./live.js";
import { panel } from "./parts.js";

const kAnnouncedEach = 0.25;

/**
 * Shows in `place` that `work` is under way, and answers what it answers; `work` is handed `{signal, progress}`, and
 * `progress({bytesDone, bytesTotal, text})` says how far it is. The button, which has the focus meanwhile, and `signal` end it.
 */
export async function underWay(place, { title, signal }, work) {
  const before = document.activeElement;
  const ending = new AbortController();
  const started = performance.now();
  const bar = h("progress", { "aria-label": title, max: "1" });
  const line = h("p", { class: "small quiet" });
  const cancel = h("button", { type: "button", onclick: () => ending.abort() }, t("cancel"));
  let announced = 0;
  let drawn = 0;
  function progress({ bytesDone, bytesTotal, text = "" }) {
    const part = bytesTotal > 0 ? bytesDone / bytesTotal : null;
    const now = performance.now();
    if (now - drawn < 100 && part !== 1) return;
    drawn = now;
    if (part !== null) bar.value = part;
    line.textContent = [part === null ? formatBytes(bytesDone) : t("work.bytes", { percent: formatPercent(part), done: formatBytes(bytesDone), total: formatBytes(bytesTotal) }),
      text, formatDuration(now - started)].filter(Boolean).join(" · ");
    if (part !== null && part - announced >= kAnnouncedEach) {
      announced = part;
      announce(`${title} ${formatPercent(part)}`);
    }
  }
  const onLeave = () => ending.abort();
  signal.addEventListener("abort", onLeave);
  const letGo = holdTab();
  replace(place, panel("running", title, bar, line, h("div", { class: "actions" }, cancel)));
  cancel.focus();
  announce(title);
  try {
    return await work({ signal: ending.signal, progress });
  } finally {
    letGo();
    signal.removeEventListener("abort", onLeave);
    const hadFocus = place.contains(document.activeElement);
    replace(place);
    if (hadFocus && before.isConnected) before.focus();
  }
}
