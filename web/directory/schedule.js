// The cron fields of a simple plan, and the plan of cron fields, where they are one. Pure; when they run is the core's to say.

export const kWeekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
/** The five fields, in the order in which they are written. */
export const kCronFields = ["minute", "hour", "dayOfMonth", "month", "dayOfWeek"];

/** Epoch milliseconds of a task's or run's time, which servers send as a number or as English text in UTC; 0 where there is none. */
export function timeOfTask(value) {
  return typeof value === "string" ? Date.parse(`${value} UTC`) || 0 : value ?? 0;
}

/** The cron fields of `{every: "day" | "week" | "month", time: "HH:mm" in GMT, weekday: 0 (Sunday) to 6, day: 1 to 28}`. */
export function cronOf({ every, time, weekday, day }) {
  const [hour, minute] = time.split(":").map(Number);
  return {
    minute: String(minute), hour: String(hour), month: "*",
    dayOfMonth: every === "month" ? String(day) : every === "week" ? "?" : "*",
    dayOfWeek: every === "week" ? kWeekdays[weekday] : "?",
  };
}

/** The plan that `cronOf` makes these fields of, or null where there is none. */
export function planOf(cron) {
  const { minute, hour, dayOfMonth, dayOfWeek } = cron;
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour)) return null;
  const plan = {
    every: dayOfWeek !== "?" && dayOfWeek !== "*" ? "week" : dayOfMonth === "*" ? "day" : "month",
    time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`,
    weekday: Math.max(0, kWeekdays.indexOf(dayOfWeek.toUpperCase())), day: /^\d+$/.test(dayOfMonth) ? Number(dayOfMonth) : 1,
  };
  const plain = (text) => (/^\d+$/.test(text) ? String(Number(text)) : text.toUpperCase());
  return plan.day <= 28 && Object.entries(cronOf(plan)).every(([field, value]) => plain(cron[field]) === value) ? plan : null;
}

/** The fields in one line, as cron writes them. */
export function cronLine(cron) {
  return kCronFields.map((field) => cron[field]).join(" ");
}
