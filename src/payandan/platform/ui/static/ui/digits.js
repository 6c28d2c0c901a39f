// Digits of any script to ASCII, and numbers in the page's language.
export const isPersian = document.documentElement.lang.startsWith("fa");
const ZEROS = [0x06f0, 0x0660];

export const ascii = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => {
  const point = digit.charCodeAt(0);
  return String(point - ZEROS.find((zero) => point >= zero && point < zero + 10));
});
export const local = (text) => isPersian ? String(text).replace(/\d/g, (digit) => String.fromCharCode(ZEROS[0] + Number(digit))) : String(text);
export const grouped = (digits) => local(digits.replace(/\B(?=(\d{3})+$)/g, isPersian ? "٬" : ","));
