// How long the page waits between its questions about a job: long while nobody looks at it, and no longer once somebody does.

/** The least wait while the page is not seen, milliseconds. */
const kUnseen = 30_000;

/**
 * Resolves after `milliseconds`, at least 30 s while the page is hidden; at once when it comes into view, when the network is back,
 * or when `signal` aborts. As the module's `wait` option takes it.
 */
export function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    const heard = new AbortController();
    const end = () => {
      clearTimeout(timer);
      heard.abort();
      resolve();
    };
    const timer = setTimeout(end, document.hidden ? Math.max(milliseconds, kUnseen) : milliseconds);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) end(); }, { signal: heard.signal });
    globalThis.addEventListener("online", end, { signal: heard.signal });
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { signal: heard.signal });
  });
}
