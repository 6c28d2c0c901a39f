// The counter: the next field is always one key away. Enter in the scan field asks for the unit; a scan ends with it.
// What is answered the same way nine times in ten (the rest is fine; in three days) takes one touch.
export function enhance(page) {
  const field = page.querySelector("[data-intake-scan] input[name=serial]");
  const first = page.querySelector("[data-intake-first] input, [data-intake-first] textarea");
  (first ?? field)?.focus({ preventScroll: Boolean(first) });
  page.addEventListener("click", ({ target }) => {
    const day = target.closest("[data-day]");
    if (day) put(page.querySelector("[name=promised_on]"), day.dataset.day);
    if (target.closest("[data-all-yes]")) page.querySelectorAll(".checklist fieldset:not(:has(:checked))").forEach((line) => {
      const told = page.querySelector(`[name=symptoms][value="${line.querySelector("input").dataset.deniedBy}"]`);
      line.querySelector(told?.checked ? "[value=no]" : "[value=yes]").checked = true;
    });
  });
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
