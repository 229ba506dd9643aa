// The page's decisions that need no browser: health, announcements, stages, addresses, and the message files against their use.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { siteSentences } from "../../web/browser-site.js";
import { factsOf } from "../../web/browser-site-owner.js";
import { errorFrom } from "../../web/errors.js";
import { compareSettings, errorCodes, sentences } from "../../web/holdfast.js";
import { leavingBefore, retentionChange } from "../../web/directory/cleaning.js";
import { assess, usualDuration } from "../../web/directory/health.js";
import { announcement, progressFraction, stageMilliseconds, stageState, timeLeftTeller } from "../../web/directory/job-words.js";
import { backupHistory, subjectOf, wasCancelled } from "../../web/directory/jobs-of-site.js";
import en from "../../web/directory/messages/en.js";
import { rootInAddress, rootOf } from "../../web/directory/roots.js";
import { address, completeAddress, jobAddress, nameConnection, parseAddress } from "../../web/directory/router.js";
import { cronOf, kCronFields, planOf } from "../../web/directory/schedule.js";
import { fieldsWithoutSecrets, textWithoutSecrets } from "../../web/directory/secrets.js";
import { kStorageTypes, storageSettings } from "../../web/directory/storage-settings.js";
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

test("a job that somebody cancelled is no failure to be told of; one that failed beside it is", () => {
  const status = { code: 2, state: "failed", startTime: kNow - kDay };
  const jobs = (...all) => all.map(([state, starttime]) => ({ info: { status: state, starttime } }));
  const told = (some) => assess({ backups: [backup(3)], status, now: kNow, isCancelled: wasCancelled(some, status) }).verdict;
  assert.equal(told(jobs(["CANCELLED", kNow - kDay + 900], ["FAILED", kNow - 2 * kDay])), "fine");
  assert.equal(told(jobs(["FAILED", kNow - kDay], ["CANCELLED", kNow - 2 * kDay])), "failed");
  assert.equal(told(jobs(["CANCELLED", kNow - 2 * kDay])), "failed", "the status speaks of a newer job");
  assert.equal(told([]), "failed");
});

test("the rhythm counts backups that only the job history remembers, each once", () => {
  const earlier = [8, 15, 22].map((days) => kNow - days * kDay + 2_000);
  assert.equal(assess({ backups: [backup(8)], status: null, now: kNow, earlier }).verdict, "fine", "a week and a day is within the rhythm");
  assert.equal(assess({ backups: [backup(15)], status: null, now: kNow, earlier: [15, 22, 29].map((days) => kNow - days * kDay + 2_000) }).verdict, "overdue");
  assert.equal(assess({ backups: [backup(15)], status: null, now: kNow, earlier: [kNow - 15 * kDay + 2_000] }).rhythm, null, "one backup and its own job make no rhythm");
  const job = (status, uri) => ({ id: "j", info: { status, starttime: 1, operationURI: uri }, subject: subjectOf({ operationURI: uri }) });
  const history = backupHistory([job("COMPLETED", "/a/admin/system/tasks/t1"), job("FAILED", "/a/admin/system/disasterrecovery/stores/s/backups/create"), job("FAILED", "/a/admin/system/disasterrecovery/stores/s/backups/b/restore")]);
  assert.deepEqual([history.made.length, history.failed.length], [1, 1]);
});

