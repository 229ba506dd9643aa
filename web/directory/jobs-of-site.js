// Finds jobs among those a server lists, which are ids only: what each is about, and which one the status resource speaks of.

const kAtOnce = 6;
/** How far apart, in milliseconds, the job and the status resource may tell the same beginning. */
const kSameWithin = 60_000;

/** What a job resource is about, from its `operationURI`: scheduled ones are backups; a name only where the address holds it. */
export function subjectOf(info) {
  const parts = new URL(info.operationURI ?? "", "https://x").pathname.split("/").map(decodeURIComponent);
  const after = (word) => parts[parts.indexOf(word) + 1];
  const kind = parts.at(-1);
  const operation = parts.includes("tasks") ? "backup" :
    { create: "backup", backup: "backup", restore: "restore", verify: "verify", delete: "delete", register: "register", import: "import" }[kind];
  return {
    operation, storeName: parts.includes("stores") ? after("stores") : undefined,
    backupName: parts.includes("backups") && after("backups") !== kind ? after("backups") : undefined,
  };
}

/** What the status resource speaks of, as a job's subject. */
export function subjectOfStatus(status) {
  return { operation: status?.operation?.toLowerCase(), storeName: status?.backupStore, backupName: status?.backupName };
}

/** The newest `limit` jobs with their resources, newest first; those that cannot be read are left out. */
export async function readJobs(site, { signal, limit }) {
  const ids = (await site.jobs({ signal })).slice(-limit);
  const found = [];
  const take = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const info = await site.job(id).info({ signal }).catch((error) => (signal.aborted ? Promise.reject(error) : null));
      if (info) found.push({ id, info, subject: subjectOf(info) });
    }
  };
  await Promise.all(Array.from({ length: kAtOnce }, take));
  return found.sort((a, b) => (b.info.starttime ?? 0) - (a.info.starttime ?? 0));
}

/** The one of `jobs` that runs and that the status resource speaks of, as `{id, subject}`, or null. */
export function jobOfStatus(jobs, status) {
  const running = jobs.find(({ info }) => ["SUBMITTED", "EXECUTING", "CANCELLING"].includes(info.status));
  return running ? { id: running.id, subject: { ...running.subject, storeName: status.backupStore, backupName: status.backupName } } : null;
}

/** Whether the newest of `jobs` is the one that the status resource speaks of, and was cancelled. */
export function wasCancelled([newest], status) {
  return newest?.info.status === "CANCELLED" && Math.abs(newest.info.starttime - (status.startTime ?? 0)) < kSameWithin;
}

/** The backups among `jobs`: when those that succeeded began, and the jobs that did not. */
export function backupHistory(jobs) {
  const backups = jobs.filter(({ subject }) => subject.operation === "backup");
  return {
    made: backups.filter(({ info }) => info.status === "COMPLETED" && info.starttime > 0).map(({ info }) => info.starttime),
    failed: backups.filter(({ info }) => ["FAILED", "TIMED OUT", "CANCELLED"].includes(info.status)),
  };
}
