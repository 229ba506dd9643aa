// When tasks run next: the core's rule within the limits a task has. Draws nothing, knows no clock.
import { nextRuns } from "../holdfast.js";
import { unlessRefused } from "./refused.js";

/** The next `count` runs of `task` after `now`, epoch milliseconds; none where it is paused or its schedule cannot be read. */
export async function comingRuns(task, now, count) {
  if (task.taskState !== "active" || !task.cronSchedule) return [];
  const from = Math.max(now, (Number(task.startDate) || 0) - 1);
  const runs = await nextRuns(task.cronSchedule, from, count).catch(() => []);
  return task.endDate > 0 ? runs.filter((run) => run <= task.endDate) : runs;
}

/** The tasks of a server, each with its next run, `[{task, next}]`; null where it offers none. */
export async function tasksWithNext(site, now, { signal }) {
  const tasks = await unlessRefused(site.tasks({ signal }), null);
  return tasks && Promise.all(tasks.map(async (task) => ({ task, next: (await comingRuns(task, now, 1))[0] ?? null })));
}
