// What is said of a job: the state of a stage, the share done, and which changes are worth announcing. Pure: no clock, no DOM.

const kEnded = ["COMPLETED", "FAILED", "CANCELLED", "TIMED OUT"];

export function hasEnded(status) {
  return kEnded.includes(status);
}

/** "done" | "running" | "failed" | "waiting", from the words servers use for a stage. */
export function stageState(stage) {
  const state = String(stage.state).toLowerCase();
  if (["completed", "success", "completed_with_warnings"].includes(state)) return "done";
  if (["in_progress", "running", "executing", "started"].includes(state)) return "running";
  if (["failed", "error", "cancelled"].includes(state)) return "failed";
  return "waiting";
}

/** The same for a stage of a job that is `status`: none goes on when the job has ended. */
export function stageStateIn(status, stage) {
  const state = stageState(stage);
  if (state !== "running" || !hasEnded(status)) return state;
  return status === "COMPLETED" ? "done" : "failed";
}

/** Milliseconds of a stage's duration text, such as "64221 millis (~ 1 minutes)", or null. */
export function stageMilliseconds(stage) {
  const found = /^(\d+) millis/.exec(stage.duration ?? "");
  return found ? Number(found[1]) : null;
}

/** The share done, 0 to 1, or null where the server gives no real number. */
export function progressFraction(progress) {
  return progress && progress.bytesTotal > 0 ? Math.min(1, progress.bytesDone / progress.bytesTotal) : null;
}

const kToldAfter = 10_000;
const kToldFrom = 0.05;
const kStalledAfter = 15_000;

/**
 * A function `(progress, now)` that is told of a job's progress again and again, `now` in epoch milliseconds, and answers how many
 * milliseconds are left at the pace seen so far; null while that cannot be told: before 10 s and 5 % were seen, when nothing has
 * been done for 15 s, and at the end.
 */
export function timeLeftTeller() {
  let first = null;
  let newest = null;
  return (progress, now) => {
    if (progressFraction(progress) === null) {
      first = newest = null;
      return null;
    }
    const { bytesDone: done, bytesTotal: total } = progress;
    if (first === null || done < newest.done) first = newest = { done, at: now };
    else if (done > newest.done) newest = { done, at: now };
    const [seen, took] = [done - first.done, now - first.at];
    if (took < kToldAfter || seen < kToldFrom * total || now - newest.at >= kStalledAfter || done >= total) return null;
    return ((total - done) * took) / seen;
  };
}

/**
 * What to announce when `update` follows `previous` (null at first): `{key, values}` of a message, or null. Stage changes, each
 * quarter, the server going and coming back, and the end; at most one at a time, the weightiest.
 */
export function announcement(previous, update) {
  if (hasEnded(update.status)) return previous?.status === update.status ? null : { key: `announce.${update.status.replace(" ", "")}`, values: {} };
  if (update.waiting && !previous?.waiting) return { key: "announce.waiting", values: {} };
  const running = (of) => of?.stages.findLast((stage) => stageState(stage) === "running")?.name;
  // Stages that began meanwhile would go untold otherwise.
  if (!update.waiting && previous?.waiting) return running(update) ? { key: "announce.backAt", values: { stage: running(update) } } : { key: "announce.back", values: {} };
  if (running(update) && running(update) !== running(previous)) return { key: "announce.stage", values: { stage: running(update) } };
  const quarter = (of) => Math.floor((progressFraction(of?.progress) ?? 0) * 4);
  if (quarter(update) > quarter(previous) && quarter(update) < 4) return { key: "announce.quarter", values: { percent: quarter(update) * 25 } };
  return null;
}
