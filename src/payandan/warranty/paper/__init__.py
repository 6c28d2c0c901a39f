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
    return _made("card.typ", {"language": language, "cards": list(cards)})


def guarantee_pdf(sheets: Sequence[dict[str, Any]]) -> bytes:
    """Guarantee texts as one PDF, each beginning a page, each in a language of its own."""
    return _made("guarantee.typ", {"sheets": list(sheets)})


def _made(template: str, data: Any) -> bytes:
    return compiled(_template(template), data)


def compiled(template: bytes, data: Any, *, folder: Path | None = None) -> bytes:
    """A template with its data as PDF, in the house's font; pictures are named by their places in `folder`."""
    import typst  # here, since every process would hold its seven megabytes for the one that prints

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(template, root=folder, font_paths=_font_folders(), sys_inputs=inputs, format="pdf")
    return bytes(made) if isinstance(made, bytes | bytearray) else b"".join(bytes(page) for page in made or [])


@lru_cache(maxsize=2)
def _template(name: str) -> bytes:
    return (files(__name__) / name).read_bytes()


@lru_cache(maxsize=1)
def _font_folders() -> list[Any]:
    """Where the house's font lies; without it the system's fonts are used."""
    found = [finders.find(name) for name in _FONTS]
    return sorted({str(Path(path).parent) for path in found if isinstance(path, str)})
