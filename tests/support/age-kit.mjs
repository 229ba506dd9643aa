// Unpacks the age test kit of npm's cctv-age, one file for each case, inflated where the kit keeps it compressed:
// `node age-kit.mjs <folder>`.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

const folder = process.argv[2];
let kit;
try {
  kit = await import("cctv-age");
} catch {
  console.error("age-kit: cctv-age is not installed (run `npm ci`); the tests that need the age test kit will fail.");
  process.exit(0);
}
await mkdir(folder, { recursive: true });
for (const [name, vector] of Object.entries(kit)) {
  const bytes = Buffer.from(vector);
  const end = bytes.indexOf("\n\n") + 2;
  const facts = bytes.subarray(0, end).toString("latin1");
  const sealed = /^compressed: zlib$/m.test(facts) ? inflateSync(bytes.subarray(end)) : bytes.subarray(end);
  await writeFile(join(folder, name), Buffer.concat([bytes.subarray(0, end), sealed]));
}
