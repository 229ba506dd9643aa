// The forms of the store section: registering a store, and the settings of the staging volume; each shows the JSON it makes.
import { ValidationError } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { announce } from "../live.js";
import { errorPanel } from "../parts.js";
import { address, jobAddress } from "../router.js";
import { kSecrets, kStorageTypes, storageSettings } from "../storage-settings.js";

const kRecovery = ["system", "disasterrecovery"];
const kDefaults = { size: "64Gi", rootDir: "backups" };

/** Registering a store. */
export async function register({ site, signal }) {
  const name = field({ id: "storeName", label: t("register.name"), parameter: "storeName", hint: t("register.name.hint"), control: h("input", { autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  const type = field({ id: "type", label: t("register.type"), parameter: "settings.type", control: h("select", {}, Object.keys(kStorageTypes).map((key) => h("option", { value: key }, t(`register.type.${key}`)))) });
  const members = Object.fromEntries([...new Set(Object.values(kStorageTypes).flat())].map((key) => [key, memberField(key)]));
  const isDefault = h("input", { type: "checkbox" });
  const settings = (hideSecrets) => storageSettings(type.control.value, Object.fromEntries(kStorageTypes[type.control.value].map((key) =>
    [key, hideSecrets && kSecrets.includes(key) ? "…" : members[key].control.value])));
  return operationForm({
    title: t("register.title"), path: [...kRecovery, "stores", "register"], submit: t("register.submit"), signal, preview: () => settings(true),
    fields: { storeName: name, settings: type, ...members },
    content: [name.node, type.node, Object.values(members).map(({ node }) => node), h("label", { class: "choice" }, isDefault, t("register.default"), h("span", { class: "api-name" }, "isDefault"))],
    foresee: () => { for (const [key, { node }] of Object.entries(members)) node.hidden = !kStorageTypes[type.control.value].includes(key); },
    async send() {
      const result = await site.registerStore({ storeName: name.control.value, settings: settings(false), isDefault: isDefault.checked }, { signal });
      announce(t("register.done"));
      return result.id ? jobAddress(result.id, { operation: "register", storeName: name.control.value }) : address(["stores"]);
    },
  });
}

/** The settings of disaster recovery: staging volume and time limit. */
export async function settings({ site, signal }) {
  const current = await site.settings({ signal });
  const volume = current.stagingVolumeConfig ?? {};
  const members = Object.fromEntries(kStorageTypes.HOSTED.map((key) => [key, memberField(key, volume[key])]));
  const limit = field({ id: "timeoutInSeconds", label: t("settings.limit"), parameter: "timeoutInSeconds", hint: t("settings.limit.hint"),
    control: h("input", { type: "number", min: "60", step: "1", value: current.timeoutInSeconds ?? 7200 }) });
  const made = () => ({
    stagingVolumeConfig: Object.fromEntries(Object.entries(members).map(([key, { control }]) => [key, control.value])),
    timeoutInSeconds: Number(limit.control.value),
  });
  return operationForm({
    title: t("settings.title"), path: [...kRecovery, "settings"], formats: true, submit: t("settings.submit"), signal, preview: made, fields: { ...members, timeoutInSeconds: limit },
    content: [h("p", { class: "hint" }, t("settings.hint")), Object.values(members).map(({ node }) => node), limit.node], foresee() {},
    async send() {
      await site.updateSettings(made(), { signal });
      announce(t("settings.done"));
      return address(["disasterrecovery"]);
    },
  });
}

function memberField(key, value = kDefaults[key] ?? "") {
  const control = key === "provisioningType" ? h("select", {}, ["DYNAMIC", "STATIC"].map((type) => h("option", { value: type, selected: type === value }, type))) :
    kSecrets.includes(key) ? secretInput({ autocomplete: "off", name: t(`storage.${key}`) }).input : h("input", { value, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  return field({ id: key, label: t(`storage.${key}`), parameter: key, control });
}

// A form with the JSON it makes; `send()` answers where to go next.
function operationForm({ title, path, formats = false, submit: submitText, signal, fields, content, preview, foresee, send }) {
  const summary = errorSummary();
  const outcome = h("div");
  const json = h("pre", { tabindex: "0", role: "group", "aria-label": t("settings.json") });
  const submit = h("button", { class: "primary" }, submitText);
  const [first] = Object.values(fields);
  const draw = () => { foresee(); json.textContent = JSON.stringify(preview(), null, 2); };
  const tell = (issues) => {
    for (const [parameter, at] of Object.entries(fields)) at.setError(issues.find((each) => each.parameter === parameter)?.message);
    summary.show(issues.map(({ parameter, message }) => ({ field: fields[parameter] ?? first, message })));
  };
  draw();
  return {
    title, path, formats,
    body: h("form", { class: "form", novalidate: true, oninput: draw, onsubmit: (event) => {
      event.preventDefault();
      whileBusy(submit, t("busy"), async () => {
        replace(outcome);
        tell([]);
        try {
          location.hash = await send();
        } catch (error) {
          if (signal.aborted) return;
          if (error instanceof ValidationError) tell(error.issues);
          else replace(outcome, errorPanel(error));
        }
      });
    } },
    summary.node, outcome, content,
    h("details", {}, h("summary", {}, t("settings.json")), json),
    h("div", { class: "actions" }, submit)),
  };
}
