"""Jobs as the API answers them."""

from typing import Any

from payandan.repairs import rules
from payandan.repairs.models import RepairOrder, WorkTimer

_PLAIN = (
    "number", "tracking", "state", "outcome", "priority", "symptom", "group", "covered", "received_at", "entered_at",
    "promised_at", "ready_at", "delivered_at", "waits_for", "expected_on", "can_start", "seconds", "version",
)  # fmt: skip
_WHOLE = (
    "symptoms", "words", "condition", "accessories", "data_consent", "signed_by", "diagnosis", "cause", "work",
)  # fmt: skip


def brief(order: RepairOrder) -> dict[str, Any]:
    """A job as a line of the list."""
    return {
        "unit": order.unit.number,
        "serial": order.unit.serial,
        "customer": order.customer.number,
        "branch": order.branch.code if order.branch else None,
        "place": order.place.code if order.place else None,
        "claim": order.claim.number if order.claim else None,
        "technician": order.technician.email if order.technician else None,
        **{name: getattr(order, name) for name in _PLAIN},
    }


def whole(order: RepairOrder) -> dict[str, Any]:
    """A job with everything; comes from `queries.with_parts`."""
    repeat = getattr(order, "repeat", None)
    return {
        **brief(order),
        **{name: getattr(order, name) for name in _WHOLE},
        "visit": order.visit.number,
        "acts": [move.act for move in rules.by_hand(order.state)],
        "tests": [{"passed": run.passed, "at": run.at, "results": run.results} for run in order.test_runs.all()],
        "changes": list(order.changes.all()),
        "recalls": [recall.document.code for recall in order.recalls.all()],
        "repeats": repeat.earlier.number if repeat else None,
    }


def timer_out(timer: WorkTimer) -> dict[str, Any]:
    """One stretch of work."""
    return {
        "order": timer.order.number,
        "person": timer.person.email,
        "started_at": timer.started_at,
        "stopped_at": timer.stopped_at,
        "seconds": timer.seconds,
        "asked": timer.asked,
    }
