// Who is signed in to which organization. Keeps the token in memory, and in sessionStorage only when asked to; passwords are
// handed on and forgotten. Draws nothing.
import { connect } from "../holdfast.js";

const kKeptKey = "holdfast.session";
const kRootsKey = "holdfast.roots";
const kLoggedRequests = 200;

class Session extends EventTarget {
  /** The connection in use, or null while nobody is signed in. */
  site = null;
  root = knownRoots()[0];
  username = "";
  /** When the token ends, epoch milliseconds, or null where that is not known. */
  expires = null;
  /** The newest requests: method, address without a query, status, duration. Never a secret. */
  requests = [];
  requestCount = 0;

  /**
   * Signs in with `{root, username, password}` or `{root, token}` and looks at the disaster recovery resource with it.
   * Rejects with the module's typed errors. `keep`: the token survives a reload of this tab.
   */
  async signIn({ root, username = "", password, token, keep = false }) {
    const first = await this.#connect(token ? { root, token } : { root, username, password });
    await first.disasterRecovery();
    const grant = first.token ?? { token };
    await this.#use({ root, username, token: grant.token, expires: grant.expires ?? null });
    if (keep) sessionStorage.setItem(kKeptKey, JSON.stringify({ root, username, token: grant.token, expires: this.expires }));
    else sessionStorage.removeItem(kKeptKey);
    localStorage.setItem(kRootsKey, JSON.stringify([root, ...knownRoots().filter((known) => known !== root)].slice(0, 8)));
  }

  /** Picks up a token kept for this tab, where there is one that has not ended. */
  async resume() {
    const kept = JSON.parse(sessionStorage.getItem(kKeptKey) ?? "null");
    if (kept && (kept.expires === null || kept.expires > Date.now())) await this.#use(kept);
  }

  /** Forgets everything about the sign-in; the server is told where it can be. */
  async signOut() {
    const { site } = this;
    this.forget();
    this.username = "";
    this.requests = [];
    await site?.signOut().catch(() => {});
  }

  /** Drops the token, as when the server no longer takes it; the username stays for the next sign-in. */
  forget() {
    this.site = null;
    this.expires = null;
    sessionStorage.removeItem(kKeptKey);
    this.dispatchEvent(new Event("change"));
  }

  async #use({ root, username, token, expires }) {
    this.site = await this.#connect({ root, token });
    Object.assign(this, { root, username, expires });
    this.dispatchEvent(new Event("change"));
  }

  #connect(options) {
    return connect({ ...options, onRequest: (entry) => this.#log(entry) });
  }

  #log(entry) {
    this.requestCount += 1;
    this.requests = [{ ...entry, at: Date.now() }, ...this.requests].slice(0, kLoggedRequests);
    this.dispatchEvent(new Event("request"));
  }
}

/** Roots used before, newest first; at least the one beside this page. */
export function knownRoots() {
  const known = JSON.parse(localStorage.getItem(kRootsKey) ?? "[]");
  const beside = new URL("/arcgis/admin", location.href).href;
  return known.includes(beside) ? known : [...known, beside];
}

export const session = new Session();
