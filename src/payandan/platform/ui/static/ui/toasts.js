// Short messages that go by themselves, unless the pointer rests on them or they tell of a failure.
const LIFE = 7000;

export function toasts() {
  document.querySelectorAll("[data-toast]").forEach(live);
}

/** Show a sentence; tone is good, warn, bad or info. */
export function toast(text, tone = "info") {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const item = document.createElement("div");
  item.className = `toast tone-${tone}`;
  const words = document.createElement("span");
  words.textContent = text;
  item.append(words);
  region.append(item);
  live(item);
}

function live(item) {
  item.querySelector(".toast-close")?.addEventListener("click", () => item.remove());
  if (/tone-(bad|error|warn)/.test(item.className)) return;
  let timer = setTimeout(() => item.remove(), LIFE);
  item.addEventListener("pointerenter", () => clearTimeout(timer));
  item.addEventListener("pointerleave", () => { timer = setTimeout(() => item.remove(), LIFE / 2); });
}
