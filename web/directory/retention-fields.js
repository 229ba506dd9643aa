// The part of a form that asks how long a backup is kept.
import { h } from "./dom.js";
import { field } from "./form.js";
import { t } from "./i18n.js";
import { retentionSentence } from "./parts.js";

const kDay = 86_400_000;
const kRetentionDays = [7, 14, 30, 90, 365];
const kDefaultDays = 14;

/**
 * How long: a number of days, a moment of one's own, or for ever. `value()` is epoch milliseconds or null, NaN while the moment is
 * not entered, which `faults()` tells; `sentence()` says what is chosen; `choice()` is what to hand over as `chosen` another time:
 * a number of days, "never", or a moment as `@` and epoch milliseconds.
 */
export function retentionFields(opened, chosen = String(kDefaultDays)) {
  const isMoment = chosen.startsWith("@") && Number(chosen.slice(1)) > 0;
  const moment = h("input", { type: "datetime-local", value: localStamp(isMoment ? Number(chosen.slice(1)) : opened + kDefaultDays * kDay), "aria-label": t("retention.moment"), "aria-describedby": "retentionDate-error" });
  const custom = h("div", { hidden: !isMoment }, moment);
  const select = h("select", { onchange: () => { custom.hidden = select.value !== "moment"; } },
    kRetentionDays.map((count) => h("option", { value: count, selected: String(count) === chosen }, t("retention.days", { count }))),
    h("option", { value: "moment", selected: isMoment }, t("retention.other")),
    h("option", { value: "never", selected: chosen === "never" }, t("retention.never")));
  if (!select.value) select.value = String(kDefaultDays);
  const at = field({ id: "retentionDate", label: t("retention.label"), parameter: "retentionDate", hint: t("retention.hint"), control: select, after: custom });
  const isOwn = () => select.value === "moment";
  const ownMoment = () => {
    const entered = new Date(moment.value).getTime();
    return entered > 0 ? entered : NaN;
  };
  function value() {
    if (select.value === "never") return null;
    return isOwn() ? ownMoment() : opened + Number(select.value) * kDay;
  }
  return {
    field: { ...at, get control() { return isOwn() ? moment : select; } }, node: at.node, value,
    choice: () => (isOwn() ? `@${ownMoment()}` : select.value),
    faults: () => (Number.isNaN(value()) ? [{ parameter: "retentionDate", message: t("retention.moment.missing") }] : []),
    sentence: () => (Number.isNaN(value()) ? t("retention.moment.missing") : retentionSentence(value() ?? -1)),
  };
}

function localStamp(milliseconds) {
  return new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
