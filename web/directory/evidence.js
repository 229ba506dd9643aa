// What can be shown of a backup to whoever asks for proof of it: facts of the server, each as it is. Pure: no clock, no DOM, no secret.

const iso = (milliseconds) => (milliseconds > 0 ? new Date(milliseconds).toISOString() : null);

/**
 * The report as an object of plain values, times in ISO 8601, sizes in bytes. `backup`, `store`, `status` and `info` as the server
 * sent them; `made`: `{at, by}`, when and by whose sign-in it was asked. Null is what the server does not tell.
 */
export function evidence({ root, info, store, backup, status, made }) {
  const speaksOfIt = status?.backupName === backup.backupName && status.backupStore === backup.backupStore;
  return {
    report: "evidence of a backup", madeAt: iso(made.at), madeBy: made.by || null,
    organization: { root, version: info.fullVersion ?? info.currentVersion ?? null },
    store: { name: store.name, type: store.type ?? null },
    backup: {
      name: backup.backupName, description: backup.description ?? "", status: backup.status ?? null, type: backup.backupType ?? null,
      schedule: backup.scheduleType ?? null, release: backup.release ?? null, namespace: backup.namespace ?? null,
      started: iso(backup.startTime), completed: iso(backup.completeTime), durationSeconds: seconds(backup.startTime, backup.completeTime),
      keptUntil: backup.retentionDate > 0 ? iso(backup.retentionDate) : "for ever",
      size: backup.holdfast?.size ?? null, sha256: backup.holdfast?.sha256 ?? null,
    },
    verification: backup.verified ? { date: iso(backup.verified.date), result: backup.verified.state, level: backup.verified.level ?? null, message: backup.verified.message ?? null } : null,
    lastJob: speaksOfIt ? { operation: status.operation ?? null, state: status.state ?? null, duration: status.overallDuration ?? null, stages: status.stages?.map(({ name, state, duration }) => ({ name, state, duration: duration ?? null })) ?? [] } : null,
  };
}

function seconds(from, to) {
  return from > 0 && to >= from ? Math.round((to - from) / 1000) : null;
}
