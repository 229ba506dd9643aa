// Opens the host a descriptor names, loading only its code.

/** The host of `{kind: "folder", content, data}`, `{kind: "memory", …}` or `{kind: "opfs", folder}`; the other members are its own options. */
export async function openHost({ kind, ...options }) {
  if (kind === "folder") return (await import("./folder-host.js")).openHost(options);
  if (kind === "memory") return (await import("./memory-host.js")).openHost(options);
  if (kind === "opfs") return (await import("./opfs-host.js")).openHost(options);
  throw new TypeError(`There is no host of the kind ${kind}; there are folder, memory and opfs.`);
}
