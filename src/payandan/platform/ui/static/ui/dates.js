// A calendar beside a typed date: Jalali or Gregorian, walked by keyboard; the field can always be typed in.
import { ascii, isPersian, local } from "./digits.js";
import { daysIn, fromDay, parse, toDay, today } from "./jalali.js";

const MONTHS = {
  jalali: isPersian
    ? ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
    : ["Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"],
  gregorian: isPersian
    ? ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]
    : ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};
// From Sunday, as Date counts.
const DAYS = isPersian
  ? ["یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه"]
  : ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SHORT = isPersian ? ["ی", "د", "س", "چ", "پ", "ج", "ش"] : ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
const WORDS = isPersian
  ? { open: "باز کردن تقویم", today: "امروز", clear: "پاک کردن", next: "ماه بعد", previous: "ماه قبل", month: "ماه", year: "سال", calendar: "تقویم" }
  : { open: "Open the calendar", today: "Today", clear: "Clear", next: "Next month", previous: "Previous month", month: "Month", year: "Year", calendar: "Calendar" };

export function enhance(input) {
  if (input.closest(".date-wrap")) return;
  const calendar = input.dataset.date;
  const firstWeekday = calendar === "jalali" ? 6 : 1;
  const wrap = element("span", { className: "date-wrap" });
  input.replaceWith(wrap);
  const opener = element("button", { type: "button", className: "date-open", ariaLabel: WORDS.open, title: WORDS.open });
  opener.innerHTML = '<svg class="icon" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" aria-hidden="true"><rect x="3" y="4" width="18" height="18" rx="2"/><path d="M8 2v4M16 2v4M3 10h18"/></svg>';
  const popup = element("div", { className: "calendar", hidden: true, role: "dialog", ariaLabel: WORDS.calendar });
  wrap.append(input, opener, popup);
  let at = today(calendar);

  const write = ({ y, m, d }) => {
    const joint = calendar === "gregorian" && !isPersian ? "-" : "/";
    input.value = local([y, String(m).padStart(2, "0"), String(d).padStart(2, "0")].join(joint));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const close = (focus = true) => { popup.hidden = true; if (focus) opener.focus(); };
  const open = () => {
    at = parse(ascii(input.value), calendar) ?? today(calendar);
    popup.hidden = false;
    draw(true);
    popup.scrollIntoView({ block: "nearest" });
  };
  const move = (days) => { at = fromDay(toDay(at, calendar) + days, calendar); draw(true); };
  const turn = (months) => {
    const count = at.y * 12 + at.m - 1 + months;
    const y = Math.floor(count / 12), m = count % 12 + 1;
    at = { y, m, d: Math.min(at.d, daysIn(y, m, calendar)) };
  };

  const draw = (focus) => {
    const chosen = parse(ascii(input.value), calendar), now = today(calendar);
    const same = (a, b) => a && a.y === b.y && a.m === b.m && a.d === b.d;
    const head = element("div", { className: "calendar-head" });
    const step = (label, months, path) => {
      const button = element("button", { type: "button", ariaLabel: label, title: label });
      button.innerHTML = `<svg class="icon icon-directed" width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
      button.addEventListener("click", () => { turn(months); draw(false); });
      return button;
    };
    const months = choice(WORDS.month, MONTHS[calendar].map((name, index) => [index + 1, name]), at.m, (value) => { at = { ...at, m: value, d: 1 }; draw(false); });
    const years = choice(WORDS.year, range(now.y + 11, now.y - 90).map((year) => [year, local(year)]), at.y, (value) => { at = { ...at, y: value, d: 1 }; draw(false); });
    head.append(step(WORDS.previous, -1, "m15 18-6-6 6-6"), months, years, step(WORDS.next, 1, "m9 18 6-6-6-6"));

    const table = element("table", { role: "grid" });
    const names = table.createTHead().insertRow();
    for (let index = 0; index < 7; index += 1) {
      const weekday = (firstWeekday + index) % 7;
      const cell = element("th", { scope: "col", textContent: SHORT[weekday], abbr: DAYS[weekday] });
      names.append(cell);
    }
    const first = toDay({ y: at.y, m: at.m, d: 1 }, calendar);
    const lead = (weekdayOf(first) - firstWeekday + 7) % 7;
    const body = table.createTBody();
    let line = body.insertRow();
    for (let blank = 0; blank < lead; blank += 1) line.insertCell();
    for (let d = 1; d <= daysIn(at.y, at.m, calendar); d += 1) {
      if (line.cells.length === 7) line = body.insertRow();
      const day = { y: at.y, m: at.m, d }, weekday = weekdayOf(first + d - 1);
      const button = element("button", { type: "button", textContent: local(d), tabIndex: d === at.d ? 0 : -1 });
      button.setAttribute("aria-label", `${DAYS[weekday]} ${local(d)} ${MONTHS[calendar][at.m - 1]} ${local(at.y)}`);
      if (same(now, day)) button.setAttribute("aria-current", "date");
      button.setAttribute("aria-pressed", String(Boolean(same(chosen, day))));
      if (calendar === "jalali" ? weekday === 5 : weekday === 0) button.className = "rest";
      button.addEventListener("click", () => { write(day); close(); });
      line.insertCell().append(button);
    }
    const foot = element("div", { className: "calendar-foot" });
    const action = (label, act) => { const button = element("button", { type: "button", textContent: label }); button.addEventListener("click", act); return button; };
    foot.append(
      action(WORDS.today, () => { write(today(calendar)); close(); }),
      action(WORDS.clear, () => { input.value = ""; input.dispatchEvent(new Event("change", { bubbles: true })); close(); }),
    );
    popup.replaceChildren(head, table, foot);
    if (focus) popup.querySelector('td button[tabindex="0"]')?.focus();
  };

  opener.addEventListener("click", () => (popup.hidden ? open() : close()));
  input.addEventListener("keydown", (event) => { if (event.altKey && event.key === "ArrowDown") { event.preventDefault(); open(); } });
  popup.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); return; }
    if (!event.target.closest("td")) return;
    const along = document.documentElement.dir === "rtl" ? -1 : 1;
    const steps = { ArrowLeft: -along, ArrowRight: along, ArrowUp: -7, ArrowDown: 7 };
    if (event.key in steps) { event.preventDefault(); move(steps[event.key]); }
    if (event.key === "PageUp" || event.key === "PageDown") { event.preventDefault(); turn(event.key === "PageUp" ? -1 : 1); draw(true); }
    if (event.key === "Home" || event.key === "End") { event.preventDefault(); at = { ...at, d: event.key === "Home" ? 1 : daysIn(at.y, at.m, calendar) }; draw(true); }
  });
  document.addEventListener("pointerdown", (event) => { if (!popup.hidden && !wrap.contains(event.target)) close(false); });
  wrap.addEventListener("focusout", (event) => { if (event.relatedTarget && !wrap.contains(event.relatedTarget)) close(false); });
}

const weekdayOf = (day) => new Date(day * 864e5).getUTCDay();
const range = (high, low) => Array.from({ length: high - low + 1 }, (_unused, index) => high - index);
const element = (name, properties) => Object.assign(document.createElement(name), properties);

function choice(label, options, value, change) {
  const select = element("select", { ariaLabel: label });
  select.append(...options.map(([key, text]) => new Option(text, key, false, key === value)));
  select.addEventListener("change", () => change(Number(select.value)));
  return select;
}
