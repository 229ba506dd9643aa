// Asks an organization step by step, without any secret, and finds out what stands between it and this page. Draws nothing.

const kPatience = 10_000;
const kClockTolerance = 300_000;
const kLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** What stands in the way of `root`, as the key of a message; "fine" where nothing does. `tell` hears of each step. */
export async function examine(root, { signal, tell, ask = fetch, page = location }) {
  const passed = (key, ok) => { tell({ key, ok }); return ok; };
  if (!passed("address", URL.canParse(root) && /^https?:$/.test(new URL(root).protocol))) return "address";
  const url = new URL(root);
  if (!passed("secure", page.protocol !== "https:" || url.protocol === "https:" || kLoopback.test(url.hostname))) return "insecure";
  if (!passed("path", /^\/[^/]+\/admin$/.test(url.pathname))) return "path";
  const request = (address, options = {}) => ask(address, { ...options, credentials: "omit", signal: AbortSignal.any([signal, AbortSignal.timeout(kPatience)]) });
  const sharing = `${url.origin}${url.pathname.replace(/\/admin$/, "/sharing/rest")}/info?f=json`;

  let reply = await request(sharing).catch(() => null);
  if (!passed("reach", reply !== null)) {
    const answersAnyone = await request(sharing, { mode: "no-cors" }).catch(() => null);
    return answersAnyone ? "cors" : "unreachable";
  }
  if (!passed("sharing", reply.ok && await isJson(reply.clone()))) return "context";
  const clock = Date.parse(reply.headers.get("date") ?? "");
  if (!passed("clock", Number.isNaN(clock) || Math.abs(clock - Date.now()) < kClockTolerance)) return "clock";
  reply = await request(`${root}?f=json`).catch(() => null);
  if (!passed("root", reply !== null && await isJson(reply))) return reply === null ? "cors" : "context";
  return "fine";
}

async function isJson(reply) {
  return reply.json().then(() => true, () => false);
}
