// The page of entry: saves as one types, keeps in the browser what the server does not have yet, and sends once.
"use strict";
(() => {
  if (!portal.fields || !portal.line) return;
  const { form, read, fill, showErrors, showUnderstood, showFigures, toFirstError, isField, isEvidence } = portal.fields;
  const { say, word, clock, press, link } = portal.line;
  const { keep, deliver } = portal;
  const PAUSE = 1200;
  const RETRY = [4, 8, 15, 30, 60].map((seconds) => seconds * 1000);
  const person = document.body.dataset.person;
  const address = location.pathname;
  const root = document.documentElement;
  const notice = document.getElementById("autosave-notice");
  const nil = document.getElementById("nil-form");
  const isExtra = (name) => name.startsWith("extra_");
  const rendered = read();
  const draft = {
    person, address, title: document.title.split(" · ")[0], at: 0, pending: null, problem: null,
    fields: rendered, base: { ...rendered }, version: form.elements.seen_version.value,
  };
  let sending = null;
  let busy = null;
  let halted = false; // nothing more can be saved here: closed, or somebody else is logged in
  let timer = 0;
  let tries = 0;
  let keeps = true; // whether this browser can keep anything
  let intent = null; // what to do once a conflict is settled
  let undecided = false; // a conflict was put off: nothing is saved by itself until it is settled

  const isOpen = (name) => String(draft.fields[name]) !== String(draft.base[name] ?? "");
  const needsSaving = () => Object.keys(draft.fields).some((name) => isOpen(name) && !isExtra(name));

  // --- in the browser ----------------------------------------------------------------------------------------------
  let writing = null;
  let again = false;
  const store = () => {
    if (writing) { again = true; return writing; }
    writing = keep.put("drafts", { ...draft }).catch(() => { keeps = false; }).then(() => {
      writing = null;
      if (again) { again = false; return store(); }
      return null;
    });
    return writing;
  };

  // --- saving ------------------------------------------------------------------------------------------------------
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => save(), wait);
  };

  const away = () => {
    say("offline", word(keeps ? "offline" : "offlineLost", { time: clock(new Date(draft.at || Date.now())) }));
    deliver.wake();
    later(RETRY[Math.min(tries, RETRY.length - 1)]);
    tries += 1;
  };

  const loggedOut = (login) => {
    const next = `${login ?? "/akun/login/"}?next=${encodeURIComponent(address)}`;
    say("problem", word("loggedOut"), link(word("logIn"), next));
  };

  const tell = (kind, text, ...more) => {
    notice.className = `notice notice--${kind}`;
    notice.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...more);
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  };

  const close = (answer) => {
    halted = true;
    tell("danger", answer?.notice ?? word("refused"), ...(answer?.url ? [link(word("open"), answer.url)] : []));
    say("problem", word("unsaved"));
  };

  const takeVersion = (version) => {
    draft.version = version;
    form.elements.seen_version.value = version;
  };

  // What only somebody else changed stands in the form from now on, and is said.
  const takeOver = (theirs) => {
    const names = Object.keys(theirs);
    for (const name of names) if (String(draft.fields[name]) === String(theirs[name].value)) fill(name, theirs[name].value);
    const labels = names.map((name) => document.querySelector(`#field-${name} .field__label`)?.textContent.trim() ?? name);
    if (labels.length) tell("info", word("taken", { fields: labels.join(", ") }));
  };

  const stored = (answer, sent) => {
    takeVersion(draft.version);
    const unchanged = (name) => !isEvidence(name) && (sent[name] === undefined || String(draft.fields[name]) === String(sent[name]));
    showErrors(answer.errors ?? {}, unchanged);
    takeOver(answer.theirs ?? {});
    showUnderstood(answer.understood);
    showFigures(answer.figures);
    const wrong = Object.keys(answer.errors ?? {}).length > 0;
    if (!wrong && notice.matches(".notice--info") && !answer.theirs) notice.hidden = true;
    if (needsSaving() && !wrong) later(PAUSE);
    say(wrong ? "problem" : "saved", answer.status ?? word("saved", { time: clock() }));
  };

  const settle = async (answer) => {
    undecided = true;
    say("conflict", word("conflict"), press(word("compare"), () => settle(answer)));
    const chosen = await portal.chooseBetween(answer);
    if (!chosen) return;
    undecided = false;
    for (const [name, theirs] of Object.entries(answer.theirs ?? {})) {
      const raw = theirs.value ?? "";
      if (chosen[name] === "stored" || (!(name in chosen) && !isOpen(name))) fill(name, raw);
      draft.base[name] = raw;
    }
    draft.fields = read();
    takeVersion(answer.version);
    halted = false;
    await store();
    await busy;
    const wanted = intent;
    intent = null;
    if (wanted) await send(wanted);
    else await save("save");
  };

  const outcome = (status, answer, sent = {}) => {
    if (status === 200) return stored(answer, sent);
    if (answer?.conflict) {
      clearTimeout(timer);
      settle(answer).catch(failed);
      return null;
    }
    if (answer?.closed || [403, 404, 409].includes(status)) return close(answer);
    showErrors(answer?.errors ?? {});
    for (const text of answer?.errors?.__all__ ?? []) tell("danger", text);
    return say("problem", answer?.status ?? word("unsaved"));
  };

  const failed = (error) => {
    if (error instanceof deliver.Away) return away();
    if (error instanceof deliver.LoggedOut) return loggedOut(error.login);
    throw error;
  };

  const saveOnce = async (action) => {
    say("saving", word("saving"));
    const skip = action === "autosave" ? isExtra : () => false;
    let sent = draft.pending?.fields;
    try {
      const { status, answer } = await portal.alone(address, () => {
        const going = deliver.save(draft, { action, skip });
        sent = draft.pending.fields;
        return going;
      });
      tries = 0;
      await store();
      await outcome(status, answer, sent);
    } catch (error) {
      failed(error);
    }
  };

  const save = (action = "autosave") => {
    clearTimeout(timer);
    if (busy || sending || halted) return busy ?? Promise.resolve();
    if (action === "autosave" && (undecided || (!draft.pending && !needsSaving()))) return Promise.resolve();
    busy = saveOnce(action).finally(() => { busy = null; });
    return busy;
  };

  // --- sending -----------------------------------------------------------------------------------------------------
  const hold = (held) => {
    if (held && !halted) notice.hidden = true;
    form.classList.toggle("is-held", held);
    for (const part of [...form.querySelectorAll(".entry__part"), nil]) if (part) part.inert = held;
    for (const button of form.querySelectorAll(".entry__actions button[name=action]")) button.hidden = held;
  };

  const waits = () => {
    hold(true);
    say("queued", word("queued", { time: clock(new Date(sending.at)) }), press(word("editAgain"), takeBack));
  };

  const takeBack = async () => {
    const mine = sending;
    await portal.alone(address, () => keep.remove("outbox", mine.key));
    if (sending !== mine) return;
    sending = null;
    hold(false);
    draft.pending = mine.pending;
    draft.at = Date.now();
    await store();
    later(PAUSE);
    say("unsaved", word("unsaved"));
  };

  const flush = async () => {
    if (!sending) return;
    hold(true);
    say("saving", word("sending"));
    try {
      await deliver.address(address, person);
    } catch (error) {
      if (error instanceof deliver.LoggedOut) { waits(); return loggedOut(error.login); }
      if (!(error instanceof deliver.Away)) throw error;
      if (!sending) return;
      waits();
      deliver.wake();
      clearTimeout(timer);
      timer = setTimeout(flush, RETRY[Math.min(tries, RETRY.length - 1)]);
      tries += 1;
    }
  };

  const queue = async (action, fields) => {
    clearTimeout(timer);
    if (busy) await busy;
    draft.fields = read();
    const words = portal.fields.evidence();
    const link = action === "submit" && words.evidence_link?.trim() ? { key: portal.uuid(), words } : null;
    const { base, version, pending, title } = draft;
    const row = { key: portal.uuid(), person, address, title, action, fields: fields ?? draft.fields, base, version, pending, link, at: Date.now(), state: "waiting" };
    await portal.files?.take();
    await keep.put("outbox", row);
    sending = row;
    tries = 0;
  };

  const send = async (action, fields = null) => {
    if (sending || halted) return null;
    try {
      await queue(action, fields);
    } catch {
      return sendPlainly(action, fields);
    }
    return flush();
  };

  // A browser that keeps nothing (a private window, a full disk) sends the form as one without scripts does.
  const sendPlainly = (action, fields) => {
    halted = true;
    const plain = fields ? nil : form;
    for (const [name, value] of Object.entries({ action, ...fields })) {
      plain.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    plain.submit();
  };

  const sent = (message) => {
    sending = null;
    halted = true;
    portal.later(message.answer.notice);
    location.assign(message.answer.url);
  };

  const notSent = async ({ key, status, answer }) => {
    const mine = sending;
    sending = null;
    hold(false);
    const row = await keep.get("outbox", key);
    if (row && mine.action === "submit") Object.assign(draft, { base: row.base, version: row.version, pending: row.pending });
    if (answer?.version !== undefined && !answer.conflict) deliver.isStored(draft, mine.fields, answer);
    await keep.remove("outbox", key);
    draft.at = Date.now();
    await store();
    takeVersion(draft.version);
    if (answer?.file) return say("problem", word("fileRefused"));
    if (mine.action === "nil" && !answer?.closed) return tell("danger", Object.values(answer?.errors ?? {}).flat().join(" ") || word("refused"));
    intent = mine.action;
    await outcome(status === 200 ? 422 : status, answer);
    if (!answer?.conflict) {
      intent = null;
      toFirstError();
    }
  };

  portal.listen((message) => {
    if (message.kind === "person" && message.person !== person) {
      halted = true;
      hold(true);
      tell("danger", word("otherPerson"));
    }
    if (message.kind === "logged-out" && sending) loggedOut(message.login);
    if (message.address !== address || message.key !== sending?.key) return;
    if (message.kind === "sent") sent(message);
    if (message.kind === "not-sent") notSent(message);
  });

  // --- coming back -------------------------------------------------------------------------------------------------
  // What is stored now, from the page or asked anew. A field that nobody changed meanwhile needs no comparison.
  const reconcile = (values, version) => {
    let foreign = false;
    for (const [name, value] of Object.entries(values)) {
      if (!(name in draft.fields)) continue;
      const now = String(value ?? "");
      const before = String(draft.base[name] ?? "");
      const dirty = String(draft.fields[name]) !== before;
      if (String(draft.fields[name]) === now || !dirty) {
        if (String(draft.fields[name]) !== now) fill(name, value);
        draft.base[name] = value;
      } else if (now !== before) foreign = true;
    }
    draft.fields = read();
    if (!foreign) takeVersion(version);
  };

  // A page fresh from the server knows better what is stored; a kept copy is older than what was saved after it.
  const restore = (known) => {
    const isLater = root.dataset.kept && Number(known.version) >= Number(form.elements.seen_version.defaultValue);
    for (const name of Object.keys(rendered)) {
      const isTyped = name in known.fields && String(known.fields[name]) !== String(known.base[name] ?? "");
      if (!isTyped && !(isLater && name in known.fields)) continue;
      fill(name, known.fields[name]);
      draft.base[name] = known.base[name] ?? "";
    }
    Object.assign(draft, { fields: read(), pending: known.pending, at: known.at, problem: null });
    takeVersion(known.version);
    if (!root.dataset.kept) reconcile(rendered, form.elements.seen_version.defaultValue);
  };

  const discard = async () => {
    await busy;
    clearTimeout(timer);
    await keep.remove("drafts", [person, address]);
    draft.pending = null;
    location.reload();
  };

  const askStored = async () => {
    const { status, answer } = await deliver.ask(address);
    if (status !== 200) return outcome(status, answer);
    if (answer?.values) reconcile(answer.values, answer.version);
    showFigures(answer?.figures);
    return say("saved", word("connected"));
  };

  const start = async () => {
    portal.alone(`open:${address}`, () => new Promise(() => {}));
    const [known, rows] = await Promise.all([keep.get("drafts", [person, address]), keep.all("outbox")]).catch(() => { keeps = false; return [null, []]; });
    const waiting = rows.find((row) => row.address === address && row.person === person);
    if (known && (root.dataset.kept || known.pending || portal.isDirty(known))) restore(known);
    if (waiting) return resume(waiting);
    if (known && (draft.pending || portal.isDirty(draft))) {
      tell("info", word("restored", { time: clock(new Date(known.at)) }), press(word("discard"), discard));
    } else if (known) await store();
    if (root.dataset.kept || isBehind(known)) await refresh();
    else if (draft.pending || needsSaving()) save();
  };

  // This browser stored something while the page was on its way: the worker, or another page.
  const isBehind = (known) => Boolean(known) && Number(known.version) > Number(form.elements.seen_version.defaultValue);

  // The page is a kept copy, or an old one: what is stored may have moved on.
  const refresh = async () => {
    if (root.dataset.kept) say("offline", word("kept", { time: clock(new Date(root.dataset.kept)) }));
    try {
      await askStored();
      delete root.dataset.kept;
      save();
    } catch (error) {
      if (!(error instanceof deliver.Away) || draft.pending || needsSaving()) return failed(error);
      clearTimeout(timer);
      timer = setTimeout(() => { if (root.dataset.kept) refresh(); }, RETRY[Math.min(tries, RETRY.length - 1)]);
      tries += 1;
    }
    return null;
  };

  // A sending of an earlier visit: still on its way, or sent back with a question.
  const resume = async (row) => {
    if (row.action === "submit") {
      for (const [name, value] of Object.entries(row.fields)) fill(name, value);
      Object.assign(draft, { fields: read(), base: row.base, pending: row.pending, at: row.at });
      takeVersion(row.version);
    }
    sending = row;
    if (row.state === "waiting") return flush();
    sending = null;
    await keep.remove("outbox", row.key);
    await store();
    if (row.problem?.answer?.file) return say("problem", word("fileRefused"));
    return send(row.action, row.action === "nil" ? row.fields : null);
  };

  form.addEventListener("input", (event) => {
    if (!isField(event.target)) return;
    draft.fields = read();
    draft.at = Date.now();
    store();
    if (sending || halted) return;
    if (undecided) return;
    say("unsaved", word("unsaved"));
    later(PAUSE);
  });
  form.addEventListener("change", (event) => {
    if (isField(event.target) && !sending && !halted) later(150);
  });

  const retry = () => {
    if (document.visibilityState === "hidden") return;
    tries = 0;
    if (sending) flush();
    else if (root.dataset.kept) refresh();
    else if (draft.pending || needsSaving()) save();
  };
  addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  addEventListener("offline", () => { if (!sending && !halted && (draft.pending || needsSaving())) away(); });

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const action = button?.name === "action" ? button.value : null;
    if (halted && action) return event.preventDefault();
    if (action === "submit") {
      event.preventDefault();
      return send(action);
    }
    if (action === "save") {
      event.preventDefault();
      if (busy) await busy;
      return save("save");
    }
    if (action === "attach" && portal.files) {
      event.preventDefault();
      return portal.files.attach(() => ({ ...draft, fields: read() }));
    }
    if (button?.name === "detach" && portal.files) {
      event.preventDefault();
      return portal.files.detach(button.value, () => ({ ...draft, fields: read() }));
    }
    return null;
  });
  nil?.addEventListener("submit", (event) => {
    event.preventDefault();
    send("nil", { reason: event.submitter?.name === "reason" ? event.submitter.value : "", nil_words: nil.elements.nil_words.value });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("beforeunload", (event) => { if (!keeps && portal.isDirty(draft) && !halted) event.preventDefault(); });

  const took = (fields, answer) => {
    deliver.isStored(draft, fields, answer);
    takeVersion(draft.version);
    takeOver(answer.theirs ?? {});
    store();
  };

  portal.draft = { took, failed, outcome, save: () => (busy ?? Promise.resolve()).then(() => save("save")) };
  start();
})();
