"""What a list can be narrowed by. A filter reads the query, narrows the rows, and says itself as a chip."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.db.models import DateTimeField, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.platform.kit.calendars import NoSuchDate, format_date, month_start, parse_date
from payandan.platform.ui import reader, words
from payandan.platform.ui.words import no_such_date

Rows = QuerySet[Any]


def link(asked: QueryDict, drop: Iterable[str] = (), **changes: str | list[str]) -> str:
    """The list's address with changed names; paging starts anew."""
    query = asked.copy()
    for name in ("after", "before", "at", "export", *drop, *changes):
        query.pop(name, None)
    for name, value in changes.items():
        query.setlist(name, value if isinstance(value, list) else [value] if value else [])
    return f"?{query.urlencode()}" if query else "?"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, with the link that picks it or lets it go."""

    value: str
    label: str
    href: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A filter as it stands in this request; `kind` chooses its drawing."""

    name: str
    label: str
    kind: str
    active: bool
    shown: str
    clear: str
    options: tuple[Option, ...] = ()
    typed: Mapping[str, str] | None = None
    problem: str = ""
    others: tuple[tuple[str, str], ...] = ()


class Filter(Protocol):
    """What a list asks of a filter."""

    @property
    def name(self) -> str:
        """Its name in the address."""

    def narrow(self, rows: Rows, asked: QueryDict) -> Rows:
        """The rows that the request asks for; what cannot be read does not narrow."""

    def bind(self, asked: QueryDict) -> Bound:
        """The filter as this request has it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One or several of a few values. `field` is a look-up; `conditions` give a value its own Q instead."""

    name: str
    label: Any
    choices: Mapping[str, Any] | Iterable[tuple[str, Any]]
    field: str = ""
    multiple: bool = True
    conditions: Mapping[str, Q] | None = None

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = self.choices.items() if isinstance(self.choices, Mapping) else self.choices
        return [(str(value), str(label)) for value, label in pairs]

    def _picked(self, asked: QueryDict) -> list[str]:
        known = dict(self._pairs())
        picked = [value for value in dict.fromkeys(asked.getlist(self.name)) if value in known]
        return picked if self.multiple else picked[-1:]

    def narrow(self, rows: Rows, asked: QueryDict) -> Rows:
        picked = self._picked(asked)
        if not picked:
            return rows
        if self.conditions is not None:
            wanted = Q()
            for value in picked:
                wanted |= self.conditions[value]
            return rows.filter(wanted)
        field = self.field or self.name
        return rows.filter(**({field: picked[0]} if len(picked) == 1 else {f"{field}__in": picked}))

    def bind(self, asked: QueryDict) -> Bound:
        picked = self._picked(asked)
        options = tuple(
            Option(value, label, link(asked, **{self.name: self._toggled(picked, value)}), value in picked)
            for value, label in self._pairs()
        )
        shown = _(", ").join(option.label for option in options if option.picked)
        return Bound(
            name=self.name,
            label=str(self.label),
            kind="choice",
            active=bool(picked),
            shown=shown,
            clear=link(asked, drop=[self.name]),
            options=options,
        )

    def _toggled(self, picked: list[str], value: str) -> list[str]:
        if value in picked:
            return [other for other in picked if other != value]
        return [*picked, value] if self.multiple else [value]


@dataclass(frozen=True, slots=True)
class YesNo:
    """Whether something is so. `condition` is the Q of yes; by default the boolean `field`."""

    name: str
    label: Any
    field: str = ""
    condition: Q | None = None

    def _choice(self) -> Choice:
        yes = self.condition if self.condition is not None else Q(**{self.field or self.name: True})
        return Choice(
            self.name, self.label, [("1", _("Yes")), ("0", _("No"))], multiple=False, conditions={"1": yes, "0": ~yes}
        )

    def narrow(self, rows: Rows, asked: QueryDict) -> Rows:
        return self._choice().narrow(rows, asked)

    def bind(self, asked: QueryDict) -> Bound:
        return self._choice().bind(asked)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From a day to a day, both inside, in either calendar and any digits. Instants are cut at local midnight."""

    name: str
    label: Any
    field: str = ""

    def _day(self, asked: QueryDict, end: str) -> tuple[date | None, str]:
        typed = asked.get(f"{self.name}_{end}", "").strip()
        if not typed:
            return None, ""
        try:
            return parse_date(typed), ""
        except NoSuchDate as error:
            return None, no_such_date(error)

    def _days(self, asked: QueryDict) -> tuple[date | None, date | None, str]:
        start, start_problem = self._day(asked, "from")
        until, until_problem = self._day(asked, "to")
        problem = start_problem or until_problem
        if start and until and until < start:
            problem = _("The second day is before the first; please change one of them.")
            start = until = None
        return start, until, problem

    def narrow(self, rows: Rows, asked: QueryDict) -> Rows:
        start, until, _problem = self._days(asked)
        field = self.field or self.name
        instants = _is_instant(rows, field)
        if start:
            rows = rows.filter(**{f"{field}__gte": _midnight(start) if instants else start})
        if until:
            after = until + timedelta(days=1)
            rows = rows.filter(**{f"{field}__lt": _midnight(after) if instants else after})
        return rows

    def bind(self, asked: QueryDict) -> Bound:
        start, until, problem = self._days(asked)
        names = [f"{self.name}_from", f"{self.name}_to"]
        return Bound(
            name=self.name,
            label=str(self.label),
            kind="days",
            active=bool(start or until),
            shown=self._shown(start, until),
            clear=link(asked, drop=names),
            options=tuple(self._shortcuts(asked, start, until)),
            typed={"from": asked.get(names[0], ""), "to": asked.get(names[1], "")},
            problem=problem,
            others=tuple(kept(asked, drop=names)),
        )

    def _shown(self, start: date | None, until: date | None) -> str:
        if start and until:
            return _("%(start)s to %(until)s") % {
                "start": words.day(start, "short"),
                "until": words.day(until, "short"),
            }
        if start:
            return _("from %(day)s") % {"day": words.day(start, "short")}
        return _("until %(day)s") % {"day": words.day(until, "short")} if until else ""

    def _shortcuts(self, asked: QueryDict, start: date | None, until: date | None) -> Iterable[Option]:
        today = words.now().date()
        this_month = month_start(today, reader.calendar())
        last_month = month_start(this_month - timedelta(days=1), reader.calendar())
        spans = [
            ("today", _("Today"), today, today),
            ("week", _("Last 7 days"), today - timedelta(days=6), today),
            ("month", words.day(this_month, "month"), this_month, today),
            ("last-month", words.day(last_month, "month"), last_month, this_month - timedelta(days=1)),
        ]
        for value, label, first, last in spans:
            changes = {f"{self.name}_from": _written(first), f"{self.name}_to": _written(last)}
            yield Option(value, label, link(asked, **changes), (start, until) == (first, last))


def kept(asked: QueryDict, drop: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The other names of the query, for a small form that must not lose them."""
    gone = {"after", "before", "at", "export", *drop}
    return [(name, value) for name, values in asked.lists() if name not in gone for value in values]


def _written(day: date) -> str:
    return format_date(day, calendar=reader.calendar(), language="en", style="iso")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _is_instant(rows: Rows, path: str) -> bool:
    """Whether a look-up path ends in an instant rather than a day; an annotation is asked for its output."""
    if path in rows.query.annotations:
        return isinstance(rows.query.annotations[path].output_field, DateTimeField)
    model: Any = rows.model
    found: Any = None
    for name in path.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model
    return isinstance(found, DateTimeField)
