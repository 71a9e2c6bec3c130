// The fields of the page of entry: read, filled, and what the server says about each of them.
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  if (!form) return;
  const OURS = /^(csrfmiddlewaretoken|seen_version|action|key|detach|(evidence|base|keep)_.*)$/;
  const isField = (element) => element.name && !OURS.test(element.name) && !["submit", "button", "file", "fieldset"].includes(element.type);
  const inputs = () => [...form.elements].filter(isField);

  const valueOf = (element) => {
    if (element.type === "checkbox" || element.type === "radio") return element.checked ? element.value : "";
    if (element.type === "select-multiple") return [...element.selectedOptions].map((option) => option.value);
    return element.value;
  };

  // Name to text as it stands in the input; several boxes of one name give the list of those that are ticked.
  const read = () => {
    const found = {};
    const boxes = {};
    for (const input of inputs()) {
      const { name, type } = input;
      const value = valueOf(input);
      if (type === "checkbox" && form.elements[name] !== input) (boxes[name] ??= []).push(...(value ? [value] : []));
      else if (type === "radio") found[name] = value || (found[name] ?? "");
      else found[name] = value;
    }
    return { ...found, ...boxes };
  };

  const fill = (name, value) => {
    for (const input of inputs().filter((each) => each.name === name)) {
      const wanted = [value ?? ""].flat().map(String);
      if (input.type === "checkbox" && wanted.length === 1 && ["true", "True"].includes(wanted[0])) input.checked = true;
      else if (input.type === "checkbox" || input.type === "radio") input.checked = wanted.includes(input.value);
      else if (input.type === "select-multiple") for (const option of input.options) option.selected = wanted.includes(option.value);
      else input.value = wanted[0];
      input.closest("details")?.toggleAttribute("open", Boolean(input.closest("details").open || wanted[0]));
    }
  };

  const describe = (name, texts) => {
    const id = `id_${name}_error`;
    for (const input of inputs().concat([...form.elements].filter((each) => each.name?.startsWith("evidence_"))).filter((each) => each.name === name)) {
      const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
      if (texts.length) described.push(id);
      input.toggleAttribute("aria-invalid", false);
      if (texts.length) input.setAttribute("aria-invalid", "true");
      if (described.length) input.setAttribute("aria-describedby", described.join(" "));
      else input.removeAttribute("aria-describedby");
    }
  };

  const showErrors = (errors, only = () => true) => {
    for (const place of form.querySelectorAll("[data-errors]")) {
      const name = place.dataset.errors;
      if (!only(name)) continue;
      const texts = errors[name] ?? [];
      place.replaceChildren();
      if (texts.length) {
        const list = Object.assign(document.createElement("ul"), { className: "errorlist", id: `id_${name}_error` });
        list.append(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
        place.append(list);
        for (let open = place.closest("details"); open; open = open.parentElement.closest("details")) open.open = true;
      }
      place.closest(".field")?.classList.toggle("field--wrong", texts.length > 0);
      describe(name, texts);
    }
  };

  portal.fields = {
    form,
    read,
    fill,
    showErrors,
    isField,
    isEvidence: (name) => name.startsWith("evidence_"),
    // Texts about the evidence that is being added; sent along with a sending.
    evidence: () => Object.fromEntries([...form.elements].filter((each) => each.name?.startsWith("evidence_") && each.type !== "file")
      .filter((each) => !["checkbox", "radio"].includes(each.type) || each.checked).map((each) => [each.name, each.value])),
    showUnderstood: (understood) => {
      for (const place of form.querySelectorAll("[data-read]")) {
        const text = understood?.[place.dataset.read] ?? "";
        if (place.textContent.trim() !== text) place.textContent = text;
      }
    },
    showFigures: (html) => {
      const figures = document.getElementById("figures");
      if (figures && html !== undefined && figures.innerHTML.trim() !== html.trim()) figures.innerHTML = html;
    },
    toFirstError: () => {
      const wrong = form.querySelector(".field--wrong :is(input, select, textarea, button)") ?? form.querySelector("[aria-invalid]");
      wrong?.focus();
      (wrong?.closest(".field") ?? form.querySelector(".errorlist"))?.scrollIntoView({ block: "center" });
    },
  };

  // Copies the text of the last period into a field, where it can be changed.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    event.preventDefault();
    const name = button.dataset.copies;
    const input = form.elements[name];
    const text = document.getElementById(`last-${name}`)?.content.textContent.trim();
    if (!input || !text) return;
    input.value = input.value.trim() && input.value.trim() !== text ? `${input.value.trimEnd()}\n${text}` : text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
})();
