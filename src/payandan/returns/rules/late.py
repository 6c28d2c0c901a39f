"""When a shipment is late, and when it was promised for."""

from datetime import date, timedelta

from payandan.returns.rules.moves import AVAILABLE_FOR_PICKUP, EXCEPTION, UNDER_WAY

USUAL_DAYS = 4
"""How long a way takes where the carrier promises nothing."""


def promised_day(begun: date, days: int | None) -> date:
    """The day by which it should be there.

    >>> promised_day(date(2026, 3, 21), 2), promised_day(date(2026, 3, 21), None)
    (datetime.date(2026, 3, 23), datetime.date(2026, 3, 25))
    """
    return begun + timedelta(days=USUAL_DAYS if days is None else days)


def is_late(state: str, promised_on: date | None, today: date) -> bool:
    """Whether somebody waits for it beyond the promised day.

    >>> is_late("in_transit", date(2026, 3, 21), date(2026, 3, 22)), is_late("delivered", date(2026, 3, 21), date.max)
    (True, False)
    """
    return promised_on is not None and promised_on < today and state in LATE_STATES


LATE_STATES: tuple[str, ...] = tuple(state for state in UNDER_WAY if state not in (AVAILABLE_FOR_PICKUP, EXCEPTION))
"""One that waits for its receiver at a counter is not late, and of one with a problem there is a task already."""
