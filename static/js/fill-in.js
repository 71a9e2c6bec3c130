// Puts a person of the demonstration into the log-in form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  if (!button) return;
  document.getElementById(button.dataset.fills).value = button.dataset.value;
  const other = document.getElementById(button.dataset.fillsAlso);
  other.value = button.dataset.valueAlso;
  other.form.querySelector('[type="submit"]').focus();
});
