// What every page gets. Each part looks for its own marks in the page and does nothing where there are none.
import "./requests.js";
import { watch } from "./watch.js";
import { dialogs } from "./dialogs.js";
import { menus } from "./menus.js";
import { toasts } from "./toasts.js";
import { theme } from "./theme.js";
import { find } from "./find.js";
import { scanner } from "./scan.js";

document.documentElement.classList.add("scripted");
theme();
menus();
dialogs();
toasts();
find();
scanner();

// The parts that only some pages need are fetched by the pages that show their marks, also after a swap.
watch("[data-list]", () => import("./list.js"));
watch("input[data-date]", () => import("./dates.js"));
watch("input[data-money]", () => import("./money.js"));
watch("[data-photos]", () => import("./photos.js"));
