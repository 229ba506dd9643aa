// Debian's nginx in its stock configuration, but for the port and the folders; started for a test and knows nothing of the product.
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kStock = "/etc/nginx";
const kTemporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** The stock site's `server { … }`, on `port` and out of `root`. */
async function stockSite({ port, root }) {
  const site = await readFile(join(kStock, "sites-available/default"), "utf8");
  return site.replace(/^\s*#.*$/gm, "").replace(/listen \[::\]:80[^;]*;/, "").replace("listen 80 default_server;", `listen 127.0.0.1:${port};`)
    .replace("root /var/www/html;", `root ${root};`);
}

/**
 * nginx, serving the folder `www`: `{origin, port, www, log(), stop(), start(), end()}`. `site({port, root})` gives the
 * configuration of the server, the stock site's unless given.
 */
export async function startNginx({ site = stockSite } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-nginx-"));
  await chmod(folder, 0o755); // its processes may run under an account of their own
  const www = join(folder, "www");
  await mkdir(www);
  const port = await freePort();
  const stock = await readFile(join(kStock, "nginx.conf"), "utf8");
  const paths = kTemporaryPaths.map((name) => `${name}_temp_path ${join(folder, name)};`).join("\n");
  const configuration = join(folder, "nginx.conf");
  await writeFile(join(folder, "site.conf"), `${paths}\n${await site({ port, root: www })}`);
  await writeFile(configuration, stock.replace(/^pid .*$/m, `pid ${join(folder, "pid")};`).replaceAll("/var/log/nginx", folder)
    .replace("/etc/nginx/sites-enabled/*", join(folder, "site.conf")));
  let server = null;

  async function start() {
    server = spawn("/usr/sbin/nginx", ["-c", configuration, "-e", join(folder, "error.log"), "-g", "daemon off;"], { stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(server, "exit").then(([code]) => { throw new Error(`nginx ended with ${code} before it served`); });
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
  throw new Error("nginx did not listen within 20 s");
}
