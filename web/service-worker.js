// Keeps the page's own files of one build, so that it opens without a network; keeps and hands out nothing else, no reply of any
// API. A release fills in the build and its files (scripts/make-dist); nothing registers this file as it stands here.

const kBuild = "";
/** The SHA-256 of every file of the page, base64, by its path below this file's folder. */
const kFiles = {};

const kPage = "index.html";
const { scope } = self.registration;
// The caches of an origin are shared by all that is served there: the name says whose this one is.
const kCachesOfScope = `holdfast ${scope} `;
const kCache = kCachesOfScope + kBuild;

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", ({ data }) => { if (data === "activate") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const path = ownPath(event.request);
  if (path !== null) event.respondWith(answer(path, event.request));
});

/** Fetches every file of the build, or keeps none: a build that is only partly there yet is not taken. */
async function keepFiles() {
  const cache = await caches.open(kCache);
  try {
    await Promise.all(Object.entries(kFiles).map(async ([path, hash]) => {
      const response = await fetch(path, { cache: "no-cache", integrity: `sha256-${hash}` });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      // A browser takes no page from here that came by way of another address.
      await cache.put(path, response.redirected ? new Response(response.body, { headers: response.headers }) : response);
    }));
  } catch (cause) {
    await caches.delete(kCache);
    throw cause;
  }
}

/** Removes the former builds, and tells every open page which build it is now served: one of another build reloads. */
async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(kCachesOfScope) && name !== kCache).map((name) => caches.delete(name)));
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage({ build: kBuild });
}

/** The path of the build's file that is asked for; null where it is none, and the request goes its way untouched. */
function ownPath({ method, mode, url }) {
  if (method !== "GET" || !url.startsWith(scope)) return null;
  const [path, query] = url.slice(scope.length).split("#")[0].split("?");
  if (query !== undefined && mode !== "navigate") return null;
  const file = path || kPage;
  return Object.hasOwn(kFiles, file) ? file : null;
}

async function answer(path, request) {
  const cache = await caches.open(kCache);
  return (await cache.match(path)) ?? fetch(request);
}
