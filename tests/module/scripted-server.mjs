// A server on a free port that plays scripted replies and keeps every request; knows the addresses, not the rules.
import { createServer } from "node:http";
import { once } from "node:events";

/**
 * `routes`: by "METHOD path below /context", a reply or a list of them (the last one stays). A reply is an object (sent as
 * JSON), a string (sent as HTML), or a function (request, response, body) that answers by itself.
 */
export async function scriptedServer(routes) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { pathname, search } = new URL(request.url, "http://localhost");
    const key = `${request.method} ${pathname.replace(/^\/context\//, "")}`;
    requests.push({ key, path: pathname, search, body: new URLSearchParams(body), headers: request.headers });
    const script = routes[key];
    const reply = Array.isArray(script) ? (script.length > 1 ? script.shift() : script[0]) : script;
    if (typeof reply === "function") return reply(request, response, body);
    if (typeof reply === "string") return response.writeHead(200, { "Content-Type": "text/html" }).end(reply);
    const answer = reply ?? { error: { code: 404, message: `not scripted: ${key}`, details: [] } };
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    root: `${origin}/context/admin`,
    routes,
    requests,
    keys: () => requests.map(({ key }) => key),
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

/** The socket closed without a reply. */
export const lost = (request) => void request.socket.destroy();
/** A body that ends before its Content-Length. */
export const cutOff = (request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
  response.write('{"jobsUrl":"https://');
  setImmediate(() => request.socket.destroy());
};
/** An HTTP status with a JSON body. */
export const status = (code, body, headers = {}) => (request, response) => {
  response.writeHead(code, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
};
