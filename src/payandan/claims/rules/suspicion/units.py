"""What does not fit with the unit: its serial, its registration, its copies, its counters, its owner's many others."""

from payandan.claims.rules.suspicion.figures import LEAST_PEERS, between
from payandan.claims.rules.suspicion.signals import Finding, Signals

_IN_BOOKS = 0.8
"""Only of a model of which the books name so many units does a missing one say something."""
CLONE_FROM = 40
MANY_UNITS, MANY_UNITS_OF_A_COMPANY = 5, 40


def serial_unknown(signals: Signals) -> Finding | None:
    """The serial lies outside the model's known range, or no book of ours shows that the unit was ever shipped."""
    if signals.serial_fits is False:
        return Finding("serial_unknown", 65, {"outside": True})
    books = signals.books
    kept = books is not None and books.of >= LEAST_PEERS and books.hits >= _IN_BOOKS * books.of
    return Finding("serial_unknown", 40, {"outside": False}) if signals.in_books is False and kept else None


def registered_after(signals: Signals) -> Finding | None:
    """Registered only after it had failed. Many do so honestly: where the sale is known, it weighs little."""
    if signals.failed_on is None or signals.registered_on is None or signals.registered_on <= signals.failed_on:
        return None
    days = (signals.registered_on - signals.failed_on).days
    sold_before = signals.sold_on is not None and signals.sold_on <= signals.failed_on
    params = {"days": days, "registered_on": signals.registered_on.isoformat()}
    return Finding("registered_after", 20 if sold_before else 45, params)


def clone_alarm(signals: Signals) -> Finding | None:
    """The unit's code was asked about as copies are: from many places, before its sale, or after it was registered."""
    if signals.unit_state in ("quarantined_clone", "stolen"):
        return Finding("clone_alarm", 90, {"state": signals.unit_state})
    if signals.clone_score < CLONE_FROM:
        return None
    return Finding("clone_alarm", between(signals.clone_score, CLONE_FROM, 85), {"score": signals.clone_score})


def meter_falls(signals: Signals) -> Finding | None:
    """A counter is stated lower than it stood before: the further back, the stronger."""
    drops = [(meter.known - meter.stated, meter) for meter in signals.meters if meter.stated < meter.known]
    if not drops:
        return None
    drop, meter = max(drops, key=lambda pair: (pair[0] / pair[1].known, pair[1].name))
    params = {"meter": meter.name, "stated": meter.stated, "known": meter.known, "on": meter.on.isoformat()}
    return Finding("meter_falls", between(50 + 40 * drop / meter.known, 50, 85), params)


def many_serials(signals: Signals) -> Finding | None:
    """One mobile number registered many units within a month; companies may own many more."""
    most = MANY_UNITS_OF_A_COMPANY if signals.company else MANY_UNITS
    if signals.units_registered < most:
        return None
    score = between(35 + 30 * (signals.units_registered - most) / most, 35, 75)
    return Finding("many_serials", score, {"units": signals.units_registered})
