// What would be lost if this tab were left now: while there is such work the browser asks before it closes the tab, and whoever
// would reload every tab can wait for it. Knows not what the work is, and draws nothing.

/** The names of the locks of work under way begin with this: one lock for each, in any tab of this page. */
const kLock = `holdfast:work:${new URL("..", import.meta.url)}:`;
const underWay = new Set();
const ask = (event) => event.preventDefault();

/** Holds this tab until the function answered is called; calling that again does nothing. */
export function holdTab() {
  let end;
  const work = new Promise((resolve) => { end = resolve; });
  if (underWay.size === 0) addEventListener("beforeunload", ask);
  underWay.add(work);
  // Other tabs see the lock. Without locks there is no service worker either, which they ask for.
  navigator.locks?.request(kLock + crypto.randomUUID(), () => work);
  return () => {
    underWay.delete(work);
    if (underWay.size === 0) removeEventListener("beforeunload", ask);
    end();
  };
}

/** Resolves once nothing holds this tab. */
export async function untilTabIsFree() {
  while (underWay.size > 0) await Promise.all(underWay);
}

/** Resolves once nothing holds any tab of this page; `onWait` is called each time it has to wait. Rejects when `signal` aborts. */
export async function untilAllTabsAreFree(signal, onWait) {
  for (;;) {
    const { held } = await navigator.locks.query();
    const work = held.find(({ name }) => name.startsWith(kLock));
    if (!work) return;
    onWait();
    await navigator.locks.request(work.name, { signal }, () => {});
  }
}
