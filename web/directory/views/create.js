// The create operation as a form: five inputs with defaults, checked by the core, and what will happen said before it does.
import { ValidationError, validateCreateBackup } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, faultOf, field, whileBusy, wordsAt } from "../form.js";
import { t, wordsOf } from "../i18n.js";
import { rememberPasscode } from "../kits.js";
import { showInTab } from "../live.js";
import { errorPanel, panel } from "../parts.js";
import { passcodeFields } from "../passcode-fields.js";
import { requestSample } from "../request-sample.js";
import { retentionFields } from "../retention-fields.js";
import { address, jobAddress } from "../router.js";

const kAdviceAfter = 300;

export async function create({ site, params, query, signal }) {
  const stores = await site.stores({ signal });
  const opened = Date.now();

  const store = field({ id: "storeName", label: t("create.store"), parameter: "storeName", hint: t("create.store.hint"), control:
    h("select", {}, stores.map(({ name, default: isDefault }) => h("option", { value: name, selected: name === params.store }, isDefault ? t("create.store.default", { name }) : name))) });
  const name = field({ id: "name", label: t("create.name"), parameter: "name", hint: t("create.name.hint"), control:
    h("input", { value: query.name ?? `backup-${utcStamp(opened)}`, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  const description = field({ id: "description", label: t("create.description"), parameter: "description", hint: t("create.description.hint"), control:
    h("input", { value: query.description ?? "", autocomplete: "off" }) });
  const passcode = passcodeFields({ signal, names: () => [name.control.value, store.control.value, description.control.value] });
  const retention = retentionFields(opened, query.kept);
  const fields = { storeName: store, name, description, passcode: passcode.field, passcodeRepeat: passcode.repeat, passcodeStored: passcode.stored, retentionDate: retention.field };

  const values = () => ({ name: name.control.value, passcode: passcode.value(), description: description.control.value, retentionDate: retention.value() });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, t("create.submit"));
  const consequence = h("p");
  const command = requestSample(() => {
    const { name: backupName, description: words, retentionDate } = values();
    return { path: pathIn(store.control.value), fields: [["name", backupName], ["passcode", null], ["description", words], ["retentionDate", retention.faults().length > 0 ? "" : String(retentionDate ?? -1)]] };
  });
  let tried = false;
  let pending;

  async function check() {
    const { issues, advice } = await validateCreateBackup({ ...values(), storeName: store.control.value }, { now: Date.now() });
    const own = [...passcode.faults(), ...retention.faults()];
    return { issues: [...issues.filter(({ parameter }) => own.every((fault) => fault.parameter !== parameter)), ...own], advice };
  }

  async function review() {
    const { issues, advice } = await check();
    for (const [parameter, at] of Object.entries(fields)) {
      at.setAdvice(advice.filter((each) => each.parameter === parameter).map(wordsOf).join(" "));
      at.setError(tried ? faultOf(issues, at, (each) => each.parameter === parameter) : null);
    }
    return issues;
  }

  function foresee() {
    replace(consequence, t("create.consequence", { name: name.control.value, store: store.control.value }), " ", retention.sentence());
    command.draw();
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
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["stores", params.store, "backups"]) }, t("cancel"))),
    command.node);

  async function send() {
    replace(outcome);
    const issues = await review();
    summary.show(issues.map((each) => ({ field: fields[each.parameter] ?? name, message: wordsAt(fields[each.parameter], each) })));
    showInTab(issues.length > 0 ? t("title.error", { title: t("create.title") }) : t("create.title"));
    if (issues.length > 0) return;
    try {
      const job = await site.store(store.control.value).createBackup(values(), { signal });
      rememberPasscode(site.root, store.control.value, name.control.value, passcode.value());
      passcode.clear();
      location.hash = jobAddress(job.id, { operation: "backup", storeName: store.control.value, backupName: name.control.value },
        { description: description.control.value, kept: retention.choice() });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ValidationError) summary.show(error.issues.map((each) => ({ field: fields[each.parameter] ?? name, message: wordsAt(fields[each.parameter], each) })));
      else replace(outcome, errorPanel(error));
      outcome.scrollIntoView({ block: "nearest" });
    }
  }

  foresee();
  signal.addEventListener("abort", () => { clearTimeout(pending); passcode.clear(); });
  return { title: t("create.title"), path: pathIn(params.store), formats: false, body: form, shown: () => review() };
}

function pathIn(storeName) {
  return ["system", "disasterrecovery", "stores", storeName, "backups", "create"];
}

function utcStamp(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", "-").replace(":", "")}Z`;
}
