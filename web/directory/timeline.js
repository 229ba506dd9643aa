// Backups, how long they are kept, and backups that failed, on a line of time, as SVG; timeline-table.js says the same.
import { h, svg } from "./dom.js";
import { direction, formatDate, formatRelative, t } from "./i18n.js";
import { address, jobAddress } from "./router.js";

const kRow = 14;
const kTop = 24;
const kAxisRoom = 34;
const kMostRows = 12;
const kDay = 86_400_000;

/** The newest backups as a node: a mark when each was made, a bar until it may be removed; and a mark for each failed job. */
export function timeline({ backups, failed = [], now, storeName }) {
  const shown = newest(backups);
  const oldest = Math.min(...shown.map((backup) => backup.startTime));
  const latest = Math.max(now, ...shown.map((backup) => backup.retentionDate));
  const past = Math.max(now - oldest, kDay);
  const from = now - past * 1.08;
  const to = now + Math.max(past * 0.4, Math.min(latest - now, past * 2, 60 * kDay), kDay);
  // Across in per cent, so that it fits every width and its letters keep their size.
  const x = (time) => `${(share(time) * 100).toFixed(3)}%`;
  const share = (time) => {
    const passed = (Math.min(Math.max(time, from), to) - from) / (to - from);
    return direction === "rtl" ? 1 - passed : passed;
  };
  const failures = failed.filter(({ info }) => info.starttime > from);
  const axis = kTop + (shown.length + (failures.length > 0 ? 1 : 0)) * kRow + 12;

  return [svg("svg", { class: "timeline", height: axis + kAxisRoom - 12, role: "group", "aria-label": t("timeline.label", { count: shown.length }) },
    ticks(from, to).map((time, index) => svg("g", { class: index % 2 ? "second" : null },
      svg("line", { class: "grid", x1: x(time), x2: x(time), y1: kTop, y2: axis }),
      svg("text", { x: x(time), y: axis + 18, "text-anchor": anchor(share(time)) }, formatDate(time)))),
    svg("line", { class: "axis", x1: 0, x2: "100%", y1: axis, y2: axis }),
    svg("line", { class: "now", x1: x(now), x2: x(now), y1: kTop - 4, y2: axis }),
    svg("text", { x: x(now), y: 12, "text-anchor": anchor(share(now)) }, t("timeline.now")),
    shown.map((backup, index) => {
      const y = kTop + 10 + index * kRow;
      const words = t(backup.retentionDate > 0 ? "timeline.mark" : "timeline.markForever",
        { name: backup.backupName, made: formatRelative(backup.startTime, now), ends: formatDate(backup.retentionDate) });
      return svg("a", { href: address(["stores", storeName, "backups", backup.backupName]), "aria-label": words },
        svg("title", {}, words),
        bar(x(backup.startTime), x(backup.retentionDate > 0 ? backup.retentionDate : to), y),
        mark(x(backup.startTime), y, backup.status !== "completed"));
    }),
    failures.map(({ id, info, subject }) => {
      const words = t("timeline.failed", { when: formatRelative(info.starttime, now), status: info.status });
      return svg("a", { href: jobAddress(id, subject), "aria-label": words }, svg("title", {}, words), mark(x(info.starttime), kTop + 10 + shown.length * kRow, true));
    })),
  h("ul", { class: "legend" },
    sample(mark("50%", 6, false), t("timeline.made")), sample(bar("0%", "100%", 6), t("timeline.kept")),
    (failures.length > 0 || shown.some(({ status }) => status !== "completed")) && sample(mark("50%", 6, true), t("timeline.bad")))];
}

function bar(from, to, y) {
  return svg("line", { class: "kept", x1: from, x2: to, y1: y, y2: y });
}

// A failure has a cross as well: colour alone says nothing.
function mark(x, y, isBad) {
  return svg("svg", { x, y, overflow: "visible" }, svg("circle", { class: `mark ${isBad ? "danger" : ""}`, r: 5.5 }), isBad && svg("path", { class: "cross", d: "M-2 -2l4 4m0-4l-4 4" }));
}

function sample(drawn, words) {
  return h("li", {}, svg("svg", { class: "timeline", "aria-hidden": "true" }, drawn), words);
}

/** The backups that are shown, newest first. */
export function newest(backups) {
  return [...backups].sort((a, b) => b.startTime - a.startTime).slice(0, kMostRows);
}

/** Local midnights between the two times, about five, equally many days apart, so that no date stands twice. */
export function ticks(from, to) {
  const days = Math.max(1, Math.ceil((to - from) / kDay / 5));
  const midnight = new Date(from);
  midnight.setHours(24, 0, 0, 0);
  const times = [];
  for (; midnight.getTime() < to; midnight.setDate(midnight.getDate() + days)) times.push(midnight.getTime());
  return times;
}

function anchor(share) {
  return share < 0.12 ? "start" : share > 0.88 ? "end" : "middle";
}
