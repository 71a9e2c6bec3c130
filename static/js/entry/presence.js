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
  const problemOf = (row) => row.problem || ["problem", "chosen"].includes(row.state);

  const link = (row) => Object.assign(document.createElement("a"), { href: row.problem?.answer?.url || row.address, textContent: row.title ?? row.name });
  const text = (name, count) => Object.assign(document.createElement("span"), { textContent: words[name].replace("{count}", count) });

  // What can not be sent any more (the report was closed meanwhile) is dropped here: its page does not open again.
  const dropper = (row) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.drop });
    button.setAttribute("aria-label", `${words.drop}: ${row.title ?? row.name}`);
    button.addEventListener("click", async () => {
      for (const table of ["drafts", "outbox", "files"]) {
        for (const each of await keep.all(table)) {
          if (each.address === row.address && each.person === person) await keep.remove(table, { drafts: [each.person, each.address], outbox: each.key, files: each.uid }[table]);
        }
      }
      await show();
    });
    return button;
  };

  const ask = (row) => {
    const notice = row.problem?.answer?.notice ?? "";
    return [link(row), ...(notice ? [Object.assign(document.createElement("span"), { className: "waiting-line__why", textContent: notice })] : []), dropper(row)];
  };

  const show = async () => {
    const found = await kept();
    const rows = [...found.sendings, ...found.drafts, ...found.files].filter((row) => (!person || row.person === person) && row.address !== here());
    const asks = new Map();
    for (const row of rows) if (person && problemOf(row) && !asks.has(row.address)) asks.set(row.address, row);
    const waits = new Set(rows.map((row) => row.address).filter((address) => !asks.has(address)));
    const parts = [];
    if (waits.size) parts.push(text(person || body.matches(".is-offline") ? "waiting" : "otherWaiting", waits.size));
    if (asks.size) parts.push(text("asks", asks.size), ...[...asks.values()].flatMap(ask));
    line.replaceChildren(...parts);
    line.dataset.kind = asks.size ? "asks" : "waits";
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
    const kind = portal.pages.listed(location.pathname);
    if (kind) await forgetUnlisted(addresses, kind);
    if (navigator.connection?.saveData) return;
    for (const address of addresses) {
      await idle();
      await portal.pages.fetch(address);
    }
  };

  // A page that its list does not name any more is closed; what was typed and not sent keeps it.
  const forgetUnlisted = async (addresses, kind) => {
    const unsent = [...(await keep.all("outbox")), ...(await keep.all("files")), ...(await keep.all("drafts")).filter(portal.isDirty)];
    await portal.pages.prune([...addresses, ...unsent.map((row) => row.address)], kind);
    for (const row of await keep.all("drafts")) {
      const isGone = kind.test(row.address) && !addresses.includes(row.address);
      if (isGone && !row.pending && !portal.isDirty(row)) await keep.remove("drafts", [row.person, row.address]);
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
