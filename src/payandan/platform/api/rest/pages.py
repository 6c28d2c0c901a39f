"""Lists by cursor: each row once, in order, however many rows come in between."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from pydantic_core import from_json, to_json

from payandan.platform.api.rest.problems import FieldError, invalid
from payandan.platform.api.rest.schemas import PageQuery

_SALT = "payandan.api.cursor"


def page(
    rows: QuerySet[Any], query: PageQuery, *, sort: str = "-id", row: Callable[[Any], Any] | None = None
) -> dict[str, Any]:
    """One page of `rows`, for an operation with `response=rest.Page[…]`; one query, plus those of prefetches.

    `sort` is a column that is never null, with `-` for newest first; take it from a Literal in the query schema.
    Equal values are told apart by the primary key. `row` makes the answer of one record (default: the record).
    """
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    sign = "-" if backwards else ""
    if query.cursor:
        rows = rows.filter(_beyond(rows.model, name, backwards, _position(rows.model, name, sort, query.cursor)))
    found = list(rows.order_by(f"{sign}{name}", f"{sign}pk")[: query.limit + 1])
    shown = found[: query.limit]
    more = len(found) > query.limit
    return {
        "items": [row(record) for record in shown] if row else shown,
        "next": _cursor(sort, getattr(shown[-1], name), shown[-1].pk) if more else None,
    }


def _beyond(model: type[Model], name: str, backwards: bool, position: tuple[Any, int]) -> Q:
    value, key = position
    side = "lt" if backwards else "gt"
    if name in ("id", "pk", getattr(model._meta.pk, "name", "id")):
        return Q(**{f"pk__{side}": key})
    # The first condition is implied by the second; it is what an index can use.
    return Q(**{f"{name}__{side}e": value}) & (Q(**{f"{name}__{side}": value}) | Q(**{f"pk__{side}": key}))


def _cursor(sort: str, value: Any, key: int) -> str:
    plain = value.isoformat() if isinstance(value, (date, datetime)) else value
    return Signer(salt=_SALT, sep="~").sign(to_json([sort, plain, key]).hex())


def _position(model: type[Model], name: str, sort: str, cursor: str) -> tuple[Any, int]:
    try:
        made_for, value, key = from_json(bytes.fromhex(Signer(salt=_SALT, sep="~").unsign(cursor)))
        if made_for != sort:
            raise ValueError(made_for)
        field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        return field.to_python(value), int(key)
    except (BadSignature, ValueError, TypeError, ValidationError):
        raise invalid(FieldError("cursor", "bad_cursor", place="query")) from None
