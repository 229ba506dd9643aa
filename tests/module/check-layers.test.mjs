// scripts/check-layers against trees that break its rules one at a time; knows only its command line.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../scripts/check-layers", import.meta.url));

/** Runs the check over a tree of `files` (path to text); gives its exit code and what it complained about. */
function check(files) {
  const root = mkdtempSync(join(tmpdir(), "holdfast-layers-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [script, root], { encoding: "utf8" });
    return { status, complaints: stderr.split("\n").filter((line) => line !== "") };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A tree that keeps every rule, with the things most easily mistaken for a breach. */
const good = {
  "wasm/base/json.h": "#include <nlohmann/json.hpp>\n#include <string>\n",
  "wasm/base/secret.h": "#include <span>\n",
  "wasm/crypto/scrypt.h": '#include "base/secret.h"\n',
  "wasm/crypto/scrypt.cpp": '#include "crypto/scrypt.h"\n#include <cryptopp/scrypt.h>\n',
  "wasm/age/header.h": '#include "crypto/scrypt.h"\n// #include "site/routes.h"\n/*\n#include "site/routes.h"\n*/\n',
  "wasm/age/header.cpp": '#include "age/header.h"\n',
  "wasm/age/payload.h": "#include <vector>\n",
  "wasm/age/age.cpp": '#include "age/header.h"\n#include "age/payload.h"\n',
  "wasm/archive/zstd_stream.cpp": "#include <zstd.h>\n",
  "wasm/api/job.h": '#include "base/json.h"\n',
  "wasm/site/routes.h": '#include "api/job.h"\n',
  "wasm/bindings/client.cpp": '#include <emscripten/val.h>\n#include "api/job.h"\n',
  "wasm/bindings/site_host.cpp": '#include "site/routes.h"\n',
  "web/load.js":
    'const module = await import("./generated/holdfast.js");\nnew URL("./generated/holdfast.wasm", import.meta.url);\n',
  "web/holdfast.js": 'import { load } from "./load.js";\nnew Worker(new URL("./scrypt-worker.js", import.meta.url));\n',
  "web/scrypt-worker.js": '// import "./site.js";\nimport {\n  open,\n} from "./holdfast.js";\n',
  "web/site.js": 'export { load } from "./load.js";\nconst page = "https://example.com/web/directory/";\n',
  "web/directory/main.js": 'import { connect } from "../holdfast.js";\nimport "./jobs.js";\n',
  "web/directory/jobs.js": "export const jobs = [];\n",
};

test("a tree that keeps every rule passes", () => {
  assert.deepEqual(check(good), { status: 0, complaints: [] });
});

test("an empty tree fails: nothing was checked", () => {
  assert.equal(check({}).status, 1);
});

/** What is done wrong, the file that does it, its text, and the place and words of the one complaint. */
const breaches = [
  [
    "base knows nobody",
    "wasm/base/bad.h",
    '#include "crypto/scrypt.h"\n',
    /^wasm\/base\/bad\.h:1: .*base may not know crypto/,
  ],
  ["crypto does not know age", "wasm/crypto/bad.h", '#include "age/header.h"\n', /crypto may not know age/],
  ["age does not know archive", "wasm/age/bad.cpp", '#include "archive/tar.h"\n', /age may not know archive/],
  ["api knows only base", "wasm/api/bad.cpp", '#include "crypto/scrypt.h"\n', /api may not know crypto/],
  ["archive does not know api", "wasm/archive/bad.cpp", '#include "api/job.h"\n', /archive may not know api/],
  [
    "nobody below knows the bindings",
    "wasm/site/bad.cpp",
    '#include "bindings/host.h"\n',
    /site may not know bindings/,
  ],
  [
    "a second place for Crypto++",
    "wasm/age/bad.cpp",
    "\n\n#include <cryptopp/sha.h>\n",
    /bad\.cpp:3: .*Crypto\+\+ may be included only/,
  ],
  ["Crypto++ in a header", "wasm/crypto/bad.h", '#  include "cryptopp/sha.h"\n', /Crypto\+\+ may be included only/],
  [
    "a second place for nlohmann",
    "wasm/api/bad.cpp",
    "#include <nlohmann/json.hpp>\n",
    /nlohmann\/json may be included only/,
  ],
  ["zstd outside the archive", "wasm/site/bad.cpp", "#include <zstd.h>\n", /zstd may be included only/],
  ["Emscripten in the core", "wasm/api/bad.cpp", "#include <emscripten.h>\n", /Emscripten may be included only/],
  ["the system in the core", "wasm/archive/bad.cpp", "#include <sys/stat.h>\n", /knows only the standard library/],
  ["files in the core", "wasm/archive/bad.cpp", "#include <fstream>\n", /nothing of it that does I\/O/],
  [
    "the parts of age know each other",
    "wasm/age/armor.cpp",
    '#include "age/header.h"\n',
    /age\/armor and age\/header do not know each other/,
  ],
  [
    "the small module knows the site",
    "wasm/bindings/bad.cpp",
    '#include "site/routes.h"\n',
    /only bindings\/site_\* know the site/,
  ],
  ["an include that leads nowhere", "wasm/api/bad.cpp", '#include "http.h"\n', /is not a file under wasm\//],
  ["a folder that is no layer", "wasm/utils/bad.h", "\n", /utils is not a layer/],
  [
    "a second importer of the generated files",
    "web/site.js",
    'await import("./generated/holdfast-site.js");\n',
    /only web\/load\.js knows/,
  ],
  [
    "their address in a second place",
    "web/site.js",
    'new URL("./generated/a.wasm", import.meta.url);\n',
    /only web\/load\.js knows/,
  ],
  [
    "the page behind the public entries",
    "web/directory/bad.js",
    'import { load } from "../load.js";\n',
    /uses only itself/,
  ],
  [
    "the page starting a worker of the module",
    "web/directory/bad.js",
    'new URL("../scrypt-worker.js", import.meta.url);\n',
    /uses only itself/,
  ],
  ["the module knows the page", "web/site.js", 'export * from "./directory/jobs.js";\n', /may not know the page/],
  ["an import that leads nowhere", "web/site.js", 'import "./gone.js";\n', /does not exist: web\/gone\.js/],
  ["a cycle", "web/directory/jobs.js", 'import "./main.js";\n', /a cycle: .*main\.js.*jobs\.js/],
];

for (const [name, path, text, complaint] of breaches) {
  test(`refused: ${name}`, () => {
    const others = { "wasm/archive/tar.h": "\n", "wasm/bindings/host.h": "\n" };
    const { status, complaints } = check({ ...good, ...others, [path]: text });
    assert.equal(status, 1);
    assert.equal(complaints.length, 1, complaints.join("\n"));
    assert.match(complaints[0], complaint);
  });
}

test("a cycle of headers is refused once", () => {
  const files = { "wasm/api/one.h": '#include "api/two.h"\n', "wasm/api/two.h": '#include "api/one.h"\n' };
  const { status, complaints } = check({ ...good, ...files });
  assert.equal(status, 1);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0], /a cycle: wasm\/api\/one\.h -> wasm\/api\/two\.h -> wasm\/api\/one\.h/);
});
