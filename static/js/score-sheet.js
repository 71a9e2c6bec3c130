// The scoring sheet by keyboard: 0 to 4 score the item that has the focus, x: does not apply, arrows or j and k go to the
// next and the previous item, n to its note, Escape back from it. And "save and go on" waits for what is on its way.
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;
  const items = [...form.querySelectorAll("[data-item]")];
  const current = () => document.activeElement?.closest?.("[data-item]") ?? null;
  const isText = (element) => element?.matches?.("textarea, input:not([type=radio]):not([type=checkbox])");

  const go = (step) => {
    const place = items.indexOf(current());
    const next = items[place < 0 ? 0 : Math.min(Math.max(place + step, 0), items.length - 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "start" });
  };

  const mark = (item, value) => {
    const input = item.querySelector(`input[type=radio][value="${value}"]`);
    if (!input || input.matches(":disabled")) return;
    input.checked = true;
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
    document.getElementById("announcer").textContent = input.closest("label").textContent.trim().replace(/\s+/g, " ");
  };

  // Keys work only while an item has the focus, so that they disturb nobody who does not score.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const item = current();
    if (!item) return;
    if (isText(event.target)) {
      if (event.key === "Escape") item.focus({ preventScroll: true });
      return;
    }
    const actions = {
      ArrowDown: () => go(1), j: () => go(1), ArrowUp: () => go(-1), k: () => go(-1),
      n: () => item.querySelector("textarea")?.focus(), x: () => mark(item, "x"),
    };
    const action = /^[0-4]$/.test(event.key) ? () => mark(item, event.key) : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  form.addEventListener("submit", async (event) => {
    const next = event.submitter?.dataset.next;
    if (!next || !portal.draft) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await portal.draft.save();
    location.assign(next);
  }, true);

  // A press on an item outside its inputs gives it the focus: a mouse and the keys work together.
  form.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, input, textarea, label, summary")) event.target.closest("[data-item]")?.focus({ preventScroll: true });
  });
})();
