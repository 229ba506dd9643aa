// Makes malformed requests from a seed, each as the bytes that go over a socket; knows the addresses of the API, not its replies.
import { Buffer } from "node:buffer";

/** Random numbers that a seed repeats (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, pick: (list) => list[below(list.length)], bytes: (size) => Buffer.from(Array.from({ length: size }, () => below(256))) };
}

const kRoot = "/arcgis/admin";
const kRecovery = `${kRoot}/system/disasterrecovery`;
const kStore = `${kRecovery}/stores/default`;
const kTask = `${kRoot}/system/tasks`;
const kForm = "application/x-www-form-urlencoded";

const reads = [kRoot, kRecovery, `${kRecovery}/status`, `${kRecovery}/stores`, kStore, `${kStore}/backups`, `${kRecovery}/settings`, `${kRoot}/jobs`, kTask];
const task = { type: "CreateBackup", minute: "0", hour: "1", dayOfMonth: "*", month: "*", dayOfWeek: "?", parameters: '{"name":"n","passcode":"passcode","storeName":"default"}' };
/** What changes something: its address, what it needs, and which of that is a name, JSON, a number. */
const writes = [
  { path: `${kStore}/backups/create`, fields: { name: "malformed", passcode: "passcode" }, names: ["name"], numbers: ["retentionDate"] },
  { path: `${kRecovery}/stores/register`, fields: { storeName: "malformed", isDefault: "false", settings: '{"type":"HOSTED"}' }, names: ["storeName"], json: ["settings"] },
  { path: `${kStore}/update`, fields: { settings: '{"default":true}' }, json: ["settings"] },
  { path: `${kRecovery}/settings/update`, fields: { settings: '{"timeoutInSeconds":7200}' }, json: ["settings"] },
  { path: `${kTask}/createTask`, fields: task, json: ["parameters"], numbers: ["startDate", "endDate", "maxOccurrences"] },
  { path: `${kStore}/backups/missing/restore`, fields: { passcode: "passcode" } },
  { path: `${kStore}/backups/missing/update`, fields: { retentionDate: "1" }, numbers: ["retentionDate"] },
  { path: `${kStore}/backups/missing/delete`, fields: {} },
  { path: `${kRoot}/jobs/missing/cancel`, fields: {} },
];
const named = writes.filter(({ names }) => names);
const structured = writes.filter(({ json }) => json);
const counted = writes.filter(({ numbers }) => numbers);

const escape = "../escape-of-a-test";
const traversals = [
  escape, `../../${escape}`, "..", ".", "%2e%2e", "..%2fescape-of-a-test", "%2e%2e%2fescape-of-a-test", "%252e%252e%252fescape-of-a-test",
  "..\\escape-of-a-test", "..%5cescape-of-a-test", "%2e%2e%5cescape-of-a-test", "%255c..", "%c0%ae%c0%ae%c0%afescape-of-a-test", "a%00b",
  "/tmp/escape-of-a-test", "C:\\escape-of-a-test", "....//escape-of-a-test", "..;/escape-of-a-test", "～/escape-of-a-test", "．．／escape-of-a-test",
];
const illFormed = ["%ff", "%c3%28", "%ed%a0%80", "%f4%90%80%80", "%e2%82", "%80", "%c0%af", "%fe%ff"];
const badEscapes = ["%", "%4", "%zz", "%u0041", "a%2", "%%", "%g0"];
const numbers = [
  "-2", "-9223372036854775809", "9223372036854775808", "99999999999999999999999999", "1e400", "1e3", "NaN", "Infinity", "0x10", "1.5", "--1", "1 2",
  "-0.1", "0", "١٢٣", "9".repeat(5000), "1;drop", "true", "[]",
];
const documents = [
  "[".repeat(1000) + "]".repeat(1000), '{"a":'.repeat(1000) + "1" + "}".repeat(1000), "[".repeat(100_000), "{", '{"a":1', "[]", "null", "1", '"text"',
  '{"type":1}', '{"type":null}', '{"default":"yes"}', '{"type":"HOSTED","type":"S3"}', '{"a":1}x', "\u0000", '{"\\ud800":1}', "{'type':'HOSTED'}",
  '{"type":"HOSTED","storageConfig":[]}', '{"type":"HOSTED","storageConfig":{"size":1e999}}', '{"timeoutInSeconds":-1}', '{"timeoutInSeconds":1e30}',
  '{"stagingVolumeConfig":7}', '{"storeName":{},"name":[],"passcode":9}', '{"name":"../x","passcode":"passcode","storeName":"../../etc"}',
];

/** Text as a form has it, but for the letters that are percent-escapes already. */
const encoded = (text) => encodeURIComponent(text.toWellFormed());
const form = (fields) => Object.entries(fields).map(([name, value]) => `${name}=${encoded(value)}`).join("&");

