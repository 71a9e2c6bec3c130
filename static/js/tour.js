// The tour of the first page: one step after the other, what it is about is lifted out, and the work goes on beside it.
// It takes the focus only when somebody asked for it. Closing it is remembered on the server.
(() => {
  const tour = document.querySelector("[data-tour]");
  if (!tour) return;
  const part = (name) => tour.querySelector(`[data-tour-${name}]`);
  const steps = [...tour.querySelectorAll("[data-tour-step]")];
  const next = part("next");
  const further = next.textContent;
  let at = 0;

  const marked = (step) => {
    const { mark, url } = step.dataset;
    if (mark === "help") return document.querySelector("[data-tour-help]");
    if (mark === "bell") return document.querySelector(".bell");
    const links = [...document.querySelectorAll("nav a")].filter((link) => link.getAttribute("href") === url);
    const shown = (each) => each && each.offsetParent !== null;
    const folded = links[0]?.closest("details")?.querySelector("summary");
    return [...links, folded, document.querySelector(".topbar__toggle")].find(shown) ?? null;
  };
  const unmark = () => { for (const each of document.querySelectorAll(".is-toured")) each.classList.remove("is-toured"); };

  const show = (number, focus = true) => {
    at = number;
    unmark();
    steps.forEach((step, place) => { step.hidden = place !== at; });
    part("back").hidden = at === 0;
    next.textContent = at === steps.length - 1 ? next.dataset.last : further;
    marked(steps[at])?.classList.add("is-toured");
    if (focus) steps[at].focus({ preventScroll: true });
  };
  const end = () => {
    unmark();
    const data = new FormData(tour.querySelector("form"));
    fetch(tour.dataset.done, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, keepalive: true });
    const inside = tour.contains(document.activeElement);
    tour.remove();
    if (inside) document.getElementById("content")?.focus({ preventScroll: true });
  };
  const begin = (focus) => {
    part("plain").hidden = true;
    part("steps").hidden = part("tools").hidden = false;
    show(0, focus);
  };

  part("begin").addEventListener("click", (event) => { event.preventDefault(); begin(true); });
  tour.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); end(); });
  part("tools").querySelector("[data-tour-close]").addEventListener("click", end);
  part("back").addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => (at === steps.length - 1 ? end() : show(at + 1)));
  tour.addEventListener("keydown", (event) => { if (event.key === "Escape") end(); });
  if ("wanted" in tour.dataset) begin(true);
})();
