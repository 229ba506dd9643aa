// The page's decisions that need no browser: health, announcements, stages, addresses, and the message files against their use.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { examine } from "../../web/directory/examine.js";
import { assess, usualDuration } from "../../web/directory/health.js";
import { announcement, progressFraction, stageMilliseconds, stageState } from "../../web/directory/job-words.js";
import en from "../../web/directory/messages/en.js";
import { compareReleases } from "../../web/directory/releases.js";
import { address, jobAddress, parseAddress } from "../../web/directory/router.js";
import { cronOf, nextRuns } from "../../web/directory/schedule.js";
import { storageSettings } from "../../web/directory/storage-settings.js";
import { ticks } from "../../web/directory/timeline.js";
import { kWords } from "../../web/directory/words.js";

const kDay = 86_400_000;
const kNow = Date.UTC(2026, 10, 24);
const backup = (daysAgo, more = {}) => ({ backupName: `b${daysAgo}`, status: "completed", startTime: kNow - daysAgo * kDay, completeTime: kNow - daysAgo * kDay + 60_000, ...more });
const verdict = (backups, status) => assess({ backups, status, now: kNow }).verdict;

test("health: none, fine, overdue by the rhythm, failed, running", () => {
  assert.equal(verdict([], { code: 0, state: "no_op" }), "none");
  assert.equal(verdict([backup(1), backup(8), backup(15)], { code: 3, state: "success" }), "fine");
  assert.equal(verdict([backup(11), backup(18), backup(25)], null), "overdue");
  assert.equal(verdict([backup(11), backup(18)], null), "fine", "two backups make no rhythm");
  assert.equal(verdict([backup(3)], { code: 2, state: "failed", startTime: kNow - kDay }), "failed");
  assert.equal(verdict([backup(1)], { code: 2, state: "failed", startTime: kNow - 3 * kDay }), "fine", "a newer good backup mends a failure");
  assert.equal(verdict([], { code: 2, state: "failed" }), "failedFirst");
  assert.equal(verdict([backup(1)], { code: 1, state: "in_progress" }), "running");
  assert.equal(verdict([backup(1, { status: "failed" })], null), "none", "only a completed backup counts");
});

test("the usual duration needs two good backups", () => {
  assert.equal(usualDuration([backup(1)]), null);
  assert.deepEqual(usualDuration([backup(1), backup(2, { completeTime: kNow - 2 * kDay + 90_000 })]), { from: 60_000, to: 90_000, count: 2 });
});

test("a ten-minute job is announced at most 15 times", () => {
  const stages = ["Validation", "Stage Relational store", "Stage Object store", "Stage system configuration", "Post backup operation cleanup"];
  let previous = null;
  let announced = 0;
  for (let second = 0; second <= 600; second += 1) {
    const at = Math.min(4, Math.floor(second / 120));
    const update = { status: second === 600 ? "COMPLETED" : "EXECUTING", waiting: null, progress: { bytesDone: second, bytesTotal: 600 },
      stages: stages.slice(0, at + 1).map((name, index) => ({ name, state: index < at ? "completed" : "in_progress" })) };
    if (announcement(previous, update)) announced += 1;
    previous = update;
  }
  assert.ok(announced >= 6 && announced <= 15, `${announced} announcements`);
});

test("stage words and durations of servers", () => {
  assert.equal(stageState({ state: "completed" }), "done");
  assert.equal(stageState({ state: "IN_PROGRESS" }), "running");
  assert.equal(stageState({ state: "failed" }), "failed");
  assert.equal(stageState({ state: "scheduled" }), "waiting");
  assert.equal(stageMilliseconds({ duration: "64221 millis (~ 1 minutes)" }), 64_221);
  assert.equal(stageMilliseconds({}), null);
  assert.equal(progressFraction(null), null);
  assert.equal(progressFraction({ bytesDone: 1, bytesTotal: 4 }), 0.25);
});

test("addresses survive any name and hold no secret", () => {
  const name = "a b/ü?#%&=.";
  assert.deepEqual(parseAddress(address(["stores", "s", "backups", name])), { view: "backup", params: { store: "s", backup: name }, query: {} });
  assert.deepEqual(parseAddress(jobAddress("j1", { operation: "backup", storeName: "default", backupName: name })),
    { view: "job", params: { job: "j1" }, query: { operation: "backup", store: "default", backup: name } });
  assert.equal(parseAddress("").view, "overview");
  assert.equal(parseAddress("#/stores/s/backups/create").view, "create");
  assert.equal(parseAddress("#/nonsense/x").view, "unknown");
});

test("the connection doctor names what stands in the way", async () => {
  const json = async () => new Response("{}", { headers: { date: new Date().toUTCString() } });
  const find = (root, ask, page = { protocol: "https:" }) => examine(root, { ask, page, signal: new AbortController().signal, tell() {} });
  const root = "https://o.example.com/context/admin";
  const refuse = async () => { throw new TypeError("Failed to fetch"); };
  assert.equal(await find(root, json), "fine");
  assert.equal(await find("o.example.com", json), "address");
  assert.equal(await find("http://o.example.com/context/admin", json), "insecure");
  assert.equal(await find("http://localhost:8080/arcgis/admin", json), "fine");
  assert.equal(await find("https://o.example.com/admin", json), "path");
  assert.equal(await find(root, refuse), "unreachable");
  assert.equal(await find(root, (url, { mode }) => (mode === "no-cors" ? json() : refuse())), "cors");
  assert.equal(await find(root, async () => new Response("<html>")), "context");
  assert.equal(await find(root, async () => new Response("{}", { headers: { date: new Date(0).toUTCString() } })), "clock");
});

