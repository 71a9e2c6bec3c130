// The page that stands in for one that cannot be fetched: names the pages that this browser keeps, and tries again.
"use strict";
(() => {
  const place = document.getElementById("kept-pages");
  if (!place || !self.caches) return;

  const entry = ({ address, title }) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("a"), { className: "task-list__entry", href: address, textContent: title.replace(/ · Portal Smart City$/, "") }));
    return line;
  };

  portal.pages.list().then((pages) => {
    place.querySelector("ul").replaceChildren(...pages.map(entry));
    place.hidden = !pages.length;
    document.getElementById("no-kept-pages").hidden = pages.length > 0;
  }).catch(() => null);
  document.getElementById("try-again").addEventListener("click", () => location.reload());
  addEventListener("online", () => { if (location.pathname !== place.dataset.address) location.reload(); });
})();
