"""Prices, times, authorisations and the table in force, as a process remembers them.

They are asked for with every claim and change seldom. So each kind has an edition, whose token is drawn anew whenever
it changes: one query reads the tokens, and only what has another token than the one remembered is read again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from payandan.claims.models import Authorisation, Edition, PartPrice, PaymentTable, StandardTime, Tariff
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import payment_tables as tables
from payandan.platform.people.models import Branch
from payandan.platform.search.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Book:
    """All reference data of one moment. `table` is None where none is published."""

    sheet: prices.Sheet
    table: tables.Table | None = None
    table_id: int | None = None
    version: int | None = None


_kept: dict[str, tuple[str, Any]] = {}
_editions = Prepared(lambda: Edition.objects.values_list("kind", "token"))


def book() -> Book:
    """The reference data as they are now: one query, and one more for each kind that changed since the last time."""
    tokens = dict(_editions())
    table_id, version, table = _current("table", tokens, (None, None, None))
    sheet = prices.Sheet(
        tariffs=_current("tariffs", tokens, ()),
        parts=_current("parts", tokens, {}),
        times=_current("times", tokens, {}),
        authorisations=_current("authorisations", tokens, ()),
    )
    return Book(sheet, table, table_id, version)


def _current(kind: str, tokens: dict[str, str], nothing: Any) -> Any:
    """What is remembered of a kind, read again where it is of another edition; nothing where nobody wrote any."""
    token = tokens.get(kind)
    if token is None:
        return nothing
    held = _kept.get(kind)
    if held is None or held[0] != token:
        held = (token, _READERS[kind]())
        _kept[kind] = held
    return held[1]


def _tariffs() -> tuple[prices.Tariff, ...]:
    return tuple(
        prices.Tariff(
            row.country, row.branch_id, row.level, row.since, row.until, row.currency, row.labour_hour,
            row.handling_bp, row.travel_km, tuple(row.travel_zones), row.admin_fee, row.tax_bp,
        )
        for row in Tariff.objects.all()
    )  # fmt: skip


def _parts() -> dict[tuple[str, str], tuple[prices.PartPrice, ...]]:
    names = ("country", "branch_id", "category__code", "model_id", "component", "since", "until", "currency", "price")
    rows = PartPrice.objects.order_by("category__code", "component").values_list(*names)
    grouped = groupby(
        (prices.PartPrice(*row) for row in rows.iterator()), key=lambda row: (row.category, row.component)
    )
    return {key: tuple(found) for key, found in grouped}


def _times() -> dict[tuple[str, str], tuple[prices.StandardTime, ...]]:
    names = (
        "country", "branch_id", "category__code", "model_id", "component", "operation", "since", "until", "minutes",
    )  # fmt: skip
    rows = StandardTime.objects.order_by("category__code", "component").values_list(*names)
    found = (prices.StandardTime(*row) for row in rows.iterator())
    return {key: tuple(group) for key, group in groupby(found, key=lambda row: (row.category, row.component))}


def _authorisations() -> tuple[prices.Authorisation, ...]:
    rows = Authorisation.objects.values_list("branch_id", "category__code", "level", "since", "until")
    return tuple(prices.Authorisation(*row) for row in rows)


def _table() -> tuple[int | None, int | None, tables.Table | None]:
    row = PaymentTable.objects.filter(state=tables.PUBLISHED).first()
    return (row.pk, row.version, tables.parse_table(row.body)) if row else (None, None, None)


_READERS: dict[str, Callable[[], Any]] = {
    "tariffs": _tariffs,
    "parts": _parts,
    "times": _times,
    "authorisations": _authorisations,
    "table": _table,
}

_codes: dict[int, str] = {}


def codes_of_branches(ids: set[int]) -> dict[int, str]:
    """The codes of branches, which never change: asked for once in the life of a process."""
    if ids - _codes.keys():
        _codes.update(Branch.objects.values_list("pk", "code"))
    return {branch: _codes[branch] for branch in ids if branch in _codes}
