// The form that schedules backups, and the one that changes a task: checked by the core, its next runs shown before it is sent.
import { validateCreateTask, validateUpdateTask, ValidationError } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, faultOf, field, whileBusy, wordsAt } from "../form.js";
import { t } from "../i18n.js";
import { announce, showInTab } from "../live.js";
import { errorPanel } from "../parts.js";
import { passcodeFields } from "../passcode-fields.js";
import { requestSample } from "../request-sample.js";
import { address } from "../router.js";
import { scheduleFields } from "../schedule-fields.js";
import { kTasksPath } from "./tasks.js";

const kDay = 86_400_000;
const kKeptDays = [7, 14, 30, 90, 365];
const kDefaultDays = 14;

/** The form that schedules backups. */
export async function createTask({ site, signal }) {
  const stores = await site.stores({ signal });
  const made = backupFields({ stores, signal });
  const schedule = scheduleFields();
  return taskForm({
    title: t("tasks.create"), path: [...kTasksPath, "createTask"], submitText: t("schedule.submit"), back: address(["tasks"]), signal, schedule, made,
    content: [made.node, schedule.node, made.passcode.node, schedule.runs, h("p", { class: "small quiet" }, t("schedule.runs.passcode"))],
    values: () => ({ title: made.name(), type: "CreateBackup", ...schedule.value(), parameters: made.parameters(schedule.value()) }),
    validate: validateCreateTask,
    async send(values) {
      await site.createTask(values, { signal });
      announce(t("schedule.done"));
    },
  });
}

/** The form that changes a task: its name and schedule, and, where asked for, what each of its backups is. */
export async function updateTask({ site, params, signal }) {
  const target = site.task(params.task);
  const [info, stores] = await Promise.all([target.info({ signal }), site.stores({ signal })]);
  const isBackup = info.taskType === "CreateBackup";
  const title = field({ id: "title", label: t("task.title"), parameter: "title", control: h("input", { value: info.taskTitle ?? "", autocomplete: "off" }) });
  const schedule = scheduleFields(info.cronSchedule);
  const made = isBackup ? backupFields({ stores, current: info.parameters, signal }) : null;
  const frame = made && h("div", { class: "stack", hidden: true }, h("p", { class: "hint" }, t("task.parameters.hint")), made.node, made.passcode.node);
  const changes = h("input", { type: "checkbox", onchange: () => { frame.hidden = !changes.checked; } });
  return taskForm({
    title: t("task.edit.title", { name: info.taskTitle || params.task }), path: [...kTasksPath, params.task, "update"], submitText: t("task.edit.submit"),
    back: address(["tasks", params.task]), signal, schedule, made: () => (changes.checked ? made : null), more: { title },
    content: [title.node, schedule.node, schedule.runs, made && [h("label", { class: "choice" }, changes, t("task.parameters")), frame]],
    values: () => ({ title: title.control.value, ...schedule.value(), ...(changes.checked ? { parameters: made.parameters(schedule.value()) } : {}) }),
    validate: validateUpdateTask,
    // The server would keep the former name, and the page say that it is changed.
    faults: () => (info.taskTitle && !title.control.value ? [{ parameter: "title", message: t("form.missing", { field: title.label }) }] : []),
    async send(values) {
      await target.update(values, { signal });
      announce(t("task.edit.done"));
    },
  });
}

// What every backup of a task is: its store, the beginning of its name, how long it is kept, its passcode.
function backupFields({ stores, current = {}, signal }) {
  const days = current.retentionOffset > 0 ? Math.round(current.retentionOffset / kDay) : kDefaultDays;
  const store = field({ id: "storeName", label: t("create.store"), parameter: "storeName", control:
    h("select", {}, stores.map(({ name, default: isDefault }) => h("option", { value: name, selected: current.storeName ? name === current.storeName : isDefault }, name))) });
  const name = field({ id: "name", label: t("schedule.name"), parameter: "name", hint: t("schedule.name.hint"), control:
    h("input", { value: current.name ?? "scheduled", autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  const kept = field({ id: "retentionOffset", label: t("schedule.kept"), parameter: "retentionOffset", control:
    h("select", {}, [...new Set([...kKeptDays, days])].sort((a, b) => a - b).map((count) => h("option", { value: count, selected: count === days }, t("retention.days", { count })))) });
  const passcode = passcodeFields({ signal, names: () => [name.control.value, store.control.value] });
  return {
    passcode, name: () => name.control.value,
    fields: { "parameters.storeName": store, "parameters.name": name, "parameters.retentionOffset": kept, "parameters.passcode": passcode.field,
      passcodeRepeat: passcode.repeat, passcodeStored: passcode.stored },
    node: h("div", { class: "stack" }, store.node, name.node, kept.node),
    parameters(cron) {
      const value = Number(kept.control.value);
      return {
        name: name.control.value, passcode: passcode.value(), storeName: store.control.value, retentionOffset: value * kDay,
        metaData: { recurring: true, startTime: startTime(cron), retention: { type: "day", value } },
      };
    },
  };
}

// The form around it all. `made`: the backup fields that count, or a function that says which; `back`: where to go afterwards.
function taskForm({ title, path, submitText, back, signal, schedule, made, more = {}, content, values, validate, faults = () => [], send }) {
  const counting = () => (typeof made === "function" ? made() : made);
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, submitText);

  async function check() {
    const { issues } = await validate(values());
    return [...faults(), ...schedule.faults(), ...issues, ...(counting()?.passcode.faults() ?? [])];
  }

  function tell(issues) {
    const fields = { ...more, ...schedule.fields, ...counting()?.fields };
    const [first] = Object.values(fields);
    for (const [parameter, at] of Object.entries(fields)) at.setError(faultOf(issues, at, (each) => each.parameter === parameter));
    summary.show(issues.map((each) => ({ field: fields[each.parameter] ?? first, message: wordsAt(fields[each.parameter], each) })));
    showInTab(issues.length > 0 ? t("title.error", { title }) : title);
  }

  async function submitted() {
    replace(outcome);
    const issues = await check();
    tell(issues);
    if (issues.length > 0) return;
    try {
      await send(values());
      counting()?.passcode.clear();
      location.hash = back;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ValidationError) tell(error.issues);
      else replace(outcome, errorPanel(error));
      outcome.scrollIntoView({ block: "nearest" });
    }
  }

  const command = requestSample(() => ({ path, fields: Object.entries(values()).map(([name, value]) => [name, name === "parameters" ? null : value]) }));
  const draw = () => {
    schedule.foresee();
    command.draw();
  };
  draw();
  signal.addEventListener("abort", () => counting()?.passcode.clear());
  return {
    title, path, formats: false,
    body: h("form", { class: "form", novalidate: true, oninput: draw, onsubmit: (event) => {
      event.preventDefault();
      counting()?.passcode.hide();
      whileBusy(submit, t("busy"), submitted);
    } },
    summary.node, outcome, content,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: back }, t("cancel"))),
    command.node),
  };
}

// `HH:mm` of a plan in GMT; where the cron fields name no single time, the hour stands for it.
function startTime({ hour, minute }) {
  const two = (text) => (/^\d+$/.test(text) ? text.padStart(2, "0") : "00");
  return `${two(hour)}:${two(minute)}`;
}
