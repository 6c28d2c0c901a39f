"""The few statistics that detectors share: outliers by the median, and shares that small numbers do not carry away."""

from collections.abc import Sequence
from statistics import median

from payandan.claims.rules.suspicion.signals import Share, Spread
from payandan.platform.kit.proportions import wilson

LEAST_PEERS = 20
"""With fewer peers nobody is an outlier."""
OUTLIER = 3.5
"""From this robust z on (Iglewicz and Hoaglin, How to detect and handle outliers, 1993)."""
LEAST_OWN, LEAST_OTHERS = 15, 50
_PRIOR = 20
"""A share is shrunk as if it had been seen on so many more, of the others' kind."""


def spread(values: Sequence[int]) -> Spread:
    """Of at least one value."""
    middle = median(values)
    return Spread(len(values), middle, median(abs(value - middle) for value in values))


def robust_z(value: float, peers: Spread | None) -> float:
    """How far above its peers a value lies, in robust standard deviations; 0 where that cannot be said.

    Where peers hardly differ, a twentieth of their median stands for their spread: an exact list of times would
    otherwise make an outlier of every minute more.

    >>> robust_z(240, Spread(100, 60, 10)) > OUTLIER
    True
    """
    if peers is None or peers.n < LEAST_PEERS or peers.median <= 0:
        return 0.0
    return 0.6745 * (value - peers.median) / max(peers.mad, peers.median / 20)


def shrunk(share: Share) -> float:
    """The group's share, drawn towards that of the others as far as the group is small."""
    base = share.others / share.of_others if share.of_others else 0.0
    return (share.hits + _PRIOR * base) / (share.of + _PRIOR)


def excess(share: Share | None, *, times: float = 1.5, plus: float = 0.05) -> float:
    """By how much the shrunk share lies above that of the others; 0 unless even the lower end of its Wilson interval
    lies clearly above (`times` it, and `plus`), and both groups are large enough.

    >>> round(excess(Share(30, 60, 50, 1000)), 2)
    0.34
    """
    if share is None or share.of < LEAST_OWN or share.of_others < LEAST_OTHERS:
        return 0.0
    base = share.others / share.of_others
    low, _high = wilson(share.hits, share.of)
    return shrunk(share) - base if low > base * times and low > base + plus else 0.0


def usual(share: Share | None) -> float | None:
    """How usual a trait is among all, one's own included; None where too few are known."""
    if share is None or share.of + share.of_others < LEAST_OTHERS:
        return None
    return (share.hits + share.others) / (share.of + share.of_others)


def between(value: float, low: int, high: int) -> int:
    """The value as a whole score within bounds."""
    return max(low, min(high, round(value)))
