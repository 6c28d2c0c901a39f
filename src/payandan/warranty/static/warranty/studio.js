// The studio: what is wrong stands beside its control, rows stay open, and the ruler of days follows the document.
const studio = document.querySelector("[data-studio]");
const range = document.getElementById("example-day");
let open = new Set();

/** Put each problem of the list beside the control it is about. */
function place() {
  const found = new Map();
  document.querySelectorAll("#problems [data-for]").forEach((line) => {
    found.set(line.dataset.for, [...(found.get(line.dataset.for) ?? []), line.dataset.said]);
  });
  studio.querySelectorAll("[data-control]").forEach((control) => {
    const said = found.get(control.dataset.control) ?? [];
    const notes = control.querySelector("[data-notes]");
    control.classList.toggle("has-error", said.length > 0);
    notes.replaceChildren(...said.map((text) => Object.assign(document.createElement("p"), { className: "field-error", textContent: text })));
  });
}

/** Let the ruler show the period as it is now; the thumb stays on its day. */
function follow() {
  const verdict = document.getElementById("verdict");
  if (!range || !verdict) return;
  const { least, most, on, said, barX, barWidth } = verdict.dataset;
  document.getElementById("ruler").classList.toggle("resting", !least);
  if (!least) return;
  const dragged = range.matches(":active");
  if (!dragged) Object.assign(range, { min: least, max: most, value: on });
  range.setAttribute("aria-valuetext", said);
  document.getElementById("example-said").textContent = said;
  const fill = document.querySelector("#ruler-bar .ruler-fill");
  if (fill && !dragged) {
    fill.setAttribute("x", `${barX}%`);
    fill.setAttribute("width", `${barWidth}%`);
  }
}

const rows = () => [...studio.querySelectorAll("details[data-row]")];

if (studio) {
  document.addEventListener("htmx:before:swap", () => { open = new Set(rows().filter((row) => row.open).map((row) => row.dataset.row)); });
  document.addEventListener("htmx:after:swap", () => {
    place();
    follow();
    rows().forEach((row) => { if (open.has(row.dataset.row)) row.open = true; });
    const fresh = studio.querySelector("[data-opened]");
    if (fresh) {
      fresh.removeAttribute("data-opened");
      fresh.open = true;
      fresh.querySelector("select, input:not([type=hidden])")?.focus();
      fresh.scrollIntoView({ block: "nearest" });
    }
  });
  follow();
}
