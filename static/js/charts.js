// Draws every <figure data-chart="id"> from the Vega-Lite specification in <script type="application/json" id="id">.
// Nothing is evaluated (ast) and no style is injected, so the strict content policy holds. Until it is drawn, and
// where no script runs, the picture that the server drew from the same specification stays; on paper it comes back.
(() => {
  const indonesian = document.documentElement.lang.startsWith("id");
  const numbers = indonesian
    ? { decimal: ",", thousands: ".", grouping: [3], currency: ["Rp ", ""] }
    : { decimal: ".", thousands: ",", grouping: [3], currency: ["Rp ", ""] };
  const months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
  const days = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
  const times = {
    dateTime: "%A, %-d %B %Y %H.%M", date: "%-d %B %Y", time: "%H.%M", periods: ["", ""],
    days, shortDays: days.map((day) => day.slice(0, 3)), months, shortMonths: months.map((month) => month.slice(0, 3)),
  };
  const options = {
    ast: true, actions: false, renderer: "canvas", defaultStyle: false, mode: "vega-lite",
    tooltip: { disableDefaultStyle: true }, formatLocale: numbers, ...(indonesian ? { timeFormatLocale: times } : {}),
    config: { aria: false },
  };

  const draw = async (figure) => {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const drawing = figure.querySelector(".chart__drawing");
    const place = document.createElement("div");
    place.className = "chart__canvas";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", drawing.dataset.summary);
    const picture = drawing.querySelector("img");
    drawing.append(place);
    try {
      await window.vegaEmbed(place, JSON.parse(document.getElementById(figure.dataset.chart).textContent), options);
      picture?.classList.add("chart__image--paper");
    } catch (error) {
      place.remove();
      console.error("Chart not drawn", figure.dataset.chart, error);
    }
  };

  // Who prints before the pictures further down have come gets the drawing of the screen instead.
  window.addEventListener("beforeprint", () => {
    for (const picture of document.querySelectorAll(".chart__image--paper")) {
      picture.classList.toggle("chart__image--missing", !picture.naturalWidth);
      picture.loading = "eager";
    }
  });

  const drawAll = (root) => root.querySelectorAll("figure[data-chart]").forEach(draw);
  drawAll(document);
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
})();
