// What the clean-up task will remove, when, and why. Draws nothing, knows no clock; when the task runs is the core's to say.
import { comingRuns } from "./coming.js";
import { unlessRefused } from "./refused.js";

const kMinute = 60_000;
const kCleaner = "BackupRetentionCleaner";

/**
 * The clean-up of a server: `{state, nextAfter(time)}`. `state`: "active"; "paused" where no clean-up task is active, so that
 * nothing is removed by itself; "unknown" where the server lists none. `nextAfter` is its first run at or after a time, or null.
 */
export async function cleaning(site, { signal }) {
  const tasks = await unlessRefused(site.tasks({ signal }), []);
  const cleaners = tasks.filter(({ taskType }) => taskType === kCleaner);
  const state = cleaners.some(({ taskState }) => taskState === "active") ? "active" : cleaners.length > 0 ? "paused" : "unknown";
  return {
    state,
    async nextAfter(time) {
      const runs = await Promise.all(cleaners.map((task) => comingRuns(task, time - 1, 1)));
      return runs.flat().sort((a, b) => a - b)[0] ?? null;
    },
  };
}

/** Backups whose time has ended or ends before `until`, the one that goes first leading; those kept for ever never do. */
export function leavingBefore(backups, until) {
  return backups.filter(({ retentionDate }) => retentionDate > 0 && retentionDate <= until).sort((a, b) => a.retentionDate - b.retentionDate);
}

/**
 * What a change of a backup's retention from `before` to `after` (epoch milliseconds; -1 for ever) comes to at `now`: "ends" (it
 * may go at once), "shorter", "longer" or "same".
 */
export function retentionChange(before, after, now) {
  // Forms know no seconds.
  const [from, to] = [before, after].map((date) => (date > 0 ? Math.floor(date / kMinute) : Infinity));
  if (from === to) return "same";
  if (to <= now / kMinute) return "ends";
  return to < from ? "shorter" : "longer";
}
