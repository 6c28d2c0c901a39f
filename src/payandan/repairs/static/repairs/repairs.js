// The workshop's own small scripts: signing, running clocks, and the counter's warnings. Each part looks for its marks.
import { watch } from "../ui/watch.js";

watch("[data-signature]", () => import("./signature.js"));
watch("[data-since]", () => import("./clock.js"));
watch("[data-board]", () => import("./board.js"));
watch("[data-intake]", () => import("./intake.js"));
