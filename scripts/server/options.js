// The options of scripts/start: read, checked and explained; opens and serves nothing.

import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

export const help = `Usage: scripts/start [options]

Serves the Holdfast page and a local disaster recovery site until it is told to stop (Ctrl+C).

  --port N        port to listen on; 0 picks a free one (default 8080)
  --host ADDRESS  address to listen on (default 127.0.0.1: this machine only)
  --data DIR      accounts, stores with their backups, and jobs (default .holdfast in the checkout)
  --content DIR   the folder that is backed up (default: a small sample, made in the data folder)
  --allow-store DIR  a folder below which stores may be registered, besides those of the data folder (may be given more than
                  once): POST .../stores/register with settings {"type": "HOSTED", "storageConfig": {"provisioningType":
                  "STATIC", "size": "64Gi"}, "rootDir": "DIR/<a folder that is new, empty or a former store's>"}
  --allow ORIGIN  an origin, such as https://host:port, whose pages may use this site (may be given more than once)
  --help          this text

The first start makes the account "admin" and prints its password once. To choose it, set HOLDFAST_ADMIN_PASSWORD.
scripts/account makes, changes and removes accounts.
`;

/** A fault of how the program was called or of its surroundings; `message` is shown as it is. */
export class UsageError extends Error {}

/** `{help, port, host, data, content, allow, stores}`: absolute paths, `content` null for the sample. Relative ones start from `from`. */
export function readOptions(args, { from, checkout }) {
  const text = { type: "string" };
  let values;
  try {
    ({ values } = parseArgs({ args, options: { port: text, host: text, data: text, content: text, allow: { ...text, multiple: true }, "allow-store": { ...text, multiple: true }, help: { type: "boolean" } } }));
  } catch (cause) {
    throw new UsageError(`${cause.message.split(". ")[0]}. See scripts/start --help.`);
  }
  const { port = "8080", host = "127.0.0.1", data = join(checkout, ".holdfast"), content = null, allow = [], "allow-store": stores = [], help: isHelp = false } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`--port takes a whole number from 0 to 65535, not ${JSON.stringify(port)}.`);
  }
  for (const [name, value] of [["host", host], ["data", data], ["content", content], ...stores.map((store) => ["allow-store", store])]) {
    if (value === "") throw new UsageError(`--${name} is empty.`);
  }
  const strange = allow.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (strange !== undefined) throw new UsageError(`--allow takes an origin such as https://host:port, not ${JSON.stringify(strange)}.`);
  return { help: isHelp, allow, port: Number(port), host, data: resolve(from, data), content: content && resolve(from, content), stores: stores.map((store) => resolve(from, store)) };
}

/** Throws where `content` cannot be read as a folder, `data` is no folder, or one lies in the other (but for the sample). */
export function checkFolders({ content, data }) {
  checkFolder(content, "--content", constants.R_OK | constants.X_OK);
  if (existsSync(data)) checkFolder(data, "--data", constants.R_OK | constants.W_OK | constants.X_OK);
  const realContent = realpathSync(content);
  const realData = realPath(data);
  if (isWithin(realData, realContent)) {
    throw new UsageError(`The data folder ${data} lies in the content ${content}: each backup would hold those before it. Move one of them.`);
  }
  if (isWithin(realContent, realData) && realContent !== sampleFolder(realData)) {
    throw new UsageError(`The content ${content} lies in the data folder ${data}, which is the site's own. Move one of them.`);
  }
}

/** The real paths of the folders that stores may lie below. Throws where one cannot be written to. */
export function checkStores(stores) {
  return stores.map((store) => {
    checkFolder(store, "--allow-store", constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(store);
  });
}

/** Where the sample content lies: the one place of the data folder that may be content. */
export function sampleFolder(data) {
  return join(data, "content");
}

function checkFolder(path, option, access) {
  try {
    if (!statSync(path).isDirectory()) throw new UsageError(`${option} ${path} is not a folder.`);
    accessSync(path, access);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    if (cause.code === "ENOENT") throw new UsageError(`${option} ${path} does not exist.`);
    throw new UsageError(`${option} ${path} is not accessible (${cause.code}): check its permissions.`);
  }
}

/** The real path of a folder that need not be there yet. */
function realPath(path) {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), relative(parent, path));
}

function isWithin(inner, outer) {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
