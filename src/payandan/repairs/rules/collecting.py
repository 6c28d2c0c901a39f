"""What nobody comes for: when to remind, from when storing it may cost, and when it counts as abandoned.

The days are ours and a company's to change; what may be done with abandoned goods is for the law of the place.
"""

from datetime import datetime, timedelta

from payandan.platform.kit.refusals import Refused

REMIND_AFTER = (3, 10, 21)
"""Days after the customer was told, for the first, second and third reminder."""
STORAGE_AFTER = 30
"""Days after the customer was told from which a fee for storing may be asked, if the receipt said so."""
ABANDON_AFTER = 60
"""Days after which, all reminders sent, a manager may call it abandoned."""


def reminder_due(told_at: datetime | None, reminders: int, at: datetime) -> bool:
    """Whether the next reminder should go out now."""
    if told_at is None or reminders >= len(REMIND_AFTER):
        return False
    return at - told_at >= timedelta(days=REMIND_AFTER[reminders])


def storage_days(told_at: datetime | None, at: datetime) -> int:
    """For how many days it has been stored beyond what is free."""
    return max(0, (at - told_at).days - STORAGE_AFTER) if told_at else 0


def check_abandoned(told_at: datetime | None, reminders: int, at: datetime) -> None:
    """Refuse to call abandoned what the customer was not reminded of often and long enough."""
    if told_at is None or reminders < len(REMIND_AFTER):
        raise Refused("not_reminded", reminders=reminders, needed=len(REMIND_AFTER))
    if at - told_at < timedelta(days=ABANDON_AFTER):
        raise Refused("not_long_enough", days=(at - told_at).days, needed=ABANDON_AFTER)
