"""Thousands of units at once, in a constant number of statements for each thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import PROTECT

from payandan.catalog.models import ProductModel
from payandan.customers.models import Customer
from payandan.platform.journal.actions import About, record, record_many
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import keyed_code_ok
from payandan.platform.kit.refusals import Refused
from payandan.units import events, queries, rules
from payandan.units.actions.registering import (
    added_event,
    clean_details,
    fill,
    new_unit,
    own,
    registered_event,
)
from payandan.units.actions.shared import about, day_of, derive, guard, resting
from payandan.units.models import Ownership, Unit

_BATCH = 500
_NOT_DETAILS = ("serial", "model_id", "owner_id", "code")
_DETAILS = [entry.name for entry in fields(rules.NewUnit) if entry.name not in _NOT_DETAILS]
_WRITTEN = [*_DETAILS, "owner", "state", "genuine", "search_key", "version"]


@dataclass(slots=True)
class _Plan:
    """What one transaction will write."""

    models: dict[int, ProductModel]
    owners: dict[int, Customer]
    known: dict[str, Unit]
    channel: str
    new: list[Unit] = field(default_factory=list)
    changed: dict[int, Unit] = field(default_factory=dict)
    owned: list[tuple[Unit, Customer]] = field(default_factory=list)
    facts: list[tuple[str, Unit, dict[str, Any], datetime]] = field(default_factory=list)


def register_units(
    *, rows: Sequence[rules.NewUnit], channel: str, actor: Actor, at: datetime, times: Sequence[datetime] = ()
) -> list[rules.Row]:
    """Put many units on the books and register those that have an owner; what became of each row, in order.

    As `register_unit`, but one bad row stops no other: it comes back refused. A row for a known unit fills what is not
    known of it. `times` gives each row's facts their own moment. All good rows are written in one transaction; call it
    with a few thousand rows at a time. Refused as a whole: not_allowed.
    """
    guard(actor, "units.register")
    moments = list(times) or [at] * len(rows)
    try:
        return _register(rows, channel, moments, actor, at)
    except IntegrityError:  # somebody registered one of the serials in this moment: it is known now
        return _register(rows, channel, moments, actor, at)


def _register(
    rows: Sequence[rules.NewUnit], channel: str, moments: Sequence[datetime], actor: Actor, at: datetime
) -> list[rules.Row]:
    cleaned = [_clean(row, at) for row in rows]
    with transaction.atomic():
        plan = _Plan(
            models=ProductModel.objects.select_related("category").in_bulk({row.model_id for row in rows}),
            owners=_owners({row.owner_id for row in rows if row.owner_id is not None}),
            known=_known({row[1] for row in cleaned if not isinstance(row, Refused)}),
            channel=channel,
        )
        results = [
            _plan_row(plan, row, ready, moment) for row, ready, moment in zip(rows, cleaned, moments, strict=True)
        ]
        _write(plan, actor, at)
    return [
        rules.Row(outcome, serial, unit.pk, unit.number) if unit else rules.Row(outcome, serial, None, "", code, name)
        for outcome, serial, unit, code, name in results
    ]


def take_back(*, unit_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Remove units that a bulk made, as far as nothing has happened to them since; returns how many.

    A unit that was changed, read, asked for, or that a record of another package holds on to, stays.
    Refused: not_allowed.
    """
    guard(actor, "units.register")
    untouched = Unit.objects.filter(pk__in=unit_ids, version=1, readings=None, ownership_requests=None)
    for relation in Unit._meta.related_objects:
        if relation.on_delete is PROTECT:
            untouched = untouched.filter(**{f"{relation.name}__isnull": True})
    with transaction.atomic():
        gone = dict(untouched.values_list("pk", "number"))
        Unit.objects.filter(pk__in=gone).delete()
        if gone:
            about_all = [("unit", unit_id) for unit_id in gone]
            record(events.UnitsTakenBack(numbers=tuple(gone.values())), actor=actor, at=at, about=about_all)
    return len(gone)


_Ready = tuple[str, str, dict[str, Any]]
_Result = tuple[str, str, Unit | None, str, str]


def _clean(row: rules.NewUnit, at: datetime) -> _Ready | Refused:
    try:
        shown, matched = rules.clean_serial(row.serial)
        return shown, matched, clean_details({name: getattr(row, name) for name in _DETAILS}, today=day_of(at))
    except Refused as refusal:
        return refusal


