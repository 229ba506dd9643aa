// Contract of scheduled tasks (reference section 8).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertError, assertTime, openServer, passcode, run } from "./server.mjs";

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

test("§8 runs, and delete", async () => {
  assert.equal((await server.get(`${kTasks}/${id}/runs`)).error, undefined);
  assert.equal((await server.post(`${kTasks}/${id}/delete`)).success, true);
  assertError(await server.get(`${kTasks}/${id}`), 404);
});
