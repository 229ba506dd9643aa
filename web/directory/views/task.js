// One scheduled task: when it runs next, what its runs came to, and the operations on it; deleting it is here, changing it is not.
import { attempt } from "../attempt.js";
import { h, icon } from "../dom.js";
import { comingRuns } from "../coming.js";
import { t } from "../i18n.js";
import { announce } from "../live.js";
import { panel, properties, resourceProperties, timeOf } from "../parts.js";
import { unlessRefused } from "../refused.js";
import { address, jobAddress } from "../router.js";
import { cronLine, timeOfTask } from "../schedule.js";
import { runItems } from "../schedule-fields.js";
import { withoutSecrets } from "../secrets.js";
import { runTable, subjectOf } from "./task-runs.js";
import { activeButton, kTasksPath, taskBadge, taskKind } from "./tasks.js";

const kShownRuns = 5;
const kRefreshAfter = 15_000;
const kDay = 86_400_000;

/** The task's own page. */
export async function task({ site, params, signal }) {
  const [info, runs] = await Promise.all([site.task(params.task).info({ signal }), unlessRefused(site.task(params.task).runs({ signal }), [])]);
  const coming = await comingRuns(info, Date.now(), kShownRuns);
  const outcome = h("div");
  const { storeName, name, retentionOffset } = info.parameters ?? {};
  const lastStart = timeOfTask(info.lastStart);
  return {
    title: info.taskTitle || params.task, path: [...kTasksPath, params.task], refreshAfter: kRefreshAfter,
    actions: [
      offersRun(info) && runButton({ site, info, signal, outcome }),
      h("a", { class: "button", href: address(["tasks", params.task, "update"]) }, t("task.edit")),
      activeButton({ site, task: info, signal, outcome }),
      h("a", { class: "button", href: address(["tasks", params.task, "delete"]) }, t("task.delete"))],
    body: [
      outcome,
      h("div", { class: "card" }, properties([
        [t("tasks.state"), taskBadge(info)],
        [t("task.does"), taskKind(info)],
        [t("tasks.cron"), info.cronSchedule && h("code", {}, cronLine(info.cronSchedule))],
        [t("create.store"), storeName && h("a", { href: address(["stores", storeName]) }, storeName)],
        [t("schedule.name"), name && [h("code", {}, `${name}-…`), h("span", { class: "sub" }, t("schedule.name.hint"))]],
        [t("schedule.kept"), retentionOffset > 0 && t("retention.days", { count: Math.round(retentionOffset / kDay) })],
        [t("task.lastStart"), lastStart > 0 && [timeOf(lastStart, { relative: true }), h("span", { class: "sub" }, timeOf(lastStart))]],
      ].filter(([, value]) => value !== false))),
      h("section", { class: "stack", "aria-labelledby": "coming-title" },
        h("h2", { id: "coming-title" }, t("schedule.runs")),
        h("div", { class: "card" }, coming.length > 0 ? h("ol", { class: "links" }, runItems(coming)) :
          h("p", { class: "quiet" }, t(info.taskState === "active" ? "schedule.runs.none" : "task.isPaused")))),
      h("section", { class: "stack", "aria-labelledby": "runs-title" },
        h("h2", { id: "runs-title" }, h("a", { href: address(["tasks", params.task, "runs"]) }, t("task.runs"))),
        runs.length > 0 ? runTable(runs, info) : h("p", { class: "quiet" }, t("task.runs.none"))),
      // Servers are known to show the passcode of a task.
      h("details", {}, h("summary", {}, t("backup.members")), h("div", { class: "card" }, resourceProperties(withoutSecrets(info)))),
    ],
  };
}

/** Deleting the task, with what that means. */
export async function removeTask({ site, params, signal }) {
  const info = await site.task(params.task).info({ signal });
  const outcome = h("div");
  const submit = h("button", { class: "destructive" }, t("task.delete.submit"));
  const isCleaner = info.taskType === "BackupRetentionCleaner";
  return {
    title: t("task.delete.title", { name: info.taskTitle || params.task }), path: [...kTasksPath, params.task, "delete"], formats: false,
    body: h("form", { class: "form", onsubmit: (event) => {
      event.preventDefault();
      attempt(submit, { outcome, signal }, async () => {
        await site.task(params.task).delete({ signal });
        announce(t("task.delete.done"));
        location.hash = address(["tasks"]);
      });
    } },
    outcome,
    panel("warning", t("delete.consequences"), h("ul", {},
      h("li", {}, t(isCleaner ? "task.delete.cleaner" : "task.delete.stops")), h("li", {}, t("task.delete.kept")), h("li", {}, t("task.delete.pause")))),
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["tasks", params.task]) }, t("cancel")))),
  };
}

// The contract names no operation that runs a task at once; a server that has one lists it.
function offersRun(info) {
  return info.operations?.includes?.("run") === true;
}

function runButton({ site, info, signal, outcome }) {
  const button = h("button", { type: "button", onclick: () => attempt(button, { outcome, signal }, async () => {
    const target = site.task(info.id);
    await target.run({ signal });
    const [newest] = await target.runs({ signal });
    announce(t("task.run.started"));
    if (newest?.jobId) location.hash = jobAddress(newest.jobId, subjectOf(info));
    else dispatchEvent(new HashChangeEvent("hashchange"));
  }) }, icon("run"), t("task.run"));
  return button;
}
