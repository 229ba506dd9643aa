// The Worker behind a tab's door to the local site. Of all tabs' Workers one holds the site, elected by a lock that is free again
// when it ends; the others pass on to it what their pages ask, and one of them takes its place. Knows no operation's meaning.
//
// A page sends `{options}` first, then `{id, operation, parameters}`; it is answered `{id, ok: true, value}` or `{id, ok: false, error}`,
// and told `{isOwner, isBusy}`, whether this Worker holds the site and a job runs in it. `{startJob: id, port}` has the page start a
// Worker for a job, since in Firefox a Worker that starts one itself now and then waits for ever; the page tells `{failedJob: id, reason}`
// where that cannot run, and ends it at `{endJob: id}`.
//
// Between Workers the same goes over BroadcastChannels: one that the holder listens to, one for each other Worker's answers, and one
// for news: `{owner}`, the name of a holder that is ready, `{isAtWork: true}` of one that is not yet or no longer, and `{asks: true}`, who
// is it? A lock beside the one of the election tells which tab has it (browser-site-holder.js).

import { holderLock } from "./browser-site-holder.js";
import { factsOf, isRepeatable, openOwner } from "./browser-site-owner.js";
import { say } from "./browser-site-sentences.js";
import { siteName } from "./hosts/site-name.js";
import { endOf } from "./job-port.js";

const kLookAgain = 500;
const me = crypto.randomUUID();
/** What waits for an answer: id → {message, sentTo}; `sentTo` is the holder it was passed on to, null while there is none. */
const waiting = new Map();
let channel = null;
let news = null;
let toOwner = null;
/** Whether this Worker was elected, and the site, while it has it open. */
let isElected = false;
let site = null;
/** The name of the Worker that holds it, where that is known. */
let owner = null;
let elect = () => {};
/** The election that this Worker takes part in, as a promise of its end; null where it takes part in none. */
let election = null;
let giveUp = () => {};
/** What the page was told last. */
let told = null;
let looking = 0;
const leaving = new AbortController();
/** Who is told that a job's Worker cannot run, by the name the page knows it by. */
const jobs = new Map();

onmessage = ({ data }) => {
  if (data.options) start(data.options);
  else if (data.failedJob) jobs.get(data.failedJob)?.(data.reason);
  else ask(data);
};

function start(options) {
  const name = siteName(options.folder);
  channel = (part) => new BroadcastChannel(`${name}:${part}`);
  channel(me).onmessage = ({ data }) => answered(data);
  toOwner = channel("owner");
  news = channel("news");
  news.onmessage = ({ data }) => {
    if (data.owner) follow(data.owner);
    else if (data.asks && isElected) news.postMessage(site ? { owner: me } : { isAtWork: true });
  };
  news.postMessage({ asks: true });
  elect = () => {
    election ??= navigator.locks.request(`${name}:door`, { signal: leaving.signal }, () => hold(name, options)).catch(failAll).finally(() => { election = null; });
  };
  elect();
}

/** Holds the site until `giveUp`. */
async function hold(name, { tab, page, ...options }) {
  const ended = new Promise((resolve) => { giveUp = resolve; });
  isElected = true;
  const served = serve(options, ended).finally(() => { isElected = false; });
  void navigator.locks.request(holderLock(name, { tab, page, since: Date.now() }), () => served.catch(() => {}));
  await served;
}

/** Has the site open until `ended`. */
async function serve(options, ended) {
  const opened = await openOwner({ ...options, startWorker });
  const others = channel("owner");
  const replies = new Map();
  others.onmessage = async ({ data: { from, ...message } }) => {
    const reply = await opened.perform(message);
    tell();
    if (!replies.has(from)) replies.set(from, channel(from));
    replies.get(from).postMessage(reply);
  };
  site = opened;
  news.postMessage({ owner: me });
  follow(me);
  await ended;
  site = owner = null;
  others.close();
  await opened.close();
}

/** A job's Worker, as job-worker.js starts one. */
function startWorker() {
  const { port1, port2 } = new MessageChannel();
  const id = crypto.randomUUID();
  postMessage({ startJob: id, port: port2 }, [port2]);
  return {
    ...endOf(port1),
    failed: (listener) => jobs.set(id, listener),
    end() {
      jobs.delete(id);
      postMessage({ endJob: id });
    },
  };
}

async function ask(message) {
  if (message.operation === "close") {
    leaving.abort();
    giveUp();
    await election;
    postMessage({ id: message.id, ok: true });
    return;
  }
  waiting.set(message.id, { message, sentTo: null });
  if (owner) pass(message.id);
  else elect();
}

/** Goes on with a holder that is ready: what its predecessor has not answered is asked again, or has failed. */
function follow(name) {
  if (owner === name) return;
  owner = name;
  tell();
  for (const [id, { message, sentTo }] of [...waiting]) {
    if (sentTo === null || isRepeatable(message)) pass(id);
    else answered({ id, ok: false, error: lost() });
  }
}

async function pass(id) {
  const entry = waiting.get(id);
  entry.sentTo = owner;
  if (owner === me) {
    answered(await site.perform(entry.message));
    tell();
  } else toOwner.postMessage({ ...entry.message, from: me });
}

/** Tells the page how this Worker stands, where that has changed; looks again while a job runs. */
function tell() {
  const isBusy = site?.isBusy ?? false;
  const state = { isOwner: owner === me, isBusy };
  clearTimeout(looking);
  if (isBusy) looking = setTimeout(tell, kLookAgain);
  if (told?.isOwner === state.isOwner && told.isBusy === isBusy) return;
  told = state;
  postMessage(state);
}

function answered(reply) {
  if (waiting.delete(reply.id)) postMessage(reply);
}

/** Where the site cannot be opened; the next question tries again. */
function failAll(cause) {
  const error = factsOf(cause);
  for (const id of [...waiting.keys()]) answered({ id, ok: false, error });
}

function lost() {
  return { kind: "network", code: "network_failed", ...say("holder_ended") };
}
