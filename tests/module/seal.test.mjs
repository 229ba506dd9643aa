// seal, open and checkPasscode of the module: streams, sizes, limits, cancellation, and what happens when nothing goes well.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { checkPasscode, open, plainSize, seal, sealedSize } from "../../web/holdfast.js";
import factory from "../../web/generated/holdfast.js";

const passcode = "correct horse battery staple";
const quick = { passcode, workFactor: 10 };

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

test("goes round, armored and not", async () => {
  const plain = new Uint8Array(65537).map((_, index) => index * 7);
  for (const armor of [false, true]) {
    const sealed = await through(seal({ ...quick, armor }), plain);
    assert.deepEqual(await through(open({ passcode }), sealed), plain);
  }
});

test("tells a wrong passcode, damage, a cut and a changed file apart", async () => {
  const sealed = await through(seal(quick), new Uint8Array(100));
  const header = sealed.subarray(0, sealed.length - 116);
  const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", header)).toString("hex");
  const wrong = "another passcode";
  await assert.rejects(through(open({ passcode: wrong }), sealed), { name: "PasscodeError", code: "passcode_wrong" });
  await assert.rejects(checkPasscode(sealed, wrong, { sha256 }), { code: "passcode_wrong" });

  const damaged = sealed.slice();
  damaged[50] = damaged[50] === 65 ? 66 : 65;  // within the salt
  await assert.rejects(checkPasscode(damaged, passcode, { sha256 }), { name: "FileError", code: "file_changed" });

  damaged.set(sealed);
  damaged[damaged.length - 1] ^= 1;
  await assert.rejects(through(open({ passcode }), damaged), { name: "FileError", code: "payload_damaged" });
  await assert.rejects(through(open({ passcode }), sealed.slice(0, header.length)), { code: "payload_cut_off" });
  await assert.rejects(through(open({ passcode }), new Uint8Array(0)), { name: "FileError", code: "header_malformed" });
});

test("asks a function that reads ranges for less than 1 KiB to check a passcode", async () => {
  const sealed = await through(seal(quick), new Uint8Array(0));
  const file = new Uint8Array(2048);
  file.set(sealed);
  let read = 0;
  await checkPasscode(async (start, end) => {
    read += end - start;
    return file.subarray(start, end);
  }, passcode);
  assert.ok(read < 1024, `${read} bytes were read`);
});

test("refuses a work factor beyond the limit before any work", async () => {
  const sealed = await through(seal({ passcode, workFactor: 12 }), new Uint8Array(1));
  await assert.rejects(through(open({ passcode, maxWorkFactor: 11 }), sealed), { code: "work_factor_too_high" });
});

test("says beforehand that a run takes long", async () => {
  const estimates = [];
  const told = new AbortController();
  const onSlow = (estimate) => { estimates.push(estimate); told.abort(); };
  await assert.rejects(through(seal({ passcode, workFactor: 22, onSlow, signal: told.signal }), new Uint8Array(1)), { code: "aborted" });
  assert.ok(estimates[0]?.seconds > 5);
});

test("derives a key at the work factor 21, which takes 2 GiB of a 32-bit address space", async () => {
  const sealed = await through(seal({ passcode, workFactor: 21 }), new Uint8Array(1));
  await checkPasscode(sealed, passcode, { maxWorkFactor: 21 });
});

