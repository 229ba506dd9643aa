// Scheduled tasks: the list, with the next run of each, switched on and off.
import { attempt } from "../attempt.js";
import { h, icon } from "../dom.js";
import { tasksWithNext } from "../coming.js";
import { hasMessage, t } from "../i18n.js";
import { announce } from "../live.js";
import { badge, dataTable, timeOf } from "../parts.js";
import { address } from "../router.js";
import { cronLine } from "../schedule.js";

export const kTasksPath = ["system", "tasks"];

export async function tasks({ site, signal }) {
  const rows = await tasksWithNext(site, Date.now(), { signal });
  if (rows === null) return { title: t("tasks.title"), path: kTasksPath, body: h("p", {}, t("tasks.notOffered")) };
  const outcome = h("div");
  return {
    title: t("tasks.title"), path: kTasksPath,
    actions: [h("a", { class: "button primary", href: address(["tasks", "create"]) }, icon("add"), t("tasks.create"))],
    body: [outcome, rows.length === 0 ? h("p", { class: "quiet" }, t("tasks.none")) : dataTable({
      caption: t("tasks.title"), rows, sortedBy: 1, descending: false,
      columns: [
        { label: t("tasks.name"), sort: ({ task }) => task.taskTitle ?? "", cell: ({ task }) => [
          h("a", { href: address(["tasks", task.id]) }, task.taskTitle || task.id), h("span", { class: "sub" }, taskKind(task))] },
        { label: t("tasks.next"), sort: ({ next }) => next ?? Infinity, cell: ({ next }) => next ? [timeOf(next, { relative: true }), h("span", { class: "sub" }, timeOf(next))] : "–" },
        { label: t("tasks.cron"), cell: ({ task }) => task.cronSchedule ? h("code", {}, cronLine(task.cronSchedule)) : "–" },
        { label: t("tasks.state"), sort: ({ task }) => task.taskState ?? "", cell: ({ task }) => taskBadge(task) },
        { label: t("operations"), cell: ({ task }) => activeButton({ site, task, signal, outcome }) },
      ],
    })],
  };
}

/** What the task does, in words where the page knows them. */
export function taskKind(task) {
  return hasMessage(`task.${task.taskType}`) ? t(`task.${task.taskType}`) : task.taskType;
}

/** The badge of a task's state, in the server's own word. */
export function taskBadge(task) {
  return badge(task.taskState === "active" ? "ok" : "neutral", task.taskState ?? t("unknown"));
}

/** The button that pauses the task or lets it go on; what goes wrong is shown in `outcome`. */
export function activeButton({ site, task, signal, outcome }) {
  const isActive = task.taskState === "active";
  const button = h("button", { type: "button", "data-keeps-focus": `active ${task.id}`, "aria-label": t(isActive ? "tasks.pause.of" : "tasks.resume.of", { name: task.taskTitle }), onclick: () => attempt(button, { outcome, signal }, async () => {
    await (isActive ? site.task(task.id).disable({ signal }) : site.task(task.id).enable({ signal }));
    announce(t(isActive ? "tasks.paused" : "tasks.resumed"));
    dispatchEvent(new HashChangeEvent("hashchange"));
  }) }, t(isActive ? "tasks.pause" : "tasks.resume"));
  return button;
}
