// Compiled, never run: what the declarations must allow, and what they must not.
import {
  AdminApiError, Backup, checkBackupFile, checkPasscode, compareSettings, connect, describeKit, errorCodes, type ErrorCode, HoldfastError, Job,
  type JobStatus, JobError, type Kit, nextRuns, open, openBackup, openKit, operations, packBackup, plainSize, seal, sealedSize, sealKit, Site,
  unpackBackup,
  Store, Task, validateCreateBackup, validateCreateTask, validateRegisterStore, validateRestoreBackup, validateUpdateBackup,
  validateUpdateSettings, validateUpdateStore, validateUpdateTask, ValidationError,
} from "../../web/holdfast.js";
import { openAccounts } from "../../web/site.js";

export async function allowed(): Promise<void> {
  const site: Site = await connect({ root: "https://host/context/admin", token: "t", signal: AbortSignal.timeout(1) });
  await connect({ root: "https://host/context/admin", credentials: async () => ({ username: "u", password: new Uint8Array() }) });
  const store: Store = site.store("default");
  const job: Job = await store.createBackup({ name: "n", passcode: "p", retentionDate: new Date() });
  for await (const update of job) {
    const status: JobStatus = update.status;
    console.log(status, update.progress?.bytesDone);
  }
  await job.done;
  const backup: Backup = store.backup("n");
  const deleted = await backup.delete({ async: true });
  if (deleted instanceof Job) deleted.stop();
  const task: Task = site.task("id");
  await task.enable();
  await task.run();
  const runs = await task.runs();
  const next: number[] = await nextRuns((await task.info()).cronSchedule, new Date(), 5);
  console.log(runs[0]?.jobId, next);
  await task.updateRun("run", { status: "skipped", result: "seen to" });
  const { issues, advice } = await validateCreateBackup({ name: "n" }, { now: 1, version: "11.4" });
  console.log(issues[0]?.code === "parameter_required", advice);
  await Promise.all([
    validateCreateTask({}), validateRegisterStore({}), validateRestoreBackup({}), validateUpdateBackup({}),
    validateUpdateSettings({}), validateUpdateStore({}), validateUpdateTask({}), errorCodes(), operations(),
  ]);
}

export async function leaving(site: Site): Promise<boolean> {
  const { revoked } = await site.signOut({ signal: AbortSignal.timeout(1000) });
  return revoked;
}

export async function accounts(password: Uint8Array): Promise<string[]> {
  const local = await openAccounts({ data: "/srv/holdfast" });
  await local.accounts({ action: "create", name: "ana", role: "infrastructure", password });
  const answer = await local.accounts({ action: "list" });
  await local.close();
  return "accounts" in answer ? answer.accounts.map(({ name }) => name) : [];
}

export async function sealing(file: Blob): Promise<Response> {
  using sealer = seal({ passcode: "p", armor: true, onSlow: ({ seconds }) => console.log(seconds) });
  await using opener = open({ passcode: "p", maxWorkFactor: 22 });
  const size: number = await sealedSize(file.size, { armor: true });
  const plain: number | null = await plainSize(size, { armor: true, workFactor: 18 });
  await checkPasscode(new URL("https://host/file.age"), "p", { sha256: "" });
  console.log(plain);
  return new Response(file.stream().pipeThrough(sealer).pipeThrough(opener));
}

export async function lookingInto(file: Blob): Promise<Response> {
  const parts = await unpackBackup(file);
  if (parts) await checkBackupFile(parts, { onProgress: ({ bytesDone }) => console.log(bytesDone) });
  using backup = await openBackup({ file: parts?.archive ?? file, passcode: "p", manifest: parts?.manifest, maxWorkFactor: 22 });
  for await (const { entry, content } of backup.read(backup.entries.filter(({ kind }) => kind === "file"))) {
    console.log(entry.path, entry.size, new Date(entry.modified), await new Response(content).text());
  }
  console.log(await packBackup({ manifest: parts?.manifest ?? "{}", archive: file }));
  return new Response(backup.tar());
}

export async function kits(site: Site, file: Blob): Promise<string> {
  const store = await site.store("default").info();
  const described: Kit = await describeKit({ root: site.root, store, backups: await site.store("default").backups(), settings: { registry: "r" } });
  const { file: sealed, sha256 } = await sealKit(described, { passcode: new Uint8Array(), workFactor: 17 });
  const opened: Kit = await openKit(file, "p", { sha256, maxWorkFactor: 20 });
  const rows = await compareSettings(opened.settings, { root: site.root, release: "11.4" });
  // @ts-expect-error a kit holds no passcode
  console.log(opened.passcode, rows[0]?.state === "same", opened.backups[0]?.archive?.size);
  return sealed;
}

export function kinds(error: HoldfastError): ErrorCode {
  if (error instanceof ValidationError) console.log(error.issues);
  if (error instanceof AdminApiError) console.log(error.apiCode, error.messages);
  if (error instanceof JobError) console.log(error.job?.id);
  return error.code;
}

export async function forbidden(site: Site): Promise<void> {
  // @ts-expect-error a passcode is needed
  await site.store("default").createBackup({ name: "n" });
  // @ts-expect-error no such code
  const code: ErrorCode = "no_such_code";
  // @ts-expect-error jobs are made by the site
  const job = new Job();
  console.log(code, job);
}
