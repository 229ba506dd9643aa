// The store section's forms: the JSON they make for each storage, errors beside their field, and operations said as commands.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { visit } from "./helpers.mjs";
import { openScripted } from "./scripted.mjs";

let scripted, page;
before(async () => {
  scripted = await openScripted();
  ({ page } = scripted);
});
after(() => scripted?.stop());

/** The form fields of the next POST to an address that ends in `end`, sent by `act`. */
async function sentBy(act, end) {
  const request = page.waitForRequest((each) => each.method() === "POST" && new URL(each.url()).pathname.endsWith(end));
  await act();
  return Object.fromEntries(new URLSearchParams((await request).postData()));
}
const registers = () => sentBy(() => page.getByRole("button", { name: "Register the store" }).click(), "/stores/register");
const fillAll = async (values) => { for (const [id, value] of Object.entries(values)) await page.locator(`#${id}`).fill(value); };
const shownJson = async () => JSON.parse(await page.getByRole("group", { name: "The JSON that is sent" }).textContent());

test("stores in a cloud, with keys or without, and their secrets in no preview", async () => {
  await visit(page, "#/stores/register", "Register a store");
  await page.locator("details").evaluateAll((all) => { for (const each of all) each.open = true; });
  await page.locator("#type").selectOption("S3");
  await fillAll({ storeName: "cold", bucketName: "b", region: "eu-central-2", rootDir: "r", accessKey: "AK", secretKey: "not to be seen" });
  assert.deepEqual((await shownJson()).provider.cloudServices[0].connection, { bucketName: "b", region: "eu-central-2", rootDir: "r", credential: { type: "ACCESS-KEY", secret: { accessKey: "AK", secretKey: "…" } } });
  assert.ok(!(await page.locator("main").innerText()).includes("not to be seen"));
  await page.locator("#credentialType").selectOption("IAM-ROLE");
  assert.equal(await page.locator("#secretKey").isVisible(), false);
  const { settings, storeName, isDefault } = await registers();
  await page.waitForURL(/#\/jobs\//);
  assert.deepEqual([storeName, isDefault], ["cold", "false"]);
  assert.deepEqual(JSON.parse(settings).provider.cloudServices[0].connection.credential, { type: "IAM-ROLE" });

  await visit(page, "#/stores/register", "Register a store");
  await page.locator("#type").selectOption("AZURE_BLOBSTORE");
  await page.locator("#credentialType").selectOption("USER-ASSIGNED-IDENTITY");
  await fillAll({ storeName: "cold", containerName: "c", accountEndpointUrl: "https://a.blob.core.windows.net", storageAccountName: "a", managedIdentityClientId: "id" });
  const azure = JSON.parse((await registers()).settings);
  assert.deepEqual(azure.provider.cloudServices[0].connection.credential, { type: "USER-ASSIGNED-IDENTITY", managedIdentityClientId: "id", secret: { storageAccountName: "a" } });
});

test("an error in the settings stands beside its own field; labels choose a volume", async () => {
  await visit(page, "#/stores/register", "Register a store");
  await fillAll({ storeName: "volume", size: "much", labels: "purpose" });
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("alert").getByText("Write each label as key=value").waitFor();
  await page.locator("#labels").fill("arcgis/purpose=backups, tier = cold");
  await page.locator("#provisioningType").selectOption("STATIC");
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("alert").getByText("The size must be a Kubernetes quantity").waitFor();
  assert.deepEqual(await page.locator("[aria-invalid=true]").evaluateAll((all) => all.map(({ id }) => id)), ["size"]);
  await fillAll({ size: "64Gi", storageClass: "standard" });
  assert.deepEqual(JSON.parse((await registers()).settings), { type: "HOSTED", storageConfig: { provisioningType: "STATIC", storageClass: "standard", size: "64Gi", labels: { "arcgis/purpose": "backups", tier: "cold" } } });
});

test("a local site is asked for no storage but the folder it allows, whose refusal stands beside the field; an organization for any storage", async () => {
  const { organization } = scripted;
  await visit(page, "#/stores/register", "Register a store");
  assert.equal(await page.locator("#type option").count(), 4);
  assert.equal(await page.locator("#folder").count(), 0, "an organization takes none");
  const idsOf = () => page.locator("form").locator("input, select, textarea").evaluateAll((all) => all.map(({ id }) => id).filter(Boolean));
  const volume = { provisioningType: "DYNAMIC", storageClass: "folder", size: "64Gi" };

  // What a site under Node answers that allows no folder elsewhere.
  organization.rewrite = (reply, path) => (path === "system/disasterrecovery/stores" ? { backupStores: [{ name: "default", default: true, type: "HOSTED", storageConfig: volume, rootDir: "stores/default" }] } : reply);
  await visit(page, "#/stores/register", "Register a store");
  await page.getByText("The store lies in the site’s data folder.").waitFor();
  assert.deepEqual(await idsOf(), ["storeName"]);
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Fill in “Name of the store”: it must not be empty." }).press("Enter");
  await page.keyboard.type("second");
  assert.deepEqual(JSON.parse((await sentBy(() => page.keyboard.press("Enter"), "/stores/register")).settings), { type: "HOSTED", storageConfig: volume });
  await page.waitForURL(/#\/jobs\//);

  organization.rewrite = (reply, path) => (path === "system/disasterrecovery" ? { ...reply, storeFolders: ["/mnt/backups", "/srv"] } :
    path.endsWith("/register") ? { error: { code: 400, message: "The folder /mnt/backups/a is not there: make it first.", details: ["Parameter: settings.rootDir"] } } : reply);
  await visit(page, "#/stores/register", "Register a store");
  await page.getByText("Below /mnt/backups, /srv:").waitFor();
  assert.deepEqual(await idsOf(), ["storeName", "folder"]);
  await fillAll({ storeName: "far", folder: "/mnt/backups/a/b" });
  assert.deepEqual(JSON.parse((await registers()).settings), { type: "HOSTED", storageConfig: volume, rootDir: "/mnt/backups/a/b" });
  await page.getByRole("alert").getByText("make it first").waitFor();
  assert.deepEqual(await page.locator("[aria-invalid=true]").evaluateAll((all) => all.map(({ id }) => id)), ["folder"]);
  await page.locator("#folder").fill("");
  assert.equal("rootDir" in JSON.parse((await registers()).settings), false);
  organization.rewrite = (reply) => reply;
});

test("settings that are saved are said to be, where they are; what is missing is named in the list of errors", async () => {
  await visit(page, "#/settings", "Disaster recovery settings");
  await page.locator("#storageClass").fill("");
  await page.getByRole("button", { name: "Save the settings" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Fill in “Storage class”: it must not be empty." }).waitFor();
  assert.match(await page.title(), /^Error: /);
  await page.locator("#storageClass").fill("standard");
  await page.locator("#timeoutInSeconds").fill("3600");
  assert.equal(JSON.parse((await sentBy(() => page.keyboard.press("Enter"), "/settings/update")).settings).timeoutInSeconds, 3600);
  await page.getByRole("heading", { name: "The settings are saved." }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Disaster recovery settings");
});

test("whatever has no fields here is registered as JSON", async () => {
  await visit(page, "#/stores/register", "Register a store");
  await page.locator("#type").selectOption("OTHER");
  await page.locator("#storeName").fill("google");
  const frame = JSON.parse(await page.locator("#settings").inputValue());
  await page.locator("#settings").fill("{ type: ");
  await page.getByRole("button", { name: "Register the store" }).click();
  await page.getByRole("alert").getByText("Write a JSON object").waitFor();
  frame.type = "GOOGLE";
  frame.provider.cloudServices[0].name = "Google Cloud Storage";
  Object.assign(frame.provider.cloudServices[0].connection, { bucketName: "b", credential: { type: "HMAC-KEYS", secret: { accessKey: "a", secretKey: "hidden words" } } });
  await page.locator("#settings").fill(JSON.stringify(frame));
  await page.locator("details").evaluateAll((all) => { for (const each of all) each.open = true; });
  assert.ok(!(await page.locator("main").innerText()).includes("hidden words"));
  assert.deepEqual(JSON.parse((await registers()).settings), frame);
});

test("a store is made the default one, and unregistered only with its name typed and the consequences told", async () => {
  const name = scripted.organization.stores[1].name;
  await visit(page, `#/stores/${name}/update`);
  await page.getByLabel("Make it the default store").check();
  assert.deepEqual(JSON.parse((await sentBy(() => page.getByRole("button", { name: "Change the store" }).click(), `/${name}/update`)).settings), { default: true });
  await page.getByRole("heading", { level: 1, name: `Store ${name}` }).waitFor();
  await page.getByRole("link", { name: "Unregister …" }).click();
  await page.getByRole("heading", { level: 1, name: `Unregister the store ${name}?` }).waitFor();
  await page.getByText("backups stay where they are").or(page.getByText("backup stays where it is")).waitFor();
  await page.locator("#typed-name").fill("default");
  scripted.organization.asked.length = 0;
  await page.getByRole("button", { name: "Unregister the store" }).click();
  await page.getByRole("alert").getByText("Type the name exactly").waitFor();
  assert.deepEqual(scripted.organization.asked.filter((line) => line.startsWith("POST")), []);
  await page.locator("#typed-name").fill(name);
  await sentBy(() => page.getByRole("button", { name: "Unregister the store" }).click(), `/${name}/unregister`);
  await page.getByRole("heading", { level: 1, name: "Backup stores" }).waitFor();
});

test("a form says its request as curl and fetch, which send the same and hold no secret", async () => {
  await visit(page, "#/stores/default/backups/create");
  await page.locator("#name").fill("it's-here");
  await page.locator("#retentionDate").selectOption("never");
  const words = await page.locator(".words").textContent();
  await page.getByText("The same as a command").click();
  const sample = page.getByRole("group", { name: "The same as a command" });
  const curl = await sample.textContent();
  assert.match(curl, /--data-urlencode 'name=it'\\''s-here' \\\n {2}--data-urlencode passcode@passcode\.txt/);
  await page.getByLabel("Written for").selectOption("fetch");
  const code = await sample.textContent();
  for (const text of [curl, code]) assert.ok(!text.includes(words));
  let sent;
  const run = new Function("fetch", "passcode", "token", "console", `return (async () => { ${code} })()`);
  await run(async (url, { method, body }) => { sent = { url, method, body: Object.fromEntries(body) }; return Response.json({}); }, "p", "t", { log() {} });
  assert.deepEqual(sent, { url: `${scripted.origin}/arcgis/admin/system/disasterrecovery/stores/default/backups/create`, method: "POST",
    body: { name: "it's-here", passcode: "p", description: "", retentionDate: "-1", token: "t", f: "json" } });
  for (const hash of ["#/stores/default/backups/nightly-01/restore", "#/stores/default/backups/nightly-01/delete", "#/stores/default/backups/nightly-01/update", "#/settings", "#/tasks/create", "#/stores/default/unregister"]) {
    await visit(page, hash);
    await page.getByText("The same as a command").click();
    assert.match(await sample.textContent(), /^curl -sS 'http.*--data-urlencode token@token\.txt/s, hash);
  }
  assert.deepEqual(page.faults, []);
});
