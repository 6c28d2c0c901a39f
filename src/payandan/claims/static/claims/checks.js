// Which papers are chosen, for the checks beside the form: their names go along, the files themselves stay here.
const form = document.querySelector("[data-checked]");
const chosen = form?.querySelector("input[name=chosen]");
form?.addEventListener("change", () => {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  chosen.value = inputs.filter((input) => input.files.length).map((input) => input.name).join(" ");
});
