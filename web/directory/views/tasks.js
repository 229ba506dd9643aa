// Scheduled tasks: the list with the next run of each, switched on and off, and the form that schedules backups.
import { nextRuns, ValidationError } from "../../holdfast.js";
import { h, icon, replace } from "../dom.js";
import { errorSummary, field, whileBusy } from "../form.js";
import { formatUtc, hasMessage, locale, t } from "../i18n.js";
import { announce } from "../live.js";
import { badge, dataTable, errorPanel, panel, timeOf } from "../parts.js";
import { passcodeFields } from "../passcode-fields.js";
import { address } from "../router.js";
import { cronLine, cronOf, kWeekdays } from "../schedule.js";

const kPath = ["system", "tasks"];
const kDay = 86_400_000;
const kSunday = Date.UTC(2023, 0, 1);
const kShownRuns = 5;
const kNotOffered = ["api_not_found", "api_unsupported", "parameter_version"];

/** The task list. */
export async function tasks({ site, signal }) {
  const rows = await site.tasks({ signal }).catch((error) => (kNotOffered.includes(error.code) ? null : Promise.reject(error)));
  if (rows === null) return { title: t("tasks.title"), path: kPath, body: h("p", {}, t("tasks.notOffered")) };
  const outcome = h("div");
  const now = Date.now();
  const coming = new Map(await Promise.all(rows.map(async (task) => [task, task.taskState === "active" && await nextRuns(task.cronSchedule ?? {}, now, 1).catch(() => [])])));
  const nextOf = (task) => coming.get(task)?.[0];
  const toggle = (task) => {
    const active = task.taskState === "active";
    const button = h("button", { type: "button", "aria-label": t(active ? "tasks.pause.of" : "tasks.resume.of", { name: task.taskTitle }), onclick: () => whileBusy(button, t("busy"), async () => {
      try {
        const target = site.task(task.id);
        await (active ? target.disable({ signal }) : target.enable({ signal }));
        announce(t(active ? "tasks.paused" : "tasks.resumed"));
        dispatchEvent(new HashChangeEvent("hashchange"));
      } catch (error) {
        if (!signal.aborted) replace(outcome, errorPanel(error));
      }
    }) }, t(active ? "tasks.pause" : "tasks.resume"));
    return button;
  };
  return {
    title: t("tasks.title"), path: kPath,
    actions: [h("a", { class: "button primary", href: address(["tasks", "create"]) }, icon("add"), t("tasks.create"))],
    body: [outcome, rows.length === 0 ? h("p", { class: "quiet" }, t("tasks.none")) : dataTable({
      caption: t("tasks.title"), rows, sortedBy: 0, descending: false,
      columns: [
        { label: t("tasks.name"), sort: (task) => task.taskTitle ?? "", cell: (task) => [task.taskTitle || task.id,
          h("span", { class: "sub" }, hasMessage(`task.${task.taskType}`) ? t(`task.${task.taskType}`) : task.taskType)] },
        { label: t("tasks.next"), sort: (task) => nextOf(task) ?? Infinity, cell: (task) => nextOf(task) ?
          [timeOf(nextOf(task), { relative: true }), h("span", { class: "sub" }, timeOf(nextOf(task)))] : "–" },
        { label: t("tasks.cron"), cell: ({ cronSchedule: cron }) => cron ? h("code", {}, cronLine(cron)) : "–" },
        { label: t("tasks.state"), sort: (task) => task.taskState ?? "", cell: (task) => badge(task.taskState === "active" ? "ok" : "neutral", task.taskState ?? t("unknown")) },
        { label: t("operations"), cell: toggle },
      ],
    })],
  };
}