def _plan_row(plan: _Plan, row: rules.NewUnit, ready: _Ready | Refused, moment: datetime) -> _Result:
    try:
        if isinstance(ready, Refused):
            raise ready
        outcome, unit = _plan_unit(plan, row, ready, moment)
    except Refused as refusal:
        return "refused", row.serial, None, refusal.code, refusal.field
    return outcome, unit.serial, unit, "", ""


def _plan_unit(plan: _Plan, row: rules.NewUnit, ready: _Ready, moment: datetime) -> tuple[str, Unit]:
    shown, matched, details = ready
    owner = plan.owners.get(row.owner_id) if row.owner_id is not None else None
    if row.owner_id is not None and owner is None:
        raise Refused("owner_unknown", "owner")
    unit = plan.known.get(matched)
    if unit is not None:
        return _plan_known(plan, unit, owner, details, moment)
    model = plan.models.get(row.model_id)
    if model is None:
        raise Refused("model_missing", "model")
    code_ok = bool(row.code) and keyed_code_ok(queries.authenticity_key(), matched, row.code)
    unit = new_unit(
        shown=shown, matched=matched, model=model, channel=plan.channel, code_ok=code_ok, details=details, at=moment
    )
    unit.state = resting(unit)
    if owner:
        own(unit, owner, today=day_of(moment))
        plan.owned.append((unit, owner))
    derive(unit)
    plan.new.append(unit)
    plan.known[matched] = unit
    plan.facts.append(("registered" if owner else "added", unit, {"new": True}, moment))
    return "registered" if owner else "added", unit


def _plan_known(
    plan: _Plan, unit: Unit, owner: Customer | None, details: dict[str, Any], moment: datetime
) -> tuple[str, Unit]:
    if owner and unit.owner_id not in (None, owner.pk):
        raise Refused("serial_taken", "serial")
    gaps = fill(unit, details)
    outcome = "updated" if gaps else "unchanged"
    if owner and unit.owner_id is None:
        own(unit, owner, today=day_of(moment))
        plan.owned.append((unit, owner))
        plan.facts.append(("registered", unit, {"new": False}, moment))
        outcome = "registered"
    elif gaps:
        plan.facts.append(("corrected", unit, gaps, moment))
    if outcome != "unchanged":
        derive(unit)
        if unit.pk:
            unit.version += 1
            plan.changed[unit.pk] = unit
    return outcome, unit


def _write(plan: _Plan, actor: Actor, at: datetime) -> None:
    Unit.objects.bulk_create(plan.new, batch_size=_BATCH)
    Unit.objects.bulk_update(plan.changed.values(), _WRITTEN, batch_size=_BATCH)
    Ownership.objects.bulk_create(
        [
            Ownership(
                unit=unit, customer=owner, since=unit.sold_on or unit.registered_on or day_of(at), how=plan.channel
            )
            for unit, owner in plan.owned
        ],
        batch_size=_BATCH,
    )
    record_many(
        [(_event(plan, kind, unit, extra), _about(unit)) for kind, unit, extra, _ in plan.facts],
        actor=actor,
        times=[moment for *_, moment in plan.facts],
    )


def _event(plan: _Plan, kind: str, unit: Unit, extra: dict[str, Any]) -> object:
    if kind == "added":
        return added_event(unit, plan.channel)
    if kind == "registered":
        return registered_event(unit, plan.channel, new=extra["new"])
    after = {name: value if isinstance(value, (str, int, dict)) else value.isoformat() for name, value in extra.items()}
    return events.UnitCorrected(
        unit_id=unit.pk, number=unit.number, before=dict.fromkeys(after), after=after, reason=plan.channel
    )


def _about(unit: Unit) -> list[About]:
    return about(unit, unit.owner)


def _owners(ids: set[int]) -> dict[int, Customer]:
    owners: dict[int, Customer] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        owners.update(Customer.objects.in_bulk(wanted[start : start + _BATCH]))
    return owners


def _known(keys: set[str]) -> dict[str, Unit]:
    known: dict[str, Unit] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _BATCH):
        part = (
            Unit.objects.select_for_update(of=("self",))
            .select_related("model__category", "owner")
            .filter(serial_key__in=wanted[start : start + _BATCH])
        )
        known.update({unit.serial_key: unit for unit in part})
    return known
