// Menus made of <details>: one open at a time, closed by Escape and by a click elsewhere. The drawer closes by Escape too.
export function menus() {
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details[data-menu]");
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => { if (menu !== inside) menu.open = false; });
    const open = event.target.closest(".bar-menu");
    if (open || event.target.closest(".side-close, .side-shade")) {
      event.preventDefault();
      drawer(Boolean(open));
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
    const asked = event.target.closest("[data-confirm]");
    if (asked && !confirm(asked.dataset.confirm)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
    drawer(false);
  });
}

function drawer(open) {
  const side = document.getElementById("side");
  if (!side) return;
  const was = side.classList.toggle("open", open);
  if (location.hash === "#side") history.replaceState(null, "", location.pathname + location.search);
  if (was) side.querySelector("a")?.focus();
}

async function copyText(button) {
  await navigator.clipboard?.writeText(button.dataset.copy);
  button.classList.add("done");
  const label = button.getAttribute("aria-label");
  button.setAttribute("aria-label", button.dataset.done);
  setTimeout(() => { button.classList.remove("done"); button.setAttribute("aria-label", label); }, 1600);
}
