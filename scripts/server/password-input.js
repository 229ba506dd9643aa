// Reads a password as bytes: typed twice at a terminal that does not show it, or the first line of the standard input.

import { UsageError } from "./options.js";

const kMost = 8_192;
const kEnter = [0x0d, 0x0a];
const kErase = [0x7f, 0x08];
const kInterrupt = 0x03;
const kEndOfInput = 0x04;
const kEraseLine = 0x15;

/** The password for the account `name` (UTF-8, to be wiped), or null where it was given up at the terminal. */
export async function readPassword(name) {
  if (!process.stdin.isTTY) return firstLine();
  const typed = await typedLine(`Password for ${name}: `);
  const repeated = typed && (await typedLine("The same again: "));
  if (!repeated) {
    typed?.fill(0);
    return null;
  }
  const isSame = Buffer.compare(typed, repeated) === 0;
  repeated.fill(0);
  if (isSame) return typed;
  typed.fill(0);
  throw new UsageError("The two passwords differ; nothing has changed.");
}

async function firstLine() {
  const pieces = [];
  let size = 0;
  for await (const piece of process.stdin) {
    size += piece.length;
    if (size > kMost) throw new UsageError("The standard input holds more than a password.");
    pieces.push(piece);
  }
  const all = Buffer.concat(pieces);
  for (const piece of pieces) piece.fill(0);
  let end = all.indexOf(0x0a);
  if (end < 0) end = all.length;
  if (all[end - 1] === 0x0d) end -= 1;
  const line = new Uint8Array(all.subarray(0, end));
  all.fill(0);
  return line;
}

/** A line typed at the terminal in raw mode, where nothing is echoed and nobody else keeps the line; null after Ctrl+C or Ctrl+D. */
function typedLine(prompt) {
  const { stdin, stderr } = process;
  return new Promise((resolve) => {
    let line = Buffer.alloc(0);
    const keep = (next) => {
      line.fill(0);
      line = next;
    };
    const end = (result) => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      if (result === null) line.fill(0);
      resolve(result);
    };
    const take = (typed) => {
      for (const [at, byte] of typed.entries()) {
        if (kEnter.includes(byte)) {
          typed.fill(0);
          return end(line);
        }
        if (byte === kInterrupt || (byte === kEndOfInput && line.length === 0)) return end(null);
        if (byte === kEraseLine) keep(Buffer.alloc(0));
        else if (kErase.includes(byte)) keep(Buffer.from(line.subarray(0, startOfLast(line))));
        else if (line.length < kMost) keep(Buffer.concat([line, typed.subarray(at, at + 1)]));
      }
      typed.fill(0);
    };
    stdin.setRawMode(true);
    stdin.on("data", take);
    stdin.resume();
    stderr.write(prompt);
  });
}

/** Where the last code point of `line` begins: bytes 10xxxxxx go on with one. */
function startOfLast(line) {
  let at = Math.max(line.length - 1, 0);
  while (at > 0 && (line[at] & 0xc0) === 0x80) at -= 1;
  return at;
}
