// A list by keyboard: j and k move, Enter opens, p shows the row at the side, / goes to the search.
const typing = (element) => element.closest?.("input, textarea, select, dialog, [contenteditable]");

export function enhance(list) {
  const rows = () => [...list.querySelectorAll("tbody tr[data-href]")];
  const panel = list.querySelector("[data-preview-panel]");
  const at = () => rows().findIndex((row) => row.classList.contains("at"));

  const go = (place) => {
    const all = rows();
    if (!all.length) return;
    const next = Math.max(0, Math.min(all.length - 1, place));
    all.forEach((row, index) => row.classList.toggle("at", index === next));
    all[next].scrollIntoView({ block: "nearest" });
    all[next].querySelector("a")?.focus({ preventScroll: true });
    if (panel && !panel.hidden) preview(all[next]);
  };
  const preview = (row) => {
    if (!panel || !row?.dataset.preview) return;
    panel.hidden = false;
    rows().forEach((other) => other.classList.toggle("at", other === row));
    window.htmx?.ajax("GET", row.dataset.preview, { target: "#preview-body", swap: "innerHTML" });
  };
  const close = () => { if (panel) panel.hidden = true; };

  let last = 0;
  document.addEventListener("keydown", (event) => {
    // A scanner's keys come in a rush; they are not commands.
    const rushed = event.timeStamp - last < 60;
    last = event.timeStamp;
    if (rushed && !event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    // By the place of the key, so that a Persian layout moves as well.
    if (event.code === "KeyJ" || event.code === "ArrowDown" && at() >= 0) { event.preventDefault(); go(at() + 1); }
    else if (event.code === "KeyK" || event.code === "ArrowUp" && at() >= 0) { event.preventDefault(); go(at() < 0 ? 0 : at() - 1); }
    else if (event.code === "KeyP" && at() >= 0) preview(rows()[at()]);
    else if (event.code === "Slash") { const box = list.querySelector("[data-list-search] input[type=search]"); if (box) { event.preventDefault(); box.focus(); } }
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at() >= 0 && event.target === document.body) location.assign(rows()[at()].dataset.href);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (event.target.closest("[data-preview-close]")) { close(); return; }
    if (!row || event.target.closest("a, input, label, summary")) return;
    if (event.target.closest("[data-preview-open]")) { preview(row); return; }
    if (event.target.closest("button") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  });
}
