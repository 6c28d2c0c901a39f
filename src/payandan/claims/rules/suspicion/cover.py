"""Faults on the edges of the cover, beside how usual that is for the kind of product."""

from payandan.claims.rules.suspicion.figures import between, usual
from payandan.claims.rules.suspicion.signals import Finding, Share, Signals

EDGE = 10
"""Days that count as the edge."""
USUAL = 0.15
"""Where so many claims lie on the edge, that says nothing any more."""
_UNKNOWN = 25


def first_days(signals: Signals) -> Finding | None:
    """It failed within ten days of the beginning of its cover."""
    if signals.failed_on is None or signals.cover_since is None:
        return None
    days = (signals.failed_on - signals.cover_since).days
    return _on_edge("first_days", days, signals.first_days) if 0 <= days < EDGE else None


def last_days(signals: Signals) -> Finding | None:
    """It failed within the last ten days of its cover."""
    if signals.failed_on is None or signals.cover_until is None:
        return None
    days = (signals.cover_until - signals.failed_on).days
    return _on_edge("last_days", days, signals.last_days) if 0 < days <= EDGE else None


def _on_edge(code: str, days: int, peers: Share | None) -> Finding | None:
    share = usual(peers)
    if share is None:
        return Finding(code, _UNKNOWN, {"days": days})
    if share >= USUAL:
        return None
    return Finding(code, between(40 * (1 - share / USUAL), 10, 40), {"days": days, "share": round(share, 4)})
