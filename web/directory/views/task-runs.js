// The runs of a scheduled task: the list, one run, and what an administrator may do to its record. Starts none.
import { attempt } from "../attempt.js";
import { h, replace } from "../dom.js";
import { errorSummary, faultOf, field, whileBusy } from "../form.js";
import { formatDuration, hasMessage, t } from "../i18n.js";
import { announce } from "../live.js";
import { badge, dataTable, errorPanel, panel, properties, resourceProperties, timeOf, wordsOfServer } from "../parts.js";
import { address, jobAddress } from "../router.js";
import { timeOfTask } from "../schedule.js";
import { withoutSecrets } from "../secrets.js";
import { valuesOf } from "../values.js";
import { kTasksPath } from "./tasks.js";

const kRefreshAfter = 15_000;
const kUnderWay = ["scheduled", "executing"];

/** All runs of a task that the server remembers. */
export async function taskRuns({ site, params, signal }) {
  const target = site.task(params.task);
  const [info, runs] = await Promise.all([target.info({ signal }), target.runs({ signal })]);
  return {
    title: t("task.runs.of", { name: info.taskTitle || params.task }), path: pathOf(params), refreshAfter: kRefreshAfter,
    body: runs.length > 0 ? runTable(runs, info) : h("p", { class: "quiet" }, t("task.runs.none")),
  };
}

/** One run. */
export async function taskRun({ site, params, signal }) {
  const target = site.task(params.task);
  const [info, run] = await Promise.all([target.info({ signal }), target.runInfo(params.run, { signal })]);
  const started = timeOfTask(run.created);
  return {
    title: titleOf("task.run.title", info, params), path: pathOf(params), refreshAfter: kUnderWay.includes(run.status) && kRefreshAfter,
    actions: [
      run.jobId && h("a", { class: "button primary", href: jobAddress(run.jobId, subjectOf(info)) }, t("task.run.watch")),
      h("a", { class: "button", href: addressOf(params, "update") }, t("task.run.edit")),
      h("a", { class: "button", href: addressOf(params, "delete") }, t("task.run.delete"))],
    body: [
      h("div", { class: "card" }, properties([
        [t("tasks.name"), h("a", { href: address(["tasks", params.task]) }, info.taskTitle || params.task)],
        [t("jobs.status"), runBadge(run)],
        [t("jobs.started"), started > 0 && [timeOf(started, { relative: true }), h("span", { class: "sub" }, timeOf(started))]],
        [t("jobs.took"), !kUnderWay.includes(run.status) && formatDuration(tookOf(run))],
        [t("task.run.message"), run.result && wordsOfServer(run.result)],
      ].filter(([, value]) => value))),
      // Servers are known to show the passcode of a task.
      h("details", {}, h("summary", {}, t("backup.members")), h("div", { class: "card" }, resourceProperties(withoutSecrets(run)))),
    ],
  };
}

/** Writing another status and result into the record of a run. */
export async function updateTaskRun({ site, params, signal }) {
  const target = site.task(params.task);
  const [info, run, statuses] = await Promise.all([target.info({ signal }), target.runInfo(params.run, { signal }), valuesOf("updateTaskRun", "status")]);
  const status = field({
    id: "status", parameter: "status", label: t("jobs.status"), hint: t("task.run.status.hint"),
    control: h("select", {}, statuses.map((word) => h("option", { value: word, selected: word === run.status }, wordOf(word)))),
  });
  const result = field({ id: "result", parameter: "result", label: t("task.run.message"), control: h("input", { value: run.result ?? "", autocomplete: "off" }) });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, t("task.run.edit.submit"));
  return {
    title: titleOf("task.run.edit.title", info, params), path: [...pathOf(params), "update"], formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      whileBusy(submit, t("busy"), async () => {
        try {
          await target.updateRun(params.run, { status: status.control.value, result: result.control.value }, { signal });
          announce(t("task.run.edit.done"));
          location.hash = addressOf(params);
        } catch (error) {
          if (signal.aborted) return;
          const faults = [status, result].map((at) => ({ field: at, message: faultOf(error.issues ?? [], at, ({ parameter }) => parameter === at.id) }));
          for (const { field: at, message } of faults) at.setError(message);
          summary.show(faults.filter(({ message }) => message));
          replace(outcome, !faults.some(({ message }) => message) && errorPanel(error));
        }
      });
    } },
    summary.node, outcome, status.node, result.node,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel")))),
  };
}

/** Deleting the record of a run. */
export async function removeTaskRun({ site, params, signal }) {
  const target = site.task(params.task);
  const info = await target.info({ signal });
  const outcome = h("div");
  const submit = h("button", { class: "destructive" }, t("task.run.delete.submit"));
  return {
    title: titleOf("task.run.delete.title", info, params), path: [...pathOf(params), "delete"], formats: false,
    body: h("form", { class: "form", onsubmit: (event) => {
      event.preventDefault();
      attempt(submit, { outcome, signal }, async () => {
        await target.deleteRun(params.run, { signal });
        announce(t("task.run.delete.done"));
        location.hash = address(["tasks", params.task, "runs"]);
      });
    } },
    outcome,
    panel("warning", t("delete.consequences"), h("p", {}, t("task.run.delete.text"))),
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: addressOf(params) }, t("cancel")))),
  };
}

/** The table of `runs` of the task `info`. */
export function runTable(runs, info) {
  return dataTable({
    caption: t("task.runs"), rows: runs, sortedBy: 0,
    columns: [
      { label: t("jobs.started"), sort: (run) => timeOfTask(run.created), cell: (run) => h("a", { href: address(["tasks", info.id, "runs", run.runId]) }, startOf(run)) },
      { label: t("jobs.took"), number: true, sort: tookOf, cell: (run) => (kUnderWay.includes(run.status) ? "–" : formatDuration(tookOf(run))) },
      { label: t("jobs.status"), sort: (run) => String(run.status), cell: runBadge },
      { label: t("task.run.job"), cell: (run) => run.jobId ? h("a", { href: jobAddress(run.jobId, subjectOf(info)) }, t("task.run.watch")) : "–" },
      { label: t("task.run.message"), cell: (run) => run.result ? wordsOfServer(run.result) : "–" },
    ],
  });
}

/** What the job of a run of the task `info` is about, where that is known beforehand. */
export function subjectOf(info) {
  return info.taskType === "CreateBackup" ? { operation: "backup", storeName: info.parameters?.storeName } : null;
}

function startOf(run) {
  const started = timeOfTask(run.created);
  return started > 0 ? [timeOf(started, { relative: true }), h("span", { class: "sub" }, timeOf(started))] : run.runId;
}

function titleOf(message, info, { task, run }) {
  return t(message, { name: info.taskTitle || task, run: run.slice(0, 8) });
}

function tookOf({ created, modified }) {
  return timeOfTask(modified) - timeOfTask(created);
}

function wordOf(status) {
  return hasMessage(`task.run.state.${status}`) ? t(`task.run.state.${status}`) : String(status ?? t("unknown"));
}

function runBadge({ status }) {
  const level = { succeeded: "ok", failed: "danger", submitfailed: "danger", skipped: "warning", executing: "running" }[status] ?? "neutral";
  return badge(level, wordOf(status));
}

function pathOf({ task, run }) {
  return [...kTasksPath, task, "runs", ...(run ? [run] : [])];
}

function addressOf({ task, run }, ...more) {
  return address(["tasks", task, "runs", run, ...more]);
}
