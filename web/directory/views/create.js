// The create operation as a form: five inputs with defaults, checked by the core, and what will happen said before it does.
import { ValidationError, validateCreateBackup } from "../../holdfast.js";
import { h, icon, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { showInTab } from "../live.js";
import { copyButton, errorPanel, panel, retentionSentence } from "../parts.js";
import { generatePasscode } from "../passcode.js";
import { jobAddress } from "../router.js";
import { session } from "../session.js";

const kDay = 86_400_000;
const kRetentionDays = [7, 14, 30, 90, 365];
const kDefaultDays = 14;
const kAdviceAfter = 300;

export async function create({ site, params, query, signal }) {
  const stores = await site.stores({ signal });
  const opened = Date.now();

  const store = field({ id: "storeName", label: t("create.store"), parameter: "storeName", hint: t("create.store.hint"), control:
    h("select", {}, stores.map(({ name, default: isDefault }) => h("option", { value: name, selected: name === params.store }, isDefault ? t("create.store.default", { name }) : name))) });
  const name = field({ id: "name", label: t("create.name"), parameter: "name", hint: t("create.name.hint"), control:
    h("input", { value: query.name ?? `backup-${utcStamp(opened)}`, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  const description = field({ id: "description", label: t("create.description"), parameter: "description", hint: t("create.description.hint"), control:
    h("input", { autocomplete: "off" }) });
  const passcode = passcodeFields();
  const retention = retentionFields(opened);
  const fields = { storeName: store, name, description, passcode: passcode.field, passcodeRepeat: passcode.repeat, passcodeStored: passcode.stored, retentionDate: retention.field };

  const values = () => ({ name: name.control.value, passcode: passcode.value(), description: description.control.value, retentionDate: retention.value() });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, t("create.submit"));
  const consequence = h("p");
  const command = h("pre", { tabindex: "0", role: "group", "aria-label": t("create.request") });
  let tried = false;
  let pending;

  async function check() {
    const { issues, advice } = await validateCreateBackup({ ...values(), storeName: store.control.value }, { now: Date.now() });
    const own = passcode.faults();
    return { issues: [...issues, ...own], advice };
  }

  async function review() {
    const { issues, advice } = await check();
    for (const [parameter, at] of Object.entries(fields)) {
      at.setAdvice(advice.filter((each) => each.parameter === parameter).map(({ message }) => message).join(" "));
      at.setError(tried ? issues.find((each) => each.parameter === parameter)?.message : null);
    }
    return issues;
  }

  function foresee() {
    replace(consequence, t("create.consequence", { name: name.control.value, store: store.control.value }), " ", retentionSentence(retention.value() ?? -1));
    command.textContent = curlCommand(store.control.value, values());
  }

  const form = h("form", { class: "form", novalidate: true,
    oninput: () => {
      foresee();
      clearTimeout(pending);
      pending = setTimeout(review, kAdviceAfter);
    },
    onsubmit: (event) => {
      event.preventDefault();
      tried = true;
      passcode.hide();
      whileBusy(submit, t("create.busy"), send);
    } },
    summary.node, outcome,
    store.node, name.node, passcode.node, retention.node, description.node,
    panel("info", t("create.happens"), consequence, h("p", { class: "small quiet" }, t("create.happens.passcode"))),
    h("div", { class: "actions" }, submit),
    h("details", {}, h("summary", {}, t("create.request")), h("div", { class: "stack" }, h("p", { class: "hint" }, t("create.request.hint")), command,
      h("div", {}, copyButton(() => command.textContent)))));

  async function send() {
    replace(outcome);
    const issues = await review();
    summary.show(issues.map(({ parameter, message }) => ({ field: fields[parameter] ?? name, message })));
    showInTab(issues.length > 0 ? t("title.error", { title: t("create.title") }) : t("create.title"));
    if (issues.length > 0) return;
    try {
      const job = await site.store(store.control.value).createBackup(values(), { signal });
      passcode.clear();
      location.hash = jobAddress(job.id, { operation: "backup", storeName: store.control.value, backupName: name.control.value });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ValidationError) summary.show(error.issues.map(({ parameter, message }) => ({ field: fields[parameter] ?? name, message })));
      else replace(outcome, errorPanel(error));
      outcome.scrollIntoView({ block: "nearest" });
    }
  }

  foresee();
  signal.addEventListener("abort", () => { clearTimeout(pending); passcode.clear(); });
  return { title: t("create.title"), path: ["system", "disasterrecovery", "stores", params.store, "backups", "create"], formats: false, body: form, shown: () => review() };
}

// Two ways to a passcode: words made here, shown once and to be stored; or one's own, repeated unless it is shown.
function passcodeFields() {
  const words = h("output", { class: "words", tabindex: "0", role: "group", "aria-label": t("passcode.words") }, generatePasscode());
  const storedBox = h("input", { type: "checkbox" });
  const stored = field({ id: "passcodeStored", label: t("passcode.stored"), control: storedBox });
  replace(stored.node, stored.node.querySelector(".field-error"), h("label", { class: "choice" }, storedBox, t("passcode.stored")));
  stored.setAdvice = () => {};
  const own = secretInput({ autocomplete: "new-password", name: t("passcode.name") });
  const again = secretInput({ autocomplete: "new-password", name: t("passcode.repeat.name") });
  const at = field({ id: "passcode", label: t("passcode.own"), hint: t("passcode.hint"), control: own.input });
  const repeat = field({ id: "passcodeRepeat", label: t("passcode.repeat"), control: again.input });
  repeat.setAdvice = () => {};
  const generated = h("div", { class: "stack" }, words,
    h("div", { class: "row" }, copyButton(() => words.textContent), h("button", { type: "button", class: "plain", onclick: () => {
      words.textContent = generatePasscode();
      storedBox.checked = false;
    } }, icon("renew"), t("passcode.renew"))),
    stored.node);
  const typed = h("div", { class: "stack", hidden: true }, at.node, repeat.node);
  own.input.addEventListener("shown", () => { repeat.node.hidden = own.input.type === "text"; });
  const way = (value, label) => h("label", { class: "choice" }, h("input", { type: "radio", name: "passcode-way", value, checked: value === "words",
    onchange: () => { generated.hidden = value !== "words"; typed.hidden = value === "words"; } }), label);
  const usesWords = () => !generated.hidden;
  return {
    field: at, repeat, stored,
    node: h("fieldset", { class: "stack" },
      h("legend", { class: "label" }, t("passcode.label"), h("span", { class: "api-name" }, "passcode")),
      h("p", { class: "hint" }, t("passcode.why")),
      h("div", { class: "row" }, way("words", t("passcode.way.words")), way("own", t("passcode.way.own"))),
      generated, typed),
    value: () => usesWords() ? words.textContent : own.input.value,
    faults() {
      if (usesWords()) return storedBox.checked ? [] : [{ parameter: "passcodeStored", message: t("passcode.stored.missing") }];
      if (repeat.node.hidden || !own.input.value || own.input.value === again.input.value) return [];
      return [{ parameter: "passcodeRepeat", message: t("passcode.repeat.differs") }];
    },
    hide() {
      if (repeat.node.hidden) again.input.value = own.input.value;
      own.show(false);
      again.show(false);
    },
    clear() {
      words.textContent = own.input.value = again.input.value = "";
    },
  };
}

/** How long: a number of days, a moment of one's own, or for ever. `value()` is epoch milliseconds or null. */
export function retentionFields(opened, days = kDefaultDays) {
  const moment = h("input", { type: "datetime-local", value: localStamp(opened + kDefaultDays * kDay), "aria-label": t("retention.moment") });
  const custom = h("div", { hidden: true }, moment);
  const select = h("select", { onchange: () => { custom.hidden = select.value !== "moment"; } },
    kRetentionDays.map((count) => h("option", { value: count, selected: count === days }, t("retention.days", { count }))),
    h("option", { value: "moment" }, t("retention.other")),
    h("option", { value: "never" }, t("retention.never")));
  const at = field({ id: "retentionDate", label: t("retention.label"), parameter: "retentionDate", hint: t("retention.hint"), control: select, after: custom });
  return {
    field: at, node: at.node,
    value() {
      if (select.value === "never") return null;
      return select.value === "moment" ? new Date(moment.value).getTime() : opened + Number(select.value) * kDay;
    },
  };
}

// The request for the command line; passcode and token are read from files, so that no process list and no history shows them.
function curlCommand(storeName, { name, description, retentionDate }) {
  const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const path = `${session.root}/system/disasterrecovery/stores/${encodeURIComponent(storeName)}/backups/create`;
  return [`curl -sS ${quote(path)}`, `--data-urlencode ${quote(`name=${name}`)}`, "--data-urlencode passcode@passcode.txt",
    `--data-urlencode ${quote(`description=${description}`)}`, `-d retentionDate=${Number.isNaN(retentionDate) ? "" : retentionDate ?? -1}`,
    "--data-urlencode token@token.txt", "-d f=json"].join(" \\\n  ");
}

function utcStamp(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", "-").replace(":", "")}Z`;
}

function localStamp(milliseconds) {
  return new Date(milliseconds - new Date(milliseconds).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
