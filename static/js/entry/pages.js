// The pages that open without a connection: the list of work and the pages of entry of one person, with what they need.
"use strict";
(() => {
  const ENTRY = /^\/laporan\/[a-z-]+\/\d+\/\d+\/isi\/$/;
  const SURVEY = /^\/daerah\/[\d.]+\/survei\/\d+\/isi\/$/;
  const WORK = "/pekerjaan/";
  const SHELL = "shell";
  const FRESH = 10 * 60 * 1000;
  const person = (html) => /<body[^>]*\sdata-person="([^"]+)"/.exec(html)?.[1];
  const parts = (html) => [...new Set([...html.matchAll(/\s(?:src|href)="(\/static\/[^"#?]+)/g)].map((found) => found[1]))];

  const storeParts = async (html) => {
    const shell = await caches.open(SHELL);
    for (const address of parts(html)) {
      if (await shell.match(address)) continue;
      const answer = await fetch(address);
      if (answer.ok) await shell.put(address, answer);
    }
  };

  // Keeps a page that the server just gave, for the person whose page it is; those of anybody else go.
  const store = async (address, answer) => {
    const html = await answer.text();
    const whose = person(html);
    if (!whose || !answer.ok) return;
    for (const name of await caches.keys()) if (name.startsWith("pages:") && name !== `pages:${whose}`) await caches.delete(name);
    const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept-At": new Date().toISOString() };
    await (await caches.open(`pages:${whose}`)).put(address, new Response(html, { headers }));
    await storeParts(html);
  };

  const find = async (address) => {
    for (const name of await caches.keys()) {
      if (!name.startsWith("pages:")) continue;
      const found = await (await caches.open(name)).match(address);
      if (found) return found;
    }
    return null;
  };

  portal.pages = {
    SHELL,
    isKept: (address) => address === WORK || ENTRY.test(address) || SURVEY.test(address),
    isEntry: (address) => ENTRY.test(address),
    store,
    storeParts,
    find,
    // Fetches a page for later, unless it was kept a few minutes ago.
    fetch: async (address) => {
      const known = await find(address);
      if (known && Date.now() - Date.parse(known.headers.get("X-Kept-At")) < FRESH) return;
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.redirected) await store(address, answer);
    },
    // What is on the list of work stays; a page of entry that is not on it any more goes.
    prune: async (addresses) => {
      for (const name of await caches.keys()) {
        if (!name.startsWith("pages:")) continue;
        const pages = await caches.open(name);
        for (const asked of await pages.keys()) {
          const address = new URL(asked.url).pathname;
          if (ENTRY.test(address) && !addresses.includes(address)) await pages.delete(asked);
        }
      }
    },
    forget: async (address) => {
      if (!self.caches) return;
      for (const name of await caches.keys()) if (name.startsWith("pages:")) await (await caches.open(name)).delete(address);
    },
    // Title and address of each page of entry that is kept, for the page that says that there is no connection.
    list: async () => {
      const found = [];
      for (const name of await caches.keys()) {
        if (!name.startsWith("pages:")) continue;
        const pages = await caches.open(name);
        for (const asked of await pages.keys()) {
          const answer = await pages.match(asked);
          const title = /<title>([^<]*)<\/title>/.exec(await answer.text())?.[1] ?? "";
          found.push({ address: new URL(asked.url).pathname, title, at: answer.headers.get("X-Kept-At") });
        }
      }
      return found.sort((one, other) => Number(ENTRY.test(one.address)) - Number(ENTRY.test(other.address)) || one.title.localeCompare(other.title));
    },
  };
})();
