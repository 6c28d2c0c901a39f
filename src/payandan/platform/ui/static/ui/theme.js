// Light or dark by the reader's choice, kept for a year; the fold of the navigation likewise.
const YEAR = 31536000;

const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`; };

export function theme() {
  const root = document.documentElement;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) {
      const dark = (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
      root.dataset.theme = dark ? "light" : "dark";
      const sheet = document.getElementById("dark");
      if (sheet) sheet.media = "screen";
      keep("theme", root.dataset.theme);
    }
    if (event.target.closest("[data-fold]")) {
      const folded = root.classList.toggle("folded");
      keep("folded", folded ? "1" : "0");
      event.target.closest("[data-fold]").setAttribute("aria-expanded", String(!folded));
    }
  });
}
