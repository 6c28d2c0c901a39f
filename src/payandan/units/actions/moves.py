"""A unit goes from state to state by the table of moves."""

from datetime import datetime

from django.db import transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.units import events, rules
from payandan.units.actions.shared import about, day_of, guard, guard_owner_or, locked, resting, save
from payandan.units.models import Ownership, Unit

CAPABILITY = {
    "take_in": "units.edit",
    "give_back": "units.edit",
    "replace": "units.edit",
    "retire": "units.protect",
    "report_stolen": "units.edit",
    "recover": "units.edit",
    "quarantine": "units.protect",
    "release": "units.protect",
}
"""The acts of `move_unit`; selling, registering and installing have actions of their own."""
NEEDS_REASON = frozenset({"retire", "quarantine", "release"})
ENDED_BY_RENEWAL = ("sold_on", "delivered_on", "installed_on", "activated_on", "registered_on", "owner_changed_on")
"""Days of the life that ended when the unit was replaced."""


def move_unit(
    *, unit: Unit, act: str, actor: Actor, at: datetime, reason: str = "", version: int | None = None
) -> Unit:
    """Do one act of `CAPABILITY` with a unit. Owners may report theft and recovery themselves.

    Quarantine says that it is a copy until shown otherwise; release says that it is not. Refused: not_allowed,
    not_from_here, reason_missing, stale.
    """
    if act in ("report_stolen", "recover"):
        guard_owner_or(actor, unit, CAPABILITY[act])
    else:
        guard(actor, CAPABILITY[act])
    reason = store(reason)[:400]
    if act in NEEDS_REASON and not reason:
        raise Refused("reason_missing", "reason")
    with transaction.atomic():
        unit = locked(unit, version)
        before = unit.state
        unit.state = rules.after(act, before, resting=resting(unit))
        save(unit)
        event = events.UnitMoved(
            unit_id=unit.pk, number=unit.number, act=act, before=before, after=unit.state, reason=reason
        )
        record(event, actor=actor, at=at, about=about(unit, unit.owner))
    return unit


def retire_unit(*, unit: Unit, reason: str, actor: Actor, at: datetime) -> Unit:
    """Take a unit out of use for good. Refused as `move_unit`."""
    return move_unit(unit=unit, act="retire", reason=reason, actor=actor, at=at)


def renew_unit(*, unit: Unit, actor: Actor, at: datetime, reason: str = "") -> Unit:
    """A replaced unit was made good: it is the company's own from now on, and may be given to somebody else.

    Its owner, its sale and its installation end here; they stay in its history. Refused: not_allowed, not_from_here.
    """
    guard(actor, "units.edit")
    with transaction.atomic():
        unit = locked(unit)
        before, former = unit.state, unit.owner
        unit.state = rules.after("renew", before, resting="")
        for held in Ownership.objects.filter(unit=unit, until=None):
            held.until = max(held.since, day_of(at))
            held.save(update_fields=["until"])
        unit.owner = None
        for name in ENDED_BY_RENEWAL:
            setattr(unit, name, None)
        save(unit)
        event = events.UnitMoved(
            unit_id=unit.pk,
            number=unit.number,
            act="renew",
            before=before,
            after=unit.state,
            reason=store(reason)[:400],
        )
        record(event, actor=actor, at=at, about=about(unit, former))
    return unit


def quarantine_unit(*, unit: Unit, reason: str, actor: Actor, at: datetime) -> Unit:
    """Hold a unit whose serial seems to be on copies. Refused as `move_unit`."""
    return move_unit(unit=unit, act="quarantine", reason=reason, actor=actor, at=at)
