"""What is learned of a unit after it is on the books."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from payandan.catalog.models import ProductModel
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.units import events, rules
from payandan.units.actions.registering import clean_details
from payandan.units.actions.shared import about, day_of, guard, guard_owner_or, locked, resting, save
from payandan.units.models import Ownership, Reading, Unit


class Corrections(TypedDict, total=False):
    """What staff may put right; None or an empty text takes a value away."""

    serial: str
    model: ProductModel
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


def correct_unit(
    *, unit: Unit, reason: str, actor: Actor, at: datetime, version: int | None = None, **changes: Unpack[Corrections]
) -> Unit:
    """Put data of a unit right; the fact keeps what was there before. Nothing is recorded where nothing changed.

    Refused: not_allowed, reason_missing, serial_missing, serial_too_long, serial_known, date_in_future, before_made,
    country_unknown, installer_unknown, stale.
    """
    guard(actor, "units.edit")
    reason = store(reason)[:400]
    if not reason:
        raise Refused("reason_missing", "reason")
    values = _cleaned(changes, at)
    with transaction.atomic():
        unit = locked(unit, version)
        changed = {name: value for name, value in values.items() if getattr(unit, name) != value}
        if not changed:
            return unit
        event = _correction(unit, changed, reason)
        for name, value in changed.items():
            setattr(unit, name, value)
        rules.check_dates({name: getattr(unit, name) for name in rules.DATES}, today=day_of(at))
        if unit.state in ("made", "sold", "registered", "in_service"):
            unit.state = resting(unit)
        try:
            with transaction.atomic():
                save(unit)
        except IntegrityError as error:
            raise Refused("serial_known", "serial") from error
        record(event, actor=actor, at=at, about=about(unit, unit.owner))
    return unit


def state_purchase(*, unit: Unit, sold_on: date, actor: Actor, at: datetime, with_invoice: bool = False) -> Unit:
    """The owner says when it was bought, once; what the seller reported stands.

    Refused: not_allowed, purchase_known, date_in_future, before_made.
    """
    guard_owner_or(actor, unit, "units.edit")
    with transaction.atomic():
        unit = locked(unit)
        rules.check_purchase(sold_on, known=unit.sold_on, made_on=unit.made_on, today=day_of(at))
        unit.sold_on = sold_on
        save(unit)
        Ownership.objects.filter(unit=unit, until=None, since__gt=sold_on, how__in=["qr", "form"]).update(since=sold_on)
        event = events.PurchaseStated(
            unit_id=unit.pk, number=unit.number, sold_on=sold_on.isoformat(), with_invoice=with_invoice
        )
        record(event, actor=actor, at=at, about=about(unit, unit.owner))
    return unit


def record_installation(
    *, unit: Unit, on: date, by: str, actor: Actor, at: datetime, version: int | None = None
) -> Unit:
    """A unit was installed on a day, by an authorised centre, by somebody else, or by its owner.

    Refused: not_allowed, not_from_here, installer_unknown, date_in_future, before_made, stale.
    """
    guard(actor, "units.edit")
    if by not in rules.INSTALLERS:
        raise Refused("installer_unknown", "by")
    with transaction.atomic():
        unit = locked(unit, version)
        rules.check_dates({"made_on": unit.made_on, "on": on}, today=day_of(at))
        unit.state = rules.after("install", unit.state, resting="in_service")
        unit.installed_on, unit.installed_by = on, by
        save(unit)
        event = events.UnitInstalled(unit_id=unit.pk, number=unit.number, on=on.isoformat(), by=by)
        record(event, actor=actor, at=at, about=about(unit, unit.owner))
    return unit


def record_reading(
    *,
    unit: Unit,
    meter: str,
    value: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    overridden: bool = False,
    reason: str = "",
) -> Reading:
    """What a counter shows: `meter` is a code such as km, hours, cycles; `value` whole.

    Owners read their own units; a lower value than the last needs staff, `overridden=True` and a reason (a counter was
    exchanged). Refused: not_allowed, meter_unknown, meter_falls, reading_impossible, reason_missing, date_in_future.
    """
    guard_owner_or(actor, unit, "units.edit")
    code, reason = rules.clean_meter(meter), store(reason)[:400]
    day = on or day_of(at)
    rules.check_dates({"on": day}, today=day_of(at))
    with transaction.atomic():
        unit = locked(unit)
        newest = unit.readings.filter(meter=code).order_by("-on", "-id").first()
        last = unit.meters.get(code)
        # A reading of an earlier day may be lower than today's, but not than the one before it.
        if newest is not None and day < newest.on:
            earlier = unit.readings.filter(meter=code, on__lte=day).order_by("-on", "-id").first()
            last = earlier.value if earlier else None
        allowed = overridden and actor.kind != "customer"
        rules.check_reading(value, last=last, overridden=allowed, reason=reason)
        reading = Reading.objects.create(
            unit=unit, meter=code, value=value, on=day, reason=reason, source=actor.kind, at=at
        )
        if newest is None or day >= newest.on:
            unit.meters = {**unit.meters, code: value}
        save(unit)
        event = events.ReadingRecorded(
            unit_id=unit.pk,
            number=unit.number,
            meter=code,
            value=value,
            on=day.isoformat(),
            overridden=last is not None and value < last,
            reason=reason,
        )
        record(event, actor=actor, at=at, about=about(unit, unit.owner))
    return reading


def _cleaned(changes: Corrections, at: datetime) -> dict[str, Any]:
    given: dict[str, Any] = dict(changes)
    if not given.keys() <= rules.CORRECTABLE:
        raise Refused("not_allowed")
    values: dict[str, Any] = {}
    if "serial" in given:
        values["serial"], values["serial_key"] = rules.clean_serial(given.pop("serial"))
    if "model" in given:
        values["model"] = given.pop("model")
    cleaned = clean_details(given, today=day_of(at))
    if "country" in given and "country" not in cleaned:
        raise Refused("country_unknown", "country")
    emptied = {name: None if name.endswith("_on") else "" for name in given if name not in cleaned}
    return {**values, **cleaned, **emptied}


def _correction(unit: Unit, changed: dict[str, Any], reason: str) -> events.UnitCorrected:
    shown = [name for name in changed if name != "serial_key"]
    return events.UnitCorrected(
        unit_id=unit.pk,
        number=unit.number,
        before={name: _plain(getattr(unit, name)) for name in shown},
        after={name: _plain(changed[name]) for name in shown},
        reason=reason,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int)) else str(value)
