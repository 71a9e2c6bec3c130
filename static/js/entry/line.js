// The line that says what became of what one types: state as a sign, a word and a colour, and what to do about it.
"use strict";
(() => {
  const place = document.getElementById("save-state");
  const words = document.getElementById("entry-words");
  if (!place || !words) return;

  const clock = (moment = new Date()) => `${String(moment.getHours()).padStart(2, "0")}.${String(moment.getMinutes()).padStart(2, "0")}`;
  const word = (name, values = {}) => (words.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  const press = (text, action) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn save-state__action", textContent: text });
    button.addEventListener("click", action);
    return button;
  };
  const link = (text, href) => Object.assign(document.createElement("a"), { className: "save-state__action", textContent: text, href });

  let last = "";
  // say("offline", text, element): the kind gives sign and colour; the same said twice is said once.
  const say = (kind, text, ...more) => {
    const now = `${kind} ${text} ${more.length}`;
    if (now === last) return;
    last = now;
    place.dataset.kind = kind;
    const sign = document.getElementById(`sign-${kind}`)?.content.cloneNode(true) ?? "";
    place.replaceChildren(sign, Object.assign(document.createElement("span"), { textContent: text }), ...more);
  };

  if (place.textContent.trim()) say("saved", place.textContent.trim());
  portal.line = { say, word, clock, press, link };
})();
