// seal, open and checkPasscode of the module: streams, limits, cancellation, and no secret left in wasm memory.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { checkPasscode, open, seal } from "../../web/holdfast.js";
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

test("checks a passcode of a file of 10 GB from less than 1 KiB", async () => {
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

test("says beforehand that a run takes long, and that memory ran out", async () => {
  const estimates = [];
  const sealing = through(seal({ passcode, workFactor: 22, onSlow: (estimate) => estimates.push(estimate) }), new Uint8Array(1));
  await assert.rejects(sealing, { code: "out_of_memory" });
  assert.ok(estimates[0]?.seconds > 5);
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

test("leaves neither passcode nor file key in wasm memory", async () => {
  let memory;
  const wasm = await WebAssembly.compile(await readFile(new URL("../../web/generated/holdfast.wasm", import.meta.url)));
  const module = await factory({
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(wasm, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance, wasm);
      return instance.exports;
    },
  });
  const holds = (secret) => Buffer.from(memory.buffer).indexOf(secret) !== -1;
  const bytes = () => new TextEncoder().encode(passcode);

  // The file key is the first that is asked of the platform's randomness.
  let fileKey;
  const original = crypto.getRandomValues;
  crypto.getRandomValues = (array) => {
    const filled = original.call(crypto, array);
    if (!fileKey && filled.length === 16) fileKey = Buffer.from(filled);
    return filled;
  };
  const begun = module.sealBegin(bytes(), 10, false);
  crypto.getRandomValues = original;
  assert.ok(begun.ok);
  assert.equal(fileKey.length, 16);
  const sealed = [begun.value.header, module.sealPush(begun.value.handle, new Uint8Array(70000)).value,
    module.sealFinish(begun.value.handle).value];
  module.release(begun.value.handle);
  const passcodeBytes = Buffer.from(passcode);
  assert.ok(!holds(passcodeBytes), "the passcode is left after sealing");
  assert.ok(!holds(fileKey), "the file key is left after sealing");

  const opener = module.openBegin(bytes(), 20).value;
  assert.ok(holds(passcodeBytes), "the search finds what is there");
  for (const part of sealed) assert.ok(module.openPush(opener, part).ok);
  assert.ok(module.openFinish(opener).ok);
  module.release(opener);
  assert.ok(module.checkPasscode(sealed[0], bytes(), 20, "").value);
  assert.ok(!module.checkPasscode(sealed[0], new TextEncoder().encode("incorrect donkey"), 20, "").ok);
  assert.ok(!holds(passcodeBytes), "the passcode is left after opening");
  assert.ok(!holds(Buffer.from("incorrect donkey")), "a wrong passcode is left after checking");
  assert.ok(!holds(fileKey), "the file key is left after opening");
});
