// Roots of organizations, as typed, as an address of this page names them, and as people call them. Pure; knows no connection.

/** The root of what was typed or named (absolute, or a path on `base`): origin and path, nothing else; null where it is none. */
export function rootOf(text, base = globalThis.location?.href) {
  if (!text || !URL.canParse(text, base)) return null;
  const { protocol, origin, pathname } = new URL(text, base);
  return /^https?:$/.test(protocol) ? origin + pathname.replace(/\/+$/, "") : null;
}

/** How an address of this page names `root`: by its path alone where it lies beside the page. */
export function rootInAddress(root, origin = globalThis.location?.origin) {
  return root.startsWith(`${origin}/`) ? root.slice(origin.length) : root;
}

/** `host/context`, which is enough to tell one organization from another. */
export function rootName(root) {
  const { host, pathname } = new URL(root);
  return host + pathname.replace(/\/admin$/, "");
}
