"""Quiet hours: nobody's telephone rings at night for what can wait until morning."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` on the recipient's own clock; may span midnight. Equal times mean none."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read `21:30-08:00`; empty for none. Raises ValueError."""
        if not text.strip():
            return cls(time(0), time(0))
        start, _, end = text.partition("-")
        return cls(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))

    def release(self, at: datetime, zone: tzinfo) -> datetime:
        """The first moment from `at` on (UTC) that is not quiet in `zone`."""
        here = at.astimezone(zone)
        if not self._quiet(here.time()):
            return at
        ends_today = here.time() < self.end
        day = here.date() if ends_today else here.date() + timedelta(days=1)
        return datetime.combine(day, self.end, tzinfo=zone).astimezone(UTC)

    def _quiet(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end
