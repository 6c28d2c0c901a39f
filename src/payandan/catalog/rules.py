"""What the catalogue may hold."""

import re
from collections.abc import Mapping
from typing import Any

from payandan.platform.kit import identifiers
from payandan.platform.kit.identifiers import BadIdentifier
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, key, store

_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST = {"brand": 60, "code": 60, "name_fa": 160, "name_en": 160, "serial_pattern": 120, "icon": 40, "group": 60}
LONGEST_NAME = 120


def clean_code(text: str) -> str:
    """A code for rules: small Latin letters, digits, single underscores. Raises Refused("code_wrong")."""
    code = ascii_digits(store(text)).casefold().replace("-", "_").replace(" ", "_")
    if not _CODE.fullmatch(code) or len(code) > LONGEST["code"]:
        raise Refused("code_wrong", "code")
    return code


def clean_names(name_fa: str, name_en: str, *, longest: int = LONGEST_NAME) -> tuple[str, str]:
    """Both names, tidy; one that is missing is lent by the other. Raises Refused("name_missing" | "too_long")."""
    persian, english = store(name_fa), store(name_en)
    if not persian and not english:
        raise Refused("name_missing", "name_fa")
    for field, name in (("name_fa", persian), ("name_en", english)):
        if len(name) > longest:
            raise Refused("too_long", field, longest=longest)
    return persian or english, english or persian


def clean_model(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of a product model as they are kept. Raises Refused naming the field."""
    kept = dict(values)
    for field in ("brand", "code", "serial_pattern"):
        if field in kept:
            kept[field] = store(kept[field])
            if len(kept[field]) > LONGEST[field]:
                raise Refused("too_long", field, longest=LONGEST[field])
    for field in ("brand", "code"):
        if field in kept and not kept[field]:
            raise Refused(f"{field}_missing", field)
    if kept.get("barcode"):
        kept["barcode"] = clean_barcode(kept["barcode"])
    if kept.get("serial_pattern"):
        check_pattern(kept["serial_pattern"])
    return kept


def clean_barcode(text: str) -> str:
    """A 13-digit article number. Raises Refused("barcode_wrong")."""
    try:
        return identifiers.ean13(text)
    except BadIdentifier as error:
        raise Refused("barcode_wrong", "barcode") from error


_REPEATED_GROUP = re.compile(r"[+*}][+*{]|\)[+*{]")  # (a+)+ can keep a matcher busy for ever


def check_pattern(pattern: str) -> None:
    """Refuse a serial pattern that is no regular expression, or that a serial could keep busy for ever."""
    if _REPEATED_GROUP.search(pattern) or re.search(r"\\[1-9]|\(\?", pattern):
        raise Refused("pattern_wrong", "serial_pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        raise Refused("pattern_wrong", "serial_pattern") from error


def serial_fits(pattern: str, serial_key: str) -> bool | None:
    """Whether a normalised serial is of this model's kind; None where the model says nothing about serials.

    >>> serial_fits("AV55[0-9]{6}", "AV55012345")
    True
    """
    return bool(re.fullmatch(pattern, serial_key, re.IGNORECASE)) if pattern else None


def search_text(*, number: str, brand: str, code: str, name_fa: str, name_en: str, barcode: str) -> str:
    """The search key of a model; its code also without separators."""
    return key(" ".join((brand, code, identifiers.serial_key(code), name_fa, name_en, barcode, number)))
