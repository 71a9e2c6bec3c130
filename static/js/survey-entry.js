// The form of a surveyor: every filled-in form goes into the outbox first and from there to the server, so that interviews
// go on without a connection. Without this script, or where the browser keeps nothing, the button posts the form.
"use strict";
(() => {
  const form = document.querySelector("[data-survey-entry]");
  const { keep, deliver } = portal;
  const person = document.body.dataset.person;
  if (!form || !self.indexedDB || !person) return;
  const status = document.getElementById("survey-status");
  const words = form.dataset;
  const OWN = /^(pakai_|butir_|phone$|consent$)/;
  let key = portal.uuid();
  let sent = 0;
  let busy = false;

  const say = (text, kind = "info") => {
    status.className = `notice notice--${kind}`;
    status.textContent = text;
    status.hidden = !text;
  };

  // What has to be chosen: whether each service was used, the statements of those that were, the consent.
  const require = () => {
    for (const part of form.querySelectorAll(".survey-part")) {
      const used = part.querySelector(".ask--use :checked")?.value;
      for (const ask of part.querySelectorAll(".ask")) {
        const needed = ask.matches(".ask--use") || used === "ya";
        for (const input of ask.querySelectorAll("input")) input.required = needed;
      }
    }
    form.elements.consent.required = true;
  };

  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name]) => OWN.test(name)));

  const next = () => {
    key = portal.uuid();
    form.reset();
    scrollTo({ top: 0 });
    form.querySelector("input[type=radio]")?.focus({ preventScroll: true });
  };

  const waiting = async () => (await keep.all("outbox")).filter((row) => row.person === person && row.address.startsWith(location.pathname)).length;

  const send = async () => {
    const address = `${location.pathname}${location.search || "?"}${location.search ? "&" : ""}formulir=${key}`;
    const row = { key, person, address, title: words.title, action: "submit", fields: { ...fields(), answered_at: new Date().toISOString() }, base: {}, version: "", pending: null, link: null, at: Date.now(), state: "waiting" };
    await keep.put("outbox", row);
    try {
      await deliver.address(address, person, { draftToo: false });
    } catch (error) {
      if (error instanceof deliver.LoggedOut) say(words.loggedOut, "warning");
      else if (!(error instanceof deliver.Away)) throw error;
      else say(words.waits.replace("{count}", await waiting()), "warning");
      deliver.wake();
      portal.tell({ kind: "survey-waits" });
      next();
    }
  };

  portal.listen(async (message) => {
    if (message.key !== key) return;
    if (message.kind === "sent") {
      sent += 1;
      say(message.answer.notice ?? words.kept.replace("{count}", sent), "success");
      next();
    }
    // The server says what is wrong, on the page that it renders.
    if (message.kind === "not-sent") {
      await keep.remove("outbox", key);
      form.submit();
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    require();
    if (!form.reportValidity()) return;
    busy = true;
    try {
      await send();
    } catch {
      form.submit();
    } finally {
      busy = false;
    }
  }, true);
})();
