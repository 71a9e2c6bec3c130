// One box that chooses every row that may be chosen, and a count beside the button of the form.
(() => {
  const form = document.querySelector("form[data-choose-all]");
  const boxes = form ? [...document.querySelectorAll(`input[type="checkbox"][form="${form.id}"]`)] : [];
  const button = form?.querySelector("button[type=submit]");
  if (!form) return;
  if (!boxes.length) {
    button.hidden = true;
    return;
  }
  const label = document.createElement("label");
  label.className = "queue__box queue__all";
  const all = document.createElement("input");
  all.type = "checkbox";
  label.append(all, document.createTextNode(form.dataset.chooseAll));
  button.before(label);
  const count = document.createElement("span");
  count.setAttribute("aria-live", "polite");
  button.append(count);
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    count.textContent = chosen ? ` (${chosen})` : "";
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  for (const box of boxes) box.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
})();
