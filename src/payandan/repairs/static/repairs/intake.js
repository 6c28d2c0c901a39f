// The counter: the next field is always one key away. Enter in the scan field asks for the unit; a scan does it by itself.
export function enhance(page) {
  const scan = page.querySelector("[data-intake-scan]");
  const field = scan?.querySelector("input[name=serial]");
  field?.addEventListener("scan", () => scan.requestSubmit());
  const first = page.querySelector("[data-intake-first] input, [data-intake-first] textarea");
  (first ?? field)?.focus({ preventScroll: Boolean(first) });
}
