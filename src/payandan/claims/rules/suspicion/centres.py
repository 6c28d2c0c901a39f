"""What a centre does more often than its peers, on claims that have the trait themselves.

A share counts only where even the lower end of its 95 % interval lies clearly above the others', and is shrunk towards
them; so it says that there is something to look at, never that this very claim is wrong: no score here holds alone.
"""

from typing import Any

from payandan.claims.rules.suspicion.figures import between, excess
from payandan.claims.rules.suspicion.signals import Finding, Share, Signals

_MOST = 55
ROUND = 10_000_000
"""Of the smallest unit: an amount that divides by it was rather guessed than counted."""
FRIDAY = 4
MANY_UNITS, MANY_UNITS_OF_A_COMPANY = 4, 15
_PART_OF_CENTRE = 0.25


def no_fault_found(signals: Signals) -> Finding | None:
    """The centre finds no fault far more often than others, and found none here."""
    return _more("no_fault_found", signals.none_found) if signals.cause == "none_found" else None


def replacing(signals: Signals) -> Finding | None:
    """The centre replaces where others repair, and did so here."""
    replaced = any(labour.operation == "replace" for labour in signals.labour)
    return _more("replacing", signals.replaces) if replaced else None


def round_amounts(signals: Signals) -> Finding | None:
    """The centre's amounts are round far more often than others', and so is this one."""
    is_round = signals.amount > 0 and signals.amount % ROUND == 0
    return _more("round_amounts", signals.round_amounts) if is_round else None


def rest_days(signals: Signals) -> Finding | None:
    """The centre files on the day of rest far more often than others, and did so with this one."""
    return _more("rest_days", signals.rest_days) if signals.filed_on.weekday() == FRIDAY else None


def pair(signals: Signals) -> Finding | None:
    """This approver approves everything of this centre: more than others do there, and than he does elsewhere."""
    if signals.decided_as != "approved" or signals.pair_at_centre is None or signals.pair_elsewhere is None:
        return None
    more = min(
        excess(signals.pair_at_centre, times=1, plus=0.1),
        excess(signals.pair_elsewhere, times=1, plus=0.1),
    )
    if more <= 0:
        return None
    return Finding("pair", between(20 + 100 * more, 20, _MOST), _params(signals.pair_at_centre))


def one_customer(signals: Signals) -> Finding | None:
    """One centre claims for many units of one customer or address; of a company, only where it is much of its work."""
    most = MANY_UNITS_OF_A_COMPANY if signals.company else MANY_UNITS
    if signals.units_here < most:
        return None
    if signals.company and signals.units_here < _PART_OF_CENTRE * signals.claims_here:
        return None
    score = between(35 + 30 * (signals.units_here - most) / most, 35, 70)
    return Finding("one_customer", score, {"units": signals.units_here})


def _more(code: str, share: Share | None) -> Finding | None:
    more = excess(share)
    if share is None or more <= 0:
        return None
    return Finding(code, between(20 + 80 * more, 20, _MOST), _params(share))


def _params(share: Share) -> dict[str, Any]:
    return {
        "share": round(share.hits / share.of, 4),
        "of": share.of,
        "others": round(share.others / share.of_others, 4),
    }
