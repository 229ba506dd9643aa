// What a screen reader hears of a job of ten minutes, read from the live region; the page's clock is the test's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { signIn, withBrowser } from "./helpers.mjs";
import { startScripted } from "./scripted.mjs";

const kStages = ["Validation", "Stage Relational store", "Stage Object store", "Stage system configuration", "Post backup operation cleanup"];
const kStep = 5;
const kEnd = 600;

test("a job of ten minutes with a lost network in it is told in at most 15 sentences", async (t) => {
  const { served: scripted, browser, stop } = await withBrowser(startScripted());
  t.after(stop);
  const page = await browser.open(scripted.origin);
  await page.clock.install();
  await page.reload();
  await signIn(page);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

  const { jobs, backups, status } = scripted.organization;
  const started = await page.evaluate(() => Date.now());
  const job = { ...jobs[0], jobid: "j-long", operationURI: "/arcgis/admin/system/disasterrecovery/stores/default/backups/create", starttime: started, endtime: 0, result: undefined };
  const showAt = (second) => {
    const at = Math.min(kStages.length - 1, Math.floor(second / 120));
    const stages = kStages.slice(0, at + 1).map((name, index) => ({ name, state: index < at || second >= kEnd ? "completed" : "in_progress", duration: `${index * 120_000} millis` }));
    const isOver = second >= kEnd;
    Object.assign(job, { status: isOver ? "COMPLETED" : "EXECUTING", endtime: isOver ? started + kEnd * 1000 : 0, stages, progress: isOver ? undefined : { filesDone: second, filesTotal: kEnd, bytesDone: second, bytesTotal: kEnd }, result: isOver ? { stages } : undefined });
    Object.assign(status, { code: isOver ? 3 : 1, state: isOver ? "success" : "in_progress", operation: "Backup", backupName: "long", backupStore: "default", startTime: started, completeTime: job.endtime, stages });
  };
  showAt(0);
  jobs.unshift(job);
  backups.unshift({ ...backups[0], backupName: "long", startTime: started, completeTime: started + kEnd * 1000 });

  await page.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => { const { textContent } = document.getElementById("announcer"); if (textContent) globalThis.heard.push(textContent); }).observe(document.getElementById("announcer"), { childList: true });
    document.querySelector("h1").remove();
    location.hash = "#/jobs/j-long?operation=backup&store=default&backup=long";
  });
  await page.locator("main h1").waitFor();
  await page.locator(".figures dd").first().waitFor();
  let open = 0;
  page.on("request", () => { open += 1; });
  for (const ending of ["requestfinished", "requestfailed"]) page.on(ending, () => { open -= 1; });
  for (let second = kStep; second <= kEnd + 60; second += kStep) {
    showAt(second);
    if (second === 310) await page.context().setOffline(true);
    if (second === 370) await page.context().setOffline(false);
    await page.clock.runFor(kStep * 1000);
    while (open > 0) await pause(5);
  }
  await page.getByRole("heading", { name: "The job is completed" }).waitFor();
  await page.clock.runFor(100);

  const heard = await page.evaluate(() => globalThis.heard);
  t.diagnostic(heard.join(" | "));
  assert.ok(heard.length <= 15, `${heard.length} sentences`);
  for (const stage of kStages.slice(1, 4)) assert.ok(heard.some((sentence) => sentence.includes(stage)), `${stage} is told`);
  for (const percent of ["25", "50", "75"]) assert.equal(heard.filter((sentence) => sentence.includes(percent)).length, 1, `${percent} % is told once`);
  assert.deepEqual(heard.filter((sentence) => /server/.test(sentence)), ["The server is not reachable; trying again.", "The server answers again. Stage: Stage system configuration"]);
  assert.match(heard.at(-1), /completed/);
});
