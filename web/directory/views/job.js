// A job watched to its end, from its address alone: after a reload, a lost network or an ended sign-in it goes on.
import { AuthenticationError, JobError } from "../../holdfast.js";
import { h, icon, replace } from "../dom.js";
import { follow } from "../follow.js";
import { usualDuration } from "../health.js";
import { formatBytes, formatDuration, formatPercent, formatRelative, hasMessage, t, wordsOf } from "../i18n.js";
import { announcement, hasEnded, progressFraction, stageMilliseconds, stageState, stageStateIn, timeLeftTeller } from "../job-words.js";
import { subjectOf, subjectOfStatus } from "../jobs-of-site.js";
import { announce, kFavicon, showInTab } from "../live.js";
import { copyableBlock, downloadLink, errorPanel, panel, properties, timeOf, wordsOfServer } from "../parts.js";
import { ask } from "../question.js";
import { address } from "../router.js";
import { session } from "../session.js";
import { jobBadge } from "./jobs.js";
import { signInCard } from "./sign-in.js";

const kTick = 1000;
const kMinute = 60_000;
/** Operations on a backup that are begun again at the page of the operation. */
const kOfBackup = ["verify", "restore", "delete"];
/** The share of the server's time limit after which a job is said to be near it. */
const kNearLimit = 0.8;

export async function job({ params, query, signal }) {
  const id = params.job ?? "";
  const subject = { operation: query.operation, storeName: query.store, backupName: query.backup, previousStartTime: Number(query.after) || undefined };
  const title = t(subject.operation ? `job.title.${subject.operation}` : "job.title", { name: subject.backupName ?? id });
  const view = jobView({ id, title, fields: { description: query.description, kept: query.kept }, signal });
  const tick = setInterval(view.tick, kTick);
  signal.addEventListener("abort", () => clearInterval(tick));
  watch({ id, subject, view, signal });
  return { title, path: pathOf(id), body: view.node };
}

/** The resource a job is seen in: its own, or the status resource where the server named none. */
function pathOf(id) {
  return id ? ["jobs", id] : ["system", "disasterrecovery", "status"];
}

// Follows the job until it has ended or the view is left; asks to sign in again where that is needed.
async function watch({ id, subject, view, signal }) {
  while (!signal.aborted) {
    const { site } = session;
    let known = subject;
    try {
      known = await completeSubject(site, id, subject, signal);
      usual(site, known, signal).then(view.usual, () => {});
      timeLimit(site, known, signal).then(view.limit, () => {});
      const followed = site.job(id, known);
      signal.addEventListener("abort", () => followed.stop());
      view.offerCancel(followed);
      for await (const update of follow(followed, { name: `holdfast.job ${site.root} ${id}`, signal })) {
        if (signal.aborted) return;
        view.update(update);
      }
      view.ended(await followed.done, known);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AuthenticationError && error.code !== "privilege_missing") await view.signInAgain(error);
      else if (error instanceof JobError) return view.failed(error, known);
      else await view.askToGoOn(error);
    }
  }
}

// What the address does not say about the job is asked of the job itself, or of the status resource where it has no id.
async function completeSubject(site, id, subject, signal) {
  if (subject.operation) return subject;
  if (!id) return subjectOfStatus(await site.status({ signal }));
  const found = subjectOf(await site.job(id).info({ signal }));
  return found.operation ? found : null;
}

async function usual(site, subject, signal) {
  return subject?.operation === "backup" && subject.storeName ? usualDuration(await site.store(subject.storeName).backups({ signal })) : null;
}

// How long the server lets a backup take, milliseconds, or null.
async function timeLimit(site, subject, signal) {
  const { timeoutInSeconds } = subject?.operation === "backup" ? await site.settings({ signal }) : {};
  return timeoutInSeconds > 0 ? timeoutInSeconds * 1000 : null;
}

