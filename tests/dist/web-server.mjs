// A web server of Debian as a plain process on a free port, with folders of its own; started for a test and knows nothing of the product.
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A web server, serving the folder `www`: `{origin, port, www, log(), stop(), start(), end()}`. `configure({folder, port, root})`
 * writes its configuration into `folder` and answers `{program, args}`; it is to write its log to `access.log` there.
 */
export async function startWebServer(configure) {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-web-server-"));
  await chmod(folder, 0o755); // its processes may run under an account of their own
  const www = join(folder, "www");
  await mkdir(www);
  const port = await freePort();
  const { program, args } = await configure({ folder, port, root: www });
  let server = null;

  async function start() {
    server = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(server, "exit").then(([code]) => { throw new Error(`${program} ended with ${code} before it served`); });
    await Promise.race([ended, listens(port)]);
    ended.catch(() => {});
  }

  async function stop() {
    if (!server) return;
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
    server = null;
  }

  await start();
  return {
    origin: `http://127.0.0.1:${port}`, port, www, start, stop,
    log: () => readFile(join(folder, "access.log"), "utf8"),
    async end() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listens(port) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((wake) => setTimeout(wake, 30))) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); });
      socket.on("error", () => resolve(false));
    });
    if (isOpen) return;
  }
  throw new Error("The web server did not listen within 20 s");
}
