// Follows a job in one tab for all: the tab that holds the lock asks the server, the others hear of it. Draws nothing.

/**
 * The updates of `job`, in order, to its end. `name` tells the job from every other of this origin. While another tab asks the
 * server, its updates are passed on; when that tab goes, or the job has ended, this one asks itself. Ends when `signal` aborts.
 */
export async function* follow(job, { name, signal }) {
  const channel = new BroadcastChannel(name);
  const heard = [];
  let wake = () => {};
  let turn = null;
  let release = () => {};
  channel.onmessage = ({ data }) => {
    if (data === null) {
      if (turn && job.latest) channel.postMessage(job.latest);
    } else {
      heard.push(data);
      wake();
    }
  };
  takeTurn(name, signal).then((end) => { turn = true; release = end; }, () => { turn = false; }).finally(() => wake());
  try {
    channel.postMessage(null);
    while (turn === null || heard.length > 0) {
      if (heard.length > 0) yield heard.shift();
      else await new Promise((resolve) => { wake = resolve; });
    }
    if (signal.aborted) return;
    job.done.catch(() => {});
    for await (const update of job) {
      channel.postMessage(update);
      yield update;
    }
  } finally {
    release();
    channel.close();
  }
}

// Resolves with the function that ends the turn; rejects when `signal` aborts first. Without locks every tab takes its turn at once.
function takeTurn(name, signal) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, { signal }, () => new Promise((end) => resolve(end))).catch(reject);
  });
}
