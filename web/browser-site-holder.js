// Whether the Worker that holds the site in this browser shows signs of life, while a page waits for it, and whose it is. Knows no
// question, and takes the site from nobody: a holder that comes to itself again writes on where it was.

import { siteName } from "./hosts/site-name.js";

const kEach = 2000;
/** So many questions one after the other remain without an answer before a holder counts as silent: a machine that slept asks one. */
const kUnanswered = 5;

/** The name of the lock that tells who holds the site `name` (hosts/site-name.js): `{tab, page, since}`, the tab's id, its address and milliseconds since 1970. */
export function holderLock(name, holder) {
  return holderLocks(name) + JSON.stringify(holder);
}

/**
 * Asks the holder of the site in `folder` for a sign of life, time and again, as long as `isWanted()`. `tell(holder)` is told of one that
 * is silent, as `holderLock` has it, and null once it answers, another one does, or nobody wants to know. Never rejects.
 */
export async function watchHolder(folder, { isWanted, tell }) {
  const name = siteName(folder);
  const news = new BroadcastChannel(`${name}:news`);
  let unanswered = 0;
  let isTold = false;
  const lives = () => {
    unanswered = 0;
    if (isTold) tell(null);
    isTold = false;
  };
  news.onmessage = ({ data }) => { if (!data.asks) lives(); };
  while (isWanted()) {
    news.postMessage({ asks: true });
    await new Promise((resolve) => setTimeout(resolve, kEach));
    unanswered += 1;
    if (isTold || unanswered < kUnanswered) continue;
    const holder = await holderOf(name).catch(() => null);
    // An answer may have come meanwhile.
    if (!holder || unanswered < kUnanswered || !isWanted()) continue;
    isTold = true;
    tell(holder);
  }
  news.close();
  lives();
}

/** Who holds the site `name`; null where nobody does, such as while a Worker is still on its way from the network. */
async function holderOf(name) {
  const names = (await navigator.locks.query()).held.map((lock) => lock.name);
  const found = names.find((each) => each.startsWith(holderLocks(name)));
  return found && names.includes(`${name}:door`) ? JSON.parse(found.slice(holderLocks(name).length)) : null;
}

function holderLocks(name) {
  return `${name}:holder:`;
}