test("ends at the caller's signal", async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(checkPasscode(new Uint8Array(0), passcode, { signal }), { code: "aborted" });
  const controller = new AbortController();
  const stream = seal({ passcode, workFactor: 19, signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(through(stream, new Uint8Array(10)), { code: "aborted" });
});

test("wipes the passcode it was handed as bytes", async () => {
  const bytes = new TextEncoder().encode(passcode);
  await through(seal({ passcode: bytes, workFactor: 10 }), new Uint8Array(1));
  assert.ok(bytes.every((byte) => byte === 0));
});

test("reads less than 1 KiB of a Blob and of an address of 10 GB", async (t) => {
  const size = 10e9;
  const start = await through(seal(quick), new Uint8Array(10));
  const contentOf = (from, to) => {
    const piece = new Uint8Array(to - from);
    piece.set(start.subarray(from, to));
    return piece;
  };
  let read = 0;
  class LargeBlob extends Blob {
    get size() { return size; }
    slice(from, to) {
      read += to - from;
      return new Blob([contentOf(from, to)]);
    }
  }
  await checkPasscode(new LargeBlob(), passcode);
  assert.ok(read > 0 && read < 1024, `${read} bytes of the Blob were read`);

  read = 0;
  let ranges = true;
  const server = createServer((request, response) => {
    if (request.url !== "/content.tar.zst.age") return response.writeHead(404).end();
    const range = request.headers.range?.match(/^bytes=(\d+)-(\d+)$/);
    if (!ranges || !range) {
      response.writeHead(200, { "content-length": size });
      return response.write(contentOf(0, 2048));
    }
    const [from, to] = [Number(range[1]), Number(range[2]) + 1];
    read += to - from;
    response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${size}` });
    return response.end(contentOf(from, to));
  });
  t.after(() => server.close().closeAllConnections());
  const address = await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(new URL(`http://127.0.0.1:${server.address().port}/content.tar.zst.age`)));
  });
  await checkPasscode(address, passcode);
  assert.ok(read > 0 && read < 1024, `${read} bytes of the address were read`);
  ranges = false;
  await assert.rejects(checkPasscode(address, "another passcode"), { code: "passcode_wrong" });
  const secret = new URL("/elsewhere?token=secret", address);
  await assert.rejects(checkPasscode(secret, passcode), (error) => error.code === "network_failed" && /answered 404 .*Check/.test(error.message) && !/secret/.test(error.message));
  await new Promise((resolve) => { server.close(resolve).closeAllConnections(); });
  await assert.rejects(checkPasscode(secret, passcode), (error) => error.code === "network_failed" && /No reply.*Check/.test(error.message) && !/secret/.test(error.message));
});

test("judges by the recorded hash before the passcode, in armor too", async () => {
  const sealed = await through(seal({ ...quick, armor: true }), new Uint8Array(100));
  const header = Buffer.from(Buffer.from(sealed).toString().split("\n").slice(1, -2).join(""), "base64").subarray(0, -116);
  const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", header)).toString("hex");
  await checkPasscode(sealed, passcode, { sha256 });
  await assert.rejects(checkPasscode(sealed, "another passcode", { sha256 }), { code: "passcode_wrong" });
  await assert.rejects(checkPasscode(sealed, passcode, { sha256: "00".repeat(32) }), { name: "FileError", code: "file_changed" });
  await assert.rejects(checkPasscode(sealed, passcode, { sha256: "none" }), { name: "ValidationError", code: "parameter_encoding" });
  await assert.rejects(checkPasscode(sealed.subarray(0, 60), passcode, { sha256 }), { code: "file_changed" });
  await assert.rejects(checkPasscode(new Uint8Array(0), passcode, { sha256 }), { code: "file_changed" });
});

test("knows the size of a file before it is sealed, and of its content before it is opened", async () => {
  for (const armor of [false, true]) {
    for (const size of [0, 1, 65536, 65537]) {
      const sealed = await through(seal({ ...quick, armor }), new Uint8Array(size));
      assert.equal(await sealedSize(size, { workFactor: 10, armor }), sealed.length);
      const plain = await plainSize(sealed.length, { workFactor: 10, armor });
      assert.ok(plain >= size && plain <= size + (armor ? 2 : 0), `${plain} for ${size}`);
    }
  }
  assert.equal(await plainSize(3), null);
  await assert.rejects(sealedSize(-1), { name: "ValidationError", code: "parameter_range" });
  await assert.rejects(sealedSize(0.5), { code: "parameter_range" });
});

/** Counts the Workers that are ended; `left()` resolves once as many ended as were started. */
function workersOf(t) {
  let ended = 0;
  const original = Worker.prototype.terminate;
  Worker.prototype.terminate = function terminate() {
    ended += 1;
    return original.call(this);
  };
  t.after(() => { Worker.prototype.terminate = original; });
  return {
    get ended() { return ended; },
    async until(count) {
      for (let tries = 0; ended < count && tries < 200; ++tries) await new Promise((resolve) => { setTimeout(resolve, 25); });
      assert.equal(ended, count);
    },
  };
}

const endless = () => new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(1000)); } });

test("ends its Worker when the reader cancels, the writer aborts, or the stream is disposed of", async (t) => {
  const workers = workersOf(t);
  const reader = endless().pipeThrough(seal(quick)).getReader();
  await reader.read();
  await reader.cancel("enough");
  await workers.until(1);

  const aborted = seal(quick);
  await aborted.writable.abort(new Error("left off"));
  await assert.rejects(aborted.readable.getReader().read(), /left off/);
  await workers.until(2);

  const disposed = seal(quick);
  const first = disposed.readable.getReader();
  await first.read();
  disposed[Symbol.dispose]();
  await assert.rejects(first.read(), { message: /closed already/ });
  await assert.rejects(disposed.writable.getWriter().write(new Uint8Array(1)), { message: /closed already/ });
  await workers.until(3);

  const later = open({ passcode });
  await later[Symbol.asyncDispose]();
  await assert.rejects(later.readable.getReader().read(), { message: /closed already/ });
});

