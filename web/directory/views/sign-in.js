// Signing in, as a page of its own or in the place of a view whose sign-in has ended. Secrets go to the session and nowhere else.
import { h, replace } from "../dom.js";
import { errorSummary, field, secretInput, whileBusy } from "../form.js";
import { t } from "../i18n.js";
import { errorPanel, panel } from "../parts.js";
import { rootName, rootOf } from "../roots.js";
import { address } from "../router.js";
import { kRootBeside, session } from "../session.js";
import { localOffer } from "./local-offer.js";

/** Failures that lie with the account and not with the way to the server. */
const kOfAccount = ["sign_in_refused", "account_locked"];

/** The sign-in page to an organization that is not in view: the first one, or one more. */
export async function signIn() {
  return { title: t(anotherTitle()), bare: true, body: signInCard({ isAnother: true, done: () => location.assign(address([""])) }) };
}

let asking = null;

/** Asks in a dialog above the view for a new sign-in, so that nothing entered there is lost; resolves when it is closed. */
export function signInAbove() {
  asking ??= new Promise((resolve) => {
    const dialog = h("dialog", { "aria-labelledby": "sign-in-title", onclose: () => { dialog.remove(); asking = null; resolve(); } },
      signInCard({ error: { code: "token_expired" }, lead: t("signIn.form"), isFixed: true, done: () => dialog.close() }),
      h("form", { method: "dialog", class: "actions" }, h("button", {}, t("cancel"))));
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

/**
 * The form. `error`: why it is asked; `lead`: a sentence above; `isAnother`: asks for an organization besides the one in view;
 * `isFixed`: for the one in view and no other. `done()` is called when signed in.
 */
export function signInCard({ error = null, lead = null, isAnother = false, isFixed = false, done }) {
  const root = field({ id: "root", label: t("signIn.root"), hint: t("signIn.root.hint"),
    control: h("input", { type: "url", value: isAnother ? "" : session.root, readonly: isFixed, list: "roots", autocomplete: "url", spellcheck: "false" }) });
  const username = field({ id: "username", label: t("signIn.username"), control:
    h("input", { value: isAnother ? "" : session.username, autocomplete: "username", autocapitalize: "none", spellcheck: "false" }) });
  const secret = secretInput({ autocomplete: "current-password", name: t("signIn.password") });
  const password = field({ id: "password", label: t("signIn.password"), control: secret.input });
  const tokenSecret = secretInput({ autocomplete: "off", name: t("signIn.token") });
  const token = field({ id: "token", label: t("signIn.token"), hint: t("signIn.token.hint"), control: tokenSecret.input });
  const isStranger = !isAnother && !session.isKnown(session.root);
  const keep = h("input", { type: "checkbox", id: "keep" });
  const summary = errorSummary();
  const outcome = h("div");
  const submit = h("button", { class: "primary" }, t("signIn.submit"));
  const byPassword = h("div", { class: "stack" }, username.node, password.node);
  const byToken = h("div", { hidden: true }, token.node);
  const way = (value, label) => h("label", { class: "choice" }, h("input", { type: "radio", name: "way", value, checked: value === "password",
    onchange: () => { byPassword.hidden = value === "token"; byToken.hidden = value !== "token"; } }), label);

  function faults() {
    const usesToken = !byToken.hidden;
    const found = [];
    if (!URL.canParse(root.control.value) || !rootOf(root.control.value)) found.push({ field: root, message: t("signIn.root.wrong") });
    if (usesToken && !token.control.value) found.push({ field: token, message: t("signIn.token.missing") });
    if (!usesToken && !username.control.value) found.push({ field: username, message: t("signIn.username.missing") });
    if (!usesToken && !password.control.value) found.push({ field: password, message: t("signIn.password.missing") });
    return found;
  }

  const known = [...new Set([...session.all.map((connection) => connection.root), kRootBeside])].filter((each) => each && session.isKnown(each));
  const roots = h("datalist", { id: "roots" }, known.map((each) => h("option", { value: each })));
  const where = isAnother ? h("div", {}, root.node, roots) : h("details", { open: isStranger || error?.code === "network_failed" },
    h("summary", {}, t("signIn.where"), " ", h("span", { class: "code small quiet" }, session.current.label)), root.node, roots);

  const form = h("form", { class: "stack", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    const found = faults();
    for (const each of [root, username, password, token]) each.setError(found.find(({ field: at }) => at === each)?.message);
    if (found.some(({ field: at }) => at === root)) where.open = true;
    summary.show(found);
    if (found.length > 0) return;
    secret.show(false);
    tokenSecret.show(false);
    whileBusy(submit, t("signIn.busy"), async () => {
      const credentials = byToken.hidden ? { username: username.control.value, password: password.control.value } : { token: token.control.value.trim() };
      try {
        await session.signIn({ root: root.control.value, ...credentials, keep: keep.checked });
        password.control.value = token.control.value = "";
        done();
      } catch (failure) {
        replace(outcome, errorPanel(failure, !kOfAccount.includes(failure.code) && h("a", { class: "button", href: address(["doctor"], { root: rootOf(root.control.value) }) }, t("doctor.title"))));
        (byToken.hidden ? password : token).control.focus();
      }
    });
  } },
  summary.node, outcome, isAnother && where,
  h("fieldset", { class: "row" }, h("legend", { class: "visually-hidden" }, t("signIn.way")), way("password", t("signIn.way.password")), way("token", t("signIn.way.token"))),
  byPassword, byToken,
  !isAnother && where,
  h("label", { class: "choice" }, keep, t("signIn.keep")),
  h("p", { class: "hint" }, t("signIn.keep.hint")),
  h("div", { class: "actions" }, submit));

  const card = h("section", { class: "card narrow stack", "aria-labelledby": "sign-in-title" },
    h("h1", { id: "sign-in-title", tabindex: "-1" }, t(isAnother ? anotherTitle() : "signIn.title")),
    lead && h("p", {}, lead),
    isStranger && panel("warning", t("signIn.stranger", { name: rootName(session.root) }), h("p", {}, t("signIn.stranger.text"))),
    error && h("p", { role: "status" }, t(error.code === "token_expired" ? "signIn.ended" : "signIn.needed")),
    form,
    !kRootBeside && !isFixed && h("p", {}, h("a", { href: address(["start"]) }, t("start.back"))));
  return isFixed || !kRootBeside ? card : [card, h("div", { class: "narrow" }, localOffer())];
}

function anotherTitle() {
  return session.current ? "signIn.another" : "signIn.first";
}
