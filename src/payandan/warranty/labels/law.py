"""What law packs and terms give, as a customer reads it: sentences without codes and without clause numbers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from payandan.platform.kit.periods import Period
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.keys import length
from payandan.warranty.labels.occasions import phrases
from payandan.warranty.labels.reading import title_of
from payandan.warranty.rules import Pack
from payandan.warranty.rules.documents import Floor, Remedy, Source, WorkTime
from payandan.warranty.rules.vectors import failures
from payandan.warranty.rules.vocabulary import LINE_KINDS
from payandan.warranty.words import label


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that the law gives, in a sentence, and where that was read. `sure`: it was checked well enough."""

    rule: str
    text: str
    source: str
    confidence: str
    tone: str
    sure: bool
    checked_on: str = ""


CONFIDENCE_TONES: Mapping[str, str] = {"high": "good", "medium": "warn", "low": "bad"}


def given_by(pack: Pack) -> list[Given]:
    """Everything that a pack gives, in the order in which people ask for it."""
    return [_given(pack, rule, text) for rule, text in _sentences(pack)]


def source_text(source: Source) -> str:
    """The name of a law and its article."""
    title, article = title_of(source.title), title_of(source.article)
    return _("%(law)s, %(article)s") % {"law": title, "article": article} if title and article else title or article


def _given(pack: Pack, rule: str, text: str) -> Given:
    source = pack.source_of(rule)
    checked = shown.day(source.checked_on, "long") if source.checked_on else ""
    confidence = label("confidence", source.confidence, reader.language())
    tone = CONFIDENCE_TONES.get(source.confidence, "muted")
    return Given(rule, text, source_text(source), confidence, tone, source.confidence != "low", checked)


def _sentences(pack: Pack) -> Iterable[tuple[str, str]]:
    for floor in pack.floors:
        yield floor.name, _floor(floor)
    if pack.repair_due:
        yield "repair_due", _("A repair has to be done within %(time)s.") % {"time": work_time(pack.repair_due)}
    for right in pack.rights:
        yield right.name, remedy(right)
    if pack.stops_in_workshop:
        yield "clock_stops", _("The days in the workshop are added to the guarantee.")
    for what in pack.cannot_exclude:
        named = label("exclusion", what, reader.language())
        yield f"cannot_exclude.{what}", _("No guarantee may leave this out: %(what)s.") % {"what": named.lower()}
    if pack.keeps_presumption:
        yield "keeps_presumption", _("It is for the guarantor to show why something should not be covered.")
    if pack.withdrawal:
        yield "withdrawal", _withdrawal(pack)
    if pack.parts_promised:
        basis = pack.parts_promised.after
        after = _("the last sale of the model") if basis == "last_sold" else _basis(basis)
        said = {"period": period(pack.parts_promised.period), "after": after}
        yield "parts_promised", _("Parts and service are to be had for %(period)s after: %(after)s.") % said
    if pack.repair_duty:
        since = shown.day(pack.repair_duty.since, "long")
        yield "repair_duty", _("From %(day)s on the maker has to repair it, at your cost, also later.") % {"day": since}


def _floor(floor: Floor) -> str:
    paid = [label("line_kind", kind, reader.language()).lower() for kind in LINE_KINDS if (floor.lines or {}).get(kind)]
    parts = []
    if floor.period:
        parts.append(period(floor.period))
    for limit in floor.limits:
        meter = label("meter", limit.meter, reader.language())
        parts.append(_("%(count)s %(meter)s") % {"count": shown.digits(limit.most), "meter": meter})
    least = _(" or ").join(parts)
    said = {"least": least, "paid": _(", ").join(paid)}
    if floor.exclusions is None:
        if least and paid:
            return _("A guarantee is for at least %(least)s and pays: %(paid)s.") % said
        return _("A guarantee is for at least %(least)s.") % said if least else _("A guarantee pays: %(paid)s.") % said
    if floor.kind == "replaced_part":
        return _("A part that was replaced is guaranteed for %(least)s (%(paid)s).") % said
    if floor.kind == "repair":
        return _("A repair is guaranteed for %(least)s (%(paid)s).") % said
    return _("Also without any guarantee card, for %(least)s: %(paid)s.") % said


def _withdrawal(pack: Pack) -> str:
    withdrawal = pack.withdrawal
    assert withdrawal is not None
    said = {"time": work_time(withdrawal.within), "after": _basis(withdrawal.after)}
    if withdrawal.channels == ("distance",):
        text = _(
            "What was bought from a distance may be given back within %(time)s, without a reason, from: %(after)s."
        )
    else:
        text = _("It may be given back within %(time)s, without a reason, from: %(after)s.")
    freight = {
        "customer": _("You pay the way back."),
        "seller": _("The seller pays the way back."),
    }[withdrawal.return_freight]
    return f"{text % said} {freight}"


