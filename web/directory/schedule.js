// Times of scheduled tasks: what their cron fields mean, in GMT, and the fields of a simple plan. Pure: no clock, no DOM.

const kDay = 86_400_000;
const kMinute = 60_000;
const kMostDays = 366 * 5;
export const kWeekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const kMonths = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** The cron fields of `{every: "day" | "week" | "month", time: "HH:mm" in GMT, weekday: 0 (Sunday) to 6, day: 1 to 28}`. */
export function cronOf({ every, time, weekday, day }) {
  const [hour, minute] = time.split(":").map(Number);
  return {
    minute: String(minute), hour: String(hour), month: "*",
    dayOfMonth: every === "month" ? String(day) : every === "week" ? "?" : "*",
    dayOfWeek: every === "week" ? kWeekdays[weekday] : "?",
  };
}

/** The next `count` runs after `from`, epoch milliseconds; null where a field holds what this cannot work out (`L`, `W`, `#`). */
export function nextRuns(cron, from, count) {
  const minutes = values(cron.minute, 0, 59);
  const hours = values(cron.hour, 0, 23);
  const days = values(cron.dayOfMonth, 1, 31);
  const months = values(cron.month, 1, 12, kMonths, 1);
  const weekdays = values(cron.dayOfWeek, 1, 7, kWeekdays, 1);
  if (![minutes, hours, days, months, weekdays].every(Boolean)) return null;
  const runs = [];
  for (let date = Math.floor(from / kDay) * kDay, left = kMostDays; left > 0 && runs.length < count; date += kDay, left -= 1) {
    const at = new Date(date);
    if (!days.has(at.getUTCDate()) || !months.has(at.getUTCMonth() + 1) || !weekdays.has(at.getUTCDay() + 1)) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const run = date + (hour * 60 + minute) * kMinute;
        if (run > from && runs.length < count) runs.push(run);
      }
    }
  }
  return runs;
}

// The numbers a field stands for, in order, or null: `*`, `?`, lists, ranges, steps and names; Sunday is 1, as in Quartz.
function values(text, low, high, names = [], offset = 0) {
  const found = new Set();
  const number = (word) => names.includes(word.toUpperCase()) ? names.indexOf(word.toUpperCase()) + offset : /^\d+$/.test(word) ? Number(word) : NaN;
  for (const part of String(text).split(",")) {
    const [range, step = "1"] = part.split("/");
    const [first, last] = range === "*" || range === "?" ? [low, high] :
      range.includes("-") ? range.split("-").map(number) : [number(range), part.includes("/") ? high : number(range)];
    if (![first, last, Number(step)].every(Number.isInteger) || first < low || last > high || Number(step) < 1) return null;
    for (let value = first; value <= last; value += Number(step)) found.add(value);
  }
  return new Set([...found].sort((a, b) => a - b));
}
