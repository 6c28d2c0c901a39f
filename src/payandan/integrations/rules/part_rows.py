"""A row of a list of spare parts: cleaned, and what belongs together told apart."""

import re
from collections.abc import Mapping

from payandan.integrations.rules.rows import CleanRow, Remark, read
from payandan.platform.kit.text import key

USUAL_KIND = "consumable"
KIND_NAMES = {"مصرفی": "consumable", "گردان": "rotable", "ایمنی": "safety", "جانبی": "accessory", "safety": "safety"}
"""Kinds as sheets have them in short."""
_BETWEEN = re.compile(r"[,;،؛|/\n]+")
_PERSIAN = re.compile("[\u0600-\u06ff]")


def clean_part(number: int, cells: Mapping[str, str], constants: Mapping[str, str], *, currency: str) -> CleanRow:
    """Read a row: `cells` maps fields to the raw text of their column, `constants` fill what is empty."""
    row = CleanRow(number)
    read(row, cells, currency)
    for name, value in constants.items():
        if not row.values.get(name):
            row.values[name] = value
    if not row.values.get("part_code") and not row.problems:
        row.problems.append(Remark("part_code", "missing"))
    _name_by_its_letters(row)
    return row


def _name_by_its_letters(row: CleanRow) -> None:
    """One column of names is Persian or English by its letters, whatever its header says."""
    given = {name: str(row.values.get(name, "")) for name in ("name_fa", "name_en")}
    if given["name_en"] and not given["name_fa"] and _PERSIAN.search(given["name_en"]):
        row.values["name_fa"] = row.values.pop("name_en")
    elif given["name_fa"] and not given["name_en"] and not _PERSIAN.search(given["name_fa"]):
        row.values["name_en"] = row.values.pop("name_fa")


def models_in(text: str) -> list[str]:
    """The models that a cell names, as they are compared."""
    return [folded for piece in _BETWEEN.split(text) if (folded := key(piece))]
