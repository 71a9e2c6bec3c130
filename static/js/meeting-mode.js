// Meeting mode: arrow keys, space, page keys (presenter remotes), a swipe and Escape work the buttons of the page; full
// screen where the browser has it. The steps are links that htmx follows without leaving full screen.
(() => {
  const forward = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
  const back = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);
  const press = (id) => document.getElementById(id)?.click();
  const ends = (which) => [...document.querySelectorAll(".meeting__steps a")].at(which)?.click();

  const button = () => document.getElementById("meeting-full");
  const showFull = () => {
    const full = button();
    if (!full || !document.fullscreenEnabled) return;
    full.hidden = false;
    full.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  };
  const toggleFull = async () => {
    if (!document.fullscreenEnabled) return;
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch (error) {
      console.warn("No full screen", error);
    }
  };

  // What a key does; false for a key that does nothing here.
  const act = (key, shift) => {
    if (key === "Home") ends(0);
    else if (key === "End") ends(-1);
    else if (key === "f" || key === "F") toggleFull();
    else if (forward.has(key) && !shift) press("meeting-next");
    else if (back.has(key) || (key === " " && shift)) press("meeting-previous");
    else return false;
    return true;
  };

  // A key that comes while a screen is on its way waits for it: the buttons it works are being replaced.
  // Should no end of a request be told, keys work again after a while.
  const LONGEST = 5000;
  let began = -LONGEST;
  let waiting = null;
  document.addEventListener("htmx:beforeRequest", () => { began = performance.now(); });
  const free = () => {
    began = -LONGEST;
    const next = waiting;
    waiting = null;
    if (next) act(...next);
  };
  for (const end of ["htmx:afterSettle", "htmx:responseError", "htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) {
    document.addEventListener(end, free);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const own = event.target.closest?.("a, button, input, select, textarea");
    if (own && (event.key === "Enter" || (event.key === " " && own.tagName !== "A"))) return;
    if (event.key === "Escape") {
      if (!document.fullscreenElement) press("meeting-leave");
    } else if (performance.now() - began < LONGEST) waiting = [event.key, event.shiftKey];
    else if (!act(event.key, event.shiftKey)) return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#meeting-full")) toggleFull();
  });
  document.addEventListener("fullscreenchange", showFull);
  document.addEventListener("htmx:afterSettle", () => {
    const screen = document.getElementById("screen");
    if (screen) document.title = screen.dataset.title;
    showFull();
    // The button that was pressed may be gone on the last step: keys go on working from the page itself.
    if (document.activeElement === document.body) document.getElementById("content")?.focus({ preventScroll: true });
  });

  // A swipe of the finger, mostly sideways and not on something that scrolls.
  let start = null;
  document.addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!start) return;
    const [x, y] = [event.changedTouches[0].clientX - start[0], event.changedTouches[0].clientY - start[1]];
    start = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) press(x < 0 ? "meeting-next" : "meeting-previous");
  }, { passive: true });

  showFull();
})();
