/**
 * Lets Nightlight open without a connection. It keeps one page that is the same for everybody (/offline) and the
 * static files of that page, and nothing else: no other page, no answer of the API, nothing of anybody's.
 */
const CACHE = "nightlight-offline";
const PAGE = "/offline";

/** Fetched without the session's cookie; the files of an earlier build go. */
async function prepare() {
  const page = await fetch(PAGE, { credentials: "omit", cache: "no-store", redirect: "error" });
  if (!page.ok) throw new Error("the offline page can't be had");
  const html = await page.clone().text();
  const files = new Set(html.match(/\/_next\/static\/[\w./~@%-]+/g));
  const cache = await caches.open(CACHE);
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await cache.addAll([...files].filter((file) => !kept.includes(file)));
  await cache.put(PAGE, page);
  for (const path of kept) if (path !== PAGE && !files.has(path)) await cache.delete(path);
}

self.addEventListener("install", (event) => event.waitUntil(prepare().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "prepare") event.waitUntil(prepare().catch(() => undefined));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).catch(() => (pathname === PAGE ? caches.match(PAGE) : Response.redirect(PAGE, 302))),
    );
  } else if (pathname.startsWith("/_next/static/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