def remedy(right: Remedy) -> str:
    """A remedy or a right: when it holds, and what is done or may be asked for."""
    what, when = _what(right), _(" and ").join(phrases(right.when))
    if not when:
        return _("%(what)s.") % {"what": _capital(what)}
    return _("%(when)s: %(what)s.") % {"when": _capital(when), "what": what}


def _what(right: Remedy) -> str:
    if right.kind == "extend" and right.by:
        by = {"period": period(right.by)}
        per = {
            "week": _("the guarantee becomes longer by %(period)s for each week late"),
            "day": _("the guarantee becomes longer by %(period)s for each day late"),
            "repair": _("the guarantee becomes longer by %(period)s for each such repair"),
        }.get(right.per or "", _("the guarantee becomes longer by %(period)s"))
        return per % by
    asked = {
        "repair": _("you may ask for the repair"),
        "replace": _("you may ask for a new one"),
        "refund": _("you may ask for your money back"),
        "price_reduction": _("you may ask for a part of the price back"),
        "loaner": _("you may ask for another one to use meanwhile"),
    }
    done = {
        "repair": _("we repair it"),
        "replace": _("we give you a new one"),
        "refund": _("we give your money back"),
        "price_reduction": _("we give a part of the price back"),
        "loaner": _("we lend you another one meanwhile"),
    }
    return (asked if right.choice == "customer" else done)[right.kind]


def period(value: Period) -> str:
    """A length of time, with the calendar where it is not the usual one of the language."""
    text = length({"years": value.years, "months": value.months, "weeks": value.weeks, "days": value.days})
    if value.calendar == "jalali" and (value.years or value.months) and reader.language() == "en":
        return _("%(period)s of the solar calendar") % {"period": text}
    return text


def work_time(time: WorkTime) -> str:
    """So many days, or working days."""
    return length({"working_days" if time.working else "days": time.days})


def percent(share: int) -> str:
    """Hundredths of a percent as percent."""
    return shown.percent(Decimal(share) / 10_000, 0 if share % 100 == 0 else 2)


def _basis(basis: str) -> str:
    return label("start_basis", basis, reader.language()).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A test vector of a rule: what it changes in the sample, what must come out, and whether it does."""

    name: str
    given: tuple[tuple[str, str], ...]
    expected: tuple[tuple[str, str], ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule of a pack with its test cases."""

    text: str
    cases: tuple[TriedCase, ...]


def tried_rules(pack: Pack) -> list[TriedRule]:
    """The rules of a pack that have test vectors, each run now."""
    texts = dict(_sentences(pack))
    wrong: dict[tuple[str, int], list[str]] = {}
    for one in failures(pack):
        said = _("%(key)s: expected %(expected)s, found %(found)s")
        shown_ = {"key": one.key, "expected": _compact(one.expected), "found": _compact(one.found)}
        wrong.setdefault((one.rule, one.place), []).append(said % shown_)
    return [
        TriedRule(
            texts.get(rule, rule),
            tuple(
                TriedCase(
                    name=title_of(vector.name) or _("Case %(n)s") % {"n": shown.digits(place + 1)},
                    given=tuple((path, _compact(value)) for path, value in vector.change.items()),
                    expected=tuple((_expected(key), _value(key, value)) for key, value in vector.expect.items()),
                    failed=tuple(wrong.get((rule, place), ())),
                )
                for place, vector in enumerate(ground.vectors)
            ),
        )
        for rule, ground in pack.grounds.items()
        if ground.vectors
    ]


def _compact(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _expected(key: str) -> str:
    return {
        "outcome": _("Outcome"),
        "lines": _("Lines"),
        "pays": _("Who pays"),
        "reasons": _("Among the reasons"),
        "no_reasons": _("Not among the reasons"),
        "remedies": _("Remedies"),
        "until": _("Ends on"),
        "due_on": _("Due on"),
        "free_until": _("Free until"),
        "parts_promised_until": _("Parts until"),
        "withdrawal": _("Giving the goods back"),
        "presumed": _("Presumed"),
    }.get(key, key)


def _value(key: str, value: object) -> str:
    if key == "outcome":
        return label("outcome", str(value), reader.language())
    if isinstance(value, str):
        return shown.day(value, "long")
    return _compact(value)
