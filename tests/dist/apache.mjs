// Debian's Apache with the modules it comes with and those a site asks for; started for a test and knows nothing of the product.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startWebServer } from "./web-server.mjs";

const kModules = "/etc/apache2/mods-available";
/** Those of Debian's own that are switched on after its installation and that static files may meet. */
const kSwitchedOn = ["mpm_event", "authz_core", "authz_host", "alias", "autoindex", "deflate", "dir", "filter", "mime", "negotiation", "reqtimeout", "setenvif"];

/** Apache, as startWebServer has it. `site({port, root})` gives the text of its site, `modules` what is switched on besides. */
export function startApache({ site, modules = [] }) {
  return startWebServer(async ({ folder, port, root }) => {
    const includes = [...kSwitchedOn, ...modules].flatMap((name) => [`${name}.load`, `${name}.conf`]).map((name) => join(kModules, name)).filter((path) => existsSync(path));
    const configuration = join(folder, "apache2.conf");
    await writeFile(configuration, [
      `ServerName 127.0.0.1`, `Listen 127.0.0.1:${port}`, `DocumentRoot ${root}`, `PidFile ${join(folder, "pid")}`, `DefaultRuntimeDir ${folder}`, "Mutex posixsem",
      "User www-data", "Group www-data", `ErrorLog ${join(folder, "error.log")}`, `CustomLog ${join(folder, "access.log")} "%h %t \\"%r\\" %>s %b"`,
      ...includes.map((path) => `Include ${path}`), "<Directory />", "  Require all denied", "</Directory>", await site({ port, root }),
    ].join("\n"));
    return { program: "/usr/sbin/apache2", args: ["-f", configuration, "-D", "FOREGROUND"] };
  });
}
