// What is said when a kit, or a backup's header, was tried with a passcode: what is proved, or why it did not open. Opens nothing.
import { FileError, PasscodeError } from "../holdfast.js";
import { h } from "./dom.js";
import { formatTime, t } from "./i18n.js";
import { errorPanel, panel } from "./parts.js";

/** A kit that opens, but does not list the backup in question. */
export class OtherKit extends Error {
  constructor(kit) {
    super(t("kit.answer.other.text", { names: namesOf(kit) }));
    this.name = "OtherKit";
  }
}

/** What the opening of `kit` has proved, now. */
export function proofOf(kit) {
  return [
    h("p", {}, t("kit.proved.text", { time: formatTime(Date.now(), { long: true }) })),
    h("p", {}, t("kit.proved.covers", { count: kit.backups.length, names: namesOf(kit) })),
    h("p", {}, t(kit.backups.every(({ archive }) => archive?.header) ? "kit.proved.archive" : "kit.proved.remote")),
  ];
}

/** Why it did not open, here or at a local site: the passcode, another file, damage, or no kit at all; never two of them at once. */
export function kitAnswer(error) {
  const answer = answerOf(error);
  if (!answer) return errorPanel(error);
  // What is wrong with the file is told exactly; of the passcode there is no more to say.
  const isOfFile = error instanceof FileError;
  return h("div", { role: "alert" }, panel("danger", t(`kit.answer.${answer}`),
    h("p", {}, answer === "other" ? error.message : t(`kit.answer.${answer}.text`)), isOfFile && h("p", { class: "small quiet", lang: "en" }, error.message)));
}

function answerOf(error) {
  if (error instanceof PasscodeError) return "passcode";
  if (error instanceof OtherKit) return "other";
  if (!(error instanceof FileError)) return null;
  return { file_changed: "changed", kit_malformed: "noKit" }[error.code] ?? "damaged";
}

function namesOf({ backups }) {
  return backups.map(({ name }) => name).join(", ");
}
