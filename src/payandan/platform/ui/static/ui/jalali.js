// Days counted from 1970-01-01 (UTC) and back, in either calendar. The Jalali year follows the 33-year rule, which is
// the official calendar for 1200-1499.
const leap = (year) => (25 * year + 11) % 33 < 8;
const EPOCH = { year: 1200, day: Date.UTC(1821, 2, 21) / 864e5 };

const newYears = [EPOCH.day];
for (let year = EPOCH.year; year < 1500; year += 1) newYears.push(newYears.at(-1) + (leap(year) ? 366 : 365));

export function daysIn(y, m, calendar) {
  if (calendar === "gregorian") return new Date(Date.UTC(y, m, 0)).getUTCDate();
  if (m <= 6) return 31;
  return m < 12 || leap(y) ? 30 : 29;
}

export function toDay({ y, m, d }, calendar) {
  if (calendar === "gregorian") return Date.UTC(y, m - 1, d) / 864e5;
  return newYears[y - EPOCH.year] + (m <= 7 ? (m - 1) * 31 : 186 + (m - 7) * 30) + d - 1;
}

export function fromDay(day, calendar) {
  if (calendar === "gregorian") {
    const date = new Date(day * 864e5);
    return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
  }
  let index = newYears.findIndex((start) => start > day) - 1;
  if (index < 0) index = day < EPOCH.day ? 0 : newYears.length - 2;
  const past = day - newYears[index];
  const [m, d] = past < 186 ? [Math.floor(past / 31) + 1, past % 31 + 1] : [Math.floor((past - 186) / 30) + 7, (past - 186) % 30 + 1];
  return { y: EPOCH.year + index, m, d };
}

export function today(calendar) {
  const now = new Date();
  return fromDay(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 864e5, calendar);
}

/** A typed year-month-day in this calendar, or null; the server reads many more forms. */
export function parse(text, calendar) {
  const found = /^\s*(\d{4})[/\-. ](\d{1,2})[/\-. ](\d{1,2})\s*$/.exec(text);
  if (!found) return null;
  const [y, m, d] = found.slice(1).map(Number);
  const written = y < 1600 ? "jalali" : "gregorian";
  if (m < 1 || m > 12 || d < 1 || (written === "jalali" && (y < 1200 || y > 1499)) || d > daysIn(y, m, written)) return null;
  return written === calendar ? { y, m, d } : fromDay(toDay({ y, m, d }, written), calendar);
}
