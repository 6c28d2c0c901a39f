"""A unit changes hands."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.units import events, rules
from payandan.units.actions.shared import about, day_of, guard, guard_owner_or, locked, resting, save
from payandan.units.models import Ownership, OwnershipRequest, Unit


def transfer_unit(
    *,
    unit: Unit,
    to: Customer,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    how: str = "transfer",
    reason: str = "",
    version: int | None = None,
) -> Unit:
    """Hand a unit to another owner, as of the day `on` (today unless given); the promises go with it.

    For its owner (the door has proved the new owner's number by a code) and staff with `units.transfer`; staff may also
    give an unowned unit to its first owner. Refused: not_allowed, same_owner, not_from_here, date_in_future, stale.
    """
    guard_owner_or(actor, unit, "units.transfer")
    with transaction.atomic():
        unit = locked(unit, version)
        guard_owner_or(actor, unit, "units.transfer")
        _hand_over(unit, to, on=on or day_of(at), how=how, reason=store(reason)[:400], actor=actor, at=at)
    return unit


def request_ownership(
    *, unit: Unit, customer: Customer, invoice: StoredFile | None, actor: Actor, at: datetime, note: str = ""
) -> OwnershipRequest:
    """Ask for a unit that is registered to another, showing an invoice; asking again renews the open request.

    Refused: not_allowed, same_owner, invoice_missing.
    """
    if actor.kind != "customer" or actor.id != customer.pk:
        guard(actor, "units.register")
    if unit.owner_id == customer.pk:
        raise Refused("same_owner")
    if invoice is None:
        raise Refused("invoice_missing", "invoice")
    with transaction.atomic():
        unit = locked(unit)
        request, new = OwnershipRequest.objects.get_or_create(
            unit=unit, customer=customer, accepted=None, defaults={"created_at": at}
        )
        request.invoice, request.note = invoice, store(note)[:400]
        request.save(update_fields=["invoice", "note"])
        if new:
            event = events.OwnershipClaimed(
                unit_id=unit.pk, number=unit.number, request_id=request.pk, customer_id=customer.pk
            )
            record(event, actor=actor, at=at, about=about(unit, customer))
    return request


def decide_ownership(
    *, request: OwnershipRequest, accept: bool, actor: Actor, at: datetime, reason: str = ""
) -> OwnershipRequest:
    """Give the unit to the one who asks, or refuse with a reason.

    Refused: not_allowed, decided_already, reason_missing, not_from_here.
    """
    guard(actor, "units.protect")
    reason = store(reason)[:400]
    if not accept and not reason:
        raise Refused("reason_missing", "reason")
    with transaction.atomic():
        request = (
            OwnershipRequest.objects.select_for_update(of=("self",))
            .select_related("unit", "customer")
            .get(pk=request.pk)
        )
        if request.accepted is not None:
            raise Refused("decided_already")
        request.accepted, request.decided_at = accept, at
        request.save(update_fields=["accepted", "decided_at"])
        unit = locked(request.unit)
        if accept and unit.owner_id != request.customer_id:
            _hand_over(unit, request.customer, on=day_of(at), how="request", reason=reason, actor=actor, at=at)
        event = events.OwnershipDecided(
            unit_id=unit.pk,
            number=unit.number,
            request_id=request.pk,
            customer_id=request.customer_id,
            accepted=accept,
            reason=reason,
        )
        record(event, actor=actor, at=at, about=about(unit, request.customer))
    return request


def _hand_over(unit: Unit, to: Customer, *, on: date, how: str, reason: str, actor: Actor, at: datetime) -> None:
    if unit.owner_id == to.pk:
        raise Refused("same_owner")
    if unit.state not in rules.ACTIVE:
        raise Refused("not_from_here", state=unit.state, act="transfer")
    rules.check_dates({"on": on}, today=day_of(at))
    former = unit.owner
    for held in Ownership.objects.filter(unit=unit, until=None):
        held.until = max(held.since, on)
        held.save(update_fields=["until"])
    unit.owner = to
    unit.registered_on = unit.registered_on or day_of(at)
    if former:
        unit.owner_changed_on = on
    unit.state = unit.state if unit.state == "in_repair" else resting(unit)
    save(unit)
    try:
        with transaction.atomic():
            Ownership.objects.create(unit=unit, customer=to, since=on, how=how)
    except IntegrityError as error:
        raise Refused("stale") from error
    event = events.UnitTransferred(
        unit_id=unit.pk,
        number=unit.number,
        from_id=former.pk if former else None,
        to_id=to.pk,
        on=on.isoformat(),
        how=how,
        reason=reason,
    )
    record(event, actor=actor, at=at, about=about(unit, former, to))
