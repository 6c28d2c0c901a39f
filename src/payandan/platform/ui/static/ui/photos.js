// Photos before they are sent: seen, removable, and told when one is too large. Files may be dropped on the box.
import { isPersian, local } from "./digits.js";

const size = (bytes) => bytes < 1e6
  ? local(String(Math.max(1, Math.round(bytes / 1e3)))) + (isPersian ? " کیلوبایت" : " kB")
  : local((bytes / 1e6).toFixed(1).replace(".", isPersian ? "٫" : ".")) + (isPersian ? " مگابایت" : " MB");

export function enhance(field) {
  const input = field.querySelector("input[type=file]");
  const shown = field.querySelector("[data-previews]");
  const box = field.querySelector(".photo-box");
  if (!input || !shown) return;
  let files = [];

  const put = () => {
    const kept = new DataTransfer();
    files.forEach((file) => kept.items.add(file));
    input.files = kept.files;
    shown.replaceChildren(...files.map(preview));
  };
  const preview = (file) => {
    const item = document.createElement("li");
    const picture = file.type.startsWith("image/") ? new Image() : document.createElement("span");
    picture.className = "thumb";
    if (picture instanceof Image) {
      picture.alt = file.name;
      picture.src = URL.createObjectURL(file);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    } else picture.textContent = file.name.split(".").pop().toUpperCase();
    const note = document.createElement("span");
    note.textContent = size(file.size);
    note.classList.toggle("too-large", file.size > Number(input.dataset.maxBytes || Infinity));
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${isPersian ? "برداشتن" : "Remove"} ${file.name}`);
    remove.addEventListener("click", () => { files = files.filter((other) => other !== file); put(); input.focus(); });
    item.append(picture, remove, note);
    return item;
  };

  input.addEventListener("change", () => {
    const most = Number(input.dataset.maxFiles || 1);
    files = most > 1 ? [...files, ...input.files].slice(0, most) : [...input.files].slice(0, 1);
    put();
  });
  ["dragenter", "dragleave", "drop"].forEach((name) => input.addEventListener(name, () => box.classList.toggle("over", name === "dragenter")));
}
