// The key / goes to the field of search (data-search-field), unless somebody is typing; Escape leaves the field again.
(() => {
  const types = (place) => place?.isContentEditable || place?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
  const shown = () => [...document.querySelectorAll("[data-search-field]")].find((each) => each.offsetParent !== null);

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && localStorage.getItem("keys") !== "off" && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target) && !document.querySelector("dialog[open]")) {
      const field = shown();
      if (!field) {
        // On a phone with a keyboard the field has a page of its own.
        document.querySelector(".find-link")?.click();
        return;
      }
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Escape" && event.target.matches?.(".find__field")) {
      event.target.blur();
    }
  });
})();
