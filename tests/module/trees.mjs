// Trees of real files for the tests of backup and restore, and what the system's own tools tell of them.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, lutimes, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const kFiles = 200;

/** Makes `folder` with what is hard to keep: names in any script and in none, links, modes, times, empty things, a large file. */
export async function makeTree(folder) {
  await mkdir(join(folder, "地図/empty folder"), { recursive: true });
  await mkdir(join(folder, "deep/er"), { recursive: true });
  await mkdir(join(folder, "read only"));
  await writeFile(join(folder, "地図/Übersicht – Zürich.txt"), "Zürich\n");
  await writeFile(join(folder, "deep/er/خريطة.bin"), randomBytes(3_000_000));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/latin1-`), Buffer.from([0xe9])]), "a name that is not UTF-8\n");
  await writeFile(join(folder, "program"), "#!/bin/sh\n");
  await chmod(join(folder, "program"), 0o755);
  await utimes(join(folder, "program"), 1_000_000_000, "1000000000.25");
  await utimes(join(folder, "deep/er/خريطة.bin"), 0, "-86400");
  await writeFile(join(folder, "zeros"), new Uint8Array(50_000_000));
  await writeFile(join(folder, "nothing"), "");
  await symlink("地図/Übersicht – Zürich.txt", join(folder, "link"));
  await symlink("/etc/hostname", join(folder, "outside"));
  await lutimes(join(folder, "link"), 1_100_000_000, 1_100_000_000);
  await writeFile(join(folder, "read only/within"), "kept");
  await chmod(join(folder, "read only"), 0o555);
  await utimes(join(folder, "deep"), 1_200_000_000, 1_200_000_000);
}

/** Makes `folder` with `kFiles` files `0.bin`, `1.bin` … of `size` bytes that do not compress. */
export async function makeFiles(folder, size) {
  await mkdir(folder);
  for (let index = 0; index < kFiles; index += 1) await writeFile(join(folder, `${index}.bin`), randomBytes(size));
}

/** Names, kinds, modes, times to the microsecond, links and contents of everything below `folder`, as find and sha256sum tell them. */
export function facts(folder) {
  const listing = spawnSync("find", [".", "-mindepth", "1", "-printf", "%P|%y|%m|%T@|%l\\n"], { cwd: folder, encoding: "latin1" }).stdout;
  const sums = spawnSync("sh", ["-c", "find . -type f -exec sha256sum {} +"], { cwd: folder, encoding: "latin1" }).stdout;
  return { listing: listing.replaceAll(/(\.\d{6})\d*/g, "$1").split("\n").sort(), sums: sums.split("\n").sort() };
}
