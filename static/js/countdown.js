// Counts down to a moment: <time data-countdown datetime="…" data-days data-hours data-over>. The server wrote it once.
"use strict";
(() => {
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const words = (place) => {
    const minutes = Math.floor((Date.parse(place.dateTime) - Date.now()) / 60000);
    const { days, hours, over } = place.dataset;
    if (minutes < 0) return over;
    if (minutes >= 48 * 60) return fill(days, { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60) });
    return fill(hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
  const show = () => {
    for (const place of document.querySelectorAll("time[data-countdown]")) {
      const now = words(place);
      if (place.textContent !== now) place.textContent = now;
    }
  };
  show();
  setInterval(show, 20000);
  document.addEventListener("visibilitychange", show);
})();
