"""Promises that were broken: the customer hears of it once, from us."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from payandan.platform.kit.actors import SYSTEM
from payandan.repairs import rules
from payandan.repairs.actions.moving import tell_delay
from payandan.repairs.actions.shared import locked
from payandan.repairs.models import RepairOrder

_AT_WORK = tuple(state for state in rules.OPEN if state not in (*rules.AT_COUNTER, "abandoned"))


def tell_delays(*, at: datetime) -> int:
    """Tell of each promise that is over while the work is not; returns how many. Safe to repeat."""
    untold = Q(delay_told_at=None) | Q(delay_told_at__lt=F("promised_at"))
    late = RepairOrder.objects.filter(untold, state__in=_AT_WORK, promised_at__lt=at)
    told = 0
    for order in late.only("pk").order_by("pk")[:500]:
        with transaction.atomic():
            row = locked(order, actor=SYSTEM)
            if row.promised_at is not None and row.promised_at < at and row.state in _AT_WORK:
                tell_delay(row, actor=SYSTEM, at=at)
                told += 1
    return told
