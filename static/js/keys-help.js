// The key ? shows the keys (dialog#keys), unless somebody is typing or switched single keys off; so does the button at
// the foot of the page. Whether single keys work is kept in this browser.
(() => {
  const dialog = document.getElementById("keys");
  if (!dialog?.showModal) return;
  const types = (place) => place?.isContentEditable || place?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
  const on = () => localStorage.getItem("keys") !== "off";
  const choice = dialog.querySelector("[data-keys-on]");

  const show = () => {
    choice.checked = on();
    dialog.showModal();
  };
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem("keys");
    else localStorage.setItem("keys", "off");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!on() || types(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    show();
  });
  for (const button of document.querySelectorAll("[data-shows-keys]")) {
    button.hidden = false;
    button.addEventListener("click", show);
  }
  // A press beside the dialog closes it.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
