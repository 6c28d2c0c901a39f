"""A gateway that fails again and again is left alone for a while, so that the other one is asked first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERATED = 3
_FIRST_REST = timedelta(seconds=30)
_LONGEST_REST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Breaker:
    """How often a gateway failed in a row, and until when it is left alone."""

    failures: int = 0
    rests_until: datetime | None = None

    def allows(self, at: datetime) -> bool:
        """Whether to ask the gateway; after its rest, one trial decides about the next."""
        return self.rests_until is None or at >= self.rests_until

    def after(self, *, worked: bool, at: datetime) -> "Breaker":
        """The breaker after one more attempt; rests double from 30 s to 10 min."""
        if worked:
            return Breaker()
        failures = self.failures + 1
        if failures < TOLERATED:
            return Breaker(failures)
        rest = min(_FIRST_REST * 2 ** min(failures - TOLERATED, 10), _LONGEST_REST)
        return Breaker(failures, at + rest)
