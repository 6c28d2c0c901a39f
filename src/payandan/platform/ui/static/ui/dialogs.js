// Buttons that open a <dialog>; a click on the shade closes it. A form sent twice is sent once.
import { look, watch } from "./watch.js";

export function dialogs() {
  watch("dialog[open]", async () => ({ enhance: raise }));
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      opener.closest("[data-menu]")?.removeAttribute("open");
      bring(opener);
    }
    if (event.target instanceof HTMLDialogElement && outside(event.target, event)) event.target.close();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

// A dialog that the page does not carry is fetched from the address of its opener, and kept until the page changes.
async function bring(opener) {
  const id = opener.dataset.open;
  const place = document.querySelector("[data-dialogs]");
  if (!document.getElementById(id) && place && opener.href) {
    opener.setAttribute("aria-busy", "true");
    const answer = await fetch(opener.href, { headers: { "Payandan-Dialog": id } }).catch(() => null);
    opener.removeAttribute("aria-busy");
    const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    if (!found) { location.assign(opener.href); return; }
    found.removeAttribute("open");
    place.append(found);
    window.htmx?.process(found);
    look();
  }
  open(id);
}

export function open(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[autofocus], .dialog-body :is(input:not([type=hidden]), select, textarea, button)")?.focus();
}

// A dialog that came open with the page, as one with its errors does, stands before everything like any other.
function raise(dialog) {
  if (dialog.matches(":modal")) return;
  dialog.removeAttribute("open");
  open(dialog.id);
}

function outside(dialog, { clientX, clientY, target }) {
  if (target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
