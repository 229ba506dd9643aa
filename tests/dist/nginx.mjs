// Debian's nginx in its stock configuration, but for the port and the folders; started for a test and knows nothing of the product.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startWebServer } from "./web-server.mjs";

const kStock = "/etc/nginx";
const kTemporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** The stock site's `server { … }`, on `port` and out of `root`. */
async function stockSite({ port, root }) {
  const site = await readFile(join(kStock, "sites-available/default"), "utf8");
  return site.replace(/^\s*#.*$/gm, "").replace(/listen \[::\]:80[^;]*;/, "").replace("listen 80 default_server;", `listen 127.0.0.1:${port};`)
    .replace("root /var/www/html;", `root ${root};`);
}

/**
 * nginx, as startWebServer has it. `site({port, root})` gives the configuration of the server, the stock site's unless given.
 */
export function startNginx({ site = stockSite } = {}) {
  return startWebServer(async ({ folder, port, root }) => {
    const stock = await readFile(join(kStock, "nginx.conf"), "utf8");
    const paths = kTemporaryPaths.map((name) => `${name}_temp_path ${join(folder, name)};`).join("\n");
    const configuration = join(folder, "nginx.conf");
    await writeFile(join(folder, "site.conf"), `${paths}\n${await site({ port, root })}`);
    await writeFile(configuration, stock.replace(/^pid .*$/m, `pid ${join(folder, "pid")};`).replaceAll("/var/log/nginx", folder)
      .replace("/etc/nginx/sites-enabled/*", join(folder, "site.conf")));
    return { program: "/usr/sbin/nginx", args: ["-c", configuration, "-e", join(folder, "error.log"), "-g", "daemon off;"] };
  });
}
