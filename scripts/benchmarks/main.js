// Runs the benchmarks that are named, or all, and prints a table of figures beside their peers' and their limits.

import { cpus, tmpdir } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backup, restore, scrypt, seal } from "./archives.js";
import { browser } from "./browser.js";
import { page } from "./page.js";
import { jobs, list, restart } from "./site.js";

const benchmarks = { seal, backup, restore, scrypt, list, jobs, restart, page, browser };
const { names, megabytes } = readOptions();
const sizes = megabytes === undefined ? {} : { megabytes: Number(megabytes) };
const unknown = names.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`bench: nothing is called ${unknown.join(", ")}; there are: ${Object.keys(benchmarks).join(", ")}`);
  process.exit(2);
}

if (megabytes !== undefined && !(sizes.megabytes > 0)) {
  console.error(`bench: --megabytes takes a number, not ${JSON.stringify(megabytes)}`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
console.log(`${cpus().length} cores: ${cpus()[0].model}; Node ${process.version}\n`);
row("what", "measured", "peer", "ratio", "limit");
try {
  for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
    for (const { what, value, unit, peer = "", peerValue = 0, limit = "" } of await benchmarks[name](folder, sizes)) {
      const ratio = peerValue ? (value / peerValue).toFixed(2) : "";
      row(what, `${number(value)} ${unit}`, peer && `${number(peerValue)} ${unit} (${peer})`, ratio, limit);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

function readOptions() {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { megabytes: { type: "string" } } });
    return { names: positionals, ...values };
  } catch (cause) {
    console.error(`bench: ${cause.message}`);
    return process.exit(2);
  }
}

function row(what, measured, peer, ratio, limit) {
  console.log(`${what.padEnd(52)}${measured.padEnd(16)}${peer.padEnd(38)}${ratio.padEnd(7)}${limit}`);
}

function number(value) {
  if (typeof value === "string") return value;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
