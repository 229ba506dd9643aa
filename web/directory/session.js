// The organizations this page is connected to, and the one in view. Remembers their roots from visit to visit until they are
// signed out of; everything else is the Connection's own. Draws nothing.
import { Connection, kLoggedRequests } from "./connection.js";
import { rootOf } from "./roots.js";
import { nameConnection } from "./router.js";

const kRootsKey = "holdfast.roots";
const kMostRoots = 8;
const kSignOuts = "holdfast.sign-out";

/** The root of the organization that serves this page, as index.html names it; null where the host is none. */
export const kRootBeside = rootOf(document.querySelector("meta[name=holdfast-root]").content);

class Session extends EventTarget {
  #connections = new Map();
  #current;
  #origins = new Set();
  #signOuts = new BroadcastChannel(kSignOuts);
  #others = [];
  /** Asks for a new sign-in to the connection in view; see Connection.renew. */
  renew = async () => {};
  requestCount = 0;

  constructor() {
    super();
    for (const root of rememberedRoots()) this.#add({ root });
    this.#current = this.all[0] ?? this.#beside();
    nameConnection(this.root);
    this.#signOuts.onmessage = ({ data: root }) => this.#connections.get(root)?.signOut();
  }

  /**
   * The connection in view, null where there is none yet; `site` (null while nobody is signed in), `root`, `username` and
   * `expires` are its own.
   */
  get current() { return this.#current; }
  get site() { return this.#current?.site ?? null; }
  get root() { return this.#current?.root ?? null; }
  get username() { return this.#current?.username ?? ""; }
  get expires() { return this.#current?.expires ?? null; }

  get all() { return [...this.#connections.values()]; }
  get signedIn() { return this.all.filter(({ site }) => site !== null); }
  /** The newest requests of all connections and askers, newest first. */
  get requests() { return [...this.#others, ...this.all.flatMap(({ requests }) => requests)].sort((a, b) => b.at - a.at); }
  /** The newest operations of the connection in view; see Connection.exchanges. */
  get exchanges() { return this.#current?.exchanges ?? []; }
  /** Whom this page has talked to since it was loaded, signed out or not. */
  get origins() { return [...this.#origins]; }

  /** Whether `root` was used on this machine before, lies beside this page, or in it: nobody can have made it up. */
  isKnown(root) {
    return root === kRootBeside || rememberedRoots().includes(root) || this.#connections.get(root)?.isInPage === true;
  }

  /** Adds a connection that is reached by a function of the page; `options` are those of Connection. It is not brought into view. */
  offer(options) {
    return this.#connections.get(options.root) ?? this.#add(options);
  }

  /** Brings the connection with `root` into view; null leaves the one that is. */
  select(root) {
    this.#bringIntoView(root === null ? this.#current : this.#connections.get(root) ?? this.#add({ root }));
  }

  /** Signs in to the organization `root` (see Connection.signIn), brings it into view and remembers its root. */
  async signIn({ root: typed, ...credentials }) {
    const root = rootOf(typed);
    const connection = this.#connections.get(root) ?? this.#add({ root });
    try {
      await connection.signIn(credentials);
    } catch (error) {
      if (connection !== this.#current && !this.isKnown(root)) this.#connections.delete(root);
      throw error;
    }
    if (!connection.isInPage) remember([root, ...rememberedRoots().filter((known) => known !== root)]);
    this.select(root);
  }

  /** Picks up the tokens kept for this tab. */
  async resume() {
    await Promise.all(this.all.map((connection) => connection.resume()));
  }

  /**
   * Signs out of the connection in view, in every tab, and forgets it; another one comes into view at once, one that is signed
   * in first. Answers whether the server has ended the token.
   */
  async signOut() {
    const left = this.#current;
    remember(rememberedRoots().filter((root) => root !== left.root));
    if (!left.isInPage) this.#connections.delete(left.root);
    const signedOut = left.signOut();
    this.#signOuts.postMessage(left.root);
    this.#bringIntoView(this.signedIn[0] ?? this.all[0] ?? this.#beside());
    return signedOut;
  }

  /** Drops the token of the connection in view. */
  forget() {
    this.#current.forget();
  }

  #bringIntoView(connection) {
    if (connection === this.#current) return;
    this.#current = connection;
    nameConnection(this.root);
    this.dispatchEvent(new Event("change"));
  }

  #beside() {
    return kRootBeside && this.#add({ root: kRootBeside });
  }

  /** A fetch that reaches `root` as its connection would, for questions outside of one; what it asks is noted all the same. */
  askerFor(root) {
    const connection = this.#connections.get(root);
    return async (url, options) => {
      const request = new Request(url, options);
      const at = Date.now();
      let status = 0;
      try {
        const reply = await (connection?.reach ?? fetch)(request);
        ({ status } = reply);
        return reply;
      } finally {
        this.#others = [{ method: request.method, url: url.split("?")[0], status, milliseconds: Date.now() - at, at }, ...this.#others].slice(0, kLoggedRequests);
        this.#noteRequest(connection?.isInPage ? connection.label : new URL(url).origin);
      }
    };
  }

  #add(options) {
    const connection = new Connection(options);
    this.#connections.set(connection.root, connection);
    connection.renew = async () => { if (connection === this.#current) await this.renew(); };
    connection.addEventListener("change", () => this.dispatchEvent(new Event("change")));
    connection.addEventListener("exchange", () => this.dispatchEvent(new Event("exchange")));
    connection.addEventListener("request", () => this.#noteRequest(connection.isInPage ? connection.label : new URL(connection.root).origin));
    return connection;
  }

  #noteRequest(origin) {
    this.requestCount += 1;
    this.#origins.add(origin);
    this.dispatchEvent(new Event("request"));
  }
}

function rememberedRoots() {
  return JSON.parse(localStorage.getItem(kRootsKey) ?? "[]");
}

function remember(roots) {
  localStorage.setItem(kRootsKey, JSON.stringify(roots.slice(0, kMostRoots)));
}

export const session = new Session();
