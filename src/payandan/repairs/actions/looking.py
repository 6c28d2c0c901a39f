"""Looking at a passcode that a customer left: allowed at the bench, and never unnoticed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs import events, rules
from payandan.repairs.actions import sealing
from payandan.repairs.actions.shared import about, guard, locked
from payandan.repairs.models import Passcode, RepairOrder


def look_at_passcode(*, order: RepairOrder, actor: Actor, at: datetime) -> str:
    """The passcode of a device that lies at the bench; each look is a fact.

    Refused: not_allowed, not_found, not_at_the_bench, no_passcode, passcode_unreadable.
    """
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = locked(order, actor=actor)
        if row.state not in rules.BENCH:
            raise Refused("not_at_the_bench", state=row.state)
        kept = Passcode.objects.select_for_update(of=("self",)).filter(order=row).first()
        if kept is None:
            raise Refused("no_passcode")
        shown = sealing.unseal(kept.sealed)
        Passcode.objects.filter(pk=kept.pk).update(looks=F("looks") + 1)
        event = events.PasscodeSeen(order_id=row.pk, looks=kept.looks + 1)
        journal.record(event, actor=actor, at=at, about=about(row))
        return shown