test("the next runs of a schedule, in GMT", () => {
  const from = Date.UTC(2026, 10, 24, 2, 30);  // a Tuesday
  const iso = (plan, count = 3) => nextRuns(plan, from, count).map((run) => new Date(run).toISOString().slice(0, 16));
  assert.deepEqual(iso(cronOf({ every: "day", time: "02:00" })), ["2026-11-25T02:00", "2026-11-26T02:00", "2026-11-27T02:00"]);
  assert.deepEqual(iso(cronOf({ every: "week", time: "23:05", weekday: 6 }), 2), ["2026-11-28T23:05", "2026-12-05T23:05"]);
  assert.deepEqual(iso(cronOf({ every: "month", time: "00:00", day: 1 }), 2), ["2026-12-01T00:00", "2027-01-01T00:00"]);
  assert.deepEqual(iso({ minute: "0/30", hour: "2-3", dayOfMonth: "?", month: "*", dayOfWeek: "3" }), ["2026-11-24T03:00", "2026-11-24T03:30", "2026-12-01T02:00"], "Tuesday is 3 in Quartz");
  assert.deepEqual(iso({ minute: "0", hour: "0", dayOfMonth: "29", month: "2", dayOfWeek: "?" }, 1), ["2028-02-29T00:00"]);
  assert.equal(nextRuns({ minute: "0", hour: "0", dayOfMonth: "L", month: "*", dayOfWeek: "?" }, from, 1), null);
});

test("the settings of each storage type are nested as the API wants them", () => {
  assert.deepEqual(storageSettings("HOSTED", { provisioningType: "DYNAMIC", storageClass: "c", size: "64Gi" }),
    { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "c", size: "64Gi" } });
  assert.deepEqual(storageSettings("S3", { bucketName: "b", region: "r", rootDir: "d", accessKey: "a", secretKey: "s" }),
    { type: "S3", provider: { name: "AWS", cloudServices: [{ name: "AWS S3", type: "objectStore", usage: "BACKUP", category: "storage",
      connection: { bucketName: "b", region: "r", rootDir: "d", credential: { type: "ACCESS-KEY", secret: { accessKey: "a", secretKey: "s" } } } }] } });
  assert.equal(storageSettings("AZURE_BLOBSTORE", { storageAccountKey: "k" }).provider.cloudServices[0].connection.credential.secret.storageAccountKey, "k");
});

test("2,048 different words", () => assert.equal(new Set(kWords).size, 2048));

test("every language has every message, with the same places for values", async () => {
  const places = (message) => [...new Set(Object.values(typeof message === "string" ? { message } : message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
  const folder = new URL("../../web/directory/messages/", import.meta.url);
  for (const file of await readdir(folder)) {
    const { default: messages } = await import(new URL(file, folder));
    assert.deepEqual(Object.keys(messages), Object.keys(en), file);
    for (const [key, message] of Object.entries(messages)) assert.deepEqual(places(message), places(en[key]), `${file}: ${key}`);
  }
});

test("every message used exists, and every message is used", async () => {
  const folder = new URL("../../web/directory/", import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js") && !name.startsWith("messages"));
  const source = (await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")))).join("\n");
  const quoted = new Set([...source.matchAll(/"([\w.]+)"/g)].map(([, key]) => key));
  const prefixes = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map(([, prefix]) => prefix);
  const used = (key) => quoted.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
  assert.deepEqual(Object.keys(en).filter((key) => !used(key)), [], "unused");
  const called = [...source.matchAll(/\bt\("([\w.]+)"/g)].map(([, key]) => key);
  assert.deepEqual(called.filter((key) => !Object.hasOwn(en, key)), [], "missing");
});

test("releases are the same part by part, never by how their texts begin", () => {
  for (const [left, right] of [["11.4", "11.4"], ["11.4", "11.4.0"], ["12", "12.0.0"]]) assert.equal(compareReleases(left, right), "same");
  for (const [left, right] of [["11.1", "11.10"], ["1", "11.4"], ["11.4", "11.4.1"], ["12.0", "11.4"]]) assert.equal(compareReleases(left, right), "other");
  for (const [left, right] of [[undefined, "11.4"], ["11.4", ""], ["11.4", "latest"], [null, null]]) assert.equal(compareReleases(left, right), "unknown");
});

test("the timeline names each date once, and at most six of them", () => {
  for (const span of [2.3, 5, 30, 400].map((days) => days * kDay)) {
    const dates = ticks(kNow, kNow + span).map((time) => new Date(time).toDateString());
    assert.ok(dates.length >= 2 && dates.length <= 6, `${dates.length} dates`);
    assert.equal(new Set(dates).size, dates.length);
  }
});
