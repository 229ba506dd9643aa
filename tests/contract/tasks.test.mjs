// Contract of scheduled tasks (reference section 8).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, assertMembers, assertTime, isLocal, openServer, passcode, run } from "./server.mjs";

const kTasks = "system/tasks";

let server;
let id;
before(async (t) => { server = await openServer(t); });

const schedule = { minute: "30", hour: "2", dayOfMonth: "*", month: "*", dayOfWeek: "?" };
const parameters = async () => ({
  name: run, passcode, storeName: await server.store(), retentionOffset: 1_209_600_000,
  metaData: { recurring: true, startTime: "02:30", retention: { type: "day", value: 14 } },
});

test("§8 createTask", async () => {
  const created = await server.post(`${kTasks}/createTask`, { title: run, type: "CreateBackup", parameters: JSON.stringify(await parameters()), ...schedule });
  assert.equal(created.success, true, JSON.stringify(created));
  assert.match(created.taskId, /^[0-9a-f]{32}$/);
  id = created.taskId;
});

test("§8 a task, and the list, which has the member result", async () => {
  const task = await server.get(`${kTasks}/${id}`);
  const kTask = { id: /^[0-9a-f]{32}$/, taskId: /^[0-9a-f]{32}$/, taskTitle: "string", taskType: "string", type: /^[A-Z_]+_TASK_TYPE$/, taskState: /^(active|paused)$/, active: "boolean",
    ownerId: "string", orgId: "string", itemId: "string", cronSchedule: "object", cronExpression: "string", runIntervalSeconds: "integer", maxOccurrences: "integer",
    generation: "integer", created: "timeOrText", updated: "timeOrText", lastStart: "timeOrText?", startDate: "timeOrText?", parameters: "object?" };
  assertMembers(task, kTask, "a task");
  assertMembers(task.cronSchedule, { minute: "string", hour: "string", dayOfMonth: "string", month: "string", dayOfWeek: "string" }, "cronSchedule");
  assertMembers(task.parameters, { name: "string", storeName: "string", retentionOffset: "integer", metaData: "object" }, "the parameters");
  assert.deepEqual(task.parameters.metaData, (await parameters()).metaData);
  assert.equal(task.active, true);
  assert.equal(task.runIntervalSeconds, 86_400);
  assert.equal(task.id, id);
  assert.equal(task.taskId, id);
  assert.equal(task.taskTitle, run);
  assert.equal(task.taskType, "CreateBackup");
  assert.equal(task.taskState, "active");
  assert.deepEqual(task.cronSchedule, schedule);
  assert.match(task.cronExpression, /^0 30 2 \* \* \?$/);
  assert.equal(task.maxOccurrences, -1);
  assertTime(task.created, "created");
  assert.equal(JSON.stringify(task).includes(passcode), false, "the passcode is shown nowhere");
  const { result } = await server.get(kTasks);
  for (const each of result) assertMembers(each, kTask, `the task ${each.taskTitle}`);
  assert.ok(result.some((each) => each.id === id));
  assert.ok(result.some((each) => each.taskType === "BackupRetentionCleaner"));
});

test("§8 disable and enable", async () => {
  assert.equal((await server.post(`${kTasks}/${id}/disable`)).success, true);
  assert.equal((await server.get(`${kTasks}/${id}`)).taskState, "paused");
  assert.equal((await server.post(`${kTasks}/${id}/enable`)).success, true);
  assert.equal((await server.get(`${kTasks}/${id}`)).taskState, "active");
});

test("§8 update: no field is required, a field that is absent keeps its value", async () => {
  assert.equal((await server.post(`${kTasks}/${id}/update`, { hour: "4", dayOfMonth: "L" })).success, true);
  const task = await server.get(`${kTasks}/${id}`);
  assert.deepEqual(task.cronSchedule, { ...schedule, hour: "4", dayOfMonth: "L" });
  assert.equal(task.parameters.name, run);
});

test("§8 what the fields must be", async () => {
  const good = { title: run, type: "CreateBackup", parameters: JSON.stringify(await parameters()), ...schedule };
  for (const fields of [{ ...good, minute: "61" }, { ...good, dayOfWeek: "X" }, { ...good, hour: undefined }, { ...good, type: undefined },
    { ...good, parameters: JSON.stringify({ ...(await parameters()), passcode: "seven77" }) }, { ...good, parameters: "[]" }]) {
    assertError(await server.post(`${kTasks}/createTask`, fields), 400);
  }
  assertError(await server.get(`${kTasks}/00000000000000000000000000000000`), 404);
});

test("§8, API pages runs, run, edit-run and delete-run", { skip: isLocal ? false : "needs a run, which other servers make by their schedule alone" }, async () => {
  const { result: tasks } = await server.get(kTasks);
  const cleaner = tasks.find(({ taskType }) => taskType === "BackupRetentionCleaner");
  assert.equal((await server.post(`${kTasks}/${cleaner.id}/run`)).success, true);
  const { result: runs } = await server.get(`${kTasks}/${cleaner.id}/runs`);
  const [made] = runs;
  const kRun = { runId: /^[0-9a-f]{32}$/, status: /^(scheduled|executing|succeeded|skipped|failed|submitfailed)$/, result: "string", created: "timeOrText", modified: "timeOrText", url: "string", task: "object" };
  for (const each of runs) assertMembers(each, kRun, "a run");
  const path = `${kTasks}/${cleaner.id}/runs/${made.runId}`;
  assert.deepEqual(await server.get(path), made, "the list has the same objects");
  assert.equal(made.task.id, cleaner.id);
  assert.equal((await server.post(`${path}/update`, { status: "failed", result: "Looked at by the contract." })).status, "success");
  const edited = await server.get(path);
  assert.deepEqual([edited.status, edited.result, edited.created], ["failed", "Looked at by the contract.", made.created]);
  assertError(await server.post(`${path}/update`, { status: "perhaps" }), 400);
  assertError(await server.post(`${path}/update`), 400);
  assert.equal((await server.post(`${path}/delete`)).status, "success");
  assertError(await server.get(path), 404);
  assertError(await server.post(`${path}/delete`), 404);
});

test("§8 runs, and delete", async () => {
  assert.ok(Array.isArray((await server.get(`${kTasks}/${id}/runs`)).result));
  assert.equal((await server.post(`${kTasks}/${id}/delete`)).success, true);
  assertError(await server.get(`${kTasks}/${id}`), 404);
});
