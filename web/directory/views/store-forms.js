// The forms of the store section: registering, changing and unregistering a store, and the settings of the staging volume.
import { attempt } from "../attempt.js";
import { ValidationError } from "../../holdfast.js";
import { h, replace } from "../dom.js";
import { apiName, errorSummary, faultOf, field, secretInput, whileBusy, wordsAt } from "../form.js";
import { t, wordsOf } from "../i18n.js";
import { announce, showInTab } from "../live.js";
import { errorPanel, panel } from "../parts.js";
import { isLocal } from "../local-site.js";
import { orFault } from "../refused.js";
import { requestSample } from "../request-sample.js";
import { address, jobAddress } from "../router.js";
import { withoutSecrets } from "../secrets.js";
import { session } from "../session.js";
import { firstCredential, inputsOf, isInDataFolder, kFolderVolume, kSecrets, kStorageTypes, labelsOf, labelsText, storageSettings, volumeConfig } from "../storage-settings.js";
import { storePlace } from "../store-place.js";
import { typedName } from "./backup.js";

const kRecovery = ["system", "disasterrecovery"];
const kDefaults = { size: "64Gi", rootDir: "backups" };
/** The choice of a storage whose settings are written as JSON: whatever this page has no fields for; and what to begin with. */
const kOther = "OTHER";
const kOtherFrame = { type: "", provider: { name: "GCP", cloudServices: [{ name: "", type: "objectStore", usage: "BACKUP", category: "storage",
  connection: { bucketName: "", rootDir: "backups", credential: { type: "HMAC-KEYS", secret: { accessKey: "", secretKey: "" } } } }] } };
const kVolume = ["provisioningType", "storageClass", "size", "labels"];

/** Registering a store: a local site keeps it in a folder, an organization in any storage. */
export async function register(route) {
  if (isLocal(session.root)) return registerInFolder(route, (changed) => storePlace({ changed }));
  const [{ storeFolders }, stores] = await Promise.all([route.site.disasterRecovery({ signal: route.signal }), orFault(route.site.stores({ signal: route.signal }))]);
  const allowed = Array.isArray(storeFolders) ? storeFolders.map(String) : [];
  return allowed.length > 0 || stores.value?.some(isInDataFolder) ? registerInFolder(route, () => allowedPlace(allowed)) : registerAnywhere(route);
}

/** At a local site, whose stores differ in where they lie alone; `placeOf(changed)` answers the field that says it. */
function registerInFolder({ site, signal }, placeOf) {
  const name = nameField();
  const isDefault = h("input", { type: "checkbox" });
  const place = placeOf(() => form.body.dispatchEvent(new Event("input")));
  const settings = () => ({ type: "HOSTED", storageConfig: kFolderVolume, ...place.settings() });
  const path = [...kRecovery, "stores", "register"];
  const form = operationForm({
    title: t("register.title"), path, submit: t("register.submit"), signal, preview: settings, fields: { storeName: name, rootDir: place },
    content: [name.node, place.node, checkbox(isDefault, t("register.default"), "isDefault")], back: address(["stores"]),
    faults: place.faults,
    sample: () => ({ path, fields: [["storeName", name.control.value], ["settings", JSON.stringify(settings())], ["isDefault", String(isDefault.checked)]] }),
    async send() {
      const rootDir = await place.keep();
      const result = await site.registerStore({ storeName: name.control.value, settings: { ...settings(), ...rootDir }, isDefault: isDefault.checked }, { signal });
      announce(t("register.done"));
      return result.id ? jobAddress(result.id, { operation: "register", storeName: name.control.value }) : address(["stores"]);
    },
  });
  return form;
}

