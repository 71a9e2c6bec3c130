// Small page updates: says aloud what changed (data-announce on the new part) and what failed.
(() => {
  const say = (text) => {
    const place = document.getElementById("announcer");
    place.textContent = "";
    window.setTimeout(() => { place.textContent = text; }, 50);
  };
  const show = (text) => {
    const flash = document.getElementById("flash");
    if (!flash) return;
    const notice = document.createElement("div");
    notice.className = "notice notice--error";
    notice.setAttribute("role", "alert");
    notice.textContent = text;
    flash.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.target.closest?.("[data-announce]") ?? event.target.querySelector?.("[data-announce]");
    if (part) say(part.dataset.announce);
  });
  document.addEventListener("htmx:responseError", () => show(document.body.dataset.failed));
  document.addEventListener("htmx:sendError", () => show(document.body.dataset.offline));
})();
