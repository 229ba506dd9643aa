// Finds jobs among those a server lists, which are ids only: what each is about, and which one the status resource speaks of.

const kAtOnce = 6;

/** What a job resource is about, from its `operationURI`; the backup's name only where the address holds it. */
export function subjectOf(info) {
  const parts = new URL(info.operationURI ?? "", "https://x").pathname.split("/").map(decodeURIComponent);
  const after = (word) => parts[parts.indexOf(word) + 1];
  const kind = parts.at(-1);
  const operation = { create: "backup", backup: "backup", restore: "restore", verify: "verify", delete: "delete", register: "register" }[kind];
  return {
    operation, storeName: parts.includes("stores") ? after("stores") : undefined,
    backupName: parts.includes("backups") && after("backups") !== kind ? after("backups") : undefined,
  };
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

/** The running job the status resource speaks of, as `{id, subject}`, or null. */
export async function jobOfStatus(site, status, { signal }) {
  const running = (await readJobs(site, { signal, limit: 20 })).find(({ info }) => ["SUBMITTED", "EXECUTING", "CANCELLING"].includes(info.status));
  return running ? { id: running.id, subject: { ...running.subject, storeName: status.backupStore, backupName: status.backupName } } : null;
}
