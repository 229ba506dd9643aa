// The way from scripts/account to a site that runs: a socket in the data folder, which only who may read that folder can open.
// A question is a line of JSON, the command without its password, and then the password; the answer is JSON.

import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";

const kSocket = "accounts.sock";
const kLimit = 16_384;
const kPatience = 10_000;
const kLineEnd = 0x0a;

/** A server, listening in the folder `data`, that hands what is asked to `site.accounts`. Makes `data` the working folder: a socket's path has 107 bytes at most. */
export async function listenForAccounts({ site, data, warn }) {
  process.chdir(data);
  await rm(kSocket, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.setTimeout(kPatience, () => socket.destroy());
    socket.on("error", () => {});
    answer(socket, site).catch((cause) => warn(`scripts/account could not be answered: ${cause?.message ?? cause}`));
  });
  const mask = process.umask(0o077);
  try {
    server.listen(kSocket);
  } finally {
    process.umask(mask);
  }
  try {
    await once(server, "listening");
  } catch (cause) {
    warn(`scripts/account will not reach this site while it runs (${cause.code}).`);
  }
  return server;
}

/** What the site that runs in the folder `data` answers to `command`, or null where none listens. `password` is wiped. */
export async function askRunningSite(data, { password, ...command }) {
  process.chdir(data);
  const socket = connect({ path: kSocket, allowHalfOpen: true });
  try {
    await once(socket, "connect");
  } catch (cause) {
    if (cause.code === "ENOENT" || cause.code === "ECONNREFUSED") return null;
    throw cause;
  }
  socket.write(`${JSON.stringify(command)}\n`);
  if (password) socket.write(password);
  await new Promise((sent) => { socket.end(sent); });
  password?.fill(0);
  const answered = await bytesOf(socket);
  if (answered.length === 0) throw new Error("The site that runs there ended before it answered. Ask again.");
  return JSON.parse(answered.toString());
}

async function answer(socket, site) {
  const question = await bytesOf(socket);
  const end = question.indexOf(kLineEnd);
  if (end < 0) return socket.destroy();
  const command = JSON.parse(question.subarray(0, end).toString());
  const password = new Uint8Array(question.subarray(end + 1));
  question.fill(0);
  socket.end(JSON.stringify(await site.accounts({ ...command, password })));
}

async function bytesOf(socket) {
  const pieces = [];
  let size = 0;
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > kLimit) throw new Error("more was sent than a command needs");
    pieces.push(piece);
  }
  const bytes = Buffer.concat(pieces);
  for (const piece of pieces) piece.fill(0);
  return bytes;
}
