// A backup as one file: its manifest and its archive in an uncompressed tar, put together, taken apart, and compared with the
// manifest's hash. Knows neither passcodes nor stores.

import { abortedError, errorFrom, unwrap } from "./errors.js";
import { piecesOf } from "./file-reader.js";
import { load } from "./load.js";

const bundleStart = 64 * 1024;

const textOf = (manifest) => (typeof manifest === "string" ? manifest : `${JSON.stringify(manifest, null, 2)}\n`);

/** See holdfast.d.ts. */
export async function packBackup({ manifest, archive }, { wasm } = {}) {
  const core = await load("holdfast-site", { wasm });
  const { head, tail } = unwrap(core.bundleFrame(textOf(manifest)));
  return new Blob([head, archive, tail], { type: "application/x-tar" });
}

/** See holdfast.d.ts. */
export async function unpackBackup(file, { wasm } = {}) {
  const core = await load("holdfast-site", { wasm });
  for (let size = bundleStart; ; size *= 2) {
    const parts = unwrap(core.bundleParts(new Uint8Array(await file.slice(0, size).arrayBuffer())));
    if (parts === null || (parts.moreBytesNeeded && size >= file.size)) return null;
    if (parts.moreBytesNeeded) continue;
    const archive = file.slice(parts.offset, parts.offset + parts.size);
    if (archive.size === parts.size) return { manifest: parts.manifest, archive };
    throw errorFrom({ kind: "file", code: "payload_cut_off", message: "The file ends before the backup in it does: it was cut off. Use another copy." });
  }
}

/** See holdfast.d.ts. */
export async function checkBackupFile({ manifest, archive }, { wasm, signal, onProgress } = {}) {
  const core = await load("holdfast-site", { wasm });
  const check = unwrap(core.recordedBegin(textOf(manifest)));
  let bytesDone = 0;
  try {
    for await (const piece of piecesOf(archive, signal)) {
      core.recordedPush(check, piece);
      bytesDone += piece.length;
      onProgress?.({ bytesDone, bytesTotal: archive.size });
    }
  } catch (cause) {
    core.recordedFinish(check);
    throw signal?.aborted ? abortedError(signal) : cause;
  }
  unwrap(core.recordedFinish(check));
}
