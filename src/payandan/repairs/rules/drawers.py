"""The cash drawer of a centre: what should be in it, and what was counted."""

from dataclasses import dataclass

from payandan.platform.kit.refusals import Refused

OPEN_DRAWER, CLOSED_DRAWER = "open", "closed"
DRAWER_STATES = (OPEN_DRAWER, CLOSED_DRAWER)


@dataclass(frozen=True, slots=True)
class Count:
    """The opening amount, the cash that came and went since, and what was counted at the end."""

    opening: int
    came: int
    went: int
    counted: int

    @property
    def expected(self) -> int:
        """What should be in it."""
        return self.opening + self.came - self.went

    @property
    def difference(self) -> int:
        """Below nothing: money is missing."""
        return self.counted - self.expected


def check_count(count: Count, reason: str) -> None:
    """A difference is never closed without a reason. Refused: `difference_unexplained`, `bad_count`."""
    if count.counted < 0:
        raise Refused("bad_count", field="counted")
    if count.difference and not reason:
        raise Refused("difference_unexplained", field="reason", difference=count.difference, expected=count.expected)
