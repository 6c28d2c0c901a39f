"""From the cells of a row to clean values: what was repaired is said, what cannot be read is refused, by column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from payandan.integrations.rules.columns import BY_NAME
from payandan.integrations.rules.countries import country_code
from payandan.platform.kit import calendars, identifiers, money, text

EMPTY = {"", "-", "--", "nan", "none", "null", "n/a", "na", "nat", "#n/a", "ندارد", "نامشخص", "خالی"}
_SHEET_ORIGIN = date(1899, 12, 30)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about one cell: `code` is worded by the door; `was` is what the cell held."""

    field: str
    code: str
    was: str = ""
    now: str = ""


@dataclass(slots=True)
class CleanRow:
    """A row as it will be written, with what was repaired in it and why it is refused, if it is."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    repairs: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)


class _UnreadableError(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(
    number: int, cells: Mapping[str, str], constants: Mapping[str, str], *, currency: str, today: date
) -> CleanRow:
    """Read a row: `cells` maps fields to the raw text of their column, `constants` fill what is empty."""
    row = CleanRow(number)
    read(row, cells, currency)
    for name, value in constants.items():
        if not row.values.get(name):
            row.values[name] = value
    if not row.values.get("serial") and not row.problems:
        row.problems.append(Remark("serial", "missing"))
    _check_dates(row, today)
    return row


def read(row: CleanRow, cells: Mapping[str, str], currency: str) -> None:
    """Read the cells into the row; what cannot be read is a problem of it."""
    for name, raw in cells.items():
        _read(row, name, raw, currency)


def _read(row: CleanRow, name: str, raw: str, currency: str) -> None:
    given = text.store(raw)
    if text.key(given) in EMPTY:
        return
    try:
        value, plain = _READERS[BY_NAME[name].reading](given, currency)
    except _UnreadableError as problem:
        row.problems.append(Remark(name, problem.code, was=given[:80]))
        return
    row.values[name] = value
    if not plain:
        row.repairs.append(Remark(name, "read_as", was=given[:80], now=str(value)[:80]))


def _check_dates(row: CleanRow, today: date) -> None:
    for name, value in row.values.items():
        if isinstance(value, date) and value > today:
            row.problems.append(Remark(name, "in_the_future", was=value.isoformat()))
    made, sold = row.values.get("made_on"), row.values.get("sold_on")
    if made and sold and sold < made:
        row.problems.append(Remark("sold_on", "sold_before_made", was=sold.isoformat(), now=made.isoformat()))


Read = tuple[Any, bool]


def _text(given: str, _: str) -> Read:
    return given[:_LONGEST], len(given) <= _LONGEST


def _code(given: str, _: str) -> Read:
    return text.ascii_digits(given)[:60].strip(), True


def _serial(given: str, _: str) -> Read:
    """A serial; a sheet that took it for a number left «.0» behind, or cut its digits away."""
    plain = text.ascii_digits(given).strip()
    if "e+" in plain.lower() and plain.lower().replace("e+", "").replace(".", "").isdigit():
        raise _UnreadableError("number_lost_its_digits")
    whole = plain.removesuffix(".0") if plain.replace(".", "", 1).isdigit() else plain
    if not identifiers.serial_key(whole) or len(whole) > 60:
        raise _UnreadableError("not_a_serial")
    return whole, whole == given


def _date(given: str, _: str) -> Read:
    plain = text.ascii_digits(given).split("T")[0].removesuffix(" 00:00:00").removesuffix(".0")
    if plain.isdigit() and len(plain) == 5:
        return _SHEET_ORIGIN + timedelta(days=int(plain)), False
    try:
        day = calendars.parse_date(plain, century=True)
    except calendars.NoSuchDate as problem:
        raise _UnreadableError(problem.reason_code) from problem
    short_year = len(plain.replace("-", "/").replace(".", "/").split("/")[0]) <= 2
    return day, not short_year


def _mobile(given: str, _: str) -> Read:
    plain = text.ascii_digits(given).removesuffix(".0")
    try:
        number, repaired = identifiers.repair_mobile(plain)
    except identifiers.BadIdentifier as problem:
        raise _UnreadableError(problem.reason_code) from problem
    return number, not repaired


def _name(given: str, _: str) -> Read:
    return given[:120], len(given) <= 120


def _amount(given: str, currency: str) -> Read:
    try:
        return money.parse_amount(given.removesuffix(".0"), currency), True
    except money.BadAmount as problem:
        raise _UnreadableError(problem.reason_code) from problem


def _meter(given: str, _: str) -> Read:
    try:
        value = text.parse_decimal(given)
    except (text.NotANumber, InvalidOperation) as problem:
        raise _UnreadableError("not_a_number") from problem
    if value < 0 or value > Decimal(10) ** 9:
        raise _UnreadableError("not_a_number")
    return int(value), value == int(value)


def _country(given: str, _: str) -> Read:
    code = country_code(given)
    if not code:
        raise _UnreadableError("unknown_country")
    return code, True


def _email(given: str, _: str) -> Read:
    try:
        return identifiers.email(given), True
    except identifiers.BadIdentifier as problem:
        raise _UnreadableError(problem.reason_code) from problem


_READERS: dict[str, Callable[[str, str], Read]] = {
    "text": _text,
    "code": _code,
    "serial": _serial,
    "date": _date,
    "mobile": _mobile,
    "name": _name,
    "amount": _amount,
    "meter": _meter,
    "country": _country,
    "email": _email,
}


def twins(serials: Mapping[int, str]) -> dict[int, int]:
    """Row → the earlier row of the same serial (normalised)."""
    first: dict[str, int] = {}
    doubled: dict[int, int] = {}
    for number, serial in serials.items():
        known = identifiers.serial_key(serial)
        if known in first:
            doubled[number] = first[known]
        else:
            first[known] = number
    return doubled
