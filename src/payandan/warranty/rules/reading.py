"""Reading plain data (what JSON or YAML gives) with all that is wrong in it, each with its path."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from payandan.platform.kit.calendars import CalendarName
from payandan.platform.kit.periods import Period

FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_MONTHS = 1200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,30}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where (`exclusions[1].effect`), and what a sentence about it needs."""

    path: str
    code: str
    params: tuple[tuple[str, str], ...] = ()


class BadData(ValueError):  # noqa: N818 — the base of DocumentError and CaseError
    """Data that cannot be used, with every problem found, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.path or '.'}: {problem.code}" for problem in self.problems))


def join(path: str, key: str) -> str:
    """The path of `key` inside `path`."""
    return f"{path}.{key}" if path else key


def _shown(value: object) -> str:
    return str(value)[:60] if isinstance(value, str | int | float | date) else type(value).__name__


class Reader:
    """Reads one document or case and collects problems on the way. A value that is wrong reads as absent."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, path: str, code: str, **params: object) -> None:
        """Note a problem."""
        shown = tuple((name, value if isinstance(value, str) else _shown(value)) for name, value in params.items())
        self.problems.append(Problem(path, code, shown))

    def mapping(
        self, value: object, path: str, allowed: Collection[str], required: Collection[str] = ()
    ) -> Mapping[str, Any]:
        """A mapping with no other keys than `allowed` and a value for each of `required`."""
        if not isinstance(value, Mapping):
            self.wrong(path, "not_a_mapping", value=value)
            return {}
        for key in value:
            if key not in allowed:
                near = get_close_matches(str(key)[:60], allowed, 1)
                self.wrong(join(path, str(key)[:60]), "unknown_key", nearest=near[0] if near else "")
        for key in required:
            if value.get(key) is None:
                self.wrong(join(path, key), "required")
        return value

    def part(
        self, value: object, path: str, allowed: Collection[str], required: Collection[str] = ()
    ) -> Mapping[str, Any]:
        """A mapping that may be left out; absent reads as empty."""
        return {} if value is None else self.mapping(value, path, allowed, required)

    def items(self, value: object, path: str) -> list[tuple[str, object]]:
        """The members of a list with their paths; absent reads as empty."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.wrong(path, "not_a_list", value=value)
            return []
        return [(f"{path}[{place}]", member) for place, member in enumerate(value)]

    def text(self, value: object, path: str, most: int = 200) -> str | None:
        """Some text, not blank."""
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(path, "not_text", value=value)
            return None
        if not value.strip() or len(value) > most:
            self.wrong(path, "text_length", most=most)
            return None
        return value

    def word(self, value: object, path: str) -> str | None:
        """An identifier of ours: lower case letters, digits and underscores."""
        if value is None:
            return None
        if not isinstance(value, str) or not _WORD.fullmatch(value):
            self.wrong(path, "not_a_word", value=value)
            return None
        return value

    def words(self, value: object, path: str, known: Collection[str] = ()) -> tuple[str, ...]:
        """A list of words, or of members of `known`; none twice, kept in order."""
        found: list[str] = []
        for at, member in self.items(value, path):
            word = self.choice(member, at, known) if known else self.word(member, at)
            if member is None:
                self.wrong(at, "required")
            if word in found:
                self.wrong(at, "duplicate", value=word)
            elif word is not None:
                found.append(word)
        return tuple(found)

    def choice(self, value: object, path: str, known: Collection[str]) -> str | None:
        """One of `known`."""
        if value is None:
            return None
        if isinstance(value, str) and value in known:
            return value
        near = get_close_matches(value[:60], known, 1) if isinstance(value, str) else []
        self.wrong(path, "not_one_of", value=value, allowed=", ".join(known), nearest=near[0] if near else "")
        return None

    def truth(self, value: object, path: str) -> bool | None:
        """True or false."""
        if value is None or isinstance(value, bool):
            return value
        self.wrong(path, "not_true_or_false", value=value)
        return None

    def integer(self, value: object, path: str, least: int, most: int) -> int | None:
        """A whole number between `least` and `most`, both included."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(path, "not_whole", value=value)
            return None
        if not least <= value <= most:
            self.wrong(path, "out_of_range", least=least, most=most)
            return None
        return value

    def percent(self, value: object, path: str) -> int | None:
        """A percentage with at most two decimals, as hundredths of a percent (12.5 is 1250)."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(path, "not_a_percent", value=value)
            return None
        return self.hundredths(value, path, 100)

    def hundredths(self, value: object, path: str, most: int) -> int | None:
        """A number from nought to `most` with at most two decimals, in hundredths (12.5 is 1250)."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(path, "not_a_number", value=value)
            return None
        if not 0 <= value <= most:
            self.wrong(path, "out_of_range", least=0, most=most)
            return None
        hundredths = round(value * 100)
        if abs(hundredths - value * 100) > 1e-6:
            self.wrong(path, "too_many_decimals", most=2)
            return None
        return hundredths

    def day(self, value: object, path: str) -> date | None:
        """A day that exists, written YYYY-MM-DD."""
        if value is None:
            return None
        day = value if isinstance(value, date) and not isinstance(value, datetime) else self._parsed_day(value, path)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.wrong(path, "out_of_range", least=FIRST_YEAR, most=LAST_YEAR)
            return None
        return day

    def _parsed_day(self, value: object, path: str) -> date | None:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.wrong(path, "not_a_day", value=value)
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(path, "no_such_day", value=value)
            return None

    def amount(self, value: object, path: str) -> int | None:
        """An amount: a string of digits, in the smallest unit of its currency."""
        if value is None:
            return None
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            self.wrong(path, "not_an_amount", value=value)
            return None
        if value.startswith("-"):
            self.wrong(path, "negative", value=value)
            return None
        return int(value)

    def currency(self, value: object, path: str) -> str | None:
        """A currency's three capital letters."""
        if value is None:
            return None
        if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
            self.wrong(path, "not_a_currency", value=value)
            return None
        return value

    def period(
        self, value: object, path: str, calendar: CalendarName = "gregorian", extra: Collection[str] = ()
    ) -> Period | None:
        """A length of time of at least a day and at most a century."""
        if value is None:
            return None
        units = ("months", "days", "years", "weeks")
        data = self.mapping(value, path, (*units, "calendar", *extra))
        before = len(self.problems)
        counts = {unit: self.integer(data.get(unit), join(path, unit), 0, 36_600) or 0 for unit in units}
        named = self.choice(data.get("calendar"), join(path, "calendar"), ("gregorian", "jalali"))
        if len(self.problems) > before or not isinstance(value, Mapping):
            return None
        period = Period(**counts, calendar="jalali" if (named or calendar) == "jalali" else "gregorian")
        if not period or period.total_months + period.total_days / 30 > MOST_MONTHS:
            self.wrong(path, "impossible_period")
            return None
        return period