/** Where a new store of a local site lies that keeps them on its own disk, as `storePlace` says it: in one of the folders `allowed`, or the data folder. */
function allowedPlace(allowed) {
  const folder = field({ id: "folder", label: t("storage.folder"), parameter: "settings.rootDir", hint: t("storage.folder.hint", { folders: allowed.join(", ") }),
    control: h("input", { autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
  return {
    ...folder, node: allowed.length > 0 ? folder.node : h("p", { class: "hint" }, t("register.place.data")),
    settings: () => (folder.control.value ? { rootDir: folder.control.value } : {}), faults: () => [], keep: async () => ({}),
  };
}

function nameField() {
  return field({ id: "storeName", label: t("register.name"), parameter: "storeName", hint: t("register.name.hint"), control: h("input", { autocomplete: "off", autocapitalize: "none", spellcheck: "false" }) });
}

function registerAnywhere({ site, signal }) {
  const name = nameField();
  const type = field({ id: "type", label: t("register.type"), parameter: "settings.type", control: h("select", {}, [...Object.keys(kStorageTypes), kOther].map((key) => h("option", { value: key }, t(`register.type.${key}`)))) });
  const credentialType = field({ id: "credentialType", label: t("storage.credentialType"), parameter: "credential.type", control: h("select", {}) });
  const all = Object.entries(kStorageTypes).flatMap(([key, { credentials }]) => [undefined, ...Object.keys(credentials)].flatMap((way) => inputsOf(key, way)));
  const members = Object.fromEntries([...new Set(all)].map((key) => [key, memberField(key)]));
  const json = field({ id: "settings", label: t("register.json"), parameter: "settings", hint: t("register.json.hint"), control: h("textarea", { rows: 12, class: "code", spellcheck: "false" }, JSON.stringify(kOtherFrame, null, 2)) });
  const isDefault = h("input", { type: "checkbox" });
  const bds = h("input", { type: "checkbox" });
  const placed = Object.values(kStorageTypes).flatMap(({ inputs: named }) => named).filter((key, index, every) => every.indexOf(key) === index);
  const chosen = () => type.control.value;
  const inputs = () => (chosen() === kOther ? [] : inputsOf(chosen(), credentialType.control.value || undefined));

  function settings({ hideSecrets = false } = {}) {
    const more = bds.checked ? { supportBDSBackup: true } : {};
    if (chosen() === kOther) {
      const written = objectIn(json.control.value) ?? {};
      return { ...(hideSecrets ? withoutSecrets(written) : written), ...more };
    }
    const values = Object.fromEntries(inputs().map((key) => [key, hideSecrets && kSecrets.includes(key) ? "…" : members[key].control.value]));
    return { ...storageSettings(chosen(), { ...values, credentialType: credentialType.control.value || undefined }), ...more };
  }

  function foresee() {
    const ways = chosen() === kOther ? [] : Object.keys(kStorageTypes[chosen()].credentials);
    if (!ways.includes(credentialType.control.value)) {
      replace(credentialType.control, ways.map((way) => h("option", { value: way, selected: way === firstCredential(chosen()) }, t(`credential.${way}`))));
    }
    credentialType.node.hidden = ways.length === 0;
    json.node.hidden = chosen() !== kOther;
    for (const [key, { node }] of Object.entries(members)) node.hidden = !inputs().includes(key);
  }

  return operationForm({
    title: t("register.title"), path: [...kRecovery, "stores", "register"], submit: t("register.submit"), signal, preview: () => settings({ hideSecrets: true }), foresee,
    fields: { storeName: name, settings: json, type, credentialType, ...members },
    content: [name.node, type.node, placed.map((key) => members[key].node), json.node, credentialType.node, Object.keys(members).filter((key) => !placed.includes(key)).map((key) => members[key].node),
      checkbox(isDefault, t("register.default"), "isDefault"), checkbox(bds, t("store.bds"), "supportBDSBackup")],
    back: address(["stores"]),
    faults: () => (chosen() === kOther ? jsonFaults(json.control.value) : labelFaults(members, inputs())),
    sample: () => ({ path: [...kRecovery, "stores", "register"], fields: [["storeName", name.control.value],
      ["settings", chosen() === kOther || inputs().some((key) => kSecrets.includes(key)) ? null : JSON.stringify(settings())], ["isDefault", String(isDefault.checked)]] }),
    async send() {
      const result = await site.registerStore({ storeName: name.control.value, settings: settings(), isDefault: isDefault.checked }, { signal });
      announce(t("register.done"));
      return result.id ? jobAddress(result.id, { operation: "register", storeName: name.control.value }) : address(["stores"]);
    },
  });
}

/** Changing a store: what the API lets change is whether it is the default one, and what its backups hold. */
export async function updateStore({ site, params, signal }) {
  const info = await site.store(params.store).info({ signal });
  const isDefault = h("input", { type: "checkbox", checked: info.default, disabled: info.default });
  const bds = h("input", { type: "checkbox", checked: info.supportBDSBackup === true });
  // What a server does not tell is left out unless it is wanted: the core sends what the server needs.
  const made = () => ({ default: isDefault.checked, ...(bds.checked || info.supportBDSBackup !== undefined ? { supportBDSBackup: bds.checked } : {}) });
  const path = [...kRecovery, "stores", params.store, "update"];
  return operationForm({
    title: t("store.update.title", { name: params.store }), path, submit: t("store.update.submit"), signal, preview: made, fields: {},
    content: [checkbox(isDefault, t("register.default"), "default"), info.default && h("p", { class: "hint" }, t("store.update.isDefault")), checkbox(bds, t("store.bds"), "supportBDSBackup")],
    back: address(["stores", params.store]),
    sample: () => ({ path, fields: [["settings", JSON.stringify(made())]] }),
    async send() {
      await site.store(params.store).update(made(), { signal });
      announce(t("store.update.done"));
      return address(["stores", params.store]);
    },
  });
}

/** Unregistering a store: the consequences, and its name typed. */
export async function unregister({ site, params, signal }) {
  const target = site.store(params.store);
  // A store whose storage is gone must be unregistered as well: then nobody knows how many backups it holds.
  const [info, { value: backups }, all] = await Promise.all([target.info({ signal }), orFault(target.backups({ signal })), site.stores({ signal })]);
  const typed = typedName(params.store, "typed.label.store");
  const outcome = h("div");
  const submit = h("button", { class: "destructive" }, t("store.unregister.submit"));
  const path = [...kRecovery, "stores", params.store, "unregister"];
  return {
    title: t("store.unregister.title", { name: params.store }), path, formats: false,
    body: h("form", { class: "form", novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      if (!typed.holds()) return;
      attempt(submit, { outcome, signal }, async () => {
        await target.unregister({ signal });
        announce(t("store.unregister.done"));
        location.hash = address(["stores"]);
      });
    } },
    outcome, typed.summary,
    panel("warning", t("delete.consequences"), h("ul", {},
      h("li", {}, backups ? t("store.unregister.stay", { count: backups.length }) : t("store.unregister.unreadable")),
      all.length < 2 ? h("li", {}, h("strong", {}, t("store.unregister.last"))) : info.default && h("li", {}, t("store.unregister.default")))),
    typed.node,
    h("div", { class: "actions" }, submit, h("a", { class: "button", href: address(["stores", params.store]) }, t("cancel"))),
    requestSample(() => ({ path, fields: [] })).node),
  };
}

/** The settings of disaster recovery: staging volume and time limit. */
export async function settings({ site, signal }) {
  const current = await site.settings({ signal });
  const volume = { ...current.stagingVolumeConfig, labels: labelsText(current.stagingVolumeConfig?.labels) };
  const members = Object.fromEntries(kVolume.map((key) => [key, memberField(key, volume[key])]));
  const limit = field({ id: "timeoutInSeconds", label: t("settings.limit"), parameter: "timeoutInSeconds", hint: t("settings.limit.hint"),
    control: h("input", { type: "number", min: "60", step: "1", value: current.timeoutInSeconds ?? 7200 }) });
  const made = () => ({
    stagingVolumeConfig: volumeConfig(Object.fromEntries(kVolume.map((key) => [key, members[key].control.value]))),
    timeoutInSeconds: Number(limit.control.value),
  });
  return operationForm({
    title: t("settings.title"), path: [...kRecovery, "settings"], formats: true, submit: t("settings.submit"), signal, preview: made, fields: { ...members, timeoutInSeconds: limit },
    content: [h("p", { class: "hint" }, t("settings.hint")), Object.values(members).map(({ node }) => node), limit.node],
    back: address(["disasterrecovery"]),
    faults: () => labelFaults(members, kVolume),
    sample: () => ({ path: [...kRecovery, "settings", "update"], fields: [["settings", JSON.stringify(made())]] }),
    async send() {
      await site.updateSettings(made(), { signal });
      return { done: t("settings.done") };
    },
  });
}

function memberField(key, value = kDefaults[key] ?? "") {
  const control = key === "provisioningType" ? h("select", {}, ["DYNAMIC", "STATIC"].map((type) => h("option", { value: type, selected: type === value }, type))) :
    kSecrets.includes(key) ? secretInput({ autocomplete: "off", name: t(`storage.${key}`) }).input : h("input", { value, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  return field({ id: key, label: t(`storage.${key}`), parameter: key, hint: key === "labels" ? t("storage.labels.hint") : undefined, control });
}

function checkbox(input, label, parameter) {
  return h("label", { class: "choice" }, input, h("span", {}, label, apiName(parameter)));
}

function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function jsonFaults(text) {
  return objectIn(text) ? [] : [{ parameter: "settings", message: t("register.json.wrong") }];
}

function labelFaults(members, inputs) {
  return inputs.includes("labels") && labelsOf(members.labels.control.value) === null ? [{ parameter: "labels", message: t("storage.labels.wrong") }] : [];
}

// The faults that `error` names: those the core found, or the parameter that a local site refuses, in its own words.
function issuesOf({ issues, details = [], message }) {
  const named = details.find((words) => words.startsWith("Parameter: "));
  return issues ?? (named ? [{ parameter: named.slice("Parameter: ".length), message: details.filter((words) => words !== named).join(" ") || message }] : []);
}

// A form with the JSON it makes and its request; `faults()` are those the core cannot see; `send()` answers where to go next, or
// `{done}`, what is said in this view.
function operationForm({ title, path, formats = false, submit: submitText, signal, fields, content, preview, foresee = () => {}, faults = () => [], sample, back, send }) {
  const summary = errorSummary();
  const outcome = h("div");
  const json = h("pre", { tabindex: "0", role: "group", "aria-label": t("settings.json") });
  const submit = h("button", { class: "primary" }, submitText);
  const command = requestSample(sample);
  const draw = () => {
    foresee();
    json.textContent = JSON.stringify(preview(), null, 2);
    command.draw();
  };
  // Members of `settings` are named by their path.
  const fieldOf = (parameter) => {
    const at = fields[parameter] ?? fields[parameter.split(".").at(-1)];
    return at?.node.hidden ? undefined : at;
  };
  const tell = (issues) => {
    for (const at of Object.values(fields)) at.setError(faultOf(issues, at, ({ parameter }) => fieldOf(parameter) === at));
    const homeless = issues.filter(({ parameter }) => !fieldOf(parameter));
    summary.show(issues.flatMap((each) => {
      const at = fieldOf(each.parameter);
      const words = wordsAt(at, each);
      return at ? { field: at, message: words.includes(at.label) ? words : `${at.label}: ${words}` } : [];
    }));
    showInTab(issues.length > 0 ? t("title.error", { title }) : title);
    replace(outcome, homeless.length > 0 && h("div", { role: "alert" }, panel("danger", t("error.title"), h("ul", {}, homeless.map((each) => h("li", {}, h("code", {}, each.parameter), ": ", wordsOf(each)))))));
  };
  // The button that was pressed may be far below.
  function show(said) {
    replace(outcome, said);
    outcome.scrollIntoView({ block: "nearest" });
  }
  draw();
  return {
    title, path, formats,
    body: h("form", { class: "form", novalidate: true, oninput: draw, onsubmit: (event) => {
      event.preventDefault();
      whileBusy(submit, t("busy"), async () => {
        const found = faults();
        tell(found);
        if (found.length > 0) return;
        try {
          const next = await send();
          if (typeof next === "string") location.hash = next;
          else {
            announce(next.done);
            show(panel("ok", next.done));
          }
        } catch (error) {
          if (signal.aborted) return;
          const issues = issuesOf(error);
          if (error instanceof ValidationError || issues.some(({ parameter }) => fieldOf(parameter))) tell(issues);
          else show(errorPanel(error));
        }
      });
    } },
    summary.node, outcome, content,
    h("details", {}, h("summary", {}, t("settings.json")), json),
    h("div", { class: "actions" }, submit, back && h("a", { class: "button", href: back }, t("cancel"))),
    command.node),
  };
}
