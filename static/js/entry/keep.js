// What this browser keeps for a person until it has been sent: drafts, sendings and files (IndexedDB), and the pages
// that open without a connection (caches). Read by pages and by the service worker.
"use strict";
self.portal ??= {};
(() => {
  const TABLES = { drafts: ["person", "address"], outbox: "key", files: "uid" };
  let opened = null;

  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("portal-entry", 1);
      asked.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(TABLES)) asked.result.createObjectStore(name, { keyPath });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => { asked.result.close(); opened = null; };
        asked.result.onclose = () => { opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  };

  // `strict`: written to the disk before it counts as written, for the battery that dies a second later.
  const run = async (table, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(table, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };

  const keep = {
    put: (table, row) => run(table, "readwrite", (rows) => rows.put(row)),
    get: (table, key) => run(table, "readonly", (rows) => rows.get(key)),
    remove: (table, key) => run(table, "readwrite", (rows) => rows.delete(key)),
    all: (table) => run(table, "readonly", (rows) => rows.getAll()),
    // Changes a row only where it still is what was read: `change(row)` gives the new one, or nothing to leave it.
    change: (table, key, change) => run(table, "readwrite", (rows) => {
      const asked = rows.get(key);
      asked.onsuccess = () => {
        const row = asked.result && change(asked.result);
        if (row) rows.put(row);
      };
    }),
    // Everything of everybody, or of everybody but one person.
    clear: async (except = null) => {
      for (const table of Object.keys(TABLES)) {
        const key = ({ person, address, key: name, uid }) => ({ drafts: [person, address], outbox: name, files: uid })[table];
        for (const row of await keep.all(table)) if (row.person !== except) await keep.remove(table, key(row));
      }
      if (!self.caches) return;
      for (const name of await caches.keys()) if (name.startsWith("pages:") && name !== `pages:${except}`) await caches.delete(name);
    },
  };

  const channel = self.BroadcastChannel ? new BroadcastChannel("portal-entry") : null;
  const listeners = [];
  channel?.addEventListener("message", (event) => listeners.forEach((listener) => listener(event.data)));

  Object.assign(portal, {
    keep,
    // Says something to every open page and the service worker, and to this one too.
    tell: (message) => {
      channel?.postMessage(message);
      listeners.forEach((listener) => listener(message));
    },
    listen: (listener) => listeners.push(listener),
    // What has to happen once at a time, in whichever page; without the locks of the browser the keys do (one answer each).
    alone: (name, work, options = {}) => (self.navigator.locks ? navigator.locks.request(`portal:${name}`, options, work) : work(true)),
    uuid: () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16)),
    isDirty: (draft) => Object.entries(draft.fields).some(([name, value]) => String(draft.base[name] ?? "") !== String(value)),
  });
})();