/** The form that schedules backups. */
export async function createTask({ site, signal }) {
  const stores = await site.stores({ signal });
  const store = field({ id: "storeName", label: t("create.store"), parameter: "storeName", control:
    h("select", {}, stores.map(({ name, default: isDefault }) => h("option", { value: name, selected: isDefault }, name))) });
  const name = field({ id: "name", label: t("schedule.name"), parameter: "name", hint: t("schedule.name.hint"), control: h("input", { value: "scheduled", autocomplete: "off", spellcheck: "false" }) });
  const every = field({ id: "every", label: t("schedule.every"), control: h("select", {}, ["day", "week", "month"].map((unit) => h("option", { value: unit, selected: unit === "week" }, t(`schedule.every.${unit}`)))) });
  const weekdayName = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const weekday = field({ id: "dayOfWeek", label: t("schedule.weekday"), parameter: "dayOfWeek", control:
    h("select", {}, kWeekdays.map((_, index) => h("option", { value: index, selected: index === 6 }, weekdayName.format(kSunday + index * kDay)))) });
  const day = field({ id: "dayOfMonth", label: t("schedule.day"), parameter: "dayOfMonth", control:
    h("select", {}, Array.from({ length: 28 }, (_, index) => h("option", { value: index + 1 }, String(index + 1)))) });
  const time = field({ id: "hour", label: t("schedule.time"), parameter: "hour, minute", hint: t("schedule.time.hint"), control: h("input", { type: "time", value: "02:00", required: true }) });
  const kept = field({ id: "retentionOffset", label: t("schedule.kept"), parameter: "retentionOffset", control:
    h("select", {}, [7, 14, 30, 90].map((count) => h("option", { value: count, selected: count === 14 }, t("retention.days", { count })))) });
  const passcode = passcodeFields();
  const fields = { storeName: store, name, passcode: passcode.field, passcodeRepeat: passcode.repeat, passcodeStored: passcode.stored, hour: time, minute: time, dayOfWeek: weekday, dayOfMonth: day };
  const summary = errorSummary();
  const outcome = h("div");
  const runs = h("ol", { class: "links" });
  const submit = h("button", { class: "primary" }, t("schedule.submit"));
  const cron = () => cronOf({ every: every.control.value, time: time.control.value || "00:00", weekday: Number(weekday.control.value), day: Number(day.control.value) });

  function foresee() {
    weekday.node.hidden = every.control.value !== "week";
    day.node.hidden = every.control.value !== "month";
    nextRuns(cron(), Date.now(), kShownRuns).then((found) => replace(runs, found.map((run) => h("li", {}, timeOf(run, { long: true }), " ", h("span", { class: "quiet small" }, formatUtc(run).replace("UTC", "GMT"))))), () => replace(runs));
  }

  async function send() {
    replace(outcome);
    const found = passcode.faults();
    if (!name.control.value) found.push({ parameter: "name", message: t("schedule.name.missing") });
    if (!time.control.value) found.push({ parameter: "hour", message: t("schedule.time.missing") });
    tell(found);
    if (found.length > 0) return;
    const days = Number(kept.control.value);
    try {
      await site.createTask({
        title: name.control.value, type: "CreateBackup", ...cron(),
        parameters: {
          name: name.control.value, passcode: passcode.value(), storeName: store.control.value, retentionOffset: days * kDay,
          metaData: { recurring: true, startTime: time.control.value, retention: { type: "day", value: days } },
        },
      }, { signal });
      passcode.clear();
      announce(t("schedule.done"));
      location.hash = address(["tasks"]);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ValidationError) tell(error.issues);
      else replace(outcome, errorPanel(error));
    }
  }

  function tell(issues) {
    for (const [parameter, at] of Object.entries(fields)) at.setError(issues.find((each) => each.parameter === parameter)?.message);
    summary.show(issues.map(({ parameter, message }) => ({ field: fields[parameter] ?? name, message })));
  }

  foresee();
  signal.addEventListener("abort", () => passcode.clear());
  return {
    title: t("tasks.create"), path: [...kPath, "createTask"], formats: false,
    body: h("form", { class: "form", novalidate: true, oninput: foresee, onsubmit: (event) => {
      event.preventDefault();
      passcode.hide();
      whileBusy(submit, t("busy"), send);
    } },
    summary.node, outcome, store.node, name.node,
    h("div", { class: "columns" }, every.node, weekday.node, day.node, time.node),
    kept.node, passcode.node,
    panel("info", t("schedule.runs"), runs, h("p", { class: "small quiet" }, t("schedule.runs.passcode"))),
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["tasks"]) }, t("cancel")))),
  };
}
