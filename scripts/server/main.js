// Starts the local site with its page, and ends it cleanly; the options are told by scripts/start --help.

import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { isIP } from "node:net";
import { fileURLToPath } from "node:url";
import { openSite } from "../../web/site.js";
import { listenForAccounts } from "./account-socket.js";
import { explain } from "./explain.js";
import { createSiteServer } from "./http-server.js";
import { checkFolders, checkStores, help, readOptions, sampleFolder, UsageError } from "./options.js";
import { makeSampleContent } from "./sample-content.js";
import { staticFiles } from "./static-files.js";

const kContext = "arcgis";
const checkout = fileURLToPath(new URL("../..", import.meta.url));
const warn = (message) => console.error(`holdfast: ${message}`);

try {
  const options = readOptions(process.argv.slice(2), { from: process.env.HOLDFAST_CALLED_FROM ?? process.cwd(), checkout });
  if (options.help) process.stdout.write(help);
  else await serve(options);
} catch (cause) {
  warn(explain(cause));
  process.exitCode = cause instanceof UsageError ? 2 : 1;
}

async function serve({ port, host, data, content: chosen, allow, stores: storesBelow }) {
  const content = chosen ?? sampleFolder(data);
  if (!chosen) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    makeSampleContent(content);
  }
  checkFolders({ content, data });
  const stores = checkStores(storesBelow);

  const site = await openSite({ host: { kind: "folder", content, data, stores }, context: kContext, adminPassword: passwordOfEnvironment(), allowedOrigins: allow, warn });
  const server = createSiteServer({
    site, answerFile: staticFiles(`${checkout}/web`), context: kContext, isLocal: isLoopback(host), warn,
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    await site.close();
    throw cause;
  }
  const forAccounts = await listenForAccounts({ site, data, warn });
  endOnSignals([server, forAccounts], site);
  announce(server.address().port, host, { content, stores, data }, site);
}

function announce(port, host, { content, stores, data }, site) {
  const name = isLoopback(host) ? "localhost" : isIP(host) === 6 ? `[${host}]` : host;
  console.log(`Holdfast is ready: http://${name}:${port}/`);
  console.log(`  API      http://${name}:${port}/${kContext}/admin`);
  console.log(`  content  ${content}`);
  for (const folder of stores) console.log(`  stores   below ${folder}`);
  console.log(`  data     ${data}`);
  if (site.firstPassword) {
    process.stdout.write("  account  admin, password: ");
    process.stdout.write(site.firstPassword);
    process.stdout.write("   (shown this once)\n");
  }
}

/** The first signal ends cleanly: a running job is cancelled and nothing half made stays. The second ends at once. */
function endOnSignals([server, forAccounts], site) {
  let isEnding = false;
  const end = async (signal) => {
    if (isEnding) process.exit(130);
    isEnding = true;
    warn(`${signal}: ending; a running job is cancelled.`);
    forAccounts.close();
    server.close();
    server.closeIdleConnections();
    try {
      await site.close();
    } catch (cause) {
      warn(explain(cause));
      process.exitCode = 1;
    }
    server.closeAllConnections();
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

/** The password the first start is to use, or null; nothing that this process starts inherits it. */
function passwordOfEnvironment() {
  const password = process.env.HOLDFAST_ADMIN_PASSWORD;
  delete process.env.HOLDFAST_ADMIN_PASSWORD;
  return password ? new TextEncoder().encode(password) : null;
}

function isLoopback(host) {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
