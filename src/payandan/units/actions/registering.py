"""A unit comes onto the books, and gets its first owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import IntegrityError, transaction

from payandan.catalog import queries as catalog
from payandan.catalog.models import ProductModel
from payandan.catalog.rules import serial_fits
from payandan.customers.models import Customer
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import keyed_code_ok, public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.units import events, queries, rules
from payandan.units.actions.authenticity import note_scan
from payandan.units.actions.shared import about, day_of, guard, resting, save
from payandan.units.models import Ownership, Unit


class UnitDetails(TypedDict, total=False):
    """What may be known of a unit when it is registered; what is known already stays."""

    made_on: date | None
    imported_on: date | None
    sold_on: date | None
    delivered_on: date | None
    installed_on: date | None
    installed_by: str
    activated_on: date | None
    registered_on: date | None
    seller: str
    lot: str
    country: str
    branch_id: int | None
    meters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What one registration asks for, checked."""

    serial: str
    serial_key: str
    model: ProductModel | None
    owner: Customer | None
    channel: str
    code_ok: bool
    details: Mapping[str, Any]
    actor: Actor
    at: datetime


def register_unit(
    *,
    serial: str,
    owner: Customer | None,
    channel: str,
    actor: Actor,
    at: datetime,
    model: ProductModel | None = None,
    code: str = "",
    address: str | None = None,
    **details: Unpack[UnitDetails],
) -> Unit:
    """Put a unit on the books and, with an `owner`, register it; the first registration wins.

    `model` may be left out where the unit is known or its serial fits one model only. A unit of the owner's is
    returned as it is. `code` is the authenticity code of its card, `address` where a public question came from.
    Allowed to staff and programs with `units.register`, and to customers for themselves. Refused: not_allowed,
    serial_missing, serial_too_long, serial_taken (another owns it; nothing about the owner is told), serial_known
    (without an owner: it is on the books), serial_blocked, serial_outside_series, model_missing, card_code_wrong,
    date_in_future, before_made.
    """
    _guard(actor, owner)
    shown, matched = rules.clean_serial(serial)
    checked = clean_details(details, today=day_of(at))
    code_ok = _code_ok(matched, code, channel=channel, address=address, at=at)
    wish = _Wish(shown, matched, model, owner, channel, code_ok, checked, actor, at)
    try:
        with transaction.atomic():
            unit = _found(matched)
            return _add(wish) if unit is None else _claim(unit, wish)
    except Refused as refusal:
        if refusal.code == "serial_taken" and code_ok:
            known = queries.by_serial(matched)
            note_scan(asked=matched, unit=known, answer="taken", channel=channel, address=address, at=at)
        raise


