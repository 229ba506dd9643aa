// Addresses of views, behind the `#`: each names its connection's root, and no secret ever stands in one. Knows patterns, not
// what the views do.
import { rootInAddress, rootOf } from "./roots.js";

/** Every address there is: its `pattern`, the pattern's `parts`, and the `view` it shows. */
export const kRoutes = [
  ["", "overview"],
  ["start", "start"],
  ["signin", "signIn"],
  ["open", "open"],
  ["content/*path", "content"],
  ["doctor", "doctor"],
  ["kit", "openKit"],
  ["disasterrecovery", "recovery"],
  ["stores", "stores"],
  ["stores/register", "register"],
  ["settings", "settings"],
  ["stores/:store", "store"],
  ["stores/:store/update", "updateStore"],
  ["stores/:store/unregister", "unregister"],
  ["stores/:store/backups", "backups"],
  ["stores/:store/backups/create", "create"],
  ["stores/:store/backups/import", "importBackup"],
  ["stores/:store/backups/:backup", "backup"],
  ["stores/:store/backups/:backup/update", "retention"],
  ["stores/:store/backups/:backup/report", "report"],
  ["stores/:store/backups/:backup/verify", "verify"],
  ["stores/:store/backups/:backup/open", "backupContents"],
  ["stores/:store/backups/:backup/restore", "restore"],
  ["stores/:store/backups/:backup/kit", "kit"],
  ["stores/:store/backups/:backup/kit/sheet", "sheet"],
  ["stores/:store/backups/:backup/delete", "remove"],
  ["jobs", "jobs"],
  ["jobs/:job", "job"],
  ["status", "job"],
  ["tasks", "tasks"],
  ["tasks/create", "createTask"],
  ["tasks/:task", "task"],
  ["tasks/:task/update", "updateTask"],
  ["tasks/:task/delete", "removeTask"],
  ["tasks/:task/runs", "taskRuns"],
  ["tasks/:task/runs/:run", "taskRun"],
  ["tasks/:task/runs/:run/update", "updateTaskRun"],
  ["tasks/:task/runs/:run/delete", "removeTaskRun"],
  ["raw/:format/*path", "raw"],
].map(([pattern, view]) => ({ pattern, view, parts: pattern.split("/") }));

/** The root that every address made by `address` names, until another is given; none at first. */
let namedRoot = null;
export function nameConnection(root) {
  namedRoot = root;
}

/** The route of a hash: `{view, params, query, root}`; `view` is "unknown" where nothing matches, `root` null where none is named. */
export function parseAddress(hash) {
  const [path, search = ""] = hash.replace(/^#?\/?/, "").split("?");
  const { at, ...query } = Object.fromEntries(new URLSearchParams(search));
  const root = rootOf(at);
  for (const { view, parts } of kRoutes) {
    const params = match(parts, path.split("/"));
    if (params) return { view, params, query, root };
  }
  return { view: "unknown", params: {}, query, root };
}

/** The address made of `parts`, each percent-encoded, with the members of `query` that have a value, and of the connection. */
export function address(parts, query = {}) {
  return withRoot(`#/${parts.map(encodeURIComponent).join("/")}`, query);
}

/** The same address, naming the connection. */
export function completeAddress(hash) {
  const [path, search = ""] = hash.split("?");
  const { at, ...query } = Object.fromEntries(new URLSearchParams(search));
  return withRoot(path || "#/", query);
}

function withRoot(path, query) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  // Slashes and colons may stand in a fragment as they are, and are easier to read so.
  const at = namedRoot && `at=${encodeURIComponent(rootInAddress(namedRoot)).replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
  const text = [search, at].filter(Boolean).join("&");
  return text ? `${path}?${text}` : path;
}

/**
 * The address of a job's page; what the job is about travels with it, so that any tab can pick it up. A job the server gave
 * no id (a restore) is watched through the status resource. `fields`: what else to fill in when it is tried again.
 */
export function jobAddress(id, subject, fields = {}) {
  return address(id ? ["jobs", id] : ["status"], {
    operation: subject?.operation, store: subject?.storeName, backup: subject?.backupName, after: subject?.previousStartTime, ...fields,
  });
}

function match(pattern, parts) {
  const params = {};
  for (const [index, part] of pattern.entries()) {
    if (part.startsWith("*")) {
      params[part.slice(1)] = decode(parts.slice(index).join("/"));
      return params;
    }
    if (part.startsWith(":") && parts[index]) params[part.slice(1)] = decode(parts[index]);
    else if (part !== parts[index]) return null;
  }
  return pattern.length === parts.length ? params : null;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
