// A place to sign in with pen, finger or mouse. What was drawn becomes a PNG in the file input beside it.
// A form that comes back with errors has what was drawn in it: nobody signs twice for a forgotten name.
const drawings = new Map();
const ERRORS = ".alert.tone-bad, .has-error";

function copy(canvas) {
  const twin = document.createElement("canvas");
  twin.width = canvas.width;
  twin.height = canvas.height;
  twin.getContext("2d").drawImage(canvas, 0, 0);
  return twin;
}

export function enhance(box) {
  const canvas = box.querySelector("canvas");
  const form = box.closest("form");
  const place = form.getAttribute("action");
  if (!form.querySelector(ERRORS)) drawings.delete(place);
  const input = box.querySelector("input[type=file]");
  const clear = box.querySelector("[data-clear]");
  const pen = canvas.getContext("2d");
  let last = null, drawn = false;

  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || drawn) return;
    const scale = Math.max(2, devicePixelRatio || 1);
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.lineWidth = 2.2;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#12202c";
    if (drawings.has(place)) {
      pen.drawImage(drawings.get(place), 0, 0, width, height);
      drawn = true;
      keep();
    }
  };
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  // At once, so that a press of the button right after the last stroke finds it there.
  const keep = () => {
    const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "signature.png", { type: "image/png" }));
    input.files = files.files;
    drawings.set(place, copy(canvas));
  };

  canvas.addEventListener("pointerdown", (event) => {
    fit();
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const here = at(event);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(here.x, here.y);
    pen.stroke();
    last = here;
    drawn = true;
  });
  const lift = () => { if (last && drawn) keep(); last = null; };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn = false;
    drawings.delete(place);
    input.value = "";
  });
  new ResizeObserver(fit).observe(canvas);
}