def clean_details(details: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The details as they are kept, without those that say nothing. Raises Refused naming the field."""
    kept = {name: value for name, value in details.items() if value not in (None, "", {})}
    dates = (*rules.DATES, "registered_on", "owner_changed_on")
    rules.check_dates({name: kept[name] for name in dates if name in kept}, today=today)
    for name, longest in (("seller", 120), ("lot", 40)):
        if name in kept:
            kept[name] = store(kept[name])[:longest]
    if kept.get("installed_by", "owner") not in rules.INSTALLERS:
        raise Refused("installer_unknown", "installed_by")
    if "country" in kept:
        kept["country"] = kept["country"].upper()
        if not (len(kept["country"]) == 2 and kept["country"].isascii() and kept["country"].isalpha()):
            raise Refused("country_unknown", "country")
    if "meters" in kept:
        kept["meters"] = {rules.clean_meter(name): int(value) for name, value in kept["meters"].items()}
    return kept


def fill(unit: Unit, details: Mapping[str, Any]) -> dict[str, Any]:
    """Set what is not known yet; returns what was set. What is known is changed only by a correction."""
    gaps = {name: value for name, value in details.items() if getattr(unit, name) in (None, "", {})}
    for name, value in gaps.items():
        setattr(unit, name, value)
    return gaps


def new_unit(
    *,
    shown: str,
    matched: str,
    model: ProductModel,
    channel: str,
    code_ok: bool,
    details: Mapping[str, Any],
    at: datetime,
) -> Unit:
    """A unit that is not saved yet. Raises Refused("serial_outside_series") where the model has other serials."""
    fits = serial_fits(model.serial_pattern, matched)
    if fits is False and not code_ok:
        raise Refused("serial_outside_series", "serial")
    return Unit(
        number=public_id("UNT"),
        serial=shown,
        serial_key=matched,
        model=model,
        genuine=rules.genuineness(code_ok=code_ok, own_source=channel in ("import", "api"), serial_fits=fits),
        created_at=at,
        **{"country": settings.COUNTRY, **details},
    )


def added_event(unit: Unit, channel: str) -> events.UnitAdded:
    """The fact of a unit without an owner."""
    return events.UnitAdded(
        unit_id=unit.pk,
        number=unit.number,
        serial=unit.serial,
        category=unit.model.category.code,
        model=unit.model.code,
        channel=channel,
    )


def registered_event(unit: Unit, channel: str, *, new: bool) -> events.UnitRegistered:
    """The fact of a first owner."""
    assert unit.owner_id is not None
    return events.UnitRegistered(
        unit_id=unit.pk,
        number=unit.number,
        serial=unit.serial,
        category=unit.model.category.code,
        model=unit.model.code,
        channel=channel,
        customer_id=unit.owner_id,
        genuine=unit.genuine,
        new=new,
    )


def own(unit: Unit, owner: Customer, *, today: date) -> None:
    """Give an unowned unit to its first owner, in memory. Raises Refused("serial_blocked")."""
    if unit.state not in rules.MOVES["register"]:
        raise Refused("serial_blocked", "serial")
    unit.owner = owner
    unit.registered_on = unit.registered_on or today
    unit.state = unit.state if unit.state == "in_repair" else resting(unit)


def _guard(actor: Actor, owner: Customer | None) -> None:
    if actor.kind == "customer" and owner is not None and actor.id == owner.pk:
        return
    guard(actor, "units.register")


def _code_ok(matched: str, code: str, *, channel: str, address: str | None, at: datetime) -> bool:
    if not code.strip():
        return False
    if keyed_code_ok(queries.authenticity_key(), matched, code):
        return True
    note_scan(
        asked=matched, unit=queries.by_serial(matched), answer="wrong_code", channel=channel, address=address, at=at
    )
    raise Refused("card_code_wrong", "code")


def _found(matched: str) -> Unit | None:
    return (
        Unit.objects.select_for_update(of=("self",))
        .select_related("model__category", "owner")
        .filter(serial_key=matched)
        .first()
    )


def _only_model(matched: str) -> ProductModel:
    fitting = catalog.models_fitting(matched)
    if len(fitting) != 1:
        raise Refused("model_missing", "model")
    return fitting[0]


def _add(wish: _Wish) -> Unit:
    unit = new_unit(
        shown=wish.serial,
        matched=wish.serial_key,
        model=wish.model or _only_model(wish.serial_key),
        channel=wish.channel,
        code_ok=wish.code_ok,
        details=wish.details,
        at=wish.at,
    )
    unit.state = resting(unit)
    if wish.owner:
        own(unit, wish.owner, today=day_of(wish.at))
    try:
        with transaction.atomic():
            save(unit)
    except IntegrityError:
        # Somebody registered the same serial in this moment: from here on it is one that exists.
        rival = _found(wish.serial_key)
        if rival is None:
            raise
        return _claim(rival, wish)
    if wish.owner:
        _record_owner(unit, wish.owner, wish, new=True)
    else:
        record(added_event(unit, wish.channel), actor=wish.actor, at=wish.at, about=about(unit))
    return unit


def _claim(unit: Unit, wish: _Wish) -> Unit:
    if wish.owner is None:
        raise Refused("serial_known", "serial", number=unit.number)
    if unit.owner_id is not None:
        if unit.owner_id != wish.owner.pk:
            raise Refused("serial_taken", "serial")
        return unit
    fill(unit, wish.details)
    own(unit, wish.owner, today=day_of(wish.at))
    if wish.code_ok and unit.genuine is None:
        unit.genuine = True
    save(unit)
    _record_owner(unit, wish.owner, wish, new=False)
    return unit


def _record_owner(unit: Unit, owner: Customer, wish: _Wish, *, new: bool) -> None:
    since = unit.sold_on or unit.registered_on or day_of(wish.at)
    Ownership.objects.create(unit=unit, customer=owner, since=since, how=wish.channel)
    event = registered_event(unit, wish.channel, new=new)
    record(event, actor=wish.actor, at=wish.at, about=about(unit, owner))
