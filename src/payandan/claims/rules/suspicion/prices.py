"""Parts that are asked too much for, or that went in as they came out."""

from payandan.claims.rules.suspicion.figures import OUTLIER, between, robust_z
from payandan.claims.rules.suspicion.signals import Finding, Signals

_OVER = 1.1
"""Up to a tenth above the list is rounding and old lists."""
_LEAST_TIMES = 1.5


def price_above_list(signals: Signals) -> Finding | None:
    """More is asked for a part than the list says, with handling and tax, by more than a tenth."""
    over = [
        (part.amount / part.listed, part)
        for part in signals.parts
        if part.listed is not None and part.listed > 0 and part.amount > _OVER * part.listed
    ]
    if not over:
        return None
    times, part = max(over, key=lambda pair: (pair[0], pair[1].component))
    params = {"component": part.component, "amount": part.amount, "listed": part.listed}
    return Finding("price_above_list", between(30 + 60 * (times - 1), 30, 75), params)


def price_above_peers(signals: Signals) -> Finding | None:
    """More is asked for a part than others ask: an outlier by the median. Only for what stands in no list."""
    found = [
        (z, part)
        for part in signals.parts
        if part.listed is None
        and part.peers is not None
        and (z := robust_z(part.amount, part.peers)) >= OUTLIER
        and part.amount >= _LEAST_TIMES * part.peers.median
    ]
    if not found:
        return None
    z, part = max(found, key=lambda pair: (pair[0], pair[1].component))
    assert part.peers is not None
    params = {
        "component": part.component,
        "amount": part.amount,
        "median": max(1, round(part.peers.median)),
        "peers": part.peers.n,
    }
    return Finding("price_above_peers", between(35 + 3 * (z - OUTLIER), 35, 65), params)


def same_part(signals: Signals) -> Finding | None:
    """The serial of the part that went in is that of the one that came out."""
    found = [part for part in signals.parts if part.removed and part.removed == part.installed]
    if not found:
        return None
    part = min(found, key=lambda one: (one.component, one.removed))
    return Finding("same_part", 80, {"component": part.component, "serial": part.removed})
