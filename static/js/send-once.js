// A second press while the first is under way sends nothing; coming back by the Back button frees the form again.
// A form that is answered with a file is marked data-repeatable: the page stays, and the next press means the next file.
(() => {
  const free = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-disabled="true"][data-sending]')) {
      button.removeAttribute("aria-disabled");
      delete button.dataset.sending;
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target || form.matches("[hx-post], [hx-put], [data-repeatable]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) {
      event.submitter.setAttribute("aria-disabled", "true");
      event.submitter.dataset.sending = "yes";
    }
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
})();
