// htmx: requests carry the token; an answer that went elsewhere is followed; a failure says so and changes nothing.
import { toast } from "./toasts.js";

const KEPT = 422; // a form with its errors

const said = () => document.getElementById("words")?.dataset ?? {};

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  const { request } = event.detail.ctx;
  if (token && !/^(GET|HEAD)$/i.test(request.method)) request.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  if (raw.redirected) {
    event.preventDefault();
    location.assign(raw.url);
  } else if (raw.status >= 400 && raw.status !== KEPT) {
    event.preventDefault();
    toast(said().failed, "bad");
  }
});
document.addEventListener("htmx:after:swap", () => {
  // What came of an act is said at the top of what was exchanged, which may be out of sight; once.
  const answer = document.querySelector("[data-told]");
  answer?.removeAttribute("data-told");
  answer?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail?.error?.name === "AbortError") return; // a newer request took its place
  toast(navigator.onLine ? said().failed : said().offline, "bad");
});
