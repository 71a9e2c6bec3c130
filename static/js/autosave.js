// Saves a form[data-autosave] as one types: what can be read is stored, the rest is said at its field. One request at a
// time; a lost connection is tried again; sending waits for a save that is under way. Without this file the buttons do.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const state = document.getElementById("save-state");
  const notice = document.getElementById("autosave-notice");
  const version = form.elements.seen_version;
  let dirty = false;
  let running = null;
  let timer = 0;
  let stopped = false;

  const say = (text, kind = "") => {
    state.textContent = text;
    state.dataset.kind = kind;
  };

  const showErrors = (errors) => {
    for (const place of form.querySelectorAll("[data-errors]")) {
      const name = place.dataset.errors;
      if (name.startsWith("evidence_")) continue;
      const texts = errors[name] ?? [];
      const input = form.elements[name];
      place.replaceChildren();
      if (texts.length) {
        const list = document.createElement("ul");
        list.className = "errorlist";
        list.id = `id_${name}_error`;
        list.append(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
        place.append(list);
      }
      place.closest(".field")?.classList.toggle("field--wrong", texts.length > 0);
      const described = (input?.getAttribute?.("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("_error"));
      if (texts.length) described.push(`id_${name}_error`);
      if (texts.length) input?.setAttribute?.("aria-invalid", "true");
      else input?.removeAttribute?.("aria-invalid");
      if (described.length) input?.setAttribute?.("aria-describedby", described.join(" "));
      else input?.removeAttribute?.("aria-describedby");
    }
  };

  const showRead = (understood) => {
    for (const place of form.querySelectorAll("[data-read]")) place.textContent = understood[place.dataset.read] ?? "";
  };

  const stop = (answer) => {
    stopped = true;
    notice.textContent = answer.notice;
    if (answer.conflict) {
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", className: "btn btn-primary", name: "action", value: "save", textContent: form.dataset.compare });
      notice.append(" ", button);
    }
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
    say(form.dataset.unsaved, "problem");
  };

  const send = async () => {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("evidence_") || name.startsWith("extra_")) data.delete(name);
    data.set("action", "autosave");
    dirty = false;
    say(form.dataset.saving);
    try {
      const response = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" });
      if (response.redirected || response.status === 403) throw Object.assign(new Error("signed out"), { signedOut: true });
      if (response.status >= 500) throw new Error("server");
      const answer = await response.json();
      if (response.status === 409) return stop(answer);
      showErrors(answer.errors ?? {});
      if (answer.version) {
        version.value = answer.version;
        showRead(answer.understood);
        const figures = document.getElementById("figures");
        if (figures.innerHTML.trim() !== answer.figures.trim()) figures.innerHTML = answer.figures;
      }
      const wrong = Object.keys(answer.errors ?? {}).length > 0;
      say(answer.status ?? form.dataset.unsaved, wrong ? "problem" : "");
    } catch (error) {
      dirty = true;
      say(error.signedOut ? form.dataset.signedOut : form.dataset.offline, "problem");
      if (!error.signedOut) later(15000);
    }
  };

  const save = () => {
    window.clearTimeout(timer);
    if (stopped || !dirty) return running ?? Promise.resolve();
    running = (running ?? Promise.resolve()).then(send).finally(() => { running = null; });
    return running;
  };

  const later = (wait) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { if (running) later(500); else save(); }, wait);
  };

  const isFigure = (element) => element.name && !element.name.startsWith("evidence_") && !element.name.startsWith("extra_");

  form.addEventListener("input", (event) => {
    if (!isFigure(event.target)) return;
    dirty = true;
    say(form.dataset.unsaved);
    later(1200);
  });
  form.addEventListener("change", (event) => {
    if (isFigure(event.target) && dirty) later(150);
  });
  window.addEventListener("online", () => { if (dirty) save(); });

  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (running) {
      event.preventDefault();
      const button = event.submitter;
      running.finally(() => form.requestSubmit(button ?? undefined));
      return;
    }
    dirty = false;
    stopped = true;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
})();
