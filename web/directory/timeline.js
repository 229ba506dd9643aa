// Backups, how long they are kept, and backups that failed, on a line of time, as SVG; timeline-table.js says the same.
import { svg } from "./dom.js";
import { formatDate, formatRelative, t } from "./i18n.js";
import { address, jobAddress } from "./router.js";

const kWidth = 960;
const kLeft = 12;
const kRight = 12;
const kRow = 14;
const kTop = 14;
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
  const x = (time) => kLeft + (Math.min(Math.max(time, from), to) - from) / (to - from) * (kWidth - kLeft - kRight);
  const failures = failed.filter(({ info }) => info.starttime > from);
  const rows = shown.length + (failures.length > 0 ? 1 : 0);
  const height = kTop + rows * kRow + 34;
  const axis = height - 22;

  return svg("svg", { class: "timeline", viewBox: `0 0 ${kWidth} ${height}`, role: "group", "aria-label": t("timeline.label", { count: shown.length }) },
    ticks(from, to).map((time) => [
      svg("line", { class: "grid", x1: x(time), x2: x(time), y1: kTop, y2: axis }),
      svg("text", { x: x(time), y: axis + 16, "text-anchor": anchor(x(time)) }, formatDate(time))]),
    svg("line", { class: "axis", x1: kLeft, x2: kWidth - kRight, y1: axis, y2: axis }),
    svg("line", { class: "now", x1: x(now), x2: x(now), y1: kTop, y2: axis }),
    svg("text", { x: x(now), y: 11, "text-anchor": "middle" }, t("timeline.now")),
    shown.map((backup, index) => {
      const y = kTop + 10 + index * kRow;
      const kept = backup.retentionDate > 0 ? backup.retentionDate : to;
      const words = t(backup.retentionDate > 0 ? "timeline.mark" : "timeline.markForever",
        { name: backup.backupName, made: formatRelative(backup.startTime, now), ends: formatRelative(backup.retentionDate, now) });
      return svg("a", { href: address(["stores", storeName, "backups", backup.backupName]), "aria-label": words },
        svg("title", {}, words),
        svg("line", { class: "kept", x1: x(backup.startTime), x2: Math.max(x(kept), x(backup.startTime) + 1), y1: y, y2: y }),
        svg("circle", { class: `mark ${backup.status === "completed" ? "" : "danger"}`, cx: x(backup.startTime), cy: y, r: 5.5 }));
    }),
    failures.map(({ id, info, subject }) => {
      const words = t("timeline.failed", { when: formatRelative(info.starttime, now), status: info.status });
      const [at, y] = [x(info.starttime), kTop + 10 + shown.length * kRow];
      return svg("a", { href: jobAddress(id, subject), "aria-label": words }, svg("title", {}, words),
        svg("circle", { class: "mark danger", cx: at, cy: y, r: 5.5 }), svg("path", { class: "cross", d: `M${at - 2} ${y - 2}l4 4m0-4l-4 4` }));
    }));
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

function anchor(x) {
  return x < 60 ? "start" : x > kWidth - 60 ? "end" : "middle";
}
