// Opens and closes what a button controls (data-toggles="id"); menus close on Escape and on a click elsewhere.
(() => {
  const close = (button) => {
    button.setAttribute("aria-expanded", "false");
    document.getElementById(button.dataset.toggles)?.classList.remove("is-open");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggles]");
    if (button) {
      const open = document.getElementById(button.dataset.toggles)?.classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(Boolean(open)));
    }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    for (const button of document.querySelectorAll('[data-toggles][aria-expanded="true"]')) {
      close(button);
      button.focus();
    }
  });

  // A form that came back with errors: start reading there.
  document.querySelector("[data-focus]")?.focus();
})();
