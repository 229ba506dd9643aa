// Lists and changes the accounts of the local site: asks the running one, or opens the folder of one that does not run.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openAccounts } from "../../web/site.js";
import { askRunningSite } from "./account-socket.js";
import { explain } from "./explain.js";
import { UsageError } from "./options.js";
import { readPassword } from "./password-input.js";

const help = `Usage: scripts/account [--data DIR] COMMAND

Lists and changes the accounts of the local site, whether it runs or not.

  list                the accounts: role, sign-ins that are good, and until when one is locked
  create NAME ROLE    makes an account; asks for its password
  password NAME       gives an account another password; asks for it, and ends a lock after failed sign-ins
  role NAME ROLE      gives an account another role
  remove NAME         removes an account

Every change ends the sign-ins of the account at once. The last administrator stays one.

Roles:
  administrator       may do everything
  infrastructure      has the privilege "Security and infrastructure": stores, backups, restores and jobs, not the scheduled tasks
  member              may sign in, and opens nothing of the Administrator API

Options:
  --data DIR          the data folder of the site (default .holdfast in the checkout)
  --help              this text

A password is asked for at the terminal, twice and without showing it; otherwise it is the first line of the standard input:

  scripts/account create nightly infrastructure < password-file

Exit codes: 0 done; 1 it failed (the disk, a site that does not answer); 2 something must be corrected first; 130 given up (Ctrl+C).
`;

const commands = {
  list: { action: "list", takes: [] },
  create: { action: "create", takes: ["NAME", "ROLE"], asksPassword: true },
  password: { action: "setPassword", takes: ["NAME"], asksPassword: true },
  role: { action: "setRole", takes: ["NAME", "ROLE"] },
  remove: { action: "remove", takes: ["NAME"] },
};
const kPatience = 10_000;
const checkout = fileURLToPath(new URL("../..", import.meta.url));
const say = (message) => console.error(`holdfast: ${message}`);

try {
  const given = readArguments(process.argv.slice(2));
  if (given === null) process.stdout.write(help);
  else await run(given);
} catch (cause) {
  say(explain(cause));
  process.exitCode = cause instanceof UsageError ? 2 : 1;
}

async function run({ data, command, name, role }) {
  if (!existsSync(join(data, "site.json"))) {
    throw new UsageError(`There is no site in ${data} yet: the first scripts/start makes it. --data names another folder.`);
  }
  const { action, asksPassword } = commands[command];
  const password = asksPassword ? await readPassword(name) : null;
  if (asksPassword && password === null) {
    process.exitCode = 130;
    return;
  }
  const answer = await ask(data, { action, name, role, password });
  if (answer.error) {
    say(answer.error.message);
    process.exitCode = answer.error.code < 500 ? 2 : 1;
  } else {
    process.stdout.write(describe(command, answer));
  }
}

/** What the site answers: the one that runs, or this process in its place. A server that starts or ends is waited for. */
async function ask(data, command) {
  for (const end = Date.now() + kPatience; ; await pause(200)) {
    try {
      const site = await openAccounts({ data, warn: say });
      try {
        return await site.accounts(command);
      } finally {
        await site.close();
      }
    } catch (cause) {
      if (cause.code !== "ELOCKED") throw cause;
      const answer = await askRunningSite(data, command);
      if (answer !== null) return answer;
      if (Date.now() > end) throw new Error(`${cause.message} It does not answer scripts/account.`);
    }
  }
}

/** `{data, command, name, role}`, or null where help is asked for. */
function readArguments(args) {
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { data: { type: "string" }, help: { type: "boolean" } } });
  } catch (cause) {
    throw new UsageError(`${cause.message.split(". ")[0]}. See scripts/account --help.`);
  }
  const { values, positionals: [command, ...rest] } = parsed;
  if (values.help) return null;
  if (command === undefined) throw new UsageError("Name a command. See scripts/account --help.");
  if (!Object.hasOwn(commands, command)) {
    throw new UsageError(`There is no command ${command}; there are ${Object.keys(commands).join(", ")}. See scripts/account --help.`);
  }
  const { takes } = commands[command];
  if (rest.length !== takes.length) {
    const secret = rest.length > takes.length && commands[command].asksPassword ? " A password is never an argument: it is asked for." : "";
    throw new UsageError(`The call is scripts/account ${[command, ...takes].join(" ")}.${secret} See scripts/account --help.`);
  }
  if (values.data === "") throw new UsageError("--data is empty.");
  const from = process.env.HOLDFAST_CALLED_FROM ?? process.cwd();
  const [name = "", role = ""] = rest;
  return { data: resolve(from, values.data ?? join(checkout, ".holdfast")), command, name, role };
}

function describe(command, answer) {
  if (command === "list") return table(answer.accounts);
  const { name, role, signInsEnded } = answer;
  const ended = signInsEnded === 0 ? "" : signInsEnded === 1 ? " One sign-in has ended." : ` ${signInsEnded} sign-ins have ended.`;
  const done = {
    create: `The account ${name} is made; its role is ${role}.`,
    password: `The account ${name} has another password.`,
    role: `The account ${name} has the role ${role}.`,
    remove: `The account ${name} is removed.`,
  };
  return `${done[command]}${ended}\n`;
}

function table(accounts) {
  const rows = accounts.map(({ name, role, signIns, lockedUntil }) =>
    [name, role, String(signIns), lockedUntil === null ? "" : `locked until ${new Date(lockedUntil).toISOString()}`]);
  const all = [["NAME", "ROLE", "SIGN-INS", ""], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()}\n`).join("");
}