test("what leaves, in order, and what a change of retention comes to", () => {
  const kept = (name, retentionDate) => ({ backupName: name, retentionDate });
  assert.deepEqual(leavingBefore([kept("a", kNow + 5), kept("b", -1), kept("c", kNow - 5), kept("d", kNow + kDay)], kNow + 10).map(({ backupName }) => backupName), ["c", "a"]);
  const change = (before, after) => retentionChange(before, after, kNow);
  assert.equal(change(-1, kNow + kDay), "shorter", "for ever is longest");
  assert.equal(change(kNow + kDay, -1), "longer");
  assert.equal(change(kNow + 2 * kDay, kNow + kDay), "shorter");
  assert.equal(change(kNow + kDay, kNow - 60_000), "ends");
  assert.equal(change(-1, 0), "same");
  assert.equal(change(kNow + kDay + 30_000, kNow + kDay), "same", "a form knows no seconds");
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

test("the time left is told from 10 s and 5 % on, and not where nothing moves, where the count begins anew or at the end", () => {
  const tell = timeLeftTeller();
  const at = (second, done) => tell(done === null ? null : { bytesDone: done, bytesTotal: 1000 }, kNow + second * 1000);
  assert.deepEqual([at(0, 500), at(9, 509)], [null, null], "too early");
  assert.equal(at(20, 520), null, "too little was seen");
  assert.equal(at(100, 600), 400_000);
  assert.equal(at(114, 600), 456_000, "slower by what it has stood still");
  assert.equal(at(115, 600), null, "it stands still");
  assert.equal(at(200, 900), 50_000);
  assert.equal(at(210, 1000), null);
  assert.deepEqual([at(300, 10), at(305, 900)], [null, null], "another stage begins anew");
  assert.equal(at(310, 960), (40 * 10_000) / 950);
  assert.deepEqual([at(320, null), at(330, 970)], [null, null]);
});

test("addresses survive any name and hold no secret", () => {
  const name = "a b/ü?#%&=.";
  assert.deepEqual(parseAddress(address(["stores", "s", "backups", name])), { view: "backup", params: { store: "s", backup: name }, query: {}, root: null });
  assert.deepEqual(parseAddress(jobAddress("j1", { operation: "backup", storeName: "default", backupName: name })),
    { view: "job", params: { job: "j1" }, query: { operation: "backup", store: "default", backup: name }, root: null });
  assert.equal(parseAddress("").view, "overview");
  assert.equal(parseAddress("#/stores/s/backups/create").view, "create");
  assert.equal(parseAddress("#/nonsense/x").view, "unknown");
});

test("addresses name their connection's root, by its path alone where it lies beside the page", () => {
  const root = "https://o.example.com/context/admin";
  nameConnection(root);
  assert.equal(address(["jobs"], { operation: "backup" }), `#/jobs?operation=backup&at=${root}`);
  assert.deepEqual(parseAddress(address(["jobs"], { a: "b" })), { view: "jobs", params: {}, query: { a: "b" }, root });
  assert.equal(completeAddress("#/stores/s?x=1&at=/other"), `#/stores/s?x=1&at=${root}`);
  assert.equal(completeAddress(""), `#/?at=${root}`);
  nameConnection(null);
  assert.equal(rootInAddress(root, "https://o.example.com"), "/context/admin");
  assert.equal(rootInAddress(root, "https://o.example"), root);
  assert.equal(rootOf("/context/admin", "https://o.example.com/directory/"), root);
  assert.equal(rootOf("https://user:secret@o.example.com/context/admin/?token=t#x"), root, "no secret, no query");
  for (const none of ["javascript:alert(1)", "ftp://o/x", "", undefined, "o.example.com/context/admin"]) assert.equal(rootOf(none), null);
});

test("the cron fields of a plan, and the plan of cron fields where they are one", () => {
  const daily = { minute: "0", hour: "2", dayOfMonth: "*", month: "*", dayOfWeek: "?" };
  assert.deepEqual(cronOf({ every: "day", time: "02:00" }), daily);
  assert.deepEqual(cronOf({ every: "week", time: "23:05", weekday: 6 }), { minute: "5", hour: "23", dayOfMonth: "?", month: "*", dayOfWeek: "SAT" });
  assert.deepEqual(cronOf({ every: "month", time: "00:00", day: 1 }), { minute: "0", hour: "0", dayOfMonth: "1", month: "*", dayOfWeek: "?" });
  for (const plan of [{ every: "day", time: "02:00" }, { every: "week", time: "23:05", weekday: 6 }, { every: "month", time: "07:30", day: 28 }]) {
    const found = planOf(cronOf(plan));
    assert.deepEqual({ ...found, ...plan }, found);
  }
  assert.equal(planOf({ ...daily, minute: "05" }).time, "02:05");
  for (const other of [{ minute: "*/5" }, { hour: "1-3" }, { month: "JAN" }, { dayOfMonth: "L" }, { dayOfMonth: "31" }, { dayOfMonth: "?", dayOfWeek: "MON#2" }, { dayOfMonth: "1", dayOfWeek: "MON" }]) {
    assert.equal(planOf({ ...daily, ...other }), null, JSON.stringify(other));
  }
});

test("the settings of each storage type are nested as the API wants them", () => {
  assert.deepEqual(storageSettings("HOSTED", { provisioningType: "DYNAMIC", storageClass: "c", size: "64Gi" }),
    { type: "HOSTED", storageConfig: { provisioningType: "DYNAMIC", storageClass: "c", size: "64Gi" } });
  assert.deepEqual(storageSettings("S3", { bucketName: "b", region: "r", rootDir: "d", accessKey: "a", secretKey: "s" }),
    { type: "S3", provider: { name: "AWS", cloudServices: [{ name: "AWS S3", type: "objectStore", usage: "BACKUP", category: "storage",
      connection: { bucketName: "b", region: "r", rootDir: "d", credential: { type: "ACCESS-KEY", secret: { accessKey: "a", secretKey: "s" } } } }] } });
  assert.equal(storageSettings("AZURE_BLOBSTORE", { storageAccountKey: "k" }).provider.cloudServices[0].connection.credential.secret.storageAccountKey, "k");
});

test("no secret is left in a request, nor in a reply that repeats one", () => {
  const secrets = [];
  const body = new URLSearchParams({ name: "passcode", passcode: 'a "b" & ü', title: "{ no JSON", parameters: JSON.stringify({ passcode: "p1", name: "n", metaData: { token: "t1" } }),
    settings: JSON.stringify({ provider: { secret: { accessKey: "k1", list: ["k2"] } }, rootDir: "secret" }), token: "t2" });
  assert.deepEqual(fieldsWithoutSecrets(String(body), (secret) => secrets.push(secret)), [["name", "passcode"], ["passcode", "…"], ["title", "{ no JSON"],
    ["parameters", '{"passcode":"…","name":"n","metaData":{"token":"…"}}'], ["settings", '{"provider":{"secret":{"accessKey":"…","list":["…"]}},"rootDir":"secret"}'], ["token", "…"]]);
  assert.deepEqual(secrets.sort(), ['a "b" & ü', "k1", "k2", "p1", "t1", "t2"]);
  assert.equal(textWithoutSecrets('{"heard":"a \\"b\\" & ü","url":"/x?y=a%20%22b%22%20%26%20%C3%BC","raw":\'a "b" & ü\'}', secrets), '{"heard":"…","url":"/x?y=…","raw":\'…\'}');
});

test("2,048 different words", () => assert.equal(new Set(kWords).size, 2048));

const kFolder = new URL("../../web/directory/", import.meta.url);
const placesOf = (message) => [...new Set(Object.values(typeof message === "string" ? { message } : message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
const messageFiles = async (folder) => (await readdir(new URL(`messages/${folder}`, kFolder))).filter((name) => name.endsWith(".js"));
const messagesIn = async (file) => (await import(new URL(`messages/${file}`, kFolder))).default;
const pageSource = async () => (await Promise.all((await readdir(kFolder, { recursive: true })).filter((name) => name.endsWith(".js") && !name.startsWith("messages"))
  .map((name) => readFile(new URL(name, kFolder), "utf8")))).join("\n");

test("every language has every message, with the same places for values and the forms of its numbers", async () => {
  for (const file of await messageFiles("")) {
    const messages = await messagesIn(file);
    const forms = new Intl.PluralRules(file.slice(0, -3)).resolvedOptions().pluralCategories.filter((form) => form !== "many").sort();
    assert.deepEqual(Object.keys(messages), Object.keys(en), file);
    for (const [key, message] of Object.entries(messages)) {
      assert.deepEqual(placesOf(message), placesOf(en[key]), `${file}: ${key}`);
      assert.equal(typeof message, typeof en[key], `${file}: ${key}`);
      if (typeof message !== "string") assert.deepEqual(Object.keys(message).sort(), forms, `${file}: ${key}`);
    }
  }
});

test("every other language says whatever the core can say: each sentence with its places, and each code", async () => {
  const said = [...(await sentences()).map(({ sentence, message }) => [sentence, placesOf(message)]), ...(await errorCodes()).map(({ code }) => [code, null])];
  const files = await messageFiles("core/");
  assert.deepEqual(files, (await messageFiles("")).filter((file) => file !== "en.js"));
  for (const file of files) {
    const texts = await messagesIn(`core/${file}`);
    assert.deepEqual(Object.keys(texts), said.map(([name]) => name), file);
    for (const [name, places] of said) {
      // A code is said of its parameter at the most, which every error has.
      if (places) assert.deepEqual(placesOf(texts[name]), places, `${file}: ${name}`);
      else assert.deepEqual(placesOf(texts[name]).filter((place) => place !== "{parameter}"), [], `${file}: ${name}`);
    }
  }
});

test("every other language says whatever the site in this browser says of its content, with the same places", async () => {
  const said = Object.fromEntries((await siteSentences()).map(({ sentence, message }) => [sentence, placesOf(message)]));
  assert.deepEqual(await messageFiles("site/"), await messageFiles("core/"));
  for (const file of await messageFiles("site/")) {
    const texts = await messagesIn(`site/${file}`);
    assert.deepEqual(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, placesOf(text)])), said, file);
  }
  // A sentence of both would be said as the one that is loaded last.
  const names = new Set([...(await sentences()).map(({ sentence }) => sentence), ...(await errorCodes()).map(({ code }) => code)]);
  assert.deepEqual(Object.keys(said).filter((name) => names.has(name)), []);
});

test("whatever befalls the content of the site in this browser is said in the reader's language, with what it is about", async () => {
  const fault = (code, more = {}) => Object.assign(new Error(code), { code, ...more });
  const full = (more = {}) => Object.assign(new DOMException("full", "QuotaExceededError"), more);
  const room = { quota: 12_345, used: 12_000 };
  const told = [...["EBUSY", "ENOENT", "EEXIST", "ENOTDIR", "EISDIR", "ELOCKED", "ENOTSUP"].map((code) => factsOf(fault(code), "maps/a")),
    factsOf(full(), "maps/a"), factsOf(full({ kept: 7 }), "maps/a"), factsOf(full(), "maps/a", room), factsOf(full({ kept: 7 }), "maps/a", room),
    factsOf(fault("EACCES"), "maps/a"), factsOf(fault("ELOOP"), new TextEncoder().encode("maps/a")), factsOf(new TypeError("odd"))];
  for (const facts of told) assert.equal(errorFrom(facts).sentence, facts.sentence, "it goes with the error");
  assert.equal(told[3].message, "A file stands where a folder should be: remove it first, or choose another name.");
  assert.match(told[9].message, /for maps\/a: .* keep 12,345 MB, and 12,000 MB are used/);
  assert.match(told.at(-1).message, /content at \/ failed \(TypeError\)/);
  for (const language of ["de", "es", "fr", "ja"]) {
    globalThis.localStorage = { getItem: () => language };
    const words = await import(`../../web/directory/i18n.js?site-${language}`);
    delete globalThis.localStorage;
    words.learn(await messagesIn(`site/${language}.js`));
    for (const facts of told) {
      const said = words.wordsOf(errorFrom(facts));
      assert.notEqual(said, facts.message, language);
      assert.doesNotMatch(said, /undefined|null|[{}]/, `${language}: ${facts.sentence}`);
      for (const value of Object.values(facts.values)) assert.ok(said.includes(typeof value === "number" ? words.formatNumber(value) : value), `${language}: ${facts.sentence} without ${value}`);
      assert.equal(words.englishWordsOf(errorFrom(facts)), null, "no English beside it");
    }
  }
});

test("French keeps its marks with their words, and every language its own quotation marks", async () => {
  const kAmiss = { de: /[“"](?=\p{L})|\p{L}[„"]/u, es: /[“”„]|\p{L} …/u, fr: /[“”„]|[^\s?/*] [;:!»]|\p{L} \?$|« |\p{L} …/u, ja: /[“”„«»！？：（）]/u };
  for (const [language, pattern] of Object.entries(kAmiss)) {
    for (const file of [`${language}.js`, `core/${language}.js`, `site/${language}.js`]) {
      for (const [key, message] of Object.entries(await messagesIn(file))) {
        for (const text of typeof message === "string" ? [message] : Object.values(message)) assert.doesNotMatch(text, pattern, `${file}: ${key}`);
      }
    }
  }
});

test("numbers, sizes, shares, days and lengths of time are written as each language writes them", async () => {
  const written = {
    en: ["12,345", "12.4 MB", "38%", "Monday", "3 days ago", "1m 4s"],
    de: ["12.345", "12,4 MB", "38 %", "Montag", "vor 3 Tagen", "1 Min. 4 Sek."],
    es: ["12.345", "12,4 MB", "38 %", "lunes", "hace 3 días", "1 min 4 s"],
    fr: ["12 345", "12,4 Mo", "38 %", "lundi", "il y a 3 jours", "1 min 4 s"],
    ja: ["12,345", "12.4 MB", "38%", "月曜日", "3 日前", "1 分 4 秒"],
  };
  for (const [language, texts] of Object.entries(written)) {
    globalThis.localStorage = { getItem: () => language };
    const words = await import(`../../web/directory/i18n.js?${language}`);
    delete globalThis.localStorage;
    const found = [words.formatNumber(12_345), words.formatBytes(12_400_000), words.formatPercent(0.38), words.formatWeekday(1), words.formatRelative(kNow - 3 * kDay, kNow), words.formatDuration(64_000)];
    assert.deepEqual(found.map((text) => text.replaceAll(/\s/g, " ")), texts);
    assert.equal(words.wordsOf({ code: "job_failed", sentence: "", values: {}, parameter: "", message: "The job failed." }) === "The job failed.", language === "en");
  }
});

// The values of what a message's key is made of, from where they come: the module's types, the core, the tables of the page.
async function keysMade() {
  const types = await readFile(new URL("../../web/holdfast.d.ts", import.meta.url), "utf8");
  const union = (pattern) => [...types.match(pattern)[1].matchAll(/"([A-Za-z ]+)"/g)].map(([, word]) => word);
  const statuses = union(/export type JobStatus =([^;]*);/).map((status) => status.replace(" ", ""));
  const operations = union(/operation: ((?:"\w+"(?: \| )?)+);/);
  const settings = (await compareSettings({}, {})).map(({ setting }) => setting);
  const inPage = async (file, pattern) => [...new Set([...(await readFile(new URL(file, kFolder), "utf8")).matchAll(pattern)].map(([, word]) => word))];
  const causes = [...await inPage("examine.js", /cause: "(\w+)"/g), "unreachableSecurely", "unreachable", "fine", "fineSoFar"];
  const inputs = [...new Set(Object.values(kStorageTypes).flatMap((type) => [...type.inputs, ...Object.values(type.credentials).flat()]))];
  const ways = ["connect", "open", "local"];
  const answers = ["passcode", "other", "changed", "noKit", "damaged"];
  return {
    "announce.*": ["COMPLETED", "FAILED", "CANCELLED", "TIMEDOUT"],
    "backup.status.*": ["completed", "completed_with_warnings"],
    "cleaning.*": ["active", "paused", "unknown"],
    "compare.*": union(/state: ("same"[^;]*);/),
    "credential.*": Object.values(kStorageTypes).flatMap(({ credentials }) => Object.keys(credentials)),
    "doctor.*": causes, "doctor.*.fix": causes,
    "doctor.seen.*": ["certificate", "nothing", "opens"],
    "doctor.state.*": ["ok", "failed", "unknown"],
    "doctor.step.*": (await inPage("examine.js", /const kSteps = \{ ([\w, ]+) \}/g))[0].split(", "),
    "health.*": await inPage("health.js", /(?:found\("\w+", (?:last \? )?|: )"(\w+)"/g),
    "job.again.*": ["verify", "restore", "delete"],
    "job.tab.*": statuses,
    "job.title.*": operations, "operation.*": operations,
    "kit.answer.*": answers, "kit.answer.*.text": answers,
    "local.notice.*": ["lives", "secret", "tasks", "persist"],
    "local.why.*": ["insecure_context", "browser_unsupported"],
    "open.*": ["wrong", "changed", "foreign", "damaged"], "open.*.text": ["wrong", "changed", "foreign", "damaged"],
    "register.place.*": ["browser", "disk"],
    "register.type.*": [...Object.keys(kStorageTypes), "OTHER"],
    "save.way.*": await inPage("saving.js", /"(streamed|stored|held)"/g),
    "schedule.*": kCronFields, "schedule.*.hint": kCronFields,
    "schedule.every.*": ["day", "week", "month", "own"],
    "setting.*": settings,
    "shortcuts.*": ["filter", "create", "list"],
    "stage.*": ["Validation", "Stage Relational store", "Stage Object store", "Stage system configuration", "Post backup operation cleanup", "Copy the archive", "Read back", "Restore Object store",
      "Restore system configuration", "Post restore operation cleanup", "Check header and passcode", "Read the archive"],
    "stage.state.*": ["done", "running", "failed", "waiting"],
    "start.*": ways, "start.*.text": ways, "start.*.action": ways,
    "storage.*": inputs,
    "strength.*": ["0", "1", "2", "3", "4"],
    "task.*": ["CreateBackup", "BackupRetentionCleaner"],
    "task.run.state.*": union(/export type TaskRunStatus =([^;]*);/),
    "theme.*": ["auto", "light", "dark"],
    "verify.level.*": ["1", "2", "3", "4"],
  };
}

test("every message used exists, whatever its key is made of, and every message is used", async () => {
  const source = await pageSource();
  const made = await keysMade();
  const templates = new Set([...source.matchAll(/`([a-zA-Z]+\.[^`\s]*?\$\{[^`]*)`/g)].map(([, template]) => template.replaceAll(/\$\{[^}]*\}/g, "*")));
  assert.deepEqual([...templates].sort(), Object.keys(made).sort(), "keys made of values: say in this test which values there are");
  const keys = Object.entries(made).flatMap(([template, values]) => values.map((value) => template.replace("*", value)));
  const quoted = [...source.matchAll(/"([\w.]+)"/g)].map(([, key]) => key);
  const called = [...source.matchAll(/\bt\("([\w.]+)"/g)].map(([, key]) => key);
  // Whatever begins as a key does is one, wherever it stands; these are names of the API.
  const spaces = new Set(Object.keys(en).filter((key) => key.includes(".")).map((key) => key.split(".")[0]));
  const chosen = quoted.filter((key) => key.includes(".") && spaces.has(key.split(".")[0]) && !["settings.type", "settings.rootDir", "credential.type"].includes(key));
  assert.deepEqual([...new Set([...keys, ...called, ...chosen])].filter((key) => !Object.hasOwn(en, key)), [], "missing");
  const used = new Set([...keys, ...quoted]);
  assert.deepEqual(Object.keys(en).filter((key) => !used.has(key)), [], "unused");
});

test("the timeline names each date once, and at most six of them", () => {
  for (const span of [2.3, 5, 30, 400].map((days) => days * kDay)) {
    const dates = ticks(kNow, kNow + span).map((time) => new Date(time).toDateString());
    assert.ok(dates.length >= 2 && dates.length <= 6, `${dates.length} dates`);
    assert.equal(new Set(dates).size, dates.length);
  }
});
