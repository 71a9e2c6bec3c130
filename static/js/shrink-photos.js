// Photos chosen in an input marked data-shrinks are made small before the form goes; sending waits for it.
"use strict";
(() => {
  const waiting = new WeakMap();

  const shrink = async (input) => {
    const small = new DataTransfer();
    for (const file of await Promise.all([...input.files].map(portal.smaller))) small.items.add(file);
    input.files = small.files;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-shrinks]")) return;
    const done = shrink(input).catch(() => {}).finally(() => waiting.delete(input.form));
    waiting.set(input.form, done);
  });
  document.addEventListener("submit", (event) => {
    const underWay = waiting.get(event.target);
    if (!underWay) return;
    event.preventDefault();
    underWay.then(() => event.target.requestSubmit(event.submitter));
  }, { capture: true });
})();