/**
 * The kinds of malformed requests: each answers `{method, path, headers, body}`, or `{raw}` for what is not HTTP.
 * `token` signs in; what a request carries as a token or passcode must not come back.
 */
export const kinds = {
  wrongMethod: ({ pick, token }) => {
    const { path, fields } = pick(writes);
    const method = pick(["GET", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "HEAD"]);
    return { method, path: `${path}?f=json`, body: method === "HEAD" ? "" : form({ ...fields, token }) };
  },
  wrongType: ({ pick, token }) => {
    const { path, fields } = pick(writes);
    const type = pick(["application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "application/octet-stream", "x", "application/xml"]);
    const body = type.startsWith("multipart") ? `--x\r\ncontent-disposition: form-data; name="name"\r\n\r\n../x\r\n--x--\r\n` : JSON.stringify({ ...fields, token });
    return { method: "POST", path: `${path}?f=json`, headers: { "content-type": type }, body };
  },
  repeated: ({ pick, token }) => {
    const { path, fields } = pick(named);
    const name = pick([...Object.keys(fields), "f", "token"]);
    const value = { ...fields, f: "json", token }[name];
    return post(path, `${form({ ...fields, f: "json", token })}&${name}=${encoded(pick([value, "other"]))}`);
  },
  repeatedInAddress: ({ pick, token }) => {
    const { path, fields } = pick(named);
    return post(`${path}?f=json&${pick(Object.keys(fields))}=x`, form({ ...fields, token }));
  },
  longName: ({ pick, token, below }) => {
    const { path, fields, names } = pick(named);
    const letter = pick(["a", "%41", "../", "é"]);
    const size = below(40) === 0 ? 1 << 20 : 129 + below(30_000);
    return post(path, `${form({ ...fields, f: "json", token, [names[0]]: "" })}&x=1`.replace(`${names[0]}=&`, `${names[0]}=${letter.repeat(size / letter.length + 1)}&`));
  },
  illFormedName: ({ pick, token }) => {
    const { path, fields, names } = pick(named);
    const { [names[0]]: _, ...others } = fields;
    return post(path, `${form({ ...others, f: "json", token })}&${names[0]}=a${pick([...illFormed, ...badEscapes])}`);
  },
  illFormedSecret: ({ pick, token }) => post(`${kStore}/backups/create`, `f=json&token=${token}&name=malformed&passcode=secret%20words${pick([...illFormed, ...badEscapes])}`),
  illFormedAddress: ({ pick, token }) => get(`${kRecovery}/stores/${pick([...illFormed, ...badEscapes])}${pick(["", "/backups", "/backups/x"])}?f=json`, token),
  traversalInName: ({ pick, token }) => {
    const { path, fields, names } = pick(named);
    return post(path, form({ ...fields, f: "json", token, [names[0]]: pick(traversals) }));
  },
  traversalEncoded: ({ pick, token }) => {
    const { path, fields, names } = pick(named);
    const { [names[0]]: _, ...others } = fields;
    return post(path, `${form({ ...others, f: "json", token })}&${names[0]}=${pick(traversals).replaceAll("#", "").replaceAll("&", "")}`.toWellFormed());
  },
  traversalInAddress: ({ pick, token }) => {
    const way = encodeURI(pick(traversals)).replaceAll("%25", "%");
    const path = pick([`${kRecovery}/stores/${way}`, `${kStore}/backups/${way}`, `${kRoot}/jobs/${way}`, `${kTask}/${way}`, `/arcgis/${way}`, `/${way}`, `/directory/${way}`]);
    return get(`${path}?f=json`, token);
  },
  traversalInPost: ({ pick, token }) => {
    const way = encodeURI(pick(traversals)).replaceAll("%25", "%");
    const path = pick([`${kStore}/backups/${way}/delete`, `${kRecovery}/stores/${way}/unregister`, `${kStore}/backups/${way}/restore`, `${kTask}/${way}/delete`]);
    return post(path, form({ f: "json", token, passcode: "passcode" }));
  },
  traversalInTask: ({ pick, token }) => {
    const parameters = JSON.stringify({ name: pick(traversals), passcode: "passcode", storeName: pick(["default", pick(traversals)]) });
    return post(`${kTask}/createTask`, form({ ...task, parameters, f: "json", token }));
  },
  badJson: ({ pick, token }) => {
    const { path, fields, json } = pick(structured);
    // An empty list of settings changes nothing and is none of the faults.
    return post(path, form({ ...fields, f: "json", token, [json[0]]: pick(documents) }));
  },
  badNumber: ({ pick, token }) => {
    const { path, fields, numbers: members } = pick(counted);
    const value = pick(numbers.filter((number) => number !== "0" || path.includes("createTask")));
    return post(path, form({ ...fields, f: "json", token, [pick(members)]: value === "0" ? "0.5" : value }));
  },
  badFormat: ({ pick, token }) => get(`${pick(reads)}?f=${pick(["xml", "JSON", "json%00", "json,html", "%ff", "../json", "a".repeat(3000)])}`, token),
  badToken: ({ pick, bytes }) => {
    const token = pick([() => "x".repeat(16_000 / 2), () => bytes(20).toString("hex"), () => "../../token", () => "%00", () => "\u202etoken"])();
    return { ...get(`${pick(reads)}?f=json`, ""), headers: { "x-esri-authorization": `Bearer ${encodeURIComponent(token)}` }, secret: token.length > 8 ? encodeURIComponent(token) : "" };
  },
  badSignIn: ({ pick, below }) => post("/arcgis/sharing/rest/generateToken", pick([
    "f=json", "f=json&username=admin", "f=json&password=secret%20words%20of%20a%20test", `f=json&username=${"u".repeat(1 + below(5000))}&password=`,
    "f=json&username=%ff&password=secret%20words%20of%20a%20test", "f=json&username=a&username=b&password=secret%20words%20of%20a%20test",
    "f=json&username=admin&password=secret%20words%20of%20a%20test%zz", "f=json&client=referer&username=&password=secret%20words%20of%20a%20test",
  ])),
  longHeader: ({ below, token }) => ({ ...get(`${kRoot}?f=json`, token), headers: { "x-large": "h".repeat(17_000 + below(40_000)) }, tells: "wire" }),
  longAddress: ({ below, token }) => get(`${kRoot}/${"a".repeat(9000 + below(5000))}?f=json`, token),
  smuggled: ({ pick, token }) => {
    const inner = `GET ${kRoot}/smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n`;
    const head = pick([
      `content-length: 5\r\ntransfer-encoding: chunked`, `transfer-encoding: chunked\r\ntransfer-encoding: identity`, `content-length: 5\r\ncontent-length: 6`,
      `content-length: -1`, `content-length: 5, 6`, `transfer-encoding : chunked`, `content-length: 0x5`, `transfer-encoding: xchunked\r\ncontent-length: 5`,
    ]);
    return { raw: `POST ${kRoot}?f=json HTTP/1.1\r\nhost: localhost\r\nx-esri-authorization: Bearer ${token}\r\n${head}\r\n\r\n0\r\n\r\n${inner}`, tells: "wire" };
  },
  cutOff: ({ pick, token }) => {
    const head = `POST ${kStore}/backups/create?f=json HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${kForm}\r\nx-esri-authorization: Bearer ${token}\r\n`;
    const body = "name=malformed&passcode=passcode";
    return {
      raw: pick([
        `${head}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body.slice(0, 9)}`, `${head}content-length: 4000\r\n\r\n${body}`,
        `${head}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n`, `${head}transfer-encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n`,
        `${head}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n${body}`, head,
      ]), cuts: true, tells: "wire",
    };
  },
  noHttp: ({ pick, bytes, below }) => ({
    raw: pick([
      () => Buffer.concat([bytes(1 + below(200)), Buffer.from("\r\n\r\n")]), () => "GET\r\n\r\n", () => `GET ${kRoot} HTTP/9.9\r\n\r\n`, () => `GET  ${kRoot} HTTP/1.1\r\n\r\n`,
      () => `GET ${kRoot} HTTP/1.1\r\nno colon\r\n\r\n`, () => `GET ${kRoot} HTTP/1.1\r\n: x\r\n\r\n`, () => `GET ${kRoot} HTTP/1.1\r\nhost: local\u0000host\r\n\r\n`,
    ])(), cuts: true, tells: "wire",
  }),
  badHost: ({ pick, token }) => ({ ...get(`${kRoot}?f=json`, token), headers: { host: pick(["evil.example", "localhost@evil.example", "localhost:99999999", "", "[::1", "a b"]) } }),
  badTarget: ({ pick }) => ({ method: "GET", path: pick(["*", "http://evil.example/arcgis/admin?f=json", "//evil.example/arcgis/admin?f=json", "arcgis", "/arcgis/admin?f=json&%", "/arcgis//admin?f=json", "///?f=json"]), tells: "any" }),
};

function get(path, token) {
  return { method: "GET", path, headers: token ? { "x-esri-authorization": `Bearer ${token}` } : {}, body: "" };
}

function post(path, body) {
  return { method: "POST", path, headers: { "content-type": kForm }, body };
}

/** The bytes of a request. */
export function wire({ raw, method, path, headers = {}, body = "" }) {
  if (raw !== undefined) return Buffer.from(raw);
  const bytes = Buffer.from(body);
  const all = { host: "localhost", connection: "close", "content-length": bytes.length, ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`), bytes]);
}
