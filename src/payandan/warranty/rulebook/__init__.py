"""The shipped rule book: believable terms of an importer, and law packs of Iran with their sources."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


def shipped() -> dict[str, dict[str, Any]]:
    """Every shipped document by its id, as plain data. A fresh copy each time."""
    return {document["id"]: document for document in map(yaml.safe_load, _texts())}


@lru_cache(maxsize=1)
def _texts() -> tuple[str, ...]:
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)
