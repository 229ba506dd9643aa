// What is a secret in what is sent to a server and in what a server shows: passcodes, passwords, tokens, the keys of a storage.
// Pure; hides, and keeps nothing.

/** What stands in the place of a secret. */
export const kHidden = "…";

const kNames = /^(passcode|password|token)$/i;

/** The JSON `value` with every secret hidden; each is handed to `found`. */
export function withoutSecrets(value, found = () => {}) {
  const hide = (secret) => {
    found(secret);
    return kHidden;
  };
  const hideTexts = (text) => JSON.parse(JSON.stringify(text, (_, member) => (typeof member === "string" ? hide(member) : member)));
  return JSON.parse(JSON.stringify(value, (name, member) => {
    if (name === "secret" && member !== null && typeof member === "object") return hideTexts(member);
    return kNames.test(name) && typeof member === "string" ? hide(member) : member;
  }));
}

/** The pairs of name and text in the form-encoded `body`, with every secret hidden, those in fields of JSON too. */
export function fieldsWithoutSecrets(body, found = () => {}) {
  return [...new URLSearchParams(body)].map(([name, text]) => [name, hiddenIn(name, text, found)]);
}

/** `text` with every place hidden where it repeats one of `secrets`, also as JSON or an address writes it. */
export function textWithoutSecrets(text, secrets) {
  const ways = secrets.filter(Boolean).flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return ways.sort((a, b) => b.length - a.length).reduce((rest, way) => rest.replaceAll(way, kHidden), text);
}

function hiddenIn(name, text, found) {
  const { [name]: whole } = withoutSecrets({ [name]: text }, found);
  if (whole !== text || !/^\s*[[{]/.test(text)) return whole;
  try {
    return JSON.stringify(withoutSecrets(JSON.parse(text), found));
  } catch {
    return text;
  }
}
