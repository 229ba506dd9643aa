// Keeps a released page usable without a network, by the service worker beside it; says when a newer build is there, and brings
// it to every tab once that is wanted. Knows nothing of what the page is used for.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { panel } from "./parts.js";
import { workerAddress } from "./trusted.js";

/** The build this page is of, as index.html names it: version and hash; empty where it is served from a checkout. */
export const kBuild = document.querySelector("meta[name=holdfast-build]").content;

const kAskAgainAfter = 3_600_000;

/** Registers the service worker of a release; resolves at once where there is none, or where the browser has no use for it. */
export async function keepOffline() {
  const container = navigator.serviceWorker;
  if (!kBuild || !container) return;
  container.addEventListener("message", ({ data }) => { if (data.build !== kBuild) location.reload(); });
  try {
    const registration = await container.register(workerAddress(new URL("../service-worker.js", import.meta.url)), { updateViaCache: "none" });
    watch(registration);
  } catch (cause) {
    // The page works without; whoever serves it finds the reason here.
    console.warn(`Holdfast does not work offline: ${cause.message}`);
  }
}

function watch(registration) {
  const foretell = (worker) => worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && registration.active) showNotice(registration);
  });
  if (registration.waiting && registration.active) showNotice(registration);
  foretell(registration.installing);
  registration.addEventListener("updatefound", () => foretell(registration.installing));
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - asked < kAskAgainAfter) return;
    asked = Date.now();
    registration.update().catch(() => {}); // without a network there is no news
  });
}

function showNotice(registration) {
  if (document.getElementById("update")) return;
  const notice = h("aside", { id: "update", class: "update", role: "status", "aria-label": t("update.title") }, panel("info", t("update.title"),
    h("p", {}, t("update.text")),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "primary", onclick: () => activate(registration) }, t("update.reload")),
      h("button", { type: "button", onclick: () => notice.remove() }, t("update.later")))));
  document.getElementById("header").after(notice);
}

function activate({ waiting }) {
  if (waiting) waiting.postMessage("activate");
  else location.reload(); // another tab was faster
}
