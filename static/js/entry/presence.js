// On every page: says what still waits to be sent, sends it when the connection is back, keeps the pages of entry for
// later, and removes all of it when somebody logs out or somebody else logs in.
"use strict";
(() => {
  const { keep, deliver } = portal;
  const { body } = document;
  const line = document.getElementById("waiting-line");
  if (!line || !self.indexedDB) return;
  const words = line.dataset;
  const person = body.dataset.person ?? null;
  const NOTICE = "portal-notice";

  portal.later = (text) => { if (text) sessionStorage.setItem(NOTICE, text); };

  const showNotice = (text) => {
    const place = document.getElementById("flash");
    if (!text || !place) return;
    const made = Object.assign(document.createElement("div"), { className: "notice notice--success", textContent: text });
    made.setAttribute("role", "status");
    place.append(made);
  };

  // --- what waits --------------------------------------------------------------------------------------------------
  const kept = async () => {
    const [sendings, drafts, files] = await Promise.all(["outbox", "drafts", "files"].map(keep.all));
    const open = drafts.filter((row) => row.problem || row.pending || portal.isDirty(row));
    return { sendings, drafts: open, files };
  };
  const here = () => (document.getElementById("entry-form") ? location.pathname : null);
  const problems = ({ sendings, drafts }) => [...sendings.filter((row) => row.state === "problem"), ...drafts.filter((row) => row.problem)];

  const link = (row) => Object.assign(document.createElement("a"), { href: row.address, textContent: row.title });
  const text = (name, count) => Object.assign(document.createElement("span"), { textContent: words[name].replace("{count}", count) });

  const show = async () => {
    const found = await kept();
    const away = (row) => row.address !== here();
    const asks = problems(found).filter((row) => row.person === person && away(row));
    const asked = new Set(asks.map((row) => row.address));
    const open = [...found.sendings, ...found.drafts, ...found.files].filter((row) => (!person || row.person === person) && away(row));
    const waits = new Set(open.map((row) => row.address).filter((address) => !asked.has(address)));
    const parts = [];
    if (waits.size) parts.push(text(person || body.matches(".is-offline") ? "waiting" : "otherWaiting", waits.size));
    if (asks.length) parts.push(text("asks", asked.size), ...asks.filter((row) => asks.find((other) => other.address === row.address) === row).map(link));
    line.replaceChildren(...parts);
    line.dataset.kind = asks.length ? "asks" : "waits";
    line.hidden = !parts.length;
  };

  // --- somebody else, and logging out ------------------------------------------------------------------------------
  const settlePerson = async () => {
    if (!person || document.documentElement.dataset.kept) return;
    await keep.clear(person);
    portal.tell({ kind: "person", person });
  };

  const leaving = async (form, button) => {
    const { sendings, drafts, files } = await kept();
    const unsent = new Set([...sendings, ...drafts, ...files].filter((row) => row.person === person).map((row) => row.address)).size;
    form.dataset.ready = "yes";
    if (unsent) form.dataset.confirm = words.leaving.replace("{count}", unsent);
    form.requestSubmit(button ?? undefined);
  };

  // First the question (confirm.js asks it), then everything goes, then the log-out itself.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-leaves]") || form.dataset.ready) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leaving(form, event.submitter).catch(() => form.submit());
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-leaves]") || event.defaultPrevented) return;
    event.preventDefault();
    keep.clear().catch(() => null).then(() => form.submit());
  });

  // --- pages for later ---------------------------------------------------------------------------------------------
  const idle = () => new Promise((resolve) => {
    if (self.requestIdleCallback) requestIdleCallback(resolve, { timeout: 5000 });
    else setTimeout(resolve, 500);
  });

  const keepPages = async () => {
    if (!person || !self.caches || document.documentElement.dataset.kept) return;
    await navigator.serviceWorker?.ready;
    if (portal.pages.isKept(location.pathname) && !(await portal.pages.find(location.pathname))) await portal.pages.fetch(location.pathname);
    const addresses = [...new Set([...document.querySelectorAll("[data-keep-pages] a[href]")].map((each) => each.pathname).filter(portal.pages.isEntry))];
    if (!document.querySelector("[data-keep-pages]")) return;
    await portal.pages.prune(addresses);
    for (const row of await keep.all("drafts")) {
      if (!addresses.includes(row.address) && !row.pending && !portal.isDirty(row)) await keep.remove("drafts", [row.person, row.address]);
    }
    if (navigator.connection?.saveData) return;
    for (const address of addresses) {
      await idle();
      await portal.pages.fetch(address);
    }
  };

  const start = async () => {
    showNotice(sessionStorage.getItem(NOTICE));
    sessionStorage.removeItem(NOTICE);
    await settlePerson();
    await show();
    if (navigator.serviceWorker && person) navigator.serviceWorker.register(words.worker, { scope: "/" }).catch(() => null);
    deliver.run({ except: here() });
    keepPages().catch(() => null);
  };

  const retry = () => { if (document.visibilityState !== "hidden") deliver.run({ except: here() }); };
  addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  portal.listen((message) => {
    if (message.kind !== "file") show();
    if (message.kind === "sent" && message.address !== here()) showNotice(`${message.title}: ${message.answer.notice}`);
  });
  start().catch(() => null);
})();
