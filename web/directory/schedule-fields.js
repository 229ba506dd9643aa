// The part of a form that says when a task runs: a simple plan, or the five cron fields; and its next five runs.
import { nextRuns, ValidationError } from "../holdfast.js";
import { h, replace } from "./dom.js";
import { field } from "./form.js";
import { formatUtc, formatWeekday, t, wordsOf } from "./i18n.js";
import { panel, timeOf } from "./parts.js";
import { cronOf, kCronFields, kWeekdays, planOf } from "./schedule.js";

const kShownRuns = 5;
const kWeekly = { minute: "0", hour: "2", dayOfMonth: "?", month: "*", dayOfWeek: "SAT" };

/** Fields for the schedule `cron` (weekly where none is given). `value()` are the five cron fields; `foresee()` draws the runs. */
export function scheduleFields(cron = kWeekly) {
  const plan = planOf(cron) ?? { ...planOf(kWeekly), every: "own" };
  const select = (values, chosen, label) => h("select", {}, values.map((value) => h("option", { value, selected: value === chosen }, label(value))));
  const every = field({ id: "every", label: t("schedule.every"), control: select(["day", "week", "month", "own"], plan.every, (unit) => t(`schedule.every.${unit}`)) });
  const weekday = field({ id: "weekday", label: t("schedule.weekday"), parameter: "dayOfWeek", control:
    select(kWeekdays.map((_, index) => index), plan.weekday, formatWeekday) });
  const day = field({ id: "day", label: t("schedule.day"), parameter: "dayOfMonth", control: select(Array.from({ length: 28 }, (_, index) => index + 1), plan.day, String) });
  const time = field({ id: "time", label: t("schedule.time"), parameter: "hour, minute", hint: t("schedule.time.hint"), control: h("input", { type: "time", value: plan.time }) });
  const own = Object.fromEntries(kCronFields.map((name) => [name, field({ id: name, label: t(`schedule.${name}`), parameter: name, hint: t(`schedule.${name}.hint`),
    control: h("input", { value: cron[name], autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) })]));
  const runs = h("ol", { class: "links" });
  const nothing = h("p", { class: "small quiet" });
  const planFrame = h("div", { class: "columns" }, weekday.node, day.node, time.node);
  const cronFrame = h("div", { class: "columns" }, Object.values(own).map(({ node }) => node));
  const isOwn = () => every.control.value === "own";

  function planned(unit) {
    return cronOf({ every: unit, time: time.control.value || "00:00", weekday: Number(weekday.control.value), day: Number(day.control.value) });
  }

  function value() {
    return isOwn() ? Object.fromEntries(kCronFields.map((name) => [name, own[name].control.value.trim()])) : planned(every.control.value);
  }

  function switchEditor() {
    planFrame.hidden = isOwn();
    cronFrame.hidden = !isOwn();
    weekday.node.hidden = every.control.value !== "week";
    day.node.hidden = every.control.value !== "month";
  }

  async function foresee() {
    switchEditor();
    const asked = value();
    let found = [];
    let said = null;
    try {
      found = await nextRuns(asked, Date.now(), kShownRuns);
      said = found.length === 0 ? t("schedule.runs.none") : null;
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      said = wordsOf(error);
    }
    if (JSON.stringify(asked) !== JSON.stringify(value())) return;
    replace(runs, runItems(found));
    runs.hidden = found.length === 0;
    nothing.textContent = said ?? "";
    nothing.hidden = said === null;
  }

  // Whoever goes over to the cron fields begins with the plan that was in view.
  let planInView = plan.every;
  every.control.addEventListener("input", () => {
    if (isOwn()) {
      for (const [name, text] of Object.entries(planned(planInView))) own[name].control.value = text;
    }
    planInView = every.control.value;
  });

  return {
    value, foresee,
    faults: () => (isOwn() || time.control.value ? [] : [{ parameter: "time", message: t("schedule.time.missing") }]),
    fields: { ...own, time },
    node: h("div", { class: "stack" }, every.node, planFrame, cronFrame),
    runs: panel("info", t("schedule.runs"), runs, nothing),
  };
}

/** The items of a list of runs: in the reader's zone and in GMT. */
export function runItems(runs) {
  return runs.map((run) => h("li", { class: "run" }, timeOf(run), " ", h("span", { class: "quiet small" }, formatUtc(run).replace("UTC", "GMT"))));
}
