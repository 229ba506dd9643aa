// Turns what a caller hands over into the core's plain values and secret bytes; checks nothing.

const secretNames = new Set(["passcode", "password"]);
const encoder = new TextEncoder();

/** UTF-8 bytes of a secret, to be handed to the core, which fills them with zeros; a caller's own bytes likewise. */
export function secretBytes(secret) {
  if (secret instanceof Uint8Array) return secret;
  return typeof secret === "string" ? encoder.encode(secret) : new Uint8Array();
}

/**
 * `{values, secrets}` of a parameters object. Dates become epoch milliseconds, members that are undefined are left out.
 * A Date that is none stays as text, so that the core can refuse it instead of taking it for "never".
 */
export function splitParameters(parameters) {
  const values = {};
  const secrets = {};
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value === undefined) continue;
    if (secretNames.has(name)) secrets[name] = secretBytes(value);
    else values[name] = plain(value);
  }
  return { values, secrets };
}

function plain(value) {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no date" : value.getTime();
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}
