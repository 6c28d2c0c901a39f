// A barcode scanner is a keyboard in a hurry. What it means is read from the keys themselves (KeyboardEvent.code),
// so the layout of the computer does not matter; a Persian layout would garble the text.
const SHORTEST = 6;
const GAP = 35;
const AGAIN = 800;

const PLAIN = { Minus: "-", Equal: "=", Slash: "/", Period: ".", Comma: ",", Semicolon: ";", Quote: "'", BracketLeft: "[", BracketRight: "]", Backslash: "\\", Backquote: "`", Space: " ", NumpadDecimal: ".", NumpadSubtract: "-", NumpadAdd: "+", NumpadDivide: "/", NumpadMultiply: "*" };
const SHIFTED = { Minus: "_", Equal: "+", Slash: "?", Period: ">", Comma: "<", Semicolon: ":", Quote: '"', BracketLeft: "{", BracketRight: "}", Backslash: "|", Backquote: "~", Space: " " };
const SHIFTED_DIGITS = ")!@#$%^&*(";

/** The sign on a key of the US layout, which is what scanners send; "" for keys that write nothing. */
export function sign(event) {
  const { code, shiftKey } = event;
  if (/^Key[A-Z]$/.test(code)) return shiftKey !== event.getModifierState?.("CapsLock") ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shiftKey ? SHIFTED_DIGITS[code[5]] : code[5];
  if (/^Numpad\d$/.test(code)) return code[6];
  if (code === "BracketRight" && event.ctrlKey) return "\u001d";
  return (shiftKey ? SHIFTED[code] : undefined) ?? PLAIN[code] ?? "";
}

/** Collects keys and tells, at Enter or Tab, what a scanner sent; "" where a person typed. */
export function reader() {
  let text = "", last = 0;
  return {
    key(event) {
      if (event.timeStamp - last > GAP) text = "";
      last = event.timeStamp;
      text += sign(event);
    },
    end(event) {
      const sent = text.length >= SHORTEST && event.timeStamp - last <= GAP ? text : "";
      text = "";
      return sent;
    },
  };
}

export function scanner() {
  const form = document.querySelector("[data-scan-form]");
  const keys = reader();
  let before = { text: "", at: 0 };

  const twice = (text) => {
    const now = performance.now();
    const same = before.text === text && now - before.at < AGAIN;
    before = { text, at: now };
    return same;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey || (event.ctrlKey && event.code !== "BracketRight")) return;
    if (event.key !== "Enter" && event.key !== "Tab") {
      if (!/^(Shift|Control|Caps)/.test(event.key)) keys.key(event);
      return;
    }
    const text = keys.end(event);
    if (!text) return;
    const target = event.target;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (typing && !("wedge" in target.dataset)) return;
    if (twice(text)) { event.preventDefault(); return; }
    if (typing) {
      // The field holds what the layout made of the keys; put right what the scanner meant.
      target.value = text;
      target.dispatchEvent(new Event("input", { bubbles: true }));
      target.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: text }));
      if (!target.closest("[data-scan-form], [data-scan-sends]")) event.preventDefault();
      return;
    }
    if (!form) return;
    event.preventDefault();
    location.assign(`${form.getAttribute("action")}?${new URLSearchParams({ q: text, scan: "1" })}`);
  }, true);
}
