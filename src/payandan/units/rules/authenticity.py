"""Is it genuine? What a code proves, and what the questions asked about a serial give away of copies."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from payandan.platform.kit.calendars import NoSuchDate, from_parts, next_month_start
from payandan.platform.kit.text import ascii_digits

Answer = Literal["genuine_free", "genuine_registered", "expired", "unproven", "suspicious"]

ANSWERS: tuple[Answer, ...] = ("genuine_free", "genuine_registered", "expired", "unproven", "suspicious")
"""`unproven` is one answer for a serial that is not known and for a known one whose proof is wrong."""

SIGNS = {
    "registered_often": 60,
    "registered_twice": 40,
    "outside_series": 40,
    "many_before_sale": 35,
    "many_addresses": 30,
    "wrong_codes": 25,
    "burst": 20,
}
"""What points to copies in circulation, and how strongly."""

SUSPICIOUS_FROM = 60
OFTEN = 3
MANY_BEFORE_SALE = 8
MANY_ADDRESSES = 12
WRONG_CODES = 6
BURST = 20


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """What was asked about one unit: counts over all its scans, except `last_hour`.

    `taken` counts tries to register it anew with its right code, by another than its owner. Second-hand buyers do so
    too, so that once says little and often says much.
    """

    addresses: int = 0
    before_sale: int = 0
    wrong_codes: int = 0
    taken: int = 0
    last_hour: int = 0


def genuineness(*, code_ok: bool, own_source: bool, serial_fits: bool | None) -> bool | None:
    """True when we know that we made it, None when we do not know; never False, which only people may say.

    A right code proves it. So do our own books (an import or a program of ours) for a serial of the model's series.
    A serial that somebody merely typed proves nothing.
    """
    return True if code_ok or (own_source and serial_fits) else None


def clone_signs(summary: ScanSummary, *, serial_fits: bool | None = None) -> list[str]:
    """The signs of copies, strongest first.

    >>> clone_signs(ScanSummary(taken=1, addresses=30))
    ['registered_twice', 'many_addresses']
    """
    seen = {
        "registered_often": summary.taken >= OFTEN,
        "registered_twice": 1 <= summary.taken < OFTEN,
        "outside_series": serial_fits is False,
        "many_before_sale": summary.before_sale >= MANY_BEFORE_SALE,
        "many_addresses": summary.addresses >= MANY_ADDRESSES,
        "wrong_codes": summary.wrong_codes >= WRONG_CODES,
        "burst": summary.last_hour >= BURST,
    }
    return [sign for sign in SIGNS if seen[sign]]


def clone_score(signs: list[str]) -> int:
    """From 0 to 100; at `SUSPICIOUS_FROM` the answer is `suspicious`."""
    return min(100, sum(SIGNS[sign] for sign in signs))


def answer(*, state: str, owned: bool, proved: bool, score: int, free_until: date | None, today: date) -> Answer:
    """What the public is told of a known unit. Without proof nothing is given away, not even that it is known."""
    if not proved:
        return "unproven"
    if state in ("quarantined_clone", "stolen") or score >= SUSPICIOUS_FROM:
        return "suspicious"
    if free_until is not None and free_until <= today:
        return "expired"
    return "genuine_registered" if owned else "genuine_free"


_MONTH = re.compile(r"([0-9]{4})\s*[/\-. ]\s*([0-9]{1,2})")


def read_month(text: str) -> tuple[date, date] | None:
    """The first day of a typed month and of the one after it, in either calendar; None where it is no month.

    >>> read_month("۱۴۰۴/۲")
    (datetime.date(2025, 4, 21), datetime.date(2025, 5, 22))
    """
    found = _MONTH.fullmatch(ascii_digits(text).strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    calendar: Literal["jalali", "gregorian"] = "jalali" if year < 1700 else "gregorian"
    try:
        start = from_parts(year, month, 1, calendar)
    except NoSuchDate:
        return None
    return start, next_month_start(start, calendar)
