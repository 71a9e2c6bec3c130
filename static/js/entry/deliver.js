// Sends what this browser keeps: files piece by piece, drafts, and the sendings that somebody asked for. A sending keeps
// its key until it was answered, so the server does it once however often it is asked. Runs in pages and in the worker.
"use strict";
(() => {
  const PIECE = 256 * 1024;
  const WAITS = [5, 10, 20, 40, 80, 160, 300].map((seconds) => seconds * 1000);
  const { keep, alone, tell } = portal;
  const UPLOADS = "/unggahan/";
  const SESSION = "/profil/sesi/";
  let token = null;

  class Away extends Error {} // no connection, or no server: later
  class LoggedOut extends Error {
    constructor(login) { super("logged out"); this.login = login; }
  }

  const ask = async (address, options = {}) => {
    let response;
    try {
      response = await fetch(address, { credentials: "same-origin", ...options, headers: { Accept: "application/json", ...options.headers } });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Away();
    }
    if (response.status >= 500 || response.status === 429) throw new Away();
    if (response.status === 204) return { status: 204, answer: {} };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json().catch(() => { throw new Away(); }) : null;
    if (response.status === 401 || (response.redirected && !isJson)) throw new LoggedOut(answer?.login);
    return { status: response.status, answer };
  };

  // Who is logged in, and a token that belongs to this session: nothing is sent in the name of somebody else.
  const greet = async () => {
    const { answer } = await ask(SESSION);
    if (!answer?.person) throw new LoggedOut();
    token = answer.csrf;
    return answer.person;
  };

  const write = async (address, options, again = true) => {
    token ??= self.document?.querySelector("html:not([data-kept]) [name=csrfmiddlewaretoken]")?.value ?? null;
    if (!token) await greet();
    const got = await ask(address, { ...options, headers: { ...options.headers, "X-CSRFToken": token ?? "" } });
    if (got.status === 403 && !got.answer && again) {
      token = null;
      return write(address, options, false);
    }
    return got;
  };

  // One post of a form: fields as they are typed, and for each the value that this browser last knew to be stored.
  const post = (address, { action, key, fields, base, version, extra = {} }) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    for (const name of Object.keys(fields)) for (const each of [base[name] ?? ""].flat()) body.append(`base_${name}`, each);
    for (const [name, value] of Object.entries(extra)) body.append(name, value);
    body.set("seen_version", version);
    body.set("action", action);
    body.set("key", key);
    return write(address, { method: "POST", body });
  };

  // The server has `fields` now, except what it could not read; where only somebody else changed something, it has theirs.
  const isStored = (draft, fields, { version, errors = {}, theirs = {} }) => {
    draft.version = version;
    for (const [name, value] of Object.entries(fields)) if (!errors[name]) draft.base[name] = value;
    for (const [name, { value }] of Object.entries(theirs)) {
      if (String(draft.fields[name]) === String(fields[name])) draft.fields[name] = value;
      draft.base[name] = value;
    }
  };

  // Stores a draft once. An attempt that got no answer is asked again as it was (same key) before anything newer is.
  const save = async (draft, { action = "autosave", table = "drafts", skip = () => false } = {}) => {
    const fields = Object.fromEntries(Object.entries(draft.fields).filter(([name]) => !skip(name)));
    draft.pending ??= { action, key: portal.uuid(), fields, base: { ...draft.base }, version: draft.version };
    if (table === "drafts") await keep.put(table, draft).catch(() => null);
    else await keep.change(table, draft.key, () => draft);
    const sent = draft.pending;
    const got = await post(draft.address, sent);
    draft.pending = null;
    if (got.status === 200 && got.answer?.version !== undefined) {
      isStored(draft, sent.fields, got.answer);
    }
    return got;
  };

  // --- files -------------------------------------------------------------------------------------------------------
  const stops = new Map();

  const uploadPieces = async (row, stop) => {
    const place = `${UPLOADS}${row.uid}/`;
    while (row.received < row.size) {
      const piece = row.blob.slice(row.received, row.received + PIECE);
      const headers = { "Upload-Offset": String(row.received), "Content-Type": "application/octet-stream" };
      const { status, answer } = await write(place, { method: "PUT", body: piece, headers, signal: stop.signal });
      if (![200, 409].includes(status)) return { refusal: answer?.refusal ?? String(status) };
      row.received = answer.received;
      await keep.change("files", row.uid, (stored) => ({ ...stored, received: row.received }));
      tell({ kind: "file", uid: row.uid, address: row.address, received: row.received, size: row.size });
      if (answer.done) return answer;
    }
    return (await ask(place, { signal: stop.signal })).answer;
  };

  const upload = async (row) => {
    const stop = new AbortController();
    stops.set(row.uid, stop);
    const { uid, kind, subject, period, name, size, words } = row;
    const start = { method: "POST", body: JSON.stringify({ uid, kind, subject, period, name, size, words }), headers: { "Content-Type": "application/json" }, signal: stop.signal };
    try {
      const { status, answer } = await write(UPLOADS, start);
      const begun = status === 200 ? answer : { refusal: answer?.refusal ?? answer?.notice ?? String(status) };
      row.received = begun.received ?? 0;
      const end = begun.refusal || begun.done ? begun : await uploadPieces(row, stop);
      if (end.refusal) await keep.change("files", uid, (stored) => ({ ...stored, state: "refused", problem: end.refusal }));
      else await keep.remove("files", uid);
      tell({ kind: end.refusal ? "file-refused" : "file-done", uid, address: row.address, problem: end.refusal, evidence: end.evidence });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      stops.delete(uid);
    }
  };

  const uploads = async (rows) => {
    const inOrder = rows.filter((row) => row.state === "waiting").sort((one, other) => one.at - other.at);
    for (const row of inOrder) if (await keep.get("files", row.uid)) await upload(row);
  };

  // --- drafts and sendings -----------------------------------------------------------------------------------------
  const deliverDraft = async (address, person) => {
    const draft = await keep.get("drafts", [person, address]);
    if (!draft || draft.problem || !(portal.isDirty(draft) || draft.pending)) return;
    const read = draft.at;
    let { status, answer } = await save(draft, { action: "save" });
    if (status === 200 && portal.isDirty(draft) && !answer.errors) ({ status, answer } = await save(draft, { action: "save" }));
    const stored = status === 200 && !portal.isDirty(draft);
    await keep.change("drafts", [person, address], (now) => (now.at === read ? { ...draft, problem: stored ? null : { status, answer } } : null));
    tell({ kind: stored ? "draft-stored" : "draft-problem", address, title: draft.title });
  };

  const fail = async (sending, status, answer) => {
    await keep.change("outbox", sending.key, (row) => ({ ...row, state: "problem", problem: { status, answer } }));
    tell({ kind: "not-sent", key: sending.key, address: sending.address, title: sending.title, status, answer });
  };

  // What the report says has to stand before files prove it, and a save that got no answer has to be settled first.
  const settle = async (sending, withFiles) => {
    while (sending.pending || withFiles) {
      withFiles = withFiles && Boolean(sending.pending);
      const { status, answer } = await save(sending, { action: "save", table: "outbox" });
      if (status !== 200) return fail(sending, status, answer);
      await keep.change("outbox", sending.key, () => sending);
    }
    if (!sending.link) return true;
    const { status, answer } = await post(sending.address, { ...sending, action: "attach", key: sending.link.key, extra: sending.link.words });
    if (status !== 200) return fail(sending, status, answer);
    isStored(sending, sending.fields, answer);
    sending.link = null;
    await keep.change("outbox", sending.key, () => sending);
    return true;
  };

  const deliverSending = async (sending) => {
    const { status, answer } = await post(sending.address, sending);
    if (status === 200 && answer?.sent) {
      await keep.remove("outbox", sending.key);
      await keep.remove("drafts", [sending.person, sending.address]);
      await portal.pages?.forget(sending.address);
      tell({ kind: "sent", key: sending.key, address: sending.address, title: sending.title, answer });
    } else await fail(sending, status, answer);
  };

  // Files first: a report that was sent takes none any more. A refused file stops the sending, the person decides.
  const deliver = async (address, person, { draftToo = true } = {}) => {
    const here = (row) => row.address === address && row.person === person;
    const files = (await keep.all("files")).filter(here);
    const sending = (await keep.all("outbox")).find((row) => here(row) && row.state === "waiting");
    if (!sending && draftToo) await deliverDraft(address, person);
    if (sending && !(await settle(sending, files.some(isWaiting.files)))) return;
    await uploads(files);
    if (!sending || !(await keep.get("outbox", sending.key))) return;
    if ((await keep.all("files")).some((row) => here(row) && row.state === "refused")) await fail(sending, 0, { file: true });
    else await deliverSending(sending);
  };

  const isWaiting = {
    outbox: (row) => row.state === "waiting",
    files: (row) => row.state === "waiting",
    drafts: (row) => !row.problem && (portal.isDirty(row) || row.pending),
  };

  const waiting = async () => {
    const found = [];
    for (const [table, test] of Object.entries(isWaiting)) found.push(...(await keep.all(table)).filter(test));
    return found;
  };

  // A page of entry that is open looks after its own report; others find its lock taken.
  const deliverClosed = (address, person) => alone(`open:${address}`, async (free) => {
    if (free) await alone(address, () => deliver(address, person));
  }, { ifAvailable: true });

  let attempts = 0;
  let timer = 0;
  const later = (except) => {
    clearTimeout(timer);
    timer = setTimeout(() => run({ except }), WAITS[Math.min(attempts, WAITS.length - 1)]);
    attempts += 1;
  };

  // One page or worker at a time; who asks meanwhile gets a turn afterwards, once.
  let asked = false;
  const run = (options = {}) => {
    if (asked) return Promise.resolve();
    asked = true;
    return alone("deliver", () => {
      asked = false;
      return deliverAll(options);
    });
  };

  const deliverAll = async ({ throws = false, except = null }) => {
    clearTimeout(timer);
    try {
      const rows = await waiting();
      if (!rows.length) return;
      const person = await greet();
      const own = rows.filter((row) => row.person === person && row.address !== except).sort((one, other) => one.at - other.at);
      for (const address of new Set(own.map((row) => row.address))) await deliverClosed(address, person);
      attempts = 0;
    } catch (error) {
      if (error instanceof LoggedOut) return tell({ kind: "logged-out", login: error.login });
      if (!(error instanceof Away)) throw error;
      if (throws) throw error;
      later(except);
    }
  };

  // Asks the browser to wake the worker when the connection is back, also when every page is closed.
  const wake = async () => {
    const registration = await self.navigator?.serviceWorker?.getRegistration?.();
    await registration?.sync?.register("portal-entry").catch(() => null);
  };

  portal.deliver = {
    Away, LoggedOut, ask, write, post, save, isStored, run, wake, isWaiting,
    // The open page of entry sends its own: waits for its turn, and answers when everything was tried.
    address: (address, person, options) => alone(address, () => deliver(address, person, options)),
    cancel: async (uid) => {
      stops.get(uid)?.abort();
      await keep.remove("files", uid);
      await write(`${UPLOADS}${uid}/`, { method: "DELETE" }).catch(() => null);
    },
  };
})();
