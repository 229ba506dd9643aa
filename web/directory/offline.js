// Keeps a released page usable without a network, by the service worker beside it; says when a newer build is there, and brings
// it to every tab once that is wanted. Knows nothing of what the page is used for.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { untilAllTabsAreFree, untilTabIsFree } from "./leaving.js";
import { announce } from "./live.js";
import { panel } from "./parts.js";
import { workerAddress } from "./trusted.js";

/** The build this page is of, as index.html names it: version and hash; empty where it is served from a checkout. */
export const kBuild = document.querySelector("meta[name=holdfast-build]").content;

const kAskAgainAfter = 3_600_000;
const kServiceWorker = new URL("../service-worker.js", import.meta.url);

/** Registers the service worker of a release; resolves, too, where the browser has no use for one. */
export async function keepOffline() {
  const container = navigator.serviceWorker;
  if (!container) return;
  try {
    await (kBuild ? register(container) : leaveRelease(container));
  } catch (cause) {
    // The page works without; whoever serves it finds the reason here.
    console.warn(`Holdfast does not work offline: ${cause.message}`);
  }
}

async function register(container) {
  container.addEventListener("message", ({ data }) => { if (data.build !== kBuild) reload(); });
  watch(await container.register(workerAddress(kServiceWorker), { updateViaCache: "none" }));
}

// A release was served at this address before: its service worker would hand its modules to the page of the checkout.
async function leaveRelease(container) {
  const registration = await container.getRegistration();
  if (registration?.active?.scriptURL === kServiceWorker.href && await registration.unregister()) location.reload();
}

function watch(registration) {
  const foretell = (worker) => worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && registration.active) showNotice(registration);
  });
  if (registration.waiting && registration.active) showNotice(registration);
  foretell(registration.installing);
  registration.addEventListener("updatefound", () => foretell(registration.installing));
  setInterval(() => registration.update().catch(() => {}), kAskAgainAfter); // without a network there is no news
}

function showNotice(registration) {
  if (document.getElementById("update")) return;
  const leaving = new AbortController();
  const text = h("p", {}, t("update.text"));
  const confirm = h("button", { type: "button", class: "primary", onclick: reloadAll }, t("update.reload"));
  const later = h("button", { type: "button", onclick: dismiss }, t("update.later"));
  const notice = h("aside", { id: "update", class: "update", "aria-label": t("update.title") }, panel("info", t("update.title"), text,
    h("div", { class: "actions" }, confirm, later)));
  async function reloadAll() {
    confirm.remove();
    later.focus();
    say("update.now");
    try {
      await untilAllTabsAreFree(leaving.signal, () => say("update.waits"));
    } catch (cause) {
      if (leaving.signal.aborted) return;
      throw cause;
    }
    say("update.now");
    activate(registration);
  }
  function say(key) {
    if (text.textContent === t(key)) return;
    text.textContent = t(key);
    announce(t(key));
  }
  function dismiss() {
    leaving.abort();
    notice.remove();
    document.getElementById("content").focus();
  }
  document.getElementById("header").after(notice);
  announce(t("update.title"));
}

// Where the former worker is asked for a file in that moment, Chromium waits until it has been idle for half a minute.
function activate({ waiting }) {
  if (waiting) waiting.postMessage("activate");
  else reload(); // another tab was faster
}

// What has begun in this tab since the last look at all of them ends first.
async function reload() {
  await untilTabIsFree();
  location.reload();
}
