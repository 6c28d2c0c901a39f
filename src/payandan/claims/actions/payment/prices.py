"""Writing prices, standard times and authorisations down, each with its first day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from payandan.claims.actions.payment.editions import locked_edition, renew
from payandan.claims.events import PriceDropped, PricePut
from payandan.claims.models import Authorisation, PartPrice, StandardTime, Tariff
from payandan.claims.rules import payment_prices as rules
from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

MOST_ROWS = 20_000
Row = Tariff | PartPrice | StandardTime | Authorisation


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of reference data: its table, what tells one row from another, and what a row says."""

    model: type[Any]
    key: tuple[str, ...]
    said: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    "tariffs": Kind(
        Tariff,
        ("country", "branch_id", "level", "currency", "since"),
        ("labour_hour", "handling_bp", "travel_km", "travel_zones", "admin_fee", "tax_bp", "until"),
    ),
    "parts": Kind(
        PartPrice,
        ("country", "branch_id", "category_id", "model_id", "component", "currency", "since"),
        ("price", "until"),
    ),
    "times": Kind(
        StandardTime,
        ("country", "branch_id", "category_id", "model_id", "component", "operation", "since"),
        ("minutes", "until"),
    ),
    "authorisations": Kind(Authorisation, ("branch_id", "category_id", "since"), ("level", "until")),
}


@dataclass(frozen=True, slots=True)
class Put:
    """How many rows were new, were changed, and stood there already just so."""

    added: int
    changed: int
    same: int


def put_prices(*, kind: str, rows: Sequence[Mapping[str, Any]], actor: Actor, at: datetime) -> Put:
    """Write rows of one kind down, all or none, in a constant number of statements.

    Each row holds the `key` and the `said` of its kind. One with a key that is there replaces what that says; the same
    rows again change nothing. Raises Refused with the row's place in `field` (`rows.3.until`): not_allowed,
    too_many_rows, twice, ends_before_it_begins, bad_price.
    """
    book = _book(kind, actor)
    if len(rows) > MOST_ROWS:
        raise Refused("too_many_rows", field="rows", most=MOST_ROWS)
    wanted: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for place, row in enumerate(rows):
        _check(kind, row, actor, f"rows.{place}")
        key = tuple(row[name] for name in book.key)
        if key in wanted:
            raise Refused("twice", field=f"rows.{place}")
        wanted[key] = row
    with transaction.atomic():
        locked_edition(kind)
        known = {tuple(getattr(row, name) for name in book.key): row for row in _known(book, wanted)}
        fresh = [book.model(**row) for key, row in wanted.items() if key not in known]
        moved = [(known[key], row) for key, row in wanted.items() if key in known and _differs(book, known[key], row)]
        befores = [_values(book, row) for row, _said in moved]
        for row, said in moved:
            for name in book.said:
                setattr(row, name, said[name])
        book.model.objects.bulk_create(fresh, batch_size=500)
        book.model.objects.bulk_update([row for row, _said in moved], book.said, batch_size=500)
        events = [PricePut(kind, row.pk, {}, _values(book, row)) for row in fresh]
        events += [
            PricePut(kind, row.pk, before, _values(book, row))
            for (row, _said), before in zip(moved, befores, strict=True)
        ]
        if events:
            renew(kind)
            journal.record_many([(event, [(f"pay_{kind}", event.row_id)]) for event in events], actor=actor, at=at)
        return Put(len(fresh), len(moved), len(wanted) - len(fresh) - len(moved))


def change_price(*, kind: str, row: Row, values: Mapping[str, Any], actor: Actor, at: datetime) -> Row:
    """Correct one row, its key too. Raises Refused: not_allowed, already_there, ends_before_it_begins, bad_price."""
    book = _book(kind, actor)
    _check(kind, values, actor)
    with transaction.atomic():
        locked_edition(kind)
        kept: Row = book.model.objects.select_for_update().get(pk=row.pk)
        _own(kept.branch_id, actor)
        same = book.model.objects.filter(**{name: values[name] for name in book.key}).exclude(pk=row.pk)
        if same.exists():
            raise Refused("already_there", field="since")
        before = _values(book, kept)
        for name in (*book.key, *book.said):
            setattr(kept, name, values[name])
        after = _values(book, kept)
        if after != before:
            kept.save()
            renew(kind)
            event = PricePut(kind, kept.pk, before, after)
            journal.record(event, actor=actor, at=at, about=[(f"pay_{kind}", kept.pk)])
        return kept


def drop_price(*, kind: str, row: Row, actor: Actor, at: datetime) -> None:
    """Strike a row out that should never have been there. What was computed with it stays as it was."""
    book = _book(kind, actor)
    with transaction.atomic():
        locked_edition(kind)
        kept: Row = book.model.objects.select_for_update().get(pk=row.pk)
        _own(kept.branch_id, actor)
        event = PriceDropped(kind, kept.pk, _values(book, kept))
        kept.delete()
        renew(kind)
        journal.record(event, actor=actor, at=at, about=[(f"pay_{kind}", event.row_id)])


def _book(kind: str, actor: Actor) -> Kind:
    if not actor.can("claims.rules"):
        raise Refused("not_allowed")
    if kind not in KINDS:
        raise Refused("not_found", field="kind")
    return KINDS[kind]


def _own(branch: int | None, actor: Actor) -> None:
    """Who is bound to branches writes for these alone, and not for everybody."""
    if not actor.sees_every_branch and branch not in (actor.branches or ()):
        raise Refused("not_allowed", field="branch")


def _check(kind: str, row: Mapping[str, Any], actor: Actor, at: str = "") -> None:
    def refuse(code: str, field: str) -> Refused:
        return Refused(code, field=f"{at}.{field}".strip("."))

    _own(row["branch_id"], actor)
    if row["until"] is not None and row["until"] <= row["since"]:
        raise refuse("ends_before_it_begins", "until")
    if kind == "tariffs" and row["level"] not in ("", *rules.LEVELS):
        raise refuse("bad_price", "level")
    if kind == "authorisations" and (row["level"] not in rules.LEVELS or row["branch_id"] is None):
        raise refuse("bad_price", "level")
    for name in ("labour_hour", "handling_bp", "travel_km", "admin_fee", "tax_bp", "price", "minutes"):
        if (value := row.get(name)) is not None and not 0 <= value < 10**13:
            raise refuse("bad_price", name)


def _known(book: Kind, wanted: Iterable[tuple[Any, ...]]) -> Iterable[Any]:
    """The rows that begin on one of these days: few enough to look through, and one query."""
    days = {key[-1] for key in wanted}
    rows: Iterable[Any] = book.model.objects.select_for_update().filter(since__in=days).order_by()
    return rows


def _differs(book: Kind, row: Model, said: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != said[name] for name in book.said)


def _values(book: Kind, row: Any) -> dict[str, Any]:
    """What a row says, as a fact holds it."""
    values = {name: getattr(row, name) for name in (*book.key, *book.said)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
