// A running clock: what the server counted so far, and every second since. The server alone decides what counts.
const FIGURES = new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa" : "en", { minimumIntegerDigits: 2, useGrouping: false });

export function enhance(clock) {
  const began = Date.parse(clock.dataset.since);
  const before = Number(clock.dataset.before || 0);
  const show = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000)) + before;
    clock.textContent = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => FIGURES.format(part)).join(":");
    if (!clock.isConnected) clearInterval(timer);
  };
  const timer = setInterval(show, 1000);
  show();
}
