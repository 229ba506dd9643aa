// Starts the page: the frame, and the view that belongs to the address. Knows no view.
import { AuthenticationError } from "../holdfast.js";
import { h, replace } from "./dom.js";
import { exchangePanel } from "./exchange-panel.js";
import { isBusy } from "./form.js";
import { direction, locale, t } from "./i18n.js";
import { showInTab } from "./live.js";
import { hasLocalSite, isLocal, localSite, offerLocalSite } from "./local-site.js";
import { keepOffline } from "./offline.js";
import { errorPanel, viewHead } from "./parts.js";
import { address, completeAddress, parseAddress } from "./router.js";
import { session } from "./session.js";
import { drawFooter, drawHeader, restoreTheme } from "./shell.js";
import { listenForShortcuts } from "./shortcuts.js";
import { drawView } from "./views.js";
import { signInAbove, signInCard } from "./views/sign-in.js";

const kOpenToAll = ["doctor", "start", "open", "openKit", "unknown"];
const kLoadingAfter = 250;
/** What former visits have left is cleared away once this one is on its way. */
const kTidyAfter = 5000;

const content = document.getElementById("content");
let leaving = new AbortController();
// When the view in sight was begun, and the one before it: what was done there is told of in both.
let begun = { now: 0, before: 0 };

/** Draws the view of the current address. A view answers `{title, path?, actions?, body, refreshAfter?}`
    and ends what it started when `signal` aborts. `again`: the same view anew, with focus and scroll left alone. */
async function show({ first = false, again = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { keepsFocus } = document.activeElement.dataset;
  if (!again) begun = { now: Date.now(), before: begun.now };
  const route = parseAddress(location.hash);
  session.select(route.root);
  route.root = session.root;
  history.replaceState(history.state, "", completeAddress(location.hash));
  if (session.current && route.view !== "signIn") session.current.view = location.hash;
  drawHeader(route);
  const loading = again ? 0 : setTimeout(() => replace(content, h("p", { class: "quiet", role: "status" }, t("loading"))), kLoadingAfter);
  let view;
  let notices = [];
  try {
    if (!globalThis.WebAssembly) view = noWebAssemblyView();
    else if (isLocal(session.root) && !session.site && !kOpenToAll.includes(route.view)) view = await localView(route, signal);
    else if (!session.current && !kOpenToAll.includes(route.view)) view = await drawView(route.view === "signIn" ? "signIn" : "start", {});
    else if (!session.site && !kOpenToAll.includes(route.view)) view = signInView(route);
    else view = await drawView(route.view, { ...route, site: session.site, signal });
    if (isLocal(session.root) && session.site) notices = await localNotices();
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof AuthenticationError && error.code !== "privilege_missing" && !isLocal(session.root)) {
      session.forget();
      view = signInView(route, error);
    } else {
      view = failedView(error);
    }
  } finally {
    clearTimeout(loading);
  }
  if (signal.aborted) return;
  showInTab(view.title);
  replace(content, notices, h("div", { class: "view" }, view.title && !view.bare && viewHead(view), view.body, session.site && exchangePanel(begun.before, signal)));
  view.shown?.();
  if (view.refreshAfter) refreshLater(view.refreshAfter, signal);
  if (again || first) return;
  // What draws its own view anew, as a button that pauses a task does, is found again by this mark.
  const place = keepsFocus && content.querySelector(`[data-keeps-focus="${CSS.escape(keepsFocus)}"]`);
  (place || content.querySelector("h1"))?.focus();
  if (!place) scrollTo(0, 0);
}

// What stands above every view of the site in this browser, which other connections need not load.
async function localNotices() {
  const [{ localNotice }, { folderAccess }] = await Promise.all([import("./local-notice.js"), import("./folder-access.js")]);
  return [localNotice(), folderAccess()];
}

// Draws the view anew after a while, unless somebody is at work in it or looks elsewhere.
function refreshLater(milliseconds, signal) {
  const timer = setInterval(() => {
    if (document.hidden || content.contains(document.activeElement)) return;
    show({ again: true });
  }, milliseconds);
  signal.addEventListener("abort", () => clearInterval(timer));
}

function signInView(route, error = null) {
  return { title: t("signIn.title"), bare: true, body: signInCard({
    error, lead: route.view === "overview" || route.view === "signIn" ? null : t("signIn.then"),
    done: () => (route.view === "signIn" || session.root !== route.root ? location.assign(address([""])) : show()),
  }) };
}

// The site in this browser asks nobody for a sign-in: the view of the address, once it is open; where there is none, how to start one.
async function localView(route, signal) {
  if (!await hasLocalSite()) return drawView("start", {});
  await session.current.enter();
  return drawView(route.view, { ...route, site: session.site, signal });
}

function failedView(error) {
  return { title: t("error.view"), body: errorPanel(error, h("button", { type: "button", onclick: () => show() }, t("retry"))) };
}

function noWebAssemblyView() {
  return { title: t("noWebAssembly.title"), body: h("p", {}, t("noWebAssembly.text")) };
}

document.documentElement.lang = locale;
document.documentElement.dir = direction;
restoreTheme();
const skip = document.querySelector(".skip-link");
skip.textContent = t("skip");
skip.hidden = false;
skip.addEventListener("click", (event) => { event.preventDefault(); content.focus(); });
drawFooter();
listenForShortcuts();
// Reading a view anew loses nothing; a form does.
session.renew = async () => { if (isBusy()) await signInAbove(); };
session.addEventListener("change", () => drawHeader(parseAddress(location.hash)));
addEventListener("hashchange", () => show());
localSite.addEventListener("silence", async ({ holder }) => (await import("./local-silence.js")).showSilence(holder));
const local = await hasLocalSite() || isLocal(parseAddress(location.hash).root) ? offerLocalSite() : null;
if (local && !session.current) session.select(local.root);
await session.resume();
await show({ first: true });
keepOffline();
setTimeout(() => import("./collected.js").then(({ clearCollected }) => clearCollected()).catch(() => {}), kTidyAfter);  // the next visit tries again
// Its scheduled tasks run while a tab is open, whatever is in view.
if (await hasLocalSite()) await offerLocalSite().enter().catch(() => {});  // told where it is looked at
