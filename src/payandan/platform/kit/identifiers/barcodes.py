"""What a scanner sends: text typed on the wrong keyboard layout, and GS1 element strings."""

from __future__ import annotations

import re
from calendar import monthrange
from urllib.parse import parse_qsl, unquote, urlsplit

from .checks import gtin_ok
from .reading import BadIdentifier

# A scanner types keys. When the computer is on the standard Persian layout (ISIRI 9147, xkb "ir"), this is
# what arrives for each key that stands for ASCII; the two strings run in parallel and the map is one to
# one.
_KEYS = (
    "1234567890qwertyuiop[]asdfghjkl;'zxcvbnm,./-=\\"
    'QWERTYUIOPASDFGHJKLZXCVBNM{}:"<>?!@#$%^&*()_+|~`'
)  # fmt: skip
_ON_PERSIAN_LAYOUT = (
    "۱۲۳۴۵۶۷۸۹۰ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو./-=\\"
    "\u0652\u064c\u064d\u064b\u064f\u0650\u064e\u0651][ؤئيإأآة»«ك\u0653ژ\u0670\u200c\u0654ء"
    "}{:؛><؟!٬٫﷼٪×،*)(ـ+|÷\u200d"
)
WEDGE_TABLE = dict(zip(_ON_PERSIAN_LAYOUT, _KEYS, strict=True))
# What capitals become. In written Persian these never follow a digit or a sign, and never open a word.
_FLOATING = frozenset("\u0652\u064c\u064d\u064b\u064f\u0650\u064e\u0651\u0653\u0670\u200c\u0654")


def from_wedge(text: str, *, sure: bool = False) -> str:
    """What the barcode said, when a scanner typed it on the Persian keyboard layout; any other text as it is.

    Call it before any normalisation: ZWNJ is the letter B here. Without ``sure`` the text must look like a
    scan: one piece, six characters or more, only what that layout gives, and either letters mixed with
    digits or marks where Persian cannot have them. ``sure=True`` is for a page that saw the keys come at a
    scanner's speed.
    """
    if text.isascii() or any(sign not in WEDGE_TABLE and sign not in " \x1d" for sign in text):
        return text
    if not sure and not _looks_scanned(text):
        return text
    return "".join(WEDGE_TABLE.get(sign, sign) for sign in text)


def _looks_scanned(text: str) -> bool:
    if len(text) < 6 or any(sign.isspace() for sign in text):
        return False
    digits = any("۰" <= sign <= "۹" for sign in text)
    letters = any(sign.isalpha() for sign in text)
    if digits:
        return letters or not any(sign in "٬٫٪" for sign in text)
    return any(sign in _FLOATING and (place == 0 or not text[place - 1].isalpha()) for place, sign in enumerate(text))


_FIXED_ELEMENTS = {
    "00": 18, "01": 14, "02": 14, "03": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
}  # fmt: skip
_OPEN_ELEMENTS = {
    "10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "242": 6, "243": 20, "250": 30, "251": 30,
    "400": 30, **{str(number): 90 for number in range(91, 100)}, "90": 30,
}  # fmt: skip
_NAMES = {"01": "gtin", "10": "lot", "17": "expiry", "21": "serial"}
_SYMBOLOGY = re.compile(r"\](?:C1|e0|d2|Q3|J1)")
_SEPARATOR = re.compile("<GS>|\\{GS\\}|␝", re.IGNORECASE)


def gs1(text: str) -> dict[str, str]:
    """What a GS1 barcode says: ``gtin`` (14 digits), ``lot``, ``expiry`` (ISO date) and ``serial``, as
    present.

    Reads element strings (with FNC1 as 0x1D), the printed form with parentheses, and GS1 Digital Links; a
    link also gives ``url``, and any other http(s) address gives ``url`` alone. Further elements come under
    their numbers. Raises :class:`BadIdentifier`.
    """
    plain = _SEPARATOR.sub("\x1d", text.strip(" \t\r\n"))
    if re.match(r"https?://", plain, re.IGNORECASE):
        return {"url": plain, **_named(_link_elements(plain))}
    plain = _SYMBOLOGY.sub("", plain, count=1) if plain.startswith("]") else plain
    elements = _printed_elements(plain) if plain.startswith("(") else _element_string(plain.strip("\x1d"))
    if not elements:
        raise BadIdentifier("gs1", "not_gs1")
    return _named(elements)


def _printed_elements(plain: str) -> dict[str, str]:
    found = re.findall(r"\(([0-9]{2,4})\)([^(]+)", plain)
    if "".join(f"({number}){value}" for number, value in found) != plain:
        raise BadIdentifier("gs1", "not_gs1")
    return {number: value.strip(" \x1d") for number, value in found}


def _element_string(plain: str) -> dict[str, str]:
    elements: dict[str, str] = {}
    while plain:
        number, length, fixed = _next_element(plain)
        value = plain[len(number) :].partition("\x1d")[0]
        if fixed:
            value = value[:length]
        if not value or len(value) > length or (fixed and len(value) < length) or number in elements:
            raise BadIdentifier("gs1", "not_gs1")
        elements[number] = value
        plain = plain[len(number) + len(value) :].removeprefix("\x1d")
    return elements


def _next_element(plain: str) -> tuple[str, int, bool]:
    """The element number at the start, the length of its value, and whether that length is fixed."""
    if re.match(r"3[1-6][0-9]{2}", plain):
        return plain[:4], 6, True
    for size in (2, 3):
        number = plain[:size]
        if number in _FIXED_ELEMENTS:
            return number, _FIXED_ELEMENTS[number], True
        if number in _OPEN_ELEMENTS:
            return number, _OPEN_ELEMENTS[number], False
    raise BadIdentifier("gs1", "unknown_element" if plain[:2].isdigit() else "not_gs1")


def _link_elements(address: str) -> dict[str, str]:
    split = urlsplit(address)
    steps = [unquote(step) for step in split.path.split("/") if step]
    start = next((place for place, step in enumerate(steps[:-1]) if step == "01" and _is_gtin(steps[place + 1])), None)
    if start is None:
        return {}
    elements = dict(zip(steps[start::2], steps[start + 1 :: 2], strict=False))
    elements["01"] = elements["01"].zfill(14)
    elements.update(parse_qsl(split.query))
    return {number: value for number, value in elements.items() if number.isdigit()}


def _is_gtin(text: str) -> bool:
    """Whether a step of a path is an article number; «/2024/01/15» is only a date in somebody's address."""
    return len(text) in (8, 12, 13, 14) and text.isascii() and text.isdigit() and gtin_ok(text)


def _named(elements: dict[str, str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for number, value in elements.items():
        if number == "01" and not (len(value) == 14 and value.isascii() and value.isdigit() and gtin_ok(value)):
            raise BadIdentifier("gs1", "bad_check")
        named[_NAMES.get(number, number)] = _gs1_date(value) if number == "17" else value
    return named


def _gs1_date(value: str) -> str:
    """YYMMDD of this century; day 00 is the last day of the month."""
    if not re.fullmatch(r"[0-9]{6}", value) or not 1 <= int(value[2:4]) <= 12:
        raise BadIdentifier("gs1", "bad_date")
    year, month, day = 2000 + int(value[:2]), int(value[2:4]), int(value[4:])
    last = monthrange(year, month)[1]
    if day > last:
        raise BadIdentifier("gs1", "bad_date")
    return f"{year}-{month:02d}-{day or last:02d}"
