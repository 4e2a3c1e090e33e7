// The running total of a score sheet. Only shown: what counts is computed exactly on the server.
(function () {
  "use strict";
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const marks = Array.from(sheet.querySelectorAll("[data-mark]"));
  const line = sheet.querySelector("[data-total]");
  const value = sheet.querySelector("[data-total-value]");
  function hundredths(text) {
    const number = Number(text.trim().replace(",", "."));
    return text.trim() === "" || !Number.isFinite(number) ? null : Math.round(number * 100);
  }
  function show() {
    const entered = marks.map((mark) => [hundredths(mark.value), Number(mark.dataset.weight)]);
    const known = entered.filter(([mark]) => mark !== null);
    line.hidden = known.length === 0;
    const total = known.reduce((sum, [mark, weight]) => sum + mark * weight, 0) / 100;
    value.textContent = `${Math.round(total * 100) / 100} (${known.length}/${entered.length})`;
  }
  sheet.addEventListener("input", show);
  show();
})();
