// The page's words, numbers and times in the reader's language; knows the message files and nothing of what they are used for.
import en from "./messages/en.js";

/** The languages there are, each in its own name. */
export const kLanguages = { en: "English", de: "Deutsch", es: "Español", fr: "Français", ja: "日本語" };
// What the page says, and what the core says, which speaks English itself.
const kLoaders = {
  de: () => [import("./messages/de.js"), import("./messages/core/de.js")],
  es: () => [import("./messages/es.js"), import("./messages/core/es.js")],
  fr: () => [import("./messages/fr.js"), import("./messages/core/fr.js")],
  ja: () => [import("./messages/ja.js"), import("./messages/core/ja.js")],
};
const kLocaleKey = "holdfast.language";
// Languages of the tests alone: English with every text marked that comes from here, so that they see the ones that do not.
const kPseudo = { pseudo: "ltr", "pseudo-rtl": "rtl" };

/** The language of the messages: the reader's choice, else the browser's, else English. */
export const language = currentLanguage();
const isPseudo = Object.hasOwn(kPseudo, language);
/** The direction of writing: "ltr" or "rtl". */
export const direction = isPseudo ? kPseudo[language] : "ltr";
/** The locale of numbers and times: the browser's variant of the language where there is one. */
export const locale = isPseudo ? "en" :
  (globalThis.navigator?.languages ?? []).find((tag) => tag.split("-")[0] === language) ?? language;
const [kMessages, kOfCore] = Object.hasOwn(kLoaders, language) ?
  (await Promise.all(kLoaders[language]())).map((module) => module.default) : [isPseudo ? marked(en) : en, {}];
const kPlurals = new Intl.PluralRules(locale);

/** The message `key` with `{name}` replaced by `values.name`; messages with forms are chosen by `values.count`. */
export function t(key, values = {}) {
  return pieces(key, values).join("");
}

/** As `t`, for values that are nodes: a list of texts and nodes to put into an element. */
export function pieces(key, values = {}) {
  const message = kMessages[key];
  if (message === undefined) throw new Error(`There is no message "${key}".`);
  return filled(typeof message === "string" ? message : message[kPlurals.select(values.count)] ?? message.other, values);
}

/**
 * What the core says in an error, a fault or a piece of advice (`{code, sentence, message, values, parameter, issues}`), in the
 * reader's language: its sentence, else what its code means. Errors of the page's own are in that language already.
 */
export function wordsOf(fact) {
  if (typeof fact.sentence !== "string") return fact.message;
  if (fact.issues?.some((issue) => issue.code !== fact.code)) return fact.issues.map(wordsOf).join(" ");
  const text = kOfCore[fact.sentence] ?? kOfCore[fact.code];
  if (text === undefined) return isPseudo ? mark(fact.message) : fact.message;
  return filled(text, { parameter: fact.parameter, ...fact.values }).join("");
}

/** Adds to what `wordsOf` knows: sentences by their names, in the reader's language. */
export function learn(sentences) {
  Object.assign(kOfCore, sentences);
}

/** The core's own English of `fact`, where `wordsOf` could say no more than what its code means; else null. */
export function englishWordsOf(fact) {
  return Object.hasOwn(kOfCore, fact.code) && fact.sentence === "" && fact.code !== "validation_failed" ? fact.message : null;
}

function filled(text, values) {
  return text.split(/(\{\w+\})/).map((part) => {
    if (!/^\{\w+\}$/.test(part)) return part;
    const value = values[part.slice(1, -1)];
    return typeof value === "number" ? formatNumber(value) : value;
  });
}

/** Changes the language for good; it shows after a reload. */
export function chooseLanguage(chosen) {
  localStorage.setItem(kLocaleKey, chosen);
}

/** Whether there is a message `key`. */
export function hasMessage(key) {
  return Object.hasOwn(kMessages, key);
}

export function formatNumber(value) {
  return formatter(Intl.NumberFormat).format(value);
}

export function formatPercent(fraction) {
  return formatter(Intl.NumberFormat, { style: "percent" }).format(fraction);
}

/** A size in bytes, in decimal units: "12.4 MB". */
export function formatBytes(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return formatter(Intl.NumberFormat, {
    style: "unit", unit: units[power], unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

/** Epoch milliseconds in the reader's zone, the zone named: "7 Dec 2026, 14:05 CET", the month in full where `long`. */
export function formatTime(milliseconds, { long = false } = {}) {
  return formatter(Intl.DateTimeFormat, {
    day: "numeric", month: long ? "long" : "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(milliseconds);
}

/** The time of day of epoch milliseconds in the reader's zone. */
export function formatClock(milliseconds) {
  return formatter(Intl.DateTimeFormat, { hour: "2-digit", minute: "2-digit" }).format(milliseconds);
}

/** The name of a day of the week; 0 is Sunday. */
export function formatWeekday(index) {
  return formatter(Intl.DateTimeFormat, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2023, 0, 1 + index));
}

/** Epoch milliseconds as a short date in the reader's zone. */
export function formatDate(milliseconds) {
  return formatter(Intl.DateTimeFormat, { day: "numeric", month: "short", year: "numeric" }).format(milliseconds);
}

/** Epoch milliseconds in UTC: "2026-12-07 13:05:00 UTC". */
export function formatUtc(milliseconds) {
  const text = `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return isPseudo ? mark(text) : text;
}

const kSteps = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** How long before or after `now`: "3 days ago", "in 2 weeks". */
export function formatRelative(milliseconds, now = Date.now()) {
  const seconds = Math.round((milliseconds - now) / 1000);
  const [unit, size] = kSteps.find(([, step]) => Math.abs(seconds) >= step * (step === 604_800 ? 2 : 1)) ?? ["second", 1];
  return formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

// English alone has narrow units that are read as words.
const kUnitDisplay = kMessages === en || isPseudo ? "narrow" : "short";

/** A length of time in its two largest units: "1m 4s". */
export function formatDuration(milliseconds) {
  let seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [];
  for (const [unit, size] of [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]]) {
    const count = Math.floor(seconds / size);
    if (count > 0 || (unit === "second" && parts.length === 0)) {
      parts.push(formatter(Intl.NumberFormat, { style: "unit", unit, unitDisplay: kUnitDisplay }).format(count));
    }
    seconds -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

const kFormatters = new Map();

// The formatter of these options, made once: making one takes longer than formatting a hundred values.
function formatter(Kind, options = {}) {
  const key = `${Kind.name} ${JSON.stringify(options)}`;
  if (!kFormatters.has(key)) {
    const made = new Kind(locale, options);
    kFormatters.set(key, isPseudo ? { format: (...values) => mark(made.format(...values)) } : made);
  }
  return kFormatters.get(key);
}

function currentLanguage() {
  const chosen = globalThis.localStorage?.getItem(kLocaleKey);
  if (Object.hasOwn(kPseudo, chosen ?? "") || Object.hasOwn(kLanguages, chosen ?? "")) return chosen;
  return (globalThis.navigator?.languages ?? []).map((tag) => tag.split("-")[0]).find((tag) => Object.hasOwn(kLanguages, tag)) ?? "en";
}

function mark(text) {
  return `⟦${text}⟧`;
}

function marked(messages) {
  return Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, typeof message === "string" ?
    mark(message) : Object.fromEntries(Object.entries(message).map(([form, text]) => [form, mark(text)]))]));
}