test("ends the Worker of a stream that was dropped", async (t) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const workers = workersOf(t);
  await (async () => {
    const reader = seal({ ...quick, signal: new AbortController().signal }).readable.getReader();
    await reader.read();
  })();
  for (let tries = 0; workers.ended === 0 && tries < 100; ++tries) {
    collect();
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  assert.equal(workers.ended, 1);
});

test("announces a long run of scrypt before opening and checking", async () => {
  const header = "age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 22\n" +
    `gUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n--- ${"A".repeat(43)}\n`;
  const file = new TextEncoder().encode(header + "x".repeat(32));
  for (const attempt of [(options) => through(open({ passcode, ...options }), file), (options) => checkPasscode(file, passcode, options)]) {
    const estimates = [];
    const told = new AbortController();
    const onSlow = (estimate) => { estimates.push(estimate); told.abort(); };
    await assert.rejects(attempt({ maxWorkFactor: 22, onSlow, signal: told.signal }), { code: "aborted" });
    assert.ok(estimates[0]?.seconds > 5);
    await assert.rejects(attempt({}), { code: "work_factor_too_high" });
  }
});

const wasm = await readFile(new URL("../../web/generated/holdfast.wasm", import.meta.url));

/** The WebAssembly with the bytes at the one place where `found` stands changed. */
function patched(found, change) {
  const at = wasm.indexOf(found);
  assert.ok(at > 0 && wasm.indexOf(found, at + 1) === -1, "the bytes stand there once");
  const copy = Buffer.from(wasm);
  change(copy, at);
  return copy;
}

test("seals, opens and checks nothing where the known-answer test fails", async () => {
  const broken = patched(Buffer.from("IOXiQYStkoT1mvZW2tFOqZdhRVvj58egABx/sWfZQbc"), (bytes, at) => { bytes[at] ^= 1; });
  const refusal = { name: "HoldfastError", code: "self_test_failed" };
  const sealed = await through(seal(quick), new Uint8Array(1));
  await assert.rejects(through(seal({ ...quick, wasm: broken }), new Uint8Array(1)), refusal);
  await assert.rejects(through(open({ passcode, wasm: broken }), sealed), refusal);
  await assert.rejects(checkPasscode(sealed, passcode, { wasm: broken }), refusal);

  const module = await factory({ wasmBinary: broken });
  const bytes = () => new TextEncoder().encode(passcode);
  assert.equal(module.sealBegin(bytes(), 10, false).error.code, "self_test_failed");
  assert.equal(module.openBegin(bytes(), 20).error.code, "self_test_failed");
  assert.equal(module.checkPasscode(sealed, true, bytes(), 20, "").error.code, "self_test_failed");
});

test("works on after memory ran out", async () => {
  const bytes = () => new TextEncoder().encode(passcode);
  let memory;
  const module = await factory({
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    },
  });
  // 64 MiB, and not one page more.
  const limit = 64 * 1024 * 1024;
  const grow = memory.grow;
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65536 > limit) throw new RangeError("no more memory");
    return grow.call(memory, pages);
  };
  for (const [workFactor, least] of [[17, 64], [18, 128], [22, 2048]]) {
    const refused = module.sealBegin(bytes(), workFactor, false);
    assert.equal(refused.error.code, "out_of_memory");
    assert.match(refused.error.message, new RegExp(`needs ${least} MiB of memory at the least for the work factor ${workFactor},.* age -d`));
  }
  // 16 MiB are there still; where 64 MiB are not, 32 do.
  const roomy = await factory({ wasmBinary: wasm });
  for (const workFactor of [14, 16]) {
    const begun = module.sealBegin(bytes(), workFactor, false);
    assert.ok(begun.ok, `${workFactor}: ${begun.error?.message}`);
    assert.ok(module.sealFinish(begun.value.handle).ok);
    assert.ok(module.checkPasscode(begun.value.header, true, bytes(), 20, "").value);
    assert.ok(roomy.checkPasscode(begun.value.header, true, bytes(), 20, "").value, "half the table gives the same key");
  }
  assert.ok(memory.buffer.byteLength <= limit);
});
