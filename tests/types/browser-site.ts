// Uses of the local site in a browser as a caller writes them; compiled, never run.
import { connect, type ErrorCode } from "../../web/holdfast.js";
import { browserSiteRoot, hasBrowserSite, openBrowserSite, whyNoBrowserSite, type ContentEntry } from "../../web/browser-site.js";

export async function fill(files: FileList): Promise<ErrorCode[]> {
  const why: string | null = whyNoBrowserSite();
  if (why !== null || await hasBrowserSite()) return [];
  const site = openBrowserSite({ folder: "trial" });
  const { failed } = await site.content.addAll([...files].map((file) => ({ path: file.webkitRelativePath, blob: file })), {
    progress: ({ files: count, bytes }) => console.log(count, bytes),
  });
  await site.content.add("notes.txt", "text", { modified: Date.now() });
  await site.content.add("stream.bin", new Response("x").body as ReadableStream<Uint8Array>);
  const entries: ContentEntry[] = await site.content.list();
  for (const { path, kind } of entries) if (kind === "file") console.log(await (await site.content.read(path)).blob.text());
  const client = await connect({ root: browserSiteRoot, fetch: site.fetch, credentials: site.credentials });
  console.log(await client.stores(), await site.storage(), await site.persist());
  const { manifest, archive } = await site.backupFiles("default", "one");
  const { jobid, backupName } = await site.addBackup("default", { manifest, archive });
  console.log(await client.job(jobid).done, backupName);
  const rootDir: string = await site.storeFolders.keep(await navigator.storage.getDirectory());
  await client.registerStore({ storeName: "disk", settings: { type: "HOSTED", rootDir }, isDefault: false });
  for (const { name, permission } of await site.storeFolders.list()) if (permission === "prompt") console.log(await site.storeFolders.allow(name));
  site.addEventListener("owner", ({ isOwner }) => console.log(isOwner));
  await site.close();
  return failed.map(({ error }) => error.code);
}

export async function forbidden(): Promise<void> {
  // @ts-expect-error text or bytes
  await openBrowserSite().content.list(1);
}
