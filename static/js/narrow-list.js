// Narrows a long list while one types. The box with the field stands hidden until this script runs.
// data-narrows: the rows; data-narrow-group: the groups that are opened for what was found and hidden when empty.
(() => {
  const plain = (text) => text.toLocaleLowerCase("id").normalize("NFKD").replace(/\p{M}/gu, "");
  for (const box of document.querySelectorAll("[data-narrows]")) {
    const input = box.querySelector("input");
    const count = box.querySelector("[role=status]");
    const rows = [...document.querySelectorAll(box.dataset.narrows)].map((row) => [row, plain(row.textContent)]);
    const groups = [...document.querySelectorAll(box.dataset.narrowGroup)].map((group) => [group, group.open]);
    box.hidden = false;
    input.addEventListener("input", () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      for (const [row, text] of rows) row.hidden = !words.every((word) => text.includes(word));
      const shown = (within) => rows.filter(([row]) => !row.hidden && within.contains(row)).length;
      for (const [group, wasOpen] of groups) {
        group.hidden = words.length > 0 && shown(group) === 0;
        group.open = words.length > 0 || wasOpen;
      }
      count.textContent = words.length ? `${shown(document)} / ${rows.length}` : "";
    });
  }
})();
