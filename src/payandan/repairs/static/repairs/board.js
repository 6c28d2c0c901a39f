// Cards are dragged from column to column. The buttons on each card do the same from the keyboard, also without scripts.
let lifted = null;

export function enhance(board) {
  board.addEventListener("dragstart", (event) => {
    lifted = event.target.closest("[data-move]");
    if (!lifted) return;
    lifted.dataset.lifted = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", lifted.dataset.number);
  });
  board.addEventListener("dragend", () => {
    if (lifted) delete lifted.dataset.lifted;
    lifted = null;
    board.querySelectorAll("[data-over]").forEach((column) => delete column.dataset.over);
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column || !lifted) return;
    event.preventDefault();
    board.querySelectorAll("[data-over]").forEach((other) => { if (other !== column) delete other.dataset.over; });
    column.dataset.over = "";
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column || !lifted) return;
    event.preventDefault();
    if (column.contains(lifted)) return;
    window.htmx.ajax("POST", lifted.dataset.move, {
      source: column.querySelector("h2"), // of the board itself, every form on it would be sent along
      target: "#board",
      swap: "outerHTML",
      values: { column: column.dataset.column, version: lifted.dataset.version },
    });
  });
}
