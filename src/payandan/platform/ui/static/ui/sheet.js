document.documentElement.classList.add("scripted");
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
