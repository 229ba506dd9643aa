// The HTTP server around the local site and its page: limits, headers, and the way between Node's requests and `site.fetch`.

import { createServer } from "node:http";
import { isIP } from "node:net";

const kBodyLimit = 1 << 20;
const kLimits = {
  headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384,
  requireHostHeader: false, // Node would refuse it without a word
};
const kMaxConnections = 512;

const pagePolicy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self'", "worker-src 'self'", "manifest-src 'self'",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types holdfast holdfast-workers",
].join("; ");
const apiPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const commonHeaders = {
  "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
};

/** A server, not listening yet, of `site` at `/<context>` and of the files `answerFile` knows. `isLocal`: bound to a loopback address. */
export function createSiteServer({ site, answerFile, context, isLocal, warn, limits = {} }) {
  const server = createServer({ ...kLimits, ...limits }, (request, response) => {
    answer(request, response).catch((cause) => {
      if (cause?.code === "ECONNRESET") return; // the client has gone: there is no fault here and nobody to tell
      warn(`${request.method} failed: ${cause?.message ?? cause}`);
      if (response.headersSent) response.destroy();
      else refuse(request, response, 500, "The server met a fault of its own; its log says more.");
    });
  });
  server.maxConnections = kMaxConnections;
  server.on("clientError", refuseConnection);
  return server;

  async function answer(request, response) {
    const host = request.headers.host ?? "";
    if (!isKnownHost(host, isLocal)) {
      return refuse(request, response, 421, "This server answers to localhost and 127.0.0.1 only. Use one of them in the address, or start it with --host.");
    }
    const path = request.url.split("?")[0];
    if (!isCleanPath(path)) {
      return refuse(request, response, 400, "The address has a part that leads elsewhere: \"..\", an encoded slash, a backslash or a zero byte.");
    }
    if (path === `/${context}` || path.startsWith(`/${context}/`)) return answerApi(request, response, host);
    return answerPage(request, response, path);
  }

  async function answerPage(request, response, path) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refuse(request, response, 405, "Files are read with GET or HEAD.", { allow: "GET, HEAD" });
    }
    if (path === "/" || path === "/directory") return send(request, response, 302, { location: "/directory/" }, null);
    const file = await answerFile(path, request.headers);
    if (!file) return refuse(request, response, 404, "There is nothing at this address. The page is at /directory/.");
    send(request, response, file.status, { "content-security-policy": pagePolicy, ...file.headers }, file.body);
  }

  async function answerApi(request, response, host) {
    const body = await bodyOf(request);
    if (body === null) {
      return refuse(request, response, 413, "The request's body has more than 1 MiB. No operation needs as much.", { connection: "close" });
    }
    let arrived;
    try {
      const hasBody = body.length > 0 && request.method !== "GET" && request.method !== "HEAD";
      arrived = new Request(new URL(request.url, `${schemeOf(request)}://${host}`), { method: request.method, headers: headersOf(request), body: hasBody ? body : null });
    } catch {
      return refuse(request, response, 400, `The server cannot take this request: method ${JSON.stringify(request.method)}, or its address.`);
    } finally {
      body.fill(0);
    }
    const reply = await site.fetch(arrived, { remoteAddress: request.socket.remoteAddress ?? "" });
    const headers = { "content-security-policy": apiPolicy, "cache-control": "no-store", ...Object.fromEntries(reply.headers) };
    send(request, response, reply.status, headers, Buffer.from(await reply.arrayBuffer()));
  }
}

function send(request, response, status, headers, body) {
  const length = body === null ? {} : { "content-length": body.length };
  response.writeHead(status, { ...commonHeaders, ...length, ...headers });
  response.end(request.method === "HEAD" ? null : body);
}

/** An error in the format that was asked for, as the API has it; text for everything that is not of the API. */
function refuse(request, response, code, message, headers = {}) {
  const asked = /[?&]f=(p?json)(?:&|$)/.exec(request.url)?.[1];
  const isJson = asked !== undefined || /[?&]?f=p?json/.test(request.bodyStart ?? "");
  const error = { error: { code, message, details: [] } };
  const body = isJson ? JSON.stringify(error, null, asked === "pjson" ? 2 : 0) : `${message}\n`;
  const type = isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
  send(request, response, code, { "content-type": type, "cache-control": "no-store", ...headers }, Buffer.from(body));
}

/** What is not HTTP, too slow or too large is told so and disconnected. */
function refuseConnection(cause, socket) {
  if (!socket.writable || cause.code === "ECONNRESET") return socket.destroy();
  const [status, message] = cause.code === "HPE_HEADER_OVERFLOW" ? ["431 Request Header Fields Too Large", "The headers have more than 16 KiB."]
    : cause.code === "ERR_HTTP_REQUEST_TIMEOUT" ? ["408 Request Timeout", "The request did not arrive in time."]
      : ["400 Bad Request", "This is not an HTTP request."];
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${message.length + 1}\r\n\r\n${message}\n`);
}

/** The body's bytes, or null where it is larger than the limit; what is left of it is not read. */
async function bodyOf(request) {
  const pieces = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    pieces.push(piece);
    if (size > kBodyLimit) {
      request.bodyStart = pieces[0].subarray(0, 4096).toString("latin1");
      return null;
    }
  }
  const body = Buffer.concat(pieces);
  for (const piece of pieces) piece.fill(0);
  return body;
}

/**
 * What the client's address begins with: a front that ends TLS says so in X-Forwarded-Proto. Whoever else sends that header only
 * misleads himself: of what is answered it changes nothing but the addresses.
 */
function schemeOf(request) {
  return request.headers["x-forwarded-proto"] === "https" ? "https" : "http";
}

function headersOf(request) {
  const headers = new Headers();
  for (let at = 0; at < request.rawHeaders.length; at += 2) headers.append(request.rawHeaders[at], request.rawHeaders[at + 1]);
  return headers;
}

/** Against DNS rebinding: a server of this machine only is reached by this machine's own names only. */
function isKnownHost(host, isLocal) {
  const name = /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(?::\d{1,5})?$/.exec(host)?.[1];
  if (!name) return false;
  return !isLocal || name === "localhost" || name === "[::1]" || (isIP(name) === 4 && name.startsWith("127."));
}

function isCleanPath(path) {
  if (!path.startsWith("/") || /\\|%2f|%5c|%00|\0/i.test(path)) return false;
  return !path.split("/").some((part) => /^(?:\.|%2e){1,2}$/i.test(part));
}
