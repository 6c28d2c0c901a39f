"""What is kept of a unit, and what cannot be true of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from payandan.platform.kit.identifiers import from_wedge, serial_key
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, key, store

CHANNELS = ("qr", "form", "staff", "import", "api")
INSTALLERS = ("authorised", "unauthorised", "owner")
DATES = ("made_on", "imported_on", "sold_on", "delivered_on", "installed_on", "activated_on")
CORRECTABLE = frozenset({*DATES, "serial", "model", "installed_by", "registered_on", "seller", "lot", "country"})
LONGEST_SERIAL = 60
HIGHEST_READING = 10**12


@dataclass(frozen=True, slots=True)
class NewUnit:
    """One unit as an import or a form brings it. `owner_id` is None for a unit that is only on the books."""

    serial: str
    model_id: int
    owner_id: int | None = None
    code: str = ""
    made_on: date | None = None
    imported_on: date | None = None
    sold_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    installed_by: str = ""
    activated_on: date | None = None
    registered_on: date | None = None
    owner_changed_on: date | None = None
    seller: str = ""
    lot: str = ""
    country: str = ""
    branch_id: int | None = None
    meters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one unit of a bulk.

    `outcome`: added (on the books, no owner), registered, updated (gaps filled), unchanged, or refused; then `code`
    and `field` say why.
    """

    outcome: str
    serial: str
    unit_id: int | None = None
    number: str = ""
    code: str = ""
    field: str = ""


def clean_serial(text: str) -> tuple[str, str]:
    """The serial as shown and as matched. A barcode typed on the Persian layout is read as what it says.

    Raises Refused: serial_missing, serial_too_long.

    >>> clean_serial(" av-55 ۰۰۱ ")
    ('av-55 ۰۰۱', 'AV55001')
    """
    shown = store(from_wedge(text.strip()))
    matched = serial_key(shown)
    if not matched:
        raise Refused("serial_missing", "serial")
    if len(shown) > LONGEST_SERIAL or len(matched) > LONGEST_SERIAL:
        raise Refused("serial_too_long", "serial", longest=LONGEST_SERIAL)
    return shown, matched


def check_dates(dates: Mapping[str, date | None], *, today: date) -> None:
    """Refuse what cannot be: a day to come (`date_in_future`), or anything before it was made (`before_made`).

    Other orders happen: paid before delivery or after it, switched on in the shop.
    """
    known = {name: day for name, day in dates.items() if day is not None}
    for name, day in known.items():
        if day > today:
            raise Refused("date_in_future", name, on=day)
    made = known.get("made_on")
    for name, day in known.items():
        if made is not None and day < made:
            raise Refused("before_made", name, on=day, made_on=made)


def check_purchase(sold_on: date, *, known: date | None, made_on: date | None, today: date) -> None:
    """Whether an owner may say that it was bought on this day. Refused: purchase_known, date_in_future, before_made."""
    if known is not None:
        raise Refused("purchase_known", "sold_on", on=known)
    check_dates({"made_on": made_on, "sold_on": sold_on}, today=today)


def clean_meter(name: str) -> str:
    """The code of a meter: km, hours, cycles. Raises Refused("meter_unknown")."""
    code = store(name).casefold()
    if not code.isidentifier() or not code.isascii() or len(code) > 20:
        raise Refused("meter_unknown", "meter")
    return code


def check_reading(value: int, *, last: int | None, overridden: bool, reason: str) -> None:
    """A counter does not run backwards, unless staff say why.

    Refused: reading_impossible, meter_falls, reason_missing.
    """
    if not 0 <= value <= HIGHEST_READING:
        raise Refused("reading_impossible", "value")
    if last is None or value >= last:
        return
    if not overridden:
        raise Refused("meter_falls", "value", last=last)
    if not reason.strip():
        raise Refused("reason_missing", "reason")


def search_text(*, number: str, serial: str, serial_key: str, model: Iterable[str], owner: Iterable[str]) -> str:
    """The search key of a unit: its serial with and without separators, its model's names, its owner's."""
    own = key(f"{ascii_digits(serial)} {serial_key} {number}")
    return " ".join(filter(None, (own, _keyed(" ".join(model)), _keyed(" ".join(owner)))))


@lru_cache(maxsize=2048)
def _keyed(text: str) -> str:
    """The key of a text that returns in thousands of units: a model's names, an owner's."""
    return key(text)
