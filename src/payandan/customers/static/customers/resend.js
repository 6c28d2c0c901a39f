// The button that asks for another code waits, and says how long. Without script the server says the same.
const digits = new Intl.NumberFormat(document.documentElement.lang === "fa" ? "fa-IR" : "en", { useGrouping: false });

for (const button of document.querySelectorAll("[data-resend]")) {
  const until = Date.now() + Number(button.dataset.resend) * 1000;
  const left = button.querySelector("[data-resend-left]");
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    button.disabled = seconds > 0;
    left.textContent = seconds > 0 ? ` (${digits.format(seconds)})` : "";
    if (seconds > 0) setTimeout(tick, 1000);
  };
  tick();
}
