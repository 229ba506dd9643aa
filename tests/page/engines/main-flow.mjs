// The page's main flow, in whatever engine: sign in, create, reload while it runs, verify, restore, seal a kit, open a file, sign out. Knows no browser.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { seal } from "../../../web/holdfast.js";
import { kPassword, startSite } from "../helpers.mjs";
import { lookAt } from "./looking.mjs";

/** The tests of the flow in `engine`, one of the modules beside this one; skipped with its reason where there is none. */
export function testMainFlow(name, engine) {
  describe(name, () => {
    const skip = engine.missing() ?? false;
    const backup = `in-${name.toLowerCase()}`;
    let site, tab, passcode, holds, heading, seen, click, fill, visit;
    before(async () => {
      if (skip) return;
      [site, tab] = await Promise.all([startSite({ megabytes: 24 }), engine.start()]);
      ({ holds, heading, seen, click, fill, visit } = lookAt(tab));
      await tab.goto(`${site.origin}/directory/`);
    });
    after(() => Promise.all([tab?.stop(), site?.stop()]));

    const signIn = async ({ keep = false } = {}) => {
      await fill("#username", "admin");
      await fill("#password", kPassword);
      if (keep) await click("#keep");
      await click("main form button.primary");
    };

    test("sign in, and create a backup with generated words", { skip }, async () => {
      await signIn();
      await heading("Overview");
      await click("main .actions a.primary");
      await heading("Create a backup");
      await fill("#name", backup);
      passcode = await tab.run(() => document.querySelector(".words").textContent);
      assert.equal(passcode.split("-").length, 10);
      await click("#passcodeStored");
      await click("main form button.primary");
      await heading(`Backup ${backup}`);
    });

    test("reload while it runs, sign in in place, and watch it to its end", { skip }, async () => {
      await tab.reload();
      await signIn({ keep: true });
      await heading(`Backup ${backup}`);
      await tab.reload();
      await heading("The job is completed");
      assert.match(await tab.run(() => document.title), /^Completed · /);
      assert.ok(await tab.run(() => document.querySelectorAll(".stages li.done").length) >= 4, "every stage is done");
    });

    test("a wrong passcode is told; the right one verifies the backup", { skip }, async () => {
      await visit(`#/stores/default/backups/${backup}/verify`, `Verify ${backup}`);
      await fill("#passcode", `${passcode}-not`);
      await click("main form button.primary");
      await holds("that the passcode is wrong", () => /passcode/i.test(document.querySelector("[role=alert]")?.textContent ?? ""));
      await fill("#passcode", passcode);
      await click("main form button.primary");
      await heading("The job is completed");
    });

    test("a restore brings the files back", { skip }, async () => {
      const digest = async () => {
        const hash = createHash("sha256");
        for (const file of (await readdir(site.content)).sort()) hash.update(file).update(await readFile(join(site.content, file)));
        return hash.digest("hex");
      };
      const before = await digest();
      await rm(join(site.content, "1.bin"));
      await visit(`#/stores/default/backups/${backup}/restore`, `Restore ${backup}?`);
      await fill("#passcode", passcode);
      await fill("#typed-name", backup);
      await click("main form button.destructive");
      await heading("The job is completed");
      assert.equal(await digest(), before);
    });

    test("a recovery kit is sealed and tried", { skip }, async () => {
      await visit(`#/stores/default/backups/${backup}/kit`, `Recovery kit of ${backup}`);
      await fill("#passcode", passcode);
      await click("main form button.primary");
      await fill("#passcode-again", passcode);
      await click("form:has(#passcode-again) .actions button");
      await heading("The kit opens with this passcode");
    });

    test("a sealed file opens on its own", { skip }, async () => {
      const sealed = Buffer.from(await new Response(new Blob(["a text"]).stream().pipeThrough(seal({ passcode, workFactor: 10 }))).arrayBuffer());
      await visit("#/open", "Open a backup file");
      await tab.run((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], "text.age"));
        const input = document.querySelector("main input[type=file]");
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }, sealed.toString("base64"));
      await fill("#passcode", passcode);
      await click("main form button.primary");
      await heading("The file is open, and whole");
    });

    test("signing out forgets everything; nothing was complained of", { skip }, async () => {
      await click("#header button");
      await seen("#username");
      assert.equal(await tab.run(() => JSON.stringify(sessionStorage)), "{}");
      assert.deepEqual(tab.faults ?? [], []);
    });
  });
}
