// One organization: its root, the way to it, who is signed in, what was asked of it. Keeps the token in memory, and in
// sessionStorage only when asked to; passwords are handed on and forgotten. Knows no other organization and draws nothing.
import { connect } from "../holdfast.js";
import { witness } from "./exchange.js";
import { wait } from "./patience.js";
import { rootName } from "./roots.js";

const kKeptKey = "holdfast.session";
const kDateTolerance = 2000;
/** How many requests are remembered. */
export const kLoggedRequests = 200;
const kKeptExchanges = 20;

export class Connection extends EventTarget {
  /** The module's Site, or null while nobody is signed in. */
  site = null;
  username = "";
  /** When the token ends, epoch milliseconds, or null where that is not known. */
  expires = null;
  /** When the token was given, epoch milliseconds, or null where it was not given to this page. */
  since = null;
  /** The newest requests: method, address without a query, status, duration, time. Never a secret. */
  requests = [];
  /** The newest operations: what was sent and what came back (exchange.js), newest first. Never a secret. */
  exchanges = [];
  /** How far this computer's clock is ahead of the server's, milliseconds, as its last reply told; null where none did. */
  skew = null;
  /** The address of the view seen last, to come back to. */
  view = null;
  /** Asks the reader for a new sign-in where the token is refused in the midst of a form; whoever can ask puts a function here. */
  renew = async () => {};
  #fetch;
  #credentials;
  #token = null;

  /**
   * `fetch`: any fetch-shaped function that reaches `root`; the network otherwise. `label`: what people call it. `credentials`:
   * a function that gives a token of `username`, where nobody has to be asked for one (see `enter`).
   */
  constructor({ root, label = rootName(root), fetch, username = "", credentials = null }) {
    super();
    this.root = root;
    this.label = label;
    this.username = username;
    this.#fetch = fetch;
    this.#credentials = credentials;
  }

  /** The function of the page that reaches it, or undefined where the network does. */
  get reach() {
    return this.#fetch;
  }

  /** Whether it is reached without the network, by a function of the page. */
  get isInPage() {
    return this.#fetch !== undefined;
  }

  /**
   * Signs in with `{username, password}` or `{token}` and looks at the disaster recovery resource with it. Rejects with the
   * module's typed errors. `keep`: the token survives a reload of this tab.
   */
  async signIn({ username = "", password, token, keep = false }) {
    const first = await this.#connect(token ? { token } : { username, password });
    await first.disasterRecovery();
    const grant = first.token ?? { token };
    await this.#use({ username, token: grant.token, expires: grant.expires ?? null, since: password ? Date.now() : null });
    writeKept(this.root, keep ? { username, token: grant.token, expires: this.expires } : null);
  }

  /** Signs in without asking anybody, by the `credentials` it was made with; again whenever a token has ended. */
  async enter() {
    if (this.site) return;
    const site = await this.#connect({ credentials: this.#credentials });
    await site.disasterRecovery();
    this.site = site;
    this.dispatchEvent(new Event("change"));
  }

  /** Picks up a token kept for this tab, where there is one that has not ended. */
  async resume() {
    const kept = readKept()[this.root];
    if (kept && (kept.expires === null || kept.expires > Date.now())) await this.#use(kept);
  }

  /** Forgets everything about the sign-in and what was asked, and has the server end the token; answers whether it did. */
  async signOut() {
    const { site } = this;
    this.username = "";
    this.requests = [];
    this.exchanges = [];
    this.view = null;
    this.forget();
    return site === null || (await site.signOut()).revoked;
  }

  /** Drops the token, as when the server no longer takes it; the username stays for the next sign-in. */
  forget() {
    this.site = null;
    this.#token = null;
    this.expires = null;
    writeKept(this.root, null);
    this.dispatchEvent(new Event("change"));
  }

  async #use({ username, token, expires, since = null }) {
    this.#token = token;
    Object.assign(this, { username, expires, since });
    this.site = await this.#connect({ credentials: this.#giver() });
    this.dispatchEvent(new Event("change"));
  }

  // Gives the token of the newest sign-in. Being asked again for what was given means that the server refuses it.
  #giver() {
    let given = null;
    return async () => {
      if (given !== null && given === this.#token) await this.renew();
      given = this.#token;
      return given === null ? {} : { token: given, expires: this.expires ?? 0 };
    };
  }

  #connect(credentials) {
    const note = (exchange) => this.#keep(exchange);
    return connect({
      root: this.root, ...credentials, wait, onRequest: (entry) => this.#log(entry),
      fetch: (request) => witness(request, { reach: this.#fetch ?? fetch, root: this.root, note }),
    });
  }

  #keep(exchange) {
    this.exchanges = [exchange, ...this.exchanges].slice(0, kKeptExchanges);
    this.dispatchEvent(new Event("exchange"));
  }

  #log({ date, ...entry }) {
    // A Date has whole seconds, and its reply took a while.
    const skew = date === null ? null : Date.now() - date;
    if (skew !== null) this.skew = Math.abs(skew) < entry.milliseconds + kDateTolerance ? 0 : skew;
    this.requests = [{ ...entry, at: Date.now() }, ...this.requests].slice(0, kLoggedRequests);
    this.dispatchEvent(new Event("request"));
  }
}

function readKept() {
  return JSON.parse(sessionStorage.getItem(kKeptKey) ?? "{}");
}

function writeKept(root, grant) {
  const { [root]: _, ...others } = readKept();
  const kept = grant ? { ...others, [root]: grant } : others;
  if (Object.keys(kept).length > 0) sessionStorage.setItem(kKeptKey, JSON.stringify(kept));
  else sessionStorage.removeItem(kKeptKey);
}
