"""Keyset paging: the next page begins after the last row seen, so rows that come or go do not shift it.

The order always ends in the primary key. A cursor holds the sort values of one row; one that cannot be read
shows the first page.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q, QuerySet

COUNT_CAP = 1_000
# What Django raises for a value that a column cannot hold.
_UNFIT = (ValueError, TypeError, OverflowError, ValidationError)


@dataclass(frozen=True, slots=True)
class Key:
    """One part of an order."""

    field: str
    descending: bool
    nullable: bool

    @property
    def path(self) -> str:
        return self.field.replace("__", ".")

    def ordering(self, *, reverse: bool) -> Any:
        """Empty values come last, whichever way the column is sorted."""
        down = self.descending != reverse
        if not self.nullable:
            return f"-{self.field}" if down else self.field
        column = F(self.field)
        places = {"nulls_first": True} if reverse else {"nulls_last": True}
        return column.desc(**places) if down else column.asc(**places)

    def beyond(self, value: Any, *, reverse: bool) -> Q:
        """Rows strictly past the value in the direction of travel."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if reverse else Q(pk__in=[])
        down = self.descending != reverse
        past = Q(**{f"{self.field}__{'lt' if down else 'gt'}": value})
        return past | Q(**{f"{self.field}__isnull": True}) if self.nullable and not reverse else past

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})


def keys_of(rows: QuerySet[Any], sort: str) -> list[Key]:
    """The parts of an order such as ``-filed_at`` or ``state,-filed_at``, with the primary key last."""
    names = [name.strip() for name in sort.split(",") if name.strip()]
    keys = [Key(name.lstrip("-"), name.startswith("-"), _nullable(rows, name.lstrip("-"))) for name in names]
    if not any(key.field in ("pk", "id") for key in keys):
        keys.append(Key("pk", keys[0].descending if keys else False, nullable=False))
    return keys


def _nullable(rows: QuerySet[Any], path: str) -> bool:
    model: Any = rows.model
    for name in path.split("__"):
        if name == "pk":
            return False
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page and the cursors around them; empty cursors at the ends."""

    rows: list[Any]
    before: str
    after: str


def slice_of(rows: QuerySet[Any], keys: list[Key], size: int, *, after: str = "", before: str = "") -> Slice:
    """One page, in one query: `after` or `before` a cursor, else the first page."""
    reverse = bool(before) and not after
    cursor = read_cursor(after or before, len(keys))
    if cursor is None:
        reverse = False
    page = _cut(rows, keys, cursor, reverse=reverse)
    try:
        found = list(page[: size + 1])
    except _UNFIT:  # a cursor with values of another column
        cursor, reverse = None, False
        found = list(_cut(rows, keys, None, reverse=False)[: size + 1])
    more, found = len(found) > size, found[:size]
    if reverse:
        found.reverse()
    has_before = more if reverse else cursor is not None
    has_after = cursor is not None if reverse else more
    return Slice(
        rows=found,
        before=write_cursor(found[0], keys) if found and has_before else "",
        after=write_cursor(found[-1], keys) if found and has_after else "",
    )


def _cut(rows: QuerySet[Any], keys: list[Key], cursor: list[Any] | None, *, reverse: bool) -> QuerySet[Any]:
    ordered = rows.order_by(*(key.ordering(reverse=reverse) for key in keys))
    if cursor is None:
        return ordered
    try:
        return ordered.filter(_past(keys, cursor, reverse=reverse))
    except _UNFIT:
        return ordered


def _past(keys: list[Key], cursor: list[Any], *, reverse: bool) -> Q:
    wanted, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, cursor, strict=True):
        wanted |= same & key.beyond(value, reverse=reverse)
        same &= key.same(value)
    return wanted


def write_cursor(row: Any, keys: list[Key]) -> str:
    """The sort values of a row, safe in an address."""
    values = [_plain(_value(row, key)) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[Any] | None:
    """The values in a cursor, or None where it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, UnicodeDecodeError, RecursionError):
        return None
    fit = isinstance(values, list) and len(values) == length and all(_storable(value) for value in values)
    return values if fit and values[-1] is not None else None


def _storable(value: Any) -> bool:
    """Whether a database can compare with it at all."""
    if isinstance(value, str):
        return "\0" not in value
    return value is None or (isinstance(value, int | float) and abs(value) < 2**63)


def _value(row: Any, key: Key) -> Any:
    for name in key.path.split("."):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def capped_count(rows: QuerySet[Any]) -> int:
    """How many rows there are, but never more than the cap and one."""
    return rows.order_by()[: COUNT_CAP + 1].count()
