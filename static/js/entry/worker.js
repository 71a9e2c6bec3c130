// The service worker: the list of work and the pages of entry open without a connection, and what waits is sent when it
// is back. It answers for these pages and for static files only; everything else goes to the network untouched.
"use strict";
(() => {
  const PATIENCE = 3000;
  const HASHED = /\.[0-9a-f]{12}\.\w+$/;
  const { OFFLINE } = portal.settings;

  self.addEventListener("install", (event) => event.waitUntil((async () => {
    const answer = await fetch(OFFLINE, { cache: "reload" });
    await (await caches.open(portal.pages.SHELL)).put(OFFLINE, answer.clone());
    await portal.pages.storeParts(await answer.text());
    await self.skipWaiting();
  })()));

  self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

  // Static files that no kept page names any more are of an older release.
  const tidy = async () => {
    const shell = await caches.open(portal.pages.SHELL);
    const named = new Set([OFFLINE]);
    const read = async (answer) => {
      for (const found of (await answer.text()).matchAll(/\s(?:src|href)="(\/static\/[^"#?]+)/g)) named.add(found[1]);
    };
    await read(await shell.match(OFFLINE));
    for (const name of await caches.keys()) {
      if (!name.startsWith("pages:")) continue;
      const pages = await caches.open(name);
      for (const asked of await pages.keys()) await read(await pages.match(asked));
    }
    for (const asked of await shell.keys()) if (!named.has(new URL(asked.url).pathname)) await shell.delete(asked);
  };

  // The kept copy says of itself that it is one, so that the page can tell when it is from.
  const copy = async (address) => {
    const kept = await portal.pages.find(address);
    if (!kept) return null;
    const html = (await kept.text()).replace("<html ", `<html data-kept="${kept.headers.get("X-Kept-At")}" `);
    return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  };

  const page = async (event, address, search) => {
    const asked = fetch(event.request).then((answer) => {
      if (answer.status >= 502) throw new Error("the server is away");
      return answer;
    });
    const stored = asked.then((answer) => (answer.type === "basic" && answer.ok && !search ? portal.pages.store(address, answer.clone()) : null));
    event.waitUntil(stored.catch(() => null));
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    const answer = await Promise.race([asked.catch(() => null), late.then(() => copy(address))]);
    if (answer) return answer;
    const kept = await copy(address);
    if (kept) return asked.catch(() => kept);
    return asked.catch(() => caches.match(OFFLINE));
  };

  const file = async (request) => {
    const { pathname } = new URL(request.url);
    const known = await (await caches.open(portal.pages.SHELL)).match(pathname);
    if (known && HASHED.test(pathname)) return known;
    return fetch(request).catch(() => known ?? Response.error());
  };

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname, search } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (pathname.startsWith("/static/")) event.respondWith(file(request));
    else if (request.mode === "navigate" && portal.pages.isKept(pathname)) event.respondWith(page(event, pathname, search));
    else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === "portal-entry") event.waitUntil(portal.deliver.run({ throws: true }));
  });
})();
