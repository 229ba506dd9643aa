// The page's files, out of a list of allowed places under web/; compressed once, known by their ETag. Knows nothing of the API.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { constants } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants as zlib, gzip } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** Files of web/ itself, the page, the WebAssembly and the hosts; no name starts with a dot. */
const allowed = /^\/(?:(?:directory|generated|hosts)\/(?:[a-zA-Z0-9_-]+\/)*)?[a-zA-Z0-9_][a-zA-Z0-9_.-]*$/;

const compressions = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: promisify(gzip),
};

/** Answers the files below `root`. */
export function staticFiles(root) {
  const known = new Map();

  /** `{status, headers, body}` for the path and request headers, or null where no such file is served. */
  return async function answer(path, headers) {
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const type = types[extname(name)];
    if (!type || !allowed.test(name)) return null;
    const file = await current(name);
    if (!file) return null;
    const common = { "content-type": type, etag: file.etag, "cache-control": "no-cache", vary: "accept-encoding" };
    if (matches(headers["if-none-match"], file.etag)) return { status: 304, headers: common, body: null };
    const encoding = preferred(headers["accept-encoding"]);
    if (!encoding) return { status: 200, headers: common, body: file.bytes };
    file[encoding] ??= compressions[encoding](file.bytes);
    return { status: 200, headers: { ...common, "content-encoding": encoding }, body: await file[encoding] };
  };

  async function current(name) {
    let file;
    try {
      file = await open(join(root, name), constants.O_RDONLY | constants.O_NOFOLLOW);
      const { size, mtimeMs } = await file.stat();
      const version = `${size}-${mtimeMs}`;
      if (known.get(name)?.version !== version) {
        const bytes = await file.readFile();
        known.set(name, { version, bytes, etag: `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` });
      }
      return known.get(name);
    } catch (cause) {
      if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(cause.code)) return null;
      throw cause;
    } finally {
      await file?.close();
    }
  }
}

function matches(header = "", etag) {
  return header.split(",").some((one) => one.trim() === etag || one.trim() === "*");
}

function preferred(header = "") {
  const accepted = header.split(",").map((one) => one.trim()).filter((one) => !/;\s*q=0(\.0*)?$/.test(one)).map((one) => one.split(";")[0]);
  return Object.keys(compressions).find((name) => accepted.includes(name)) ?? null;
}
