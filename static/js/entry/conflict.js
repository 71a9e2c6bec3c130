// Two people changed the same field: both values, field by field, and the person chooses. Nothing is chosen by leaving.
"use strict";
(() => {
  const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

  const choice = (row, value, label, text, chosen) => {
    const line = make("label", "conflict__choice");
    const box = Object.assign(document.createElement("input"), { type: "radio", name: `choose_${row.name}`, value, checked: chosen });
    const words = make("span", "");
    words.append(make("b", "", `${label}: `), text || "–");
    line.append(box, words);
    return line;
  };

  const fieldset = (row, word) => {
    const made = make("fieldset", "conflict__row");
    made.append(make("legend", "", row.label), choice(row, "mine", word("mine"), row.mine, true), choice(row, "stored", word("stored"), row.stored, false));
    return made;
  };

  // Answers {field: "mine" | "stored"}, or null when the person puts it off.
  portal.chooseBetween = (answer) => new Promise((resolve) => {
    const { word } = portal.line;
    const before = document.activeElement;
    const dialog = make("dialog", "conflict-dialog");
    dialog.id = "conflict";
    const title = Object.assign(make("h2", "conflict-dialog__title", answer.notice), { id: "conflict-title", tabIndex: -1 });
    const who = make("p", "", word("conflictBy", { by: answer.by ?? "–", at: answer.at ?? "–" }));
    who.id = "conflict-who";
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.setAttribute("aria-describedby", who.id);
    const form = Object.assign(make("form", ""), { method: "dialog" });
    const rows = make("div", "conflict-dialog__rows");
    rows.append(...answer.rows.map((row) => fieldset(row, word)));
    const actions = make("div", "conflict-dialog__actions");
    const later = Object.assign(make("button", "btn", word("chooseLater")), { type: "button" });
    const done = Object.assign(make("button", "btn btn-primary", word("chosen")), { type: "submit", value: "chosen", id: "conflict-done" });
    actions.append(later, done);
    form.append(rows, actions);
    dialog.append(title, who, form);
    later.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      const chosen = Object.fromEntries(answer.rows.map(({ name }) => [name, form.elements[`choose_${name}`].value]));
      resolve(dialog.returnValue === "chosen" ? chosen : null);
      dialog.remove();
      if (before?.isConnected) before.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    title.focus();
  });
})();
