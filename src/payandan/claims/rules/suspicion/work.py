"""Work that can hardly have been done so: by its length, by the day, by the way between two places."""

from payandan.claims.rules.suspicion.figures import OUTLIER, between, robust_z
from payandan.claims.rules.suspicion.places import hours_between
from payandan.claims.rules.suspicion.signals import Finding, Signals

LONG_DAY = 12 * 60
"""Minutes of work that one person may write down for one day."""
_LEAST_TIMES = 1.5


def labour_hours(signals: Signals) -> Finding | None:
    """An operation took far longer than the same takes elsewhere: an outlier by the median, and half as much again."""
    found = [
        (z, labour)
        for labour in signals.labour
        if labour.peers is not None
        and (z := robust_z(labour.minutes, labour.peers)) >= OUTLIER
        and labour.minutes >= _LEAST_TIMES * labour.peers.median
    ]
    if not found:
        return None
    z, labour = max(found, key=lambda pair: (pair[0], pair[1].operation))
    assert labour.peers is not None
    params = {"minutes": labour.minutes, "median": round(labour.peers.median), "peers": labour.peers.n}
    return Finding("labour_hours", between(40 + 3 * (z - OUTLIER), 40, 75), params)


def hours_of_day(signals: Signals) -> Finding | None:
    """One person wrote down more work for one day than a day holds."""
    day = signals.day
    if day is None or day.minutes <= LONG_DAY or day.claims < 2:
        return None
    params = {"minutes": day.minutes, "claims": day.claims, "on": day.on.isoformat()}
    return Finding("hours_of_day", between(45 + (day.minutes - LONG_DAY) / 12, 45, 85), params)


def impossible_travel(signals: Signals) -> Finding | None:
    """One person was on site in two cities on one day that the way and the work together do not fit into."""
    day = signals.day
    if day is None or len(day.cities) < 2 or not day.cities[0]:
        return None
    here = day.cities[0]
    ways = [(hours, city) for city in day.cities[1:] if (hours := hours_between(here, city)) is not None]
    if not ways:
        return None
    hours, city = max(ways)
    if hours < 1 or hours * 60 + day.minutes <= LONG_DAY:
        return None
    params = {"city": here, "other": city, "hours": round(hours, 1), "on": day.on.isoformat()}
    return Finding("impossible_travel", between(55 + 3 * hours, 55, 85), params)
