// An appointment as an iCalendar file (RFC 5545), for the calendars that remind when this page is closed. Pure; knows no backup.

const kLine = 75;

/**
 * The text of a file with one appointment at `at` (epoch milliseconds) and a reminder a day before. `uid` tells it from every other;
 * `now` is when the file is made.
 */
export function reminder({ uid, at, now, title, text }) {
  return [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Holdfast//Holdfast//EN",
    "BEGIN:VEVENT", `UID:${escaped(uid)}`, `DTSTAMP:${stamp(now)}`, `DTSTART:${stamp(at)}`, "DURATION:PT15M", "TRANSP:TRANSPARENT",
    `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(text)}`,
    "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", `DESCRIPTION:${escaped(title)}`, "END:VALARM",
    "END:VEVENT", "END:VCALENDAR",
  ].map(folded).join("\r\n") + "\r\n";
}

// DATE-TIME in UTC, section 3.3.5.
function stamp(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

// TEXT, section 3.3.11.
function escaped(text) {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

// Lines have 75 octets at most, section 3.1; no character is cut in two.
function folded(line) {
  const lines = [""];
  for (const character of line) {
    const next = lines.at(-1) + character;
    if (new TextEncoder().encode(next).length > kLine) lines.push(` ${character}`);
    else lines[lines.length - 1] = next;
  }
  return lines.join("\r\n");
}
