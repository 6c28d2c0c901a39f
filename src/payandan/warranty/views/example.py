"""The live example beside a document: a case, a day that can be dragged along the period, and what comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.ui import reader
from payandan.warranty import labels, queries
from payandan.warranty.labels import reasons
from payandan.warranty.labels.samples import sample_label
from payandan.warranty.queries import samples
from payandan.warranty.queries.periods import promised_days
from payandan.warranty.rules import Pack, RuleBook, Terms
from payandan.warranty.words import label

TONES = {"covered": "good", "partly": "info", "partly_covered": "info", "not_covered": "bad", "undecided": "warn"}
_LONGEST = timedelta(days=12 * 366)


@dataclass(frozen=True, slots=True)
class Line:
    """What comes of one line of the case."""

    label: str
    outcome: str
    tone: str
    company: int
    customer: int
    decided: bool
    whys: reasons.Whys


@dataclass(frozen=True, slots=True)
class Ruler:
    """The line of days that the example moves on: ordinals for the control, percents from the left edge for the bar."""

    least: int
    most: int
    on: int
    bar_x: float
    bar_width: float
    since: date | None
    last: date | None

    @property
    def inside(self) -> bool | None:
        """Whether the chosen day lies in the period; None where there is no period to draw."""
        if self.since is None:
            return None
        return self.since.toordinal() <= self.on and (self.last is None or self.on <= self.last.toordinal())


def example(
    document: Terms | Pack,
    asked: Mapping[str, str],
    *,
    actor: Actor,
    components: Mapping[str, str],
    with_choices: bool = True,
) -> dict[str, Any]:
    """What the example shows: the cases to choose from, the ruler of days, the verdict on the chosen day and why.

    `asked` holds `case` (a sample's name or a claim's number), `day` (an ordinal) and `law`. While a day is dragged the
    choices stay as they are on the page.
    """
    chosen, case, base = _case(document, asked.get("case", ""), actor)
    book = _book(document, case, with_law=bool(asked.get("law")))
    context: dict[str, Any] = {
        "choices": _choices(document, actor, chosen, components) if with_choices else [],
        "with_law": bool(asked.get("law")),
        "is_pack": isinstance(document, Pack),
        "currency": next((line["currency"] for line in case.get("lines", ())), settings.CURRENCY),
    }
    try:
        since, until = promised_days(document, samples.moved_to(case, base), book)
        ruler = _ruler(since, until, base, asked.get("day", ""))
        on = date.fromordinal(ruler.on)
        told = labels.spoken(queries.verdict_of(samples.moved_to(case, on), book))
    except Refused as refused:
        return context | {"refusal": labels.refusal(refused.code, refused.params)}
    return context | {"ruler": ruler, "on": on} | _verdict(told, case)


def _case(document: Terms | Pack, asked: str, actor: Actor) -> tuple[str, Mapping[str, Any], date]:
    """The chosen case under its name, and the day from which its period is looked for."""
    sold = reader.local_day(timezone.now()) - timedelta(days=365)
    names = samples.sample_names(document)
    if asked and asked not in names:
        real = samples.real_case(actor, asked)
        if real is not None:
            return asked, real, _failed_on(real) or sold + timedelta(days=30)
    name = asked if asked in names else names[0]
    failed = sold + timedelta(days=30)
    return name, samples.sample_case(document, name, sold=sold, failed=failed), failed


def _failed_on(case: Mapping[str, Any]) -> date | None:
    value = queries.plain((case.get("fault") or {}).get("failed_on"))
    return date.fromisoformat(value) if value else None


def _book(document: Terms | Pack, case: Mapping[str, Any], *, with_law: bool) -> RuleBook:
    """Terms alone, or with the law of the place; a pack beside the terms that a unit of the kind is given."""
    unit = case.get("unit") or {}
    if isinstance(document, Pack):
        return RuleBook(terms=queries.rule_book_for(unit).terms, packs=(document,))
    return RuleBook(terms=(document,), packs=queries.rule_book_for(unit).packs if with_law else ())


def _choices(
    document: Terms | Pack, actor: Actor, chosen: str, components: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    made_up = [(name, sample_label(name, components), name == chosen) for name in samples.sample_names(document)]
    real = [
        (number, title, number == chosen)
        for number, title in samples.latest_cases(actor, sorted(document.scope.categories or ()))
    ]
    return [("", made_up), *([("real", real)] if real else [])]


def _ruler(since: date | None, until: date | None, base: date, asked: str) -> Ruler:
    """A line that shows the whole period with a margin on each side; the chosen day stays where it was, if it can."""
    first = since or base - timedelta(days=60)
    last = min(until, first + _LONGEST) if until else first + timedelta(days=730)
    length = max(1, (last - first).days)
    least = first - timedelta(days=max(15, length // 12))
    most = last + timedelta(days=max(45, length // 4))
    usual = first.toordinal() + length * 3 // 5
    on = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else usual
    on = min(max(on, least.toordinal()), most.toordinal())
    whole = (most - least).days
    x, width = (first - least).days * 100 / whole, (last - first).days * 100 / whole
    return Ruler(
        least.toordinal(),
        most.toordinal(),
        on,
        round(100 - x - width if reader.is_rtl() else x, 2),
        round(width, 2),
        since,
        until - timedelta(days=1) if until else None,
    )


def _verdict(told: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
    language = reader.language()
    known = reasons.whys(told, language)
    kinds = {str(line["id"]): line["kind"] for line in case.get("lines", ())}
    lines = [_line(line, kinds, known) for line in told["lines"]]
    return {
        "outcome": label("outcome", told["outcome"], language),
        "tone": TONES[told["outcome"]],
        "lines": lines,
        "why": _first_words(lines, told["lines"]),
        "company": sum(line.company for line in lines if line.decided),
        "customer": sum(line.customer for line in lines if line.decided),
        "open": sum(line.company + line.customer for line in lines if not line.decided),
        "questions": [question["text"][language] for question in told["questions"]],
    }


def _line(line: Mapping[str, Any], kinds: Mapping[str, str], known: Mapping[str, reasons.Why]) -> Line:
    language = reader.language()
    return Line(
        label=label("line_kind", kinds.get(line["id"], "expense"), language),
        outcome=label("outcome", line["outcome"], language),
        tone=TONES[line["outcome"]],
        company=paid(line, company=True),
        customer=paid(line, company=False),
        decided=line["outcome"] != "undecided",
        whys=reasons.of_line(line, known),
    )


def _first_words(lines: Iterable[Line], told: Iterable[Mapping[str, Any]]) -> list[str]:
    """The one or two sentences that say most: those of the dearest line, its deciding reason and its days."""
    dearest = max(zip(lines, told, strict=True), key=lambda pair: int(pair[1]["amount"]), default=None)
    if dearest is None:
        return []
    main = dearest[0].whys.main
    days = next((why for why in main if why.bar), None)
    return list(dict.fromkeys(why.text for why in (*main[:1], days) if why))


def paid(line: Mapping[str, Any], *, company: bool) -> int:
    """What a line of a verdict costs the company, or the customer."""
    return sum(int(share["amount"]) for share in line["split"] if (share["payer"] != "customer") is company)
