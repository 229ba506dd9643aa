// Says which backups the clean-up removes next, when, and why. Removes nothing.
import { leavingBefore } from "./cleaning.js";
import { h } from "./dom.js";
import { goodBackups } from "./health.js";
import { formatTime, t } from "./i18n.js";
import { panel, timeOf } from "./parts.js";
import { address } from "./router.js";

const kAheadDays = 7;
const kDay = 86_400_000;
const kMostShown = 5;

/** The preview for the backups of a store; `clean` as `cleaning` tells it. */
export async function cleaningPanel({ backups, storeName, clean, now }) {
  const leaving = leavingBefore(backups, now + kAheadDays * kDay);
  const next = await clean.nextAfter(now);
  const head = { active: next && t("cleaning.next", { time: formatTime(next) }), paused: t("cleaning.paused"), unknown: t("cleaning.unknown") }[clean.state];
  if (leaving.length === 0) return h("p", { class: "small quiet" }, head, " ", t("cleaning.none", { count: kAheadDays }));
  const shown = await Promise.all(leaving.slice(0, kMostShown).map(async (backup) => ({ backup, removed: await clean.nextAfter(Math.max(now, backup.retentionDate)) })));
  const good = goodBackups(backups);
  const leavesNone = good.length > 0 && good.every((backup) => leaving.includes(backup));
  return panel(leavesNone ? "warning" : "info", t("cleaning.title"),
    h("p", {}, head),
    leavesNone && h("p", {}, h("strong", {}, t("cleaning.last"))),
    h("ul", {}, shown.map(({ backup, removed }) => h("li", {},
      h("a", { href: address(["stores", storeName, "backups", backup.backupName]) }, backup.backupName), " – ",
      removed && [h("strong", {}, timeOf(removed)), ": "],
      t(backup.retentionDate <= now ? "cleaning.ended" : "cleaning.ends", { time: formatTime(backup.retentionDate) })))),
    leaving.length > kMostShown && h("p", { class: "small quiet" }, t("cleaning.more", { count: leaving.length - kMostShown })));
}
