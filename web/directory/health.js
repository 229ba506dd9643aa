// Whether the backups of a store are in order, worked out from what the server lists. Pure: no clock, no DOM.

const kHour = 3_600_000;
const kMinute = 60_000;
const kNeededForRhythm = 3;
const kRunningStates = ["in_progress", "running", "executing"];

/** Backups that can be restored, newest first. */
export function goodBackups(backups) {
  return backups.filter((backup) => backup.status === "completed").sort((a, b) => b.startTime - a.startTime);
}

/**
 * `{level, verdict, last, rhythm}`: level "ok" | "warning" | "danger" | "running"; verdict names the message; `last` is the
 * newest good backup or null; `rhythm` the usual time between backups in milliseconds, or null where fewer than three are known.
 * `earlier`: when backups were made that may have been removed since, as the job history tells; `isCancelled`: what the status calls
 * failed was cancelled by somebody, who knows of it.
 */
export function assess({ backups, status, now, earlier = [], isCancelled = false }) {
  const good = goodBackups(backups);
  const last = good[0] ?? null;
  const rhythm = usualInterval([...good.map(({ startTime }) => startTime), ...earlier]);
  const found = (level, verdict) => ({ level, verdict, last, rhythm });
  if (isRunning(status)) return found("running", "running");
  if (status?.state === "failed" && !isCancelled && !(last && last.startTime > (status.startTime ?? 0))) return found("danger", last ? "failed" : "failedFirst");
  if (!last) return found("warning", "none");
  if (rhythm !== null && now - last.startTime > 1.5 * rhythm + kHour) return found("warning", "overdue");
  if (status?.state === "completed_with_warnings") return found("warning", "warnings");
  return found("ok", "fine");
}

/** Whether the status resource speaks of a job that has not ended. */
export function isRunning(status) {
  return status !== null && status !== undefined && (kRunningStates.includes(String(status.state).toLowerCase()) || status.code === 1);
}

/** The shortest and longest time of the newest ten good backups, milliseconds, or null where fewer than two are known. */
export function usualDuration(backups) {
  const durations = goodBackups(backups).slice(0, 10).map((backup) => backup.completeTime - backup.startTime).filter((time) => time > 0);
  return durations.length < 2 ? null : { from: Math.min(...durations), to: Math.max(...durations), count: durations.length };
}

function usualInterval(times) {
  // A backup and its job tell the same time twice.
  const made = times.sort((a, b) => b - a).filter((time, index, all) => index === 0 || all[index - 1] - time > kMinute);
  if (made.length < kNeededForRhythm) return null;
  const gaps = made.slice(0, -1).map((time, index) => time - made[index + 1]).sort((a, b) => a - b);
  const middle = gaps[Math.floor(gaps.length / 2)];
  return middle >= kHour ? middle : null;
}
