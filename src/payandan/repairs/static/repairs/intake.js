// The counter: the next field is always one key away. Enter in the scan field asks for the unit; a scan does it by itself.
// What is answered the same way nine times in ten (the rest is fine; in three days) takes one touch.
export function enhance(page) {
  const scan = page.querySelector("[data-intake-scan]");
  const field = scan?.querySelector("input[name=serial]");
  field?.addEventListener("scan", () => scan.requestSubmit());
  const first = page.querySelector("[data-intake-first] input, [data-intake-first] textarea");
  (first ?? field)?.focus({ preventScroll: Boolean(first) });
  page.addEventListener("click", ({ target }) => {
    const day = target.closest("[data-day]");
    if (day) put(page.querySelector("[name=promised_on]"), day.dataset.day);
    if (target.closest("[data-all-yes]")) page.querySelectorAll(".checklist fieldset:not(:has(:checked)) [value=yes]").forEach((answer) => { answer.checked = true; });
  });
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
