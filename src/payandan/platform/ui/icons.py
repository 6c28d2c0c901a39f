"""Icons as inline SVG from the lucide set, so that no page asks another place for a picture."""

from functools import lru_cache

import lucide
from django.utils.safestring import SafeString, mark_safe

# Arrows and the like point along the reading direction, so they turn round in a right-to-left page.
DIRECTED = frozenset(
    {
        "arrow-left", "arrow-right", "chevron-left", "chevron-right", "chevrons-left", "chevrons-right", "log-out",
        "log-in", "undo-2", "redo-2", "reply", "send", "list", "list-checks", "panel-left", "corner-down-left",
        "external-link", "arrow-up-right", "text-search", "truck", "move-right", "trending-up", "trending-down",
    }
)  # fmt: skip


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """The icon as SVG: hidden from readers of the screen unless it has a label; a dot where there is no such icon."""
    known = name if _exists(name) else "circle"
    classes = "icon icon-directed" if known in DIRECTED else "icon"
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    drawn = lucide._render_icon(
        known, size, **{"class": classes, "stroke-width": "1.75", "focusable": "false", **spoken}
    )
    return mark_safe(drawn)  # noqa: S308 - the drawing is from the set, the tree escapes the label


def _exists(name: str) -> bool:
    try:
        lucide._load_icon(name)
    except lucide.IconDoesNotExist:
        return False
    return True
