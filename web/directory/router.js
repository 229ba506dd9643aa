// Addresses of views, behind the `#`: no secret ever stands in one. Knows patterns, not what the views do.

const kRoutes = [
  ["", "overview"],
  ["signin", "signIn"],
  ["doctor", "doctor"],
  ["disasterrecovery", "recovery"],
  ["stores", "stores"],
  ["stores/register", "register"],
  ["settings", "settings"],
  ["stores/:store", "store"],
  ["stores/:store/backups", "backups"],
  ["stores/:store/backups/create", "create"],
  ["stores/:store/backups/:backup", "backup"],
  ["stores/:store/backups/:backup/update", "retention"],
  ["stores/:store/backups/:backup/verify", "verify"],
  ["stores/:store/backups/:backup/restore", "restore"],
  ["stores/:store/backups/:backup/delete", "remove"],
  ["jobs", "jobs"],
  ["jobs/:job", "job"],
  ["status", "job"],
  ["tasks", "tasks"],
  ["tasks/create", "createTask"],
  ["raw/:format/*path", "raw"],
].map(([pattern, view]) => ({ view, parts: pattern.split("/") }));

/** The route of a hash: `{view, params, query}`; `view` is "unknown" where nothing matches. */
export function parseAddress(hash) {
  const [path, search = ""] = hash.replace(/^#?\/?/, "").split("?");
  const query = Object.fromEntries(new URLSearchParams(search));
  for (const { view, parts } of kRoutes) {
    const params = match(parts, path.split("/"));
    if (params) return { view, params, query };
  }
  return { view: "unknown", params: {}, query };
}

/** The address made of `parts`, each percent-encoded, with the members of `query` that have a value. */
export function address(parts, query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${search ? `?${search}` : ""}`;
}

/**
 * The address of a job's page; what the job is about travels with it, so that any tab can pick it up. A job the server gave
 * no id (a restore) is watched through the status resource.
 */
export function jobAddress(id, subject) {
  return address(id ? ["jobs", id] : ["status"], {
    operation: subject?.operation, store: subject?.storeName, backup: subject?.backupName, after: subject?.previousStartTime,
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
