// Evidence from the camera, from files, or by link: several at once, each with its own progress; what did not arrive goes
// on later, also after the page was closed. Chosen files wait in the browser until they have arrived.
"use strict";
(() => {
  const list = document.getElementById("upload-list");
  if (!portal.draft || !list || !self.indexedDB) return;
  const { keep, deliver } = portal;
  const { form, showErrors } = portal.fields;
  const { say, word } = portal.line;
  const chooser = form.elements.evidence_file;
  const template = document.getElementById("upload-row");
  const person = document.body.dataset.person;
  const address = location.pathname;
  const { kind, subject, period } = form.dataset;
  const rows = new Map();
  let running = null;

  const size = (bytes) => (bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} kB`
    : `${(bytes / 1024 / 1024).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`);

  // --- rows --------------------------------------------------------------------------------------------------------
  const part = (row, name) => row.querySelector(`[data-part="${name}"]`);

  const why = (problem) => (/^\d+$/.test(problem) ? word("refused") : problem);

  const show = (file) => {
    let row = rows.get(file.uid);
    if (!row) {
      row = template.content.firstElementChild.cloneNode(true);
      row.dataset.uid = file.uid;
      part(row, "name").textContent = file.name;
      part(row, "size").textContent = size(file.size);
      part(row, "bar").setAttribute("aria-label", file.name);
      part(row, "cancel").setAttribute("aria-label", `${part(row, "cancel").textContent.trim()}: ${file.name}`);
      part(row, "cancel").addEventListener("click", () => cancel(file.uid));
      rows.set(file.uid, row);
      list.append(row);
    }
    const percent = file.size ? Math.floor((100 * (file.received ?? 0)) / file.size) : 0;
    row.dataset.state = file.state;
    part(row, "bar").value = percent;
    part(row, "bar").hidden = file.state !== "waiting";
    part(row, "state").textContent = file.state === "refused" ? why(file.problem) : word(`file-${file.state}`.replace(/-(\w)/, (_, letter) => letter.toUpperCase()), { percent: `${percent}%` });
    list.hidden = false;
    return row;
  };

  const drop = (uid) => {
    rows.get(uid)?.remove();
    rows.delete(uid);
    list.hidden = !rows.size;
  };

  const cancel = async (uid) => {
    drop(uid);
    await deliver.cancel(uid);
    chooser.focus();
  };

  const refresh = async () => {
    const answer = await fetch(`${address}?bagian=bukti`, { credentials: "same-origin" }).catch(() => null);
    const place = document.getElementById("evidence-list");
    if (answer?.ok && !answer.redirected && place) place.innerHTML = await answer.text();
  };

  portal.listen(async (message) => {
    if (message.address !== address) return;
    if (message.kind === "file") show(await keep.get("files", message.uid) ?? { ...message, state: "waiting", name: "" });
    if (message.kind === "file-refused") show(await keep.get("files", message.uid));
    if (message.kind === "file-done") {
      const row = rows.get(message.uid);
      document.getElementById("announcer").textContent = word("fileArrived", { name: row ? part(row, "name").textContent : "" });
      drop(message.uid);
      refresh();
    }
  });

  // --- choosing ----------------------------------------------------------------------------------------------------
  // A picture of which nobody said what it is counts as a photo.
  const kindOf = (file, said) => (said === "other" && file.type.startsWith("image/") ? "photo" : said);

  const words = (file) => {
    const said = portal.fields.evidence();
    const degrees = (name) => said[name]?.trim().replace(",", ".");
    const where = { latitude: degrees("evidence_latitude"), longitude: degrees("evidence_longitude") };
    const found = { kind: kindOf(file, said.evidence_kind), title: said.evidence_title, dated_on: said.evidence_date, expires_on: said.evidence_expires, proves: said.evidence_proves, ...where };
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value));
  };

  const add = async (files) => {
    showErrors({}, (name) => name === "evidence_file");
    for (const chosen of files) {
      const file = await portal.smaller(chosen);
      const row = { uid: portal.uuid(), person, address, title: document.title.split(" · ")[0], kind, subject: Number(subject), period: Number(period), name: file.name, size: file.size, blob: file, words: words(file), received: 0, state: "chosen", problem: "", at: Date.now() };
      try {
        await keep.put("files", row);
      } catch {
        showErrors({ evidence_file: [word("fileNotKept")] }, (name) => name === "evidence_file");
        return false;
      }
      show(row);
    }
    return true;
  };

  // The input is emptied only when the browser keeps the files; else the form sends them as one without scripts does.
  const take = async (input) => {
    if (await add([...input.files])) input.value = "";
  };
  let taking = Promise.resolve();
  chooser.addEventListener("change", () => { taking = taking.then(() => take(chooser)); });

  const start = async () => {
    await taking;
    for (const file of await keep.all("files")) {
      if (file.address !== address || file.person !== person || file.state !== "chosen") continue;
      await keep.change("files", file.uid, (row) => ({ ...row, words: words(file.blob), state: "waiting" }));
      show({ ...file, state: "waiting" });
    }
  };

  const send = async () => {
    try {
      await deliver.address(address, person, { draftToo: false });
    } catch (error) {
      deliver.wake();
      if (!(error instanceof deliver.Away)) return portal.draft.failed(error);
      say("offline", word("filesOffline"));
    }
    return null;
  };
  const run = () => {
    running ??= send().finally(() => { running = null; });
    return running;
  };
  const resume = async () => {
    const own = (await keep.all("files")).filter((row) => row.address === address && row.person === person);
    own.forEach(show);
    if (own.some(deliver.isWaiting.files)) run();
  };

  const empty = () => {
    for (const name of ["evidence_link", "evidence_title"]) if (form.elements[name]) form.elements[name].value = "";
  };

  const attachLink = async (draft) => {
    const key = portal.uuid();
    return change(draft, { action: "attach", key, extra: portal.fields.evidence() });
  };

  // The list of evidence changes with what stands in the form, as it would without scripts.
  const change = async (draft, what) => {
    const { status, answer } = await deliver.post(address, { ...draft, ...what });
    if (answer?.version !== undefined && !answer.conflict) portal.draft.took(draft.fields, answer);
    if (status !== 200) {
      showErrors(answer?.errors ?? {}, (name) => name.startsWith("evidence_"));
      return answer?.conflict || answer?.closed || !answer?.errors ? portal.draft.outcome(status, answer) : false;
    }
    await refresh();
    return true;
  };

  const detach = (use, draft) => change(draft(), { action: "save", key: portal.uuid(), extra: { detach: use } }).catch((error) => {
    if (!(error instanceof deliver.Away)) return portal.draft.failed(error);
    return say("offline", word("needsConnection"));
  });

  // Evidence of a value or a milestone needs that to be stored first: the draft goes ahead of the files.
  const attach = async (draft) => {
    showErrors({}, (name) => name.startsWith("evidence_"));
    await start();
    const link = form.elements.evidence_link?.value.trim();
    const waits = (await keep.all("files")).some((row) => row.address === address && deliver.isWaiting.files(row));
    if (!waits && !link) {
      showErrors({ evidence_file: [word("fileMissing")] }, (name) => name === "evidence_file");
      return chooser.focus();
    }
    await portal.draft.save();
    try {
      if (link && !(await attachLink(draft()))) return null;
      empty();
      if (waits) await run();
    } catch (error) {
      portal.draft.failed(error);
    }
    return null;
  };

  // --- camera and place --------------------------------------------------------------------------------------------
  chooser.multiple = true;
  const camera = document.getElementById("take-photo");
  if (camera && matchMedia("(pointer: coarse)").matches) {
    const lens = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
    lens.setAttribute("capture", "environment");
    lens.addEventListener("change", () => { taking = taking.then(() => take(lens)); });
    camera.addEventListener("click", () => lens.click());
    camera.hidden = false;
  }

  const wherever = document.getElementById("photo-place");
  const box = wherever?.querySelector("input");
  const told = wherever?.querySelector("[data-part=told]");
  const set = (latitude, longitude) => {
    form.elements.evidence_latitude.value = latitude;
    form.elements.evidence_longitude.value = longitude;
  };
  const found = ({ coords }) => {
    set(coords.latitude.toFixed(6), coords.longitude.toFixed(6));
    told.textContent = word("placeKnown", { latitude: coords.latitude.toFixed(5), longitude: coords.longitude.toFixed(5), metres: Math.round(coords.accuracy) });
  };
  const lost = () => {
    box.checked = false;
    told.textContent = word("placeUnknown");
  };
  if (wherever && navigator.geolocation && form.elements.evidence_latitude) {
    wherever.hidden = false;
    box.addEventListener("change", () => {
      set("", "");
      told.textContent = "";
      if (box.checked) navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
    });
  }

  addEventListener("online", resume);
  portal.files = { take: start, attach, detach };
  resume();
})();
