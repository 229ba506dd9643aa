// The hosts of the local site that Node has, against what every host does; and what a browser's files answer where they fail.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { openHost } from "../../web/hosts/open.js";
import { readSome, writeAll } from "../../web/hosts/opfs-files.js";
import { cases } from "../support/host-conformance.mjs";

describe("folder", () => {
  for (const [name, work] of Object.entries(cases)) {
    test(name, async () => {
      const folder = await mkdtemp(join(tmpdir(), "holdfast-hosts-"));
      const content = join(folder, "content");
      await mkdir(content);
      let host = null;
      try {
        await work({
          async open() {
            await host?.close();
            return (host = await openHost({ kind: "folder", content, data: join(folder, "data"), lock: true }));
          },
          async put(path, text) {
            await mkdir(dirname(join(content, path)), { recursive: true });
            await writeFile(join(content, path), text);
          },
        });
      } finally {
        await host?.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

describe("memory", () => {
  // Names are text there.
  const kNotThere = ["what is staged becomes the content as a whole, with modes, times, links and names that are no UTF-8"];
  for (const [name, work] of Object.entries(cases).filter(([each]) => !kNotThere.includes(each))) {
    test(name, async () => {
      const content = {};
      let host = null;
      await work({
        async open() {
          return (host = await openHost({ kind: "memory", content, data: host?.data }));
        },
        async put(path, text) { content[path] = text; },
      });
    });
  }
});

// As seen in Chromium 156: the file of a private window that cannot grow answers 4,294,967,288 bytes written, which is its error −8.
test("an error that a browser's file answers in place of a count is no success", () => {
  const answering = (count) => ({ write: () => count, read: () => count });
  const bytes = new Uint8Array(1 << 20);
  assert.throws(() => writeAll(answering(4_294_967_288), bytes, 0), { name: "QuotaExceededError" });
  assert.throws(() => writeAll(answering(0), bytes, 0), { name: "QuotaExceededError" });
  assert.throws(() => writeAll(answering(4_294_967_295), bytes, 0), { name: "OperationError" });
  assert.throws(() => readSome(answering(4_294_967_295), bytes, 0), { name: "NotReadableError" });
  assert.equal(readSome(answering(10), bytes, 0).length, 10);
});
