// Run a part on elements that are in the page now or are swapped in later.
const parts = [];

/** For each element that matches, once: load the module and call its `enhance(element)`. */
export function watch(selector, load) {
  const part = { selector, load, seen: new WeakSet() };
  parts.push(part);
  scan(part, document);
}

function scan({ selector, load, seen }, root) {
  const found = [...root.querySelectorAll(selector)];
  if (root instanceof Element && root.matches(selector)) found.push(root);
  const fresh = found.filter((element) => !seen.has(element));
  if (!fresh.length) return;
  fresh.forEach((element) => seen.add(element));
  load().then((module) => fresh.forEach((element) => module.enhance(element)));
}

/** Look for the marks anew, after something was put into the page. */
export const look = () => parts.forEach((part) => scan(part, document));

document.addEventListener("htmx:after:swap", look);
