// Submitting all scores: first what this device still keeps of them is sent; while something waits, nothing is submitted.
"use strict";
(() => {
  const form = document.getElementById("scores-submit");
  const notice = document.getElementById("scores-unsent");
  if (!form || !self.indexedDB) return;
  const { keep, deliver } = portal;
  let isClear = false;

  const unsent = async () => (await keep.all("drafts")).some((row) => row.person === document.body.dataset.person
    && row.address.startsWith(`${form.dataset.address}nilai/`) && (row.pending || row.problem || portal.isDirty(row)));

  const submit = async () => {
    if (await unsent()) await deliver.run({ throws: true });
    if (await unsent()) throw new Error("unsent");
    isClear = true;
    form.requestSubmit();
  };

  form.addEventListener("submit", (event) => {
    if (isClear) return;
    event.preventDefault();
    submit().catch(() => {
      notice.textContent = form.dataset.unsent;
      notice.hidden = false;
    });
  });
})();
