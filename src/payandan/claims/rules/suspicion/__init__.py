"""Suspicion, never a verdict: what may be wrong with a claim, so that a person looks before it is paid.

Each detector is a pure function of `Signals`. It raises on nothing that is missing: what is not known is not suspected.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from payandan.claims.rules.suspicion.centres import (
    no_fault_found,
    one_customer,
    pair,
    replacing,
    rest_days,
    round_amounts,
)
from payandan.claims.rules.suspicion.cover import first_days, last_days
from payandan.claims.rules.suspicion.photos import photo_date, photo_reused
from payandan.claims.rules.suspicion.prices import price_above_list, price_above_peers, same_part
from payandan.claims.rules.suspicion.repeats import duplicate
from payandan.claims.rules.suspicion.signals import Finding, Signals
from payandan.claims.rules.suspicion.units import (
    clone_alarm,
    many_serials,
    meter_falls,
    registered_after,
    serial_unknown,
)
from payandan.claims.rules.suspicion.work import hours_of_day, impossible_travel, labour_hours

RIGHT, WRONG = "right", "wrong"
OUTCOMES = (RIGHT, WRONG)

Detect = Callable[[Signals], Finding | None]

FAMILIES: Mapping[str, tuple[Detect, ...]] = MappingProxyType(
    {
        "repeat": (duplicate,),
        "photo": (photo_reused, photo_date),
        "unit": (serial_unknown, clone_alarm),
        "time": (registered_after, first_days, last_days),
        "meter": (meter_falls,),
        "work": (labour_hours, hours_of_day, impossible_travel),
        "part": (price_above_list, price_above_peers, same_part),
        "owner": (many_serials, one_customer),
        "centre": (no_fault_found, replacing, round_amounts, rest_days, pair),
    }
)
"""Detectors of one family often see one and the same thing; of them only the strongest counts."""
DETECTORS: Mapping[str, Detect] = MappingProxyType(
    {detect.__name__: detect for detects in FAMILIES.values() for detect in detects}
)
FAMILY_OF: Mapping[str, str] = MappingProxyType(
    {detect.__name__: family for family, detects in FAMILIES.items() for detect in detects}
)


def detect_all(signals: Signals, *, without: Collection[str] = ()) -> list[Finding]:
    """Everything found, the strongest first; `without` are detectors that are switched off."""
    found = (detect(signals) for code, detect in DETECTORS.items() if code not in without)
    return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.code))


def combined(findings: Iterable[Finding]) -> int:
    """All findings as one number, 0 to 100: a noisy-or over families.

    Each family, by its strongest finding, is one independent reason why a claim may be wrong:
    1 − ∏ (1 − score / 100). The order never matters, and one more finding never lowers it.

    >>> combined([Finding("photo_reused", 50), Finding("labour_hours", 50)])
    75
    """
    strongest: dict[str, int] = {}
    for finding in findings:
        family = FAMILY_OF.get(finding.code, finding.code)
        strongest[family] = max(strongest.get(family, 0), finding.score)
    clean = 1.0
    for _family, score in sorted(strongest.items()):
        clean *= 1 - score / 100
    return round(100 * (1 - clean))


__all__ = [
    "DETECTORS", "FAMILIES", "FAMILY_OF", "OUTCOMES", "RIGHT", "WRONG", "Detect", "Finding", "Signals", "combined",
    "detect_all",
]  # fmt: skip
