// The time that is left until a moment, counted down every half minute; without scripts the page says what was left.
"use strict";
(() => {
  const places = [...document.querySelectorAll("[data-countdown]")];
  if (!places.length) return;

  const show = (place) => {
    const minutes = Math.floor((Date.parse(place.dateTime) - Date.now()) / 60000);
    const values = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
    place.textContent = minutes < 0 ? place.dataset.passed : place.dataset.countdown.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    place.toggleAttribute("data-soon", minutes < 180);
  };

  const tick = () => places.forEach(show);
  tick();
  setInterval(tick, 30000);
})();
