// Cards are carried from column to column: dragged by mouse, or lifted by a finger that rests on them. The buttons on each
// card do the same from the keyboard, also without scripts. The board comes back where it was looked at.
const REST = 350; // how long a finger rests before it lifts a card: less is scrolling
const SLACK = 10;
const EDGE = 60;

let lifted = null;
let kept = { scroll: 0, number: "" };

export function enhance(board) {
  const strip = board.querySelector(".board");
  strip.scrollLeft = kept.scroll;
  if (kept.number) board.querySelector(`[data-number="${kept.number}"] summary`)?.focus();
  kept = { scroll: strip.scrollLeft, number: "" };
  strip.addEventListener("scroll", () => { kept.scroll = strip.scrollLeft; }, { passive: true });
  board.addEventListener("submit", ({ target }) => { kept.number = target.closest("[data-move]")?.dataset.number ?? ""; });
  board.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  byMouse(board);
  byFinger(board, strip);
}

function byMouse(board) {
  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-move]");
    if (!card) return;
    lift(card);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.number);
  });
  board.addEventListener("dragend", () => lay(board));
  board.addEventListener("dragover", (event) => {
    if (lifted && over(board, event.target)) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    if (!lifted) return;
    event.preventDefault();
    drop(over(board, event.target));
  });
}

function byFinger(board, strip) {
  let waiting = 0, from = null;
  const leave = () => { clearTimeout(waiting); from = null; };
  board.addEventListener("touchstart", (event) => {
    const card = event.target.closest("[data-move]");
    if (!card || event.touches.length > 1 || event.target.closest("details")) return;
    from = event.touches[0];
    card.draggable = false; // else the browser begins a drag of its own
    waiting = setTimeout(() => { lift(card); navigator.vibrate?.(15); }, REST);
  }, { passive: true });
  board.addEventListener("touchmove", (event) => {
    const finger = event.touches[0];
    if (!lifted) {
      if (from && Math.hypot(finger.clientX - from.clientX, finger.clientY - from.clientY) > SLACK) leave();
      return;
    }
    event.preventDefault();
    const frame = strip.getBoundingClientRect();
    if (finger.clientX < frame.left + EDGE) strip.scrollLeft -= 14;
    if (finger.clientX > frame.right - EDGE) strip.scrollLeft += 14;
    over(board, document.elementFromPoint(finger.clientX, finger.clientY));
  }, { passive: false });
  board.addEventListener("touchend", (event) => {
    leave();
    if (!lifted) return;
    event.preventDefault(); // no click on the card's link
    drop(board.querySelector("[data-over]"));
    lay(board);
  });
  board.addEventListener("touchcancel", () => { leave(); lay(board); });
  board.addEventListener("contextmenu", (event) => { if (from) event.preventDefault(); });
}

function lift(card) {
  lifted = card;
  card.dataset.lifted = "";
}

function lay(board) {
  if (lifted) delete lifted.dataset.lifted;
  lifted = null;
  over(board, null);
}

/** Mark the column at this place, and only it. */
function over(board, place) {
  const column = place?.closest?.("[data-column]") ?? null;
  board.querySelectorAll("[data-over]").forEach((other) => { if (other !== column) delete other.dataset.over; });
  if (column) column.dataset.over = "";
  return column;
}

function drop(column) {
  if (!column || column.contains(lifted)) return;
  window.htmx.ajax("POST", lifted.dataset.move, {
    source: column.querySelector("h2"), // of the board itself, every form on it would be sent along
    target: "#board",
    swap: "outerHTML",
    values: { column: column.dataset.column, version: lifted.dataset.version },
  });
}