function jobView({ id, title, fields, signal }) {
  let latest = null;
  let limit = null;
  const figures = h("dl", { class: "figures" });
  const elapsed = h("dd");
  const usualLine = h("small");
  const waitingLine = h("p", { class: "field-advice", hidden: true });
  const limitLine = h("p", { class: "field-advice", hidden: true });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("job.progress") });
  const barText = h("p", { class: "small" });
  const barFrame = h("div", { class: "stack card", hidden: true }, bar, barText);
  const stages = h("ol", { class: "stages" });
  const stagesFrame = h("section", { class: "stack", hidden: true, "aria-labelledby": "stages-title" }, h("h2", { id: "stages-title" }, t("job.stages")), h("div", { class: "card" }, stages));
  const messages = h("section", { class: "stack", hidden: true, "aria-labelledby": "messages-title" });
  const outcome = h("div", { class: "stack" });
  const hold = h("div");
  const cancelFrame = h("div", { class: "actions", hidden: true });
  const cancelling = new AbortController();
  const timeLeft = timeLeftTeller();
  const wanted = h("input", { type: "checkbox", onchange: async () => { wanted.checked &&= await Notification.requestPermission() === "granted"; } });
  const notice = "Notification" in globalThis && h("label", { class: "choice small" }, wanted, t("job.notify"));

  function drawStages(update) {
    stagesFrame.hidden = update.stages.length === 0;
    replace(stages, update.stages.map((stage) => {
      const state = stageStateIn(update.status, stage);
      const said = state === "failed" && stageState(stage) === "running" ? t(`job.tab.${update.status.replace(" ", "")}`) : t(`stage.state.${state}`);
      const took = stageMilliseconds(stage);
      return h("li", { class: state }, icon({ done: "ok", failed: "danger" }[state] ?? state),
        h("div", {}, h("strong", {}, wordsOfServer(stage.name)), hasMessage(`stage.${stage.name}`) && h("span", { class: "sub" }, t(`stage.${stage.name}`))),
        h("span", { class: "small quiet" }, took !== null && state !== "waiting" ? [h("span", { class: "visually-hidden" }, said, " "), formatDuration(took)] : said));
    }));
  }

  function drawProgress({ progress, status }) {
    const fraction = progressFraction(progress);
    barFrame.hidden = fraction === null || hasEnded(status);
    if (fraction === null) return;
    bar.value = fraction;
    barText.textContent = [
      t("job.done", { percent: formatPercent(fraction), done: formatBytes(progress.bytesDone), total: formatBytes(progress.bytesTotal), files: progress.filesDone, all: progress.filesTotal, count: progress.filesTotal }),
      leftWords(timeLeft(progress, Date.now()))].filter(Boolean).join(" · ");
  }

  function drawFigures() {
    replace(figures,
      h("div", {}, h("dt", {}, t("job.status")), h("dd", {}, latest.status === "CONFIRMING" ? t("job.confirming") : jobBadge(latest.serverStatus || latest.status),
        latest.status === "CONFIRMING" && h("small", {}, t("job.confirming.text")))),
      h("div", {}, h("dt", {}, t("job.elapsed")), elapsed),
      h("div", {}, h("dt", {}, t("job.started")), h("dd", {}, latest.startTime ? timeOf(latest.startTime) : t("unknown"))));
    tick();
  }

  // By the server's clock, which wrote the times of the job.
  const serverNow = () => Math.max(Date.now() - (session.current?.skew ?? 0), latest.startTime);

  function tick() {
    if (!latest) return;
    replace(elapsed, latest.startTime ? formatDuration((latest.endTime || serverNow()) - latest.startTime) : t("unknown"), usualLine);
    drawLimit();
    waitingLine.hidden = !latest.waiting;
    if (latest.waiting) replace(waitingLine, icon("running"), h("span", {}, t("job.waiting", { reason: wordsOf({ ...latest.waiting, message: latest.waiting.reason }), time: formatDuration(latest.waiting.until - Date.now()) })));
  }

  // Past the limit, nobody knows what the server does.
  const isNear = (took) => took >= kNearLimit * limit && took < limit;

  function drawLimit() {
    const wasHidden = limitLine.hidden;
    limitLine.hidden = !limit || !latest.startTime || hasEnded(latest.status) || latest.status === "CONFIRMING" || !isNear(serverNow() - latest.startTime);
    if (limitLine.hidden) return;
    const text = t("job.limit", { limit: formatDuration(limit), when: formatRelative(latest.startTime + limit, serverNow()) });
    replace(limitLine, icon("warning"), h("span", {}, text));
    if (wasHidden) announce(text);
  }

  function drawTab() {
    const fraction = progressFraction(latest.progress);
    const state = latest.status === "COMPLETED" ? "done" : hasEnded(latest.status) ? "failed" : "running";
    const said = hasEnded(latest.status) || fraction === null ? t(`job.tab.${latest.status.replace(" ", "")}`) : formatPercent(fraction);
    showInTab(t("job.tab", { state: said, title }), state);
  }

  // What this page has seen of the job, to be filed.
  function recordLink(subject, error = null) {
    const record = { root: session.root, job: id || null, subject, ...latest, error: error && { code: error.code, message: error.message, details: error.details } };
    return downloadLink(t("job.download"), `job-${id || "status"}.json`, `${JSON.stringify(record, null, 2)}\n`, signal);
  }

  // There is nothing to cancel any more: neither the button nor a question that is still open.
  function endCancelling() {
    const hadFocus = [cancelFrame, hold].some((node) => node.contains(document.activeElement));
    cancelling.abort();
    cancelFrame.hidden = true;
    if (hadFocus) document.querySelector("main h1").focus({ preventScroll: true });
  }

  function question(...content) {
    return new Promise((resolve) => replace(hold, content.map((make) => make(() => { replace(hold); resolve(); }))));
  }

  return {
    node: h("div", { class: "view" }, hold, outcome, figures, waitingLine, limitLine, barFrame, stagesFrame, messages, notice, cancelFrame),
    tick,
    update(update) {
      const said = announcement(latest, update);
      latest = update;
      drawFigures();
      drawProgress(update);
      drawStages(update);
      messages.hidden = update.messages.length === 0;
      replace(messages, update.messages.length > 0 && [h("h2", { id: "messages-title" }, t("job.messages")), copyableBlock(update.messages.join("\n"), { lang: "" })]);
      drawTab();
      if (said) announce(t(said.key, said.values));
      if (said && hasEnded(update.status)) this.notify(t(said.key, said.values));
      if (update.progress) cancelFrame.hidden = false;
      if (hasEnded(update.status) || update.status === "CANCELLING") endCancelling();
      if (notice) notice.hidden = hasEnded(update.status);
    },
    /** Offers to cancel `followed`, where the server is one that can: it is the one that gives real progress. */
    offerCancel(followed) {
      replace(cancelFrame, h("button", { type: "button", onclick: async () => {
        const isMeant = await ask(hold, {
          title: t("job.cancel.title"), signal: AbortSignal.any([signal, cancelling.signal]), body: h("p", {}, t("job.cancel.text")),
          answers: [{ label: t("job.cancel"), value: true, level: "destructive" }, { label: t("job.cancel.not"), value: false }],
        });
        if (isMeant) followed.cancel().then(() => announce(t("job.cancel.sent")), (error) => replace(hold, errorPanel(error)));
      } }, t("job.cancel")));
    },
    /** Tells the system, where it was asked for and nobody is looking. */
    notify(text) {
      if (wanted.checked && document.hidden && Notification.permission === "granted") new Notification(title, { body: text, icon: kFavicon });
    },
    usual(range) {
      if (range) usualLine.textContent = t("job.usual", { from: formatDuration(range.from), to: formatDuration(range.to), count: range.count });
      tick();
    },
    limit(milliseconds) {
      limit = milliseconds;
      tick();
    },
    ended(result, known) {
      const hasBackup = known?.storeName && known.backupName && known.operation !== "delete";
      const links = [known?.operation === "backup" && hasBackup && [t("job.kit"), address(["stores", known.storeName, "backups", known.backupName, "kit"])],
        hasBackup && [t("job.open"), address(["stores", known.storeName, "backups", known.backupName])],
        known?.storeName ? [t("job.all"), address(["stores", known.storeName, "backups"])] : [t("nav.overview"), address([""])]].filter(Boolean);
      replace(outcome, panel("ok", t("job.completed"),
        known?.operation === "backup" && [h("p", {}, t("job.completed.text")), h("p", {}, t("job.kit.why"))],
        properties([[t("backups.name"), result?.backupName], [t("job.ended"), latest?.endTime && timeOf(latest.endTime)],
          [t("backups.size"), result?.holdfast?.size >= 0 ? formatBytes(result.holdfast.size) : null],
          [t("backup.sha256"), result?.holdfast?.sha256 && h("code", {}, result.holdfast.sha256)]]),
        next(links, recordLink(known))));
    },
    failed(error, known) {
      if (error.update) this.update(error.update);
      const isCancelled = error.code === "job_cancelled";
      const actions = [
        known?.operation === "backup" && h("a", { class: "button primary", href: address(["stores", known.storeName ?? "default", "backups", "create"], { name: known.backupName, ...fields }) }, t("job.again")),
        known?.operation === "import" && h("a", { class: "button primary", href: address(["stores", known.storeName, "backups", "import"]) }, t("job.again.import")),
        kOfBackup.includes(known?.operation) && known.backupName && h("a", { class: "button primary", href: address(["stores", known.storeName, "backups", known.backupName, known.operation]) }, t(`job.again.${known.operation}`)),
        recordLink(known, error),
        h("a", { class: "button", href: address(["raw", "pjson", ...pathOf(id)]) }, t("job.raw"))];
      // The server's own words stand in the messages below.
      const said = error.update?.messages.length > 0 ? { code: error.code, message: wordsOf(error) } : error;
      replace(outcome, isCancelled ? panel("warning", wordsOf(error), h("div", { class: "actions" }, actions)) : errorPanel(said, ...actions));
    },
    /** Asks for a new sign-in in place; the view keeps what it shows. Resolves when signed in. */
    signInAgain(error) {
      announce(t("signIn.ended"));
      session.forget();
      return question((done) => signInCard({ error, lead: t("signIn.watching"), isFixed: true, done }));
    },
    askToGoOn(error) {
      return question((done) => errorPanel(error, h("button", { type: "button", onclick: done }, t("retry"))));
    },
  };
}

// No more exact than it can be known: in minutes, from an hour on in fives.
function leftWords(milliseconds) {
  if (milliseconds === null) return null;
  const minutes = Math.round(milliseconds / kMinute);
  if (minutes < 1) return t("job.left.soon", { time: formatDuration(kMinute) });
  return t("job.left", { time: formatDuration((minutes < 60 ? minutes : Math.round(minutes / 5) * 5) * kMinute) });
}

function next(links, ...more) {
  return h("div", { class: "actions" }, links.map(([label, href], index) => h("a", { class: `button ${index === 0 ? "primary" : ""}`, href }, label)), more);
}
