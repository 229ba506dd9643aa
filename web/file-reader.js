// Reads what the module is given as a file, whatever it is given as: ranges of it, or all of it piece by piece; and passcodes as
// bytes. Knows nothing of what the file holds.

import { errorFrom } from "./errors.js";
import { reasonOf } from "./transport.js";

/** So much of a file is read at once where it is read from end to end. */
const pieceSize = 1 << 20;

/** The passcode's UTF-8 bytes; an array that was handed over is wiped. */
export function takePasscode(passcode) {
  if (typeof passcode === "string") return new TextEncoder().encode(passcode);
  if (!(passcode instanceof Uint8Array)) throw new TypeError("The passcode must be a string or a Uint8Array.");
  const copy = passcode.slice();
  passcode.fill(0);
  return copy;
}

export function bytesOf(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError("The stream must hold Uint8Arrays, other views of bytes, or ArrayBuffers.");
}

function noFile(message, cause) {
  return errorFrom({ kind: "network", code: "network_failed", message }, { cause });
}

async function fetchFile(address, options) {
  const response = await fetch(address, options).catch((cause) => { throw noFile(reasonOf(address, cause), cause); });
  if (response.ok || response.status === 416) return response;
  throw noFile(`${address.origin} answered ${response.status} where the file should be. Check the address, and that it can be read without signing in.`);
}

/** Reads ranges of what lies at an address; a server that knows no ranges is read no further than asked. */
function rangesOf(address, signal) {
  return async (start, end) => {
    const response = await fetchFile(address, { headers: { range: `bytes=${start}-${end - 1}` }, signal });
    if (response.status === 416) return new Uint8Array(0);
    const bytes = new Uint8Array(end - start);
    let size = 0;
    for await (const piece of response.body) {
      const part = piece.subarray(0, bytes.length - size);
      bytes.set(part, size);
      size += part.length;
      if (size === bytes.length) break;
    }
    return bytes.subarray(0, size);
  };
}

const isBlob = (file) => typeof Blob !== "undefined" && file instanceof Blob;

/** The bytes of a part of a Blob; where they cannot be read (any more), an error that says why. */
async function bytesOfBlob(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    const message = `The file cannot be read: it was moved, removed or changed, or its disk is gone (${cause?.message ?? cause}). Choose it again.`;
    throw errorFrom({ kind: "storage", code: "storage_unreadable", message }, { cause });
  }
}

/** A function that reads the bytes from `start` to `end` of a file. */
export function readerOf(file, signal) {
  if (typeof file === "function") return async (start, end) => bytesOf(await file(start, end));
  if (file instanceof URL) return rangesOf(file, signal);
  if (isBlob(file)) return (start, end) => bytesOfBlob(file.slice(start, end));
  const bytes = bytesOf(file);
  return async (start, end) => bytes.subarray(start, end);
}

/** All of a file, piece by piece; each piece is the caller's own. */
export async function* piecesOf(file, signal) {
  if (file instanceof URL) {
    const response = await fetchFile(file, { signal });
    for await (const piece of response.body ?? []) yield piece;
    return;
  }
  const read = readerOf(file, signal);
  for (let start = 0; ; start += pieceSize) {
    signal?.throwIfAborted();
    const piece = await read(start, start + pieceSize);
    const isLast = piece.length < pieceSize; // asked first: whoever takes the piece may hand its buffer on
    if (piece.length > 0) yield isBlob(file) ? piece : new Uint8Array(piece);
    if (isLast) return;
  }
}

/** The size of a file in bytes, or null where it cannot be known beforehand. */
export function sizeOf(file) {
  if (isBlob(file)) return file.size;
  return typeof file === "function" || file instanceof URL ? null : bytesOf(file).length;
}
