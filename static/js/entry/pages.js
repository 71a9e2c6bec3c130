// The pages that open without a connection: the list of work with its pages of entry, the desk of an assessor with its
// scoring sheets, the form of a surveyor; those of one person, with what they need.
"use strict";
(() => {
  const ENTRY = /^\/laporan\/[a-z-]+\/\d+\/\d+\/isi\/$/;
  const SHEET = /^\/penilaian\/\d+\/nilai\/[\w-]+\/$/;
  const LISTS = { "/pekerjaan/": ENTRY, "/penilaian/": SHEET };
  const isEntry = (address) => ENTRY.test(address) || SHEET.test(address);
  const SURVEY = /^\/daerah\/[\d.]+\/survei\/\d+\/isi\/$/;
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
    isKept: (address) => address in LISTS || isEntry(address) || SURVEY.test(address),
    isEntry,
    // Which pages a list brings along: those that it does not name any more are not kept; null where it is no list.
    listed: (address) => LISTS[address] ?? null,
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
    // What is on the list stays; a page of its kind that is not on it any more goes.
    prune: async (addresses, kind) => {
      for (const name of await caches.keys()) {
        if (!name.startsWith("pages:")) continue;
        const pages = await caches.open(name);
        for (const asked of await pages.keys()) {
          const address = new URL(asked.url).pathname;
          if (kind.test(address) && !addresses.includes(address)) await pages.delete(asked);
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
      return found.sort((one, other) => Number(isEntry(one.address)) - Number(isEntry(other.address)) || one.title.localeCompare(other.title));
    },
  };
})();
