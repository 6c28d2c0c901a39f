// Beside an amount in rials: the same in toman, in figures and, in Persian, in words. Figures are grouped when one leaves.
import { ascii, grouped, isPersian } from "./digits.js";

const ONES = ["", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده"];
const TENS = ["", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"];
const HUNDREDS = ["", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"];
const SCALES = ["", "هزار", "میلیون", "میلیارد", "هزار میلیارد"];
const PLAIN = /^(\d{1,15}|\d{1,3}(?:[,٬،'’ ]\d{3}){1,4})$/;

/** Whole digits, or "" where the text is not a plain number (a word such as «تومان» is for the server). */
export function plain(text) {
  const typed = ascii(text).trim();
  return PLAIN.test(typed) ? typed.replace(/\D/g, "").replace(/^0+(?=\d)/, "") : "";
}

/** A whole number in Persian words. */
export function inWords(number) {
  if (number === 0n) return "صفر";
  const groups = [];
  for (let scale = 0; number > 0n; scale += 1, number /= 1000n) {
    const part = Number(number % 1000n);
    if (part) groups.unshift([three(part), SCALES[scale]].filter(Boolean).join(" "));
  }
  return groups.join(" و ");
}

function three(part) {
  const rest = part % 100;
  const low = rest < 20 ? [ONES[rest]] : [TENS[Math.floor(rest / 10)], ONES[rest % 10]];
  return [HUNDREDS[Math.floor(part / 100)], ...low].filter(Boolean).join(" و ");
}

export function enhance(input) {
  const other = input.closest(".field, form")?.querySelector(`[data-money-other][for="${CSS.escape(input.id)}"]`);
  const say = () => {
    if (!other) return;
    const digits = plain(input.value);
    if (!digits || digits === "0") { other.textContent = ""; return; }
    const rials = BigInt(digits), toman = rials / 10n, rest = rials % 10n;
    const figures = grouped(String(toman)) + (rest ? (isPersian ? "٫" : ".") + grouped(String(rest)) : "");
    const words = isPersian && !rest && toman > 999n ? ` (${inWords(toman)} تومان)` : "";
    other.textContent = isPersian ? `معادل ${figures} تومان${words}` : `= ${figures} toman`;
  };
  input.addEventListener("input", say);
  input.addEventListener("change", () => { const digits = plain(input.value); if (digits) input.value = grouped(digits); say(); });
  say();
}
