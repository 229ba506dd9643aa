// What we seal opens with other programs, and what they seal opens here: Debian's age, rage where it is, npm's age-encryption.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Decrypter, Encrypter } from "age-encryption";
import { open, seal } from "../../web/holdfast.js";

const run = promisify(execFile);
const typist = fileURLToPath(new URL("./age-pty.py", import.meta.url));
const sizes = [0, 1, 65535, 65536, 65537, 131072];
const large = 100_000_000;
const plainPasscode = "correct horse battery staple";
const passcodes = {
  "8 characters": "a1!b2?c3",
  "1,024 characters": "passcode".repeat(128),
  "blanks at the ends": "  two before, one after ",
  Greek: "κωδικός πρόσβασης",
  Japanese: "合言葉は開けゴマです",
  Arabic: "كلمة المرور السرية",
  "combining marks": "Ame\u0301lie cafe\u0301",
  emoji: "🔑🗝️🔒🔓🧷📎🧲🪝",
};

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), "holdfast-interop-")); });
after(() => rm(folder, { recursive: true, force: true }));

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
const sealHere = (plain, passcode) => through(seal({ passcode, workFactor: 10 }), plain);
const openHere = (sealed, passcode) => through(open({ passcode }), sealed);

function plainOf(size) {
  const plain = new Uint8Array(size);
  for (let index = 0; index < size; index += 4093) plain[index] = index;
  return plain;
}

/** A command-line program that asks for the passphrase at a terminal. */
function commandLine(program) {
  const at = (name) => join(folder, name);
  const type = async (passcode, options) => {
    await writeFile(at("passcode"), passcode);
    await run("python3", [typist, at("passcode"), program, ...options]);
  };
  return {
    async seal(plain, passcode) {
      await writeFile(at("plain"), plain);
      await rm(at("sealed"), { force: true });
      await type(passcode, ["-p", "-o", at("sealed"), at("plain")]);
      return readFile(at("sealed"));
    },
    async open(sealed, passcode) {
      await writeFile(at("sealed"), sealed);
      await writeFile(at("plain"), "");  // age makes its output with the first byte, and an empty file has none
      await type(passcode, ["-d", "-o", at("plain"), at("sealed")]);
      return readFile(at("plain"));
    },
  };
}

const typage = {
  async seal(plain, passcode) {
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passcode);
    encrypter.setScryptWorkFactor(10);
    return encrypter.encrypt(plain);
  },
  async open(sealed, passcode) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passcode);
    return decrypter.decrypt(sealed);
  },
};

function isThere(program) {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function peer(name, program, skip) {
  // A skipped suite is counted nowhere, a skipped test is.
  if (skip) return test(`${name} opens what we seal, and we what it seals`, { skip }, () => {});
  describe(name, () => {
    const same = (left, right) => assert.equal(Buffer.compare(Buffer.from(left), Buffer.from(right)), 0);
    const bothWays = async (plain, passcode) => {
      same(await program.open(await sealHere(plain, passcode), passcode), plain);
      same(await openHere(await program.seal(plain, passcode), passcode), plain);
    };
    for (const size of sizes) test(`${size} bytes, both ways`, () => bothWays(plainOf(size), plainPasscode));
    test("100 MB, both ways", () => bothWays(plainOf(large), plainPasscode));
    for (const [kind, passcode] of Object.entries(passcodes)) {
      test(`a passcode of ${kind}, both ways`, () => bothWays(plainOf(100), passcode));
    }
  });
}

for (const program of ["age", "rage"]) {
  peer(program, commandLine(program), isThere(program) ? false : `${program} is not on the PATH`);
}
peer("age-encryption", typage, false);
