// A job as a value that can be watched: its updates as an async iteration, its end as a promise.

import { JobError, errorFrom } from "./errors.js";

export class Job {
  #site;
  #watching = null;
  #stopping = new AbortController();
  #latest = null;
  #changed = withResolvers();

  /** `site` is the connection's inner side (web/site-client.js); `subject` what the job is about, where known. */
  constructor(site, id, subject = null) {
    this.#site = site;
    this.id = id;
    this.subject = subject;
  }

  get latest() {
    return this.#latest;
  }

  /** The finished backup or result; the first use starts the watching. */
  get done() {
    return this.#watch();
  }

  info(options) {
    return this.#site.call("job", { jobId: this.id }, options);
  }

  /** Local site only: the API of a remote organization has no cancel. */
  cancel(options) {
    return this.#site.call("cancelJob", { jobId: this.id }, options);
  }

  /** Stops watching, not the job. */
  stop() {
    this.#stopping.abort();
  }

  async *[Symbol.asyncIterator]() {
    const done = this.#watch();
    let ended = false;
    let seen = null;
    const settled = done.then(() => { ended = true; }, () => { ended = true; });
    for (;;) {
      const changed = this.#changed.promise;
      if (this.#latest !== seen) {
        seen = this.#latest;
        yield seen;
      } else if (ended) {
        return;
      } else {
        await Promise.race([changed, settled]);
      }
    }
  }

  toJSON() {
    return { root: this.#site.root, id: this.id, subject: this.subject };
  }

  #watch() {
    if (!this.#watching) {
      this.#watching = this.#run();
      this.#watching.catch(() => {});  // told to whoever uses `done`; iterating alone must not end the process
    }
    return this.#watching;
  }

  async #run() {
    const outcome = await this.#site.watch(this.id, this.subject, {
      signal: this.#stopping.signal,
      update: (update) => {
        this.#latest = update;
        this.#changed.resolve();
        this.#changed = withResolvers();
      },
    });
    if (outcome.ok) return outcome.value;
    const error = errorFrom({ ...outcome.error, job: this, update: this.#latest });
    if (error instanceof JobError) Object.defineProperty(error, "job", { enumerable: false });
    throw error;
  }
}

function withResolvers() {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
}
