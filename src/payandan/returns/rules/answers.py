"""What a carrier's answer means for a shipment, and when to ask again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What a carrier said."""

    DONE = "done"
    ABSENT = "absent"
    """It answers, and has no such shipment in its books."""
    REFUSED = "refused"
    """The carrier surely did not do what it was asked."""
    UNSURE = "unsure"
    """No answer, half an answer, or one that does not fit our row."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event of a parcel as a carrier tells it: its own word in `raw`, and what that means here."""

    at: datetime
    raw: str
    tag: str = ""
    trouble: str = ""
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the verdict, the carrier's own code and words (keys masked), and what it gave."""

    verdict: Verdict
    code: str = ""
    detail: str = ""
    carrier_id: str = ""
    """The carrier's own id of the shipment."""
    waybill: str = ""
    """What the tracker of the carrier knows it by."""
    price: int | None = None
    days: int | None = None
    """Days until it is promised to be there."""
    label_url: str = ""
    sightings: tuple[Sighting, ...] = ()


ABSENT_IS_SURE_AFTER = timedelta(minutes=10)
"""A carrier that has it not in its books by then did not take it: a slow one may still be writing it down before."""
GIVE_UP_AFTER = timedelta(days=2)
"""An order of which no carrier could tell for so long is left to people."""
NO_NEWS_AFTER = timedelta(days=30)
"""A parcel of which nothing was heard for so long has expired."""
_PATIENT = timedelta(hours=6)
"""Between two looks at a parcel under way; one that is out for delivery is looked at more often."""
_EAGER = timedelta(hours=1)


def next_inquiry(age: timedelta) -> timedelta | None:
    """The wait before a carrier is inquired again about an order of that age; None when people must look.

    >>> next_inquiry(timedelta(0)), next_inquiry(timedelta(days=3))
    (datetime.timedelta(seconds=60), None)
    """
    if age > GIVE_UP_AFTER:
        return None
    return min(max(timedelta(minutes=1), age / 2), timedelta(hours=1))


def next_look(state: str) -> timedelta:
    """The wait before a carrier is asked again how a parcel stands.

    >>> next_look("out_for_delivery") < next_look("in_transit")
    True
    """
    return _EAGER if state in ("out_for_delivery", "attempt_fail") else _PATIENT


def act_after(verdict: Verdict, *, age: timedelta) -> str:
    """The act in the table of moves that an answer to an order of that age amounts to; empty: ask again later.

    >>> act_after(Verdict.ABSENT, age=timedelta(minutes=1)), act_after(Verdict.ABSENT, age=timedelta(hours=1))
    ('', 'refuse')
    """
    if verdict == Verdict.DONE:
        return "book"
    if verdict == Verdict.REFUSED or (verdict == Verdict.ABSENT and age >= ABSENT_IS_SURE_AFTER):
        return "refuse"
    return ""
