// The sum of the inputs marked with data-adds-up, beside them while they are typed; the server says the last word.
(() => {
  const inputs = [...document.querySelectorAll("[data-adds-up]")];
  const line = document.querySelector("[data-sum]");
  if (!line || !inputs.length) return;
  const comma = !document.documentElement.lang.startsWith("en");
  const show = () => {
    const hundredths = inputs.map((input) => Math.round(Number(input.value.replace("%", "").trim().replace(",", ".")) * 100));
    const sum = hundredths.reduce((before, each) => before + each, 0);
    const text = Number.isNaN(sum) ? "–" : String(sum / 100);
    line.hidden = false;
    line.querySelector("[data-sum-value]").textContent = comma ? text.replace(".", ",") : text;
    line.querySelector("[data-sum-wrong]").hidden = sum === 10000;
  };
  for (const input of inputs) input.addEventListener("input", show);
  show();
})();
