// The Site, Store, Backup and Task a caller works with: each method names an operation of the core and its parameters.

import { Job } from "./job.js";
import { errorFrom, unwrap } from "./errors.js";
import { splitParameters } from "./parameters.js";
import { Transport } from "./transport.js";

const kSignOutTime = 10_000;

const handles = new FinalizationRegistry((connection) => connection.delete());

/** The inner side of a connection, shared by everything made from it: the core's handle and the way to the server. */
class Client {
  #core;
  #connection;
  #transport;
  #hasCredentials;

  constructor(core, connection, options) {
    this.#hasCredentials = Boolean(options.token ?? options.username ?? options.credentials);
    this.root = options.root.replace(/\/+$/, "");
    this.#core = core;
    this.#connection = connection;
    this.#transport = new Transport(options, (host) => core.runSignIn(connection, host));
    // It lives as long as any of what was made from it: whoever keeps a store may have dropped the site.
    handles.register(this, connection);
  }

  /** The reply's JSON of an operation. */
  async call(operation, parameters, { signal } = {}) {
    const { values, secrets } = splitParameters(parameters);
    return this.#settle(operation, values, secrets, this.#core.runCall, signal);
  }

  /** The Job a create or restore has become. */
  async submit(operation, parameters, { signal } = {}) {
    const { values, secrets } = splitParameters(parameters);
    const stub = await this.#settle(operation, values, secrets, this.#core.runSubmit, signal);
    return new Job(this, stub.jobid, stub.subject);
  }

  /** A tagged outcome: how the job ended. */
  watch(id, subject, { signal, update }) {
    return this.#core.runWatch(this.#connection, id, subject ?? {}, this.#transport.host({ signal, update }));
  }

  /** What an operation answered, or the Job it has become where the server made one of it. */
  async callOrJob(operation, parameters, subject, options) {
    const answer = await this.call(operation, parameters, options);
    return typeof answer.jobid === "string" ? new Job(this, answer.jobid, subject) : answer;
  }

  /** The last reply to `path` in `format`, as the transport answers it. */
  async view(path, format, signal) {
    const host = this.#transport.host({ signal });
    let reply = null;
    const fetch = async (request) => (reply = await host.fetch(request));
    unwrap(await this.#core.runView(this.#connection, path, format, !this.#hasCredentials, { ...host, fetch }));
    return reply;
  }

  get token() {
    return this.#core.currentToken(this.#connection);
  }

  async signOut(signal) {
    const outcome = await this.#core.runSignOut(this.#connection, this.#transport.host({ signal }));
    return outcome.ok ? outcome.value : { revoked: false };
  }

  async #settle(operation, values, secrets, run, signal) {
    const outcome = await run(this.#connection, operation, values, secrets, this.#transport.host({ signal }));
    return unwrap(outcome);
  }
}

/** The root of a connection. Made by `connect`. */
export class Site {
  #client;

  constructor(core, connection, options) {
    this.#client = new Client(core, connection, options);
  }

