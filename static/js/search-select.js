// A long <select data-search="Program"> gets a field above it that narrows its options while one types.
// The options are taken out and put back: hidden ones are still shown by some browsers.
(() => {
  const plain = (text) => text.toLocaleLowerCase("id").normalize("NFKD").replace(/\p{M}/gu, "");
  for (const select of document.querySelectorAll("select[data-search]")) {
    const options = [...select.options].map((option) => [option, option.parentElement, plain(option.textContent)]);
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    input.className = "search-select";
    input.placeholder = input.ariaLabel = `${document.querySelector(".asking").dataset.search} ${select.dataset.search}`;
    // Typing is not a choice: only the select says that something was chosen.
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    input.addEventListener("input", () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      const chosen = select.selectedOptions[0];
      for (const [option] of options) option.remove();
      for (const [option, parent, text] of options) {
        if (!option.value || option === chosen || words.every((word) => text.includes(word))) parent.append(option);
      }
      for (const group of select.querySelectorAll("optgroup")) group.hidden = !group.children.length;
      if (chosen) chosen.selected = true;
    });
    select.before(input);
  }
})();
