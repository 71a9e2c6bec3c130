// Final or dangerous actions say first what will happen: data-confirm on the button or the form.
(() => {
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const ask = (text, action) => new Promise((answer) => {
    const dialog = element("dialog", "confirm", "");
    const title = element("h2", "confirm__title", document.body.dataset.confirmTitle);
    title.id = "confirm-title";
    dialog.setAttribute("aria-labelledby", title.id);
    const actions = element("div", "confirm__actions", "");
    const no = element("button", "btn", document.body.dataset.cancel);
    const yes = element("button", "btn btn-primary", action);
    no.type = yes.type = "button";
    no.addEventListener("click", () => dialog.close("no"));
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => { answer(dialog.returnValue === "yes"); dialog.remove(); });
    actions.append(no, yes);
    dialog.append(title, element("p", "", text), actions);
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });

  const agreed = new WeakSet();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (!source || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask(source.dataset.confirm, button?.textContent.trim() || "OK")) {
      agreed.add(form);
      form.requestSubmit(button ?? undefined);
    }
  }, true);
})();
