"""Photos that were seen before, or are older than the fault they show."""

from payandan.claims.rules.suspicion.figures import between
from payandan.claims.rules.suspicion.signals import Finding, Signals

MOST_BITS = 3
"""Likenesses that differ in at most so many of 64 bits show the same picture; compressing it again changes that many.

Cut into four bands of sixteen bits, two such likenesses share at least one band whole, so that they are looked up."""
BANDS = 4
_EARLY = 2
"""Days by which a camera's clock may be wrong."""
_PLAIN = 6
"""A likeness with fewer set (or unset) bits is of a plain surface, and alike for every dark screen."""


def says_something(likeness: str) -> bool:
    """Whether a likeness tells pictures apart: not that of a plain surface."""
    return bool(likeness) and _PLAIN <= int(likeness, 16).bit_count() <= 64 - _PLAIN


def bands(likeness: str) -> tuple[int, int, int, int]:
    """The four bands of a likeness.

    >>> bands("0001000200030004")
    (1, 2, 3, 4)
    """
    first, second, third, fourth = (int(likeness[place : place + 4], 16) for place in range(0, 16, 4))
    return first, second, third, fourth


def photo_reused(signals: Signals) -> Finding | None:
    """A photo looks like one that shows another unit. The same customer may have sent the wrong one."""
    matches = [match for match in signals.matches if match.bits <= MOST_BITS]
    if not matches:
        return None
    nearest = min(matches, key=lambda match: (match.same_customer, match.bits, match.number))
    score = 45 if nearest.same_customer else 85 - 5 * nearest.bits
    claims = len({match.number for match in matches})
    return Finding("photo_reused", score, {"number": nearest.number, "claims": claims})


def photo_date(signals: Signals) -> Finding | None:
    """A photo of the fault was taken days before the fault."""
    if signals.failed_on is None:
        return None
    early = [day for day in signals.taken_on if (signals.failed_on - day).days > _EARLY]
    if not early:
        return None
    days = (signals.failed_on - min(early)).days
    return Finding("photo_date", between(30 + days / 3, 30, 65), {"taken_on": min(early).isoformat(), "days": days})