  get root() { return this.#client.root; }
  get token() { return this.#client.token; }

  info(options) { return this.#client.call("root", {}, options); }
  disasterRecovery(options) { return this.#client.call("disasterRecovery", {}, options); }
  async status(options) { return (await this.#client.call("status", {}, options)).status; }
  settings(options) { return this.#client.call("settings", {}, options); }
  updateSettings(settings, options) { return this.#client.call("updateSettings", { settings }, options); }

  async stores(options) { return (await this.#client.call("stores", {}, options)).backupStores ?? []; }
  store(name) { return new Store(this.#client, name); }
  registerStore(parameters, options) {
    const subject = { operation: "register", storeName: parameters.storeName };
    return this.#client.callOrJob("registerStore", parameters, subject, options);
  }

  async jobs(options) { return (await this.#client.call("jobs", {}, options)).jobs; }
  job(id, subject) { return new Job(this.#client, id, subject); }

  async tasks(options) { return (await this.#client.call("tasks", {}, options)).result; }
  task(id) { return new Task(this.#client, id); }
  createTask(parameters, options) { return this.#client.call("createTask", parameters, options); }

  /** Any resource below the root as the server sends it. */
  async view(path, format, { signal } = {}) {
    const url = new URL(`${this.root}/${path.replace(/^\/+/, "")}`);
    if (!`${url.href}/`.startsWith(`${this.root}/`)) {
      throw errorFrom({ kind: "validation", code: "parameter_characters", parameter: "path", message: "The path must lie below the root." });
    }
    const reply = await this.#client.view((url.origin + url.pathname).slice(this.root.length + 1), format, signal);
    const contentType = reply.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
    return { contentType, text: new TextDecoder().decode(reply.body) };
  }

  /** Forgets the token here at once, and ends it at the server where that can; `revoked` tells. Never rejects. */
  signOut({ signal = AbortSignal.timeout(kSignOutTime) } = {}) { return this.#client.signOut(signal); }

  toJSON() { return { root: this.root }; }
}

export class Store {
  #client;

  constructor(client, name) {
    this.#client = client;
    this.name = name;
  }

  info(options) { return this.#call("store", {}, options); }
  async backups(options) { return (await this.#call("backups", {}, options)).backups ?? []; }
  backup(name) { return new Backup(this.#client, this.name, name); }
  createBackup(parameters, options) {
    return this.#client.submit("createBackup", { ...parameters, storeName: this.name }, options);
  }
  update(settings, options) { return this.#call("updateStore", { settings }, options); }
  validate(options) { return this.#call("validateStore", {}, options); }
  unregister(options) { return this.#call("unregisterStore", {}, options); }

  #call(operation, parameters, options) {
    return this.#client.call(operation, { ...parameters, storeName: this.name }, options);
  }
}

export class Backup {
  #client;

  constructor(client, storeName, name) {
    this.#client = client;
    this.storeName = storeName;
    this.name = name;
  }

  info(options) { return this.#client.call("backup", this.#address(), options); }
  restore({ passcode }, options) {
    return this.#client.submit("restoreBackup", { ...this.#address(), passcode }, options);
  }
  update({ retentionDate }, options) {
    return this.#client.call("updateBackup", { ...this.#address(), retentionDate: retentionDate ?? null }, options);
  }
  delete({ async, ...options } = {}) {
    const subject = { operation: "delete", storeName: this.storeName, backupName: this.name };
    return this.#client.callOrJob("deleteBackup", { ...this.#address(), async }, subject, options);
  }
  /** Local site only. */
  verify({ passcode, level }, options) {
    const subject = { operation: "verify", storeName: this.storeName, backupName: this.name };
    return this.#client.callOrJob("verifyBackup", { ...this.#address(), passcode, level }, subject, options);
  }

  #address() { return { storeName: this.storeName, backupName: this.name }; }
}

export class Task {
  #client;

  constructor(client, id) {
    this.#client = client;
    this.id = id;
  }

  info(options) { return this.#call("task", {}, options); }
  update(parameters, options) { return this.#call("updateTask", parameters, options); }
  delete(options) { return this.#call("deleteTask", {}, options); }
  enable(options) { return this.#call("enableTask", {}, options); }
  disable(options) { return this.#call("disableTask", {}, options); }
  async runs(options) {
    const answer = await this.#call("taskRuns", {}, options);
    return answer.result ?? answer.runs ?? [];
  }
  runInfo(runId, options) { return this.#call("taskRun", { runId }, options); }
  updateRun(runId, parameters, options) { return this.#call("updateTaskRun", { ...parameters, runId }, options); }
  deleteRun(runId, options) { return this.#call("deleteTaskRun", { runId }, options); }
  /** Local site only. */
  run(options) { return this.#call("runTask", {}, options); }

  #call(operation, parameters, options) {
    return this.#client.call(operation, { ...parameters, taskId: this.id }, options);
  }
}
