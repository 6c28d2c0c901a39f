// The one search: Ctrl/⌘ K brings it, suggestions are walked with the arrows.
export function find() {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const box = form.querySelector("input[type=search]");
  const list = form.querySelector(".suggestions");
  const hint = form.querySelector("[data-key-hint]");
  if (hint && /Mac|iP/.test(navigator.platform)) hint.textContent = "⌘ K";

  const options = () => [...list.querySelectorAll("a[href]")];
  const current = () => options().findIndex((option) => option.classList.contains("at"));
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (place) => {
    options().forEach((option, index) => {
      option.classList.toggle("at", index === place);
      if (option.role === "option") option.setAttribute("aria-selected", String(index === place));
    });
    const chosen = options()[place];
    if (chosen) {
      chosen.id ||= `suggestion-${place}`;
      box.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
  document.addEventListener("htmx:after:swap", () => {
    if (document.activeElement === box) show(Boolean(box.value.trim()) && list.childElementCount > 0);
  });
  box.addEventListener("focus", () => { if (list.childElementCount && box.value.trim()) show(true); });
  box.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "Escape") { show(false); return; }
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark((current() + 1) % count); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark((current() - 1 + count) % count); }
    if (event.key === "Enter" && current() >= 0) { event.preventDefault(); options()[current()].click(); }
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) setTimeout(() => show(false), 120); });
}
