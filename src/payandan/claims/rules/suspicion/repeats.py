"""The same thing claimed twice."""

from payandan.claims.rules.suspicion.figures import between
from payandan.claims.rules.suspicion.signals import Earlier, Finding, Signals

WINDOW = 90
"""Days between two claims within which the same problem of the same unit is looked at."""
_OPEN = ("submitted", "info_requested", "under_inspection", "appealed", "approved", "partly_approved")


def duplicate(signals: Signals) -> Finding | None:
    """The same unit with the same problem within the window: surest with the same day of fault, or while the first
    is still open. After a repair it may simply have come back, so that this alone holds nothing."""
    found = [(_score(signals, one), one) for one in signals.earlier if _same(signals, one)]
    if not found:
        return None
    score, first = max(found, key=lambda pair: (pair[0], pair[1].filed_on, pair[1].number))
    days = (signals.filed_on - first.filed_on).days
    return Finding("duplicate", score, {"number": first.number, "days": days, "same_day": _same_fault(signals, first)})


def _same(signals: Signals, first: Earlier) -> bool:
    if first.state == "withdrawn" or not 0 <= (signals.filed_on - first.filed_on).days <= WINDOW:
        return False
    if signals.symptom and first.symptom:
        return signals.symptom == first.symptom
    return bool(signals.component) and signals.component == first.component


def _same_fault(signals: Signals, first: Earlier) -> bool:
    return signals.failed_on is not None and signals.failed_on == first.failed_on


def _score(signals: Signals, first: Earlier) -> int:
    if _same_fault(signals, first):
        return 90
    days = (signals.filed_on - first.filed_on).days
    if first.state in _OPEN:
        return 80 if days <= 14 else 65
    return between(55 - 25 * days / WINDOW, 30, 55)
