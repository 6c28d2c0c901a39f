"""Designed paper: a template for the PDF engine, fed with data as JSON; no markup is ever built from strings."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

_FONTS = ("vendor/vazirmatn/Vazirmatn-Regular.ttf", "vendor/vazirmatn/Vazirmatn-Bold.ttf")


def cards_pdf(cards: Sequence[dict[str, Any]], *, language: str) -> bytes:
    """Guarantee cards as one PDF, a page for each. The data are plain texts, ready in the reader's language."""
    import typst  # here, since every process would hold its seven megabytes for the one that prints

    data = json.dumps({"language": language, "cards": list(cards)}, ensure_ascii=False)
    made = typst.compile(_template(), font_paths=_font_folders(), sys_inputs={"data": data}, format="pdf")
    return bytes(made) if isinstance(made, bytes | bytearray) else b"".join(bytes(page) for page in made or [])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files(__name__) / "card.typ").read_bytes()


@lru_cache(maxsize=1)
def _font_folders() -> list[Any]:
    """Where the house's font lies; without it the system's fonts are used."""
    found = [finders.find(name) for name in _FONTS]
    return sorted({str(Path(path).parent) for path in found if isinstance(path, str)})
