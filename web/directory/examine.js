// Asks an organization step by step and finds out what stands between it and this page. Draws nothing; a token goes to the root alone.
import { tokenHeader } from "../holdfast.js";

const kPatience = 10_000;
const kClockTolerance = 300_000;
/** How long a token is asked for at most, as the core does. */
const kTokenLifetime = 3_600_000;
const kLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const kKubernetes = "ArcGISEnterpriseOnKubernetes";
const kUsualContext = "arcgis";

/** The steps in their order. Each answers undefined where it is passed, null where nothing can be told, else what stands in the way. */
const kSteps = { address, secure, path, reach, sharing, kubernetes, clock, token, root, version, recovery };

/**
 * What stands in the way of `root`: `{cause, value, skew}`. `cause` is the key of a message: "fine" where nothing does, "fineSoFar"
 * where only a token could tell more; `value` what to copy or look at, or undefined; `skew` how far this clock is ahead, milliseconds.
 * `tell({key, state})` hears of each step: "ok", "failed" or "unknown". `grant`: `{token, expires, since}` of a sign-in there, the
 * last two epoch milliseconds or null. `ask` is fetch-shaped; `access()` answers the browser's permission for local networks.
 */
export async function examine(address, { signal, tell, grant = null, ask = fetch, page = location, access = localNetworkAccess, now = Date.now }) {
  const request = (url, options = {}) => ask(url, {
    credentials: "omit", cache: "no-store", referrerPolicy: "strict-origin", ...options,
    signal: AbortSignal.any([signal, AbortSignal.timeout(kPatience)]),
  }).catch(() => null);
  const facts = { text: address, grant, request, page, access, now };
  for (const [key, step] of Object.entries(kSteps)) {
    const found = await step(facts);
    signal.throwIfAborted();
    tell({ key, state: found === undefined ? "ok" : found === null ? "unknown" : "failed" });
    if (found) return found;
  }
  return { cause: grant ? "fine" : "fineSoFar" };
}

function address(facts) {
  if (!URL.canParse(facts.text) || !/^https?:$/.test(new URL(facts.text).protocol)) return { cause: "address" };
  facts.url = new URL(facts.text);
  return undefined;
}

function secure({ url, page }) {
  if (page.protocol !== "https:" || url.protocol === "https:" || kLoopback.test(url.hostname)) return undefined;
  return { cause: "insecure", value: `https://${url.host}${url.pathname}` };
}

function path(facts) {
  const { origin, pathname } = facts.url;
  const [context, ...more] = pathname.split("/").slice(1);
  if (!context || more.join("/") !== "admin") return { cause: "path", value: context ? `${origin}/${context === "admin" ? kUsualContext : context}/admin` : undefined };
  facts.root = `${origin}/${context}/admin`;
  facts.sharing = `${origin}/${context}/sharing/rest`;
  return undefined;
}

async function reach(facts) {
  const { request, page, access, url } = facts;
  const info = `${facts.sharing}/info?f=json`;
  const reply = await request(info, { redirect: "manual" });
  if (reply === null) {
    if (await request(info, { mode: "no-cors" })) return { cause: "cors", value: page.origin };
    return await access() === "denied" ? { cause: "localAccess", value: page.origin } : { cause: url.protocol === "https:" ? "unreachableSecurely" : "unreachable" };
  }
  if (reply.type === "opaqueredirect") return { cause: "redirected" };
  if (reply.status >= 500) return { cause: "unavailable", value: `HTTP ${reply.status}` };
  facts.info = reply;
  return undefined;
}

async function sharing(facts) {
  const { info, request, url } = facts;
  if (await isSharing(info)) return undefined;
  const usual = await request(`${url.origin}/${kUsualContext}/sharing/rest/info?f=json`);
  return { cause: "context", value: usual && await isSharing(usual) ? `${url.origin}/${kUsualContext}/admin` : undefined };
}

async function isSharing(reply) {
  const body = reply.ok && await jsonOf(reply);
  return Boolean(body) && body.error === undefined;
}

async function kubernetes({ request, sharing: base }) {
  const reply = await request(`${base}/portals/self?f=json`);
  const kind = (reply && await jsonOf(reply))?.portalDeploymentType;
  if (kind === undefined) return null;
  return kind === kKubernetes ? undefined : { cause: "notKubernetes", value: String(kind) };
}

// Servers rarely let a page of another origin see their Date; when a token ends tells the time as well.
function clock(facts) {
  const { info, grant, now } = facts;
  const date = Date.parse(info.headers.get("date") ?? "");
  const skew = !Number.isNaN(date) ? now() - date : grant?.expires && grant.since ? skewOf(grant) : null;
  facts.serverNow = now() - (skew ?? 0);
  if (skew === null) return null;
  return Math.abs(skew) < kClockTolerance ? undefined : { cause: "clock", skew };
}

// A token is given for an hour at most: one that has ended at once, or ends later than that, was dated by another clock.
function skewOf({ expires, since }) {
  const lifetime = expires - since;
  if (lifetime <= 0) return kTokenLifetime - lifetime;
  return Math.min(0, kTokenLifetime - lifetime);
}

async function token(facts) {
  const { grant, request, page, serverNow } = facts;
  if (!grant) return null;
  facts.headers = { [tokenHeader]: `Bearer ${grant.token}` };
  facts.reply = await request(`${facts.root}?f=json`, { headers: facts.headers });
  if (facts.reply === null) return { cause: "header", value: tokenHeader };
  const code = codeOf(facts.reply, await jsonOf(facts.reply));
  if (code !== 498 && code !== 499) return undefined;
  if (!grant.expires) return { cause: "tokenRefused", value: page.origin };
  return grant.expires <= serverNow ? { cause: "tokenEnded" } : { cause: "tokenBound", value: page.origin };
}

async function root(facts) {
  facts.reply ??= await facts.request(`${facts.root}?f=json`);
  if (facts.reply === null) return { cause: "cors", value: facts.page.origin };
  const body = await jsonOf(facts.reply);
  const code = codeOf(facts.reply, body);
  if (code === 403) return { cause: "privilege" };
  if (!body || (code === 200 && body.currentVersion === undefined)) return { cause: "context" };
  facts.version = body.currentVersion;
  return undefined;
}

function version({ version: found }) {
  if (found === undefined) return null;
  const [major, minor = 0] = String(found).split(".").map(Number);
  return major < 10 || (major === 10 && minor < 9) ? { cause: "tooOld", value: String(found) } : undefined;
}

async function recovery(facts) {
  if (!facts.grant) return null;
  const reply = await facts.request(`${facts.root}/system/disasterrecovery?f=json`, { headers: facts.headers });
  const body = reply && await jsonOf(reply);
  const code = reply && codeOf(reply, body);
  if (code === 200 && body) return undefined;
  if (code === 403) return { cause: "privilege" };
  if (code === 404 || code === 400 || (code === 200 && !body)) return { cause: "noRecovery" };
  return { cause: "refused", value: body?.error?.message ?? body?.messages?.join(" ") ?? `HTTP ${reply?.status ?? "–"}` };
}

function jsonOf(reply) {
  return reply.clone().json().catch(() => null);
}

// Servers say errors with HTTP 200 and a code in the body, what stands before them with the status.
function codeOf(reply, body) {
  return body?.error?.code ?? (body?.status === "error" ? body.code : undefined) ?? reply.status;
}

async function localNetworkAccess() {
  const found = await navigator.permissions?.query({ name: "local-network-access" }).catch(() => null);
  return found?.state ?? null;
}
