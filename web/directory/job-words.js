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

/** Milliseconds of a stage's duration text, such as "64221 millis (~ 1 minutes)", or null. */
export function stageMilliseconds(stage) {
  const found = /^(\d+) millis/.exec(stage.duration ?? "");
  return found ? Number(found[1]) : null;
}

/** The share done, 0 to 1, or null where the server gives no real number. */
export function progressFraction(progress) {
  return progress && progress.bytesTotal > 0 ? Math.min(1, progress.bytesDone / progress.bytesTotal) : null;
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
