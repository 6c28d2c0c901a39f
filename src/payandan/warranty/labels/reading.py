"""Terms and packs in plain language, section by section, from what the machine decides by: the two cannot differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.kit.periods import Period
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.rules import Pack, Terms
from payandan.warranty.rules.documents import Condition, Exclusion, Remedy, Start, When
from payandan.warranty.rules.vocabulary import LINE_KINDS
from payandan.warranty.words import label


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence, what stands beside it, and the clause it comes from."""

    text: str
    note: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; `table` holds (name, value) pairs where it is one."""

    title: str
    icon: str
    items: tuple[Item, ...] = ()
    table: tuple[tuple[str, str], ...] = ()


def read(document: Terms | Pack, categories: Mapping[str, str], components: Mapping[str, str]) -> list[Section]:
    """The document in the reader's language; names of categories and components come by code."""
    sections = _pack(document, categories) if isinstance(document, Pack) else _terms(document, categories, components)
    return [section for section in sections if section.items or section.table]


def title_of(title: Any) -> str:
    """A document's title in the reader's language."""
    if isinstance(title, Mapping):
        return str(title.get(reader.language()) or next(iter(title.values()), ""))
    return str(title or "")


# --- terms -----------------------------------------------------------------------------------------------------------


def _terms(terms: Terms, categories: Mapping[str, str], components: Mapping[str, str]) -> list[Section]:
    return [
        Section(_("For what"), "package", tuple(_scope(terms, categories, components))),
        Section(_("How long"), "calendar-range", tuple(_how_long(terms))),
        Section(_("What it pays"), "wallet", tuple(_ways_of_paying(terms)), _shares(terms.lines)),
        Section(_("What differs for a component"), "cpu", tuple(_component_items(terms, components))),
        Section(_("What it grants"), "shield-check", tuple(_grants(terms))),
        Section(_("What it depends on"), "list-checks", tuple(_condition(item) for item in terms.conditions)),
        Section(_("What it does not pay for"), "shield-x", tuple(_exclusion(item) for item in terms.exclusions)),
        Section(_("What the customer gets"), "gift", tuple(_remedy(item) for item in terms.remedies)),
    ]


def _scope(terms: Terms, categories: Mapping[str, str], components: Mapping[str, str]) -> Iterable[Item]:
    named = terms.scope.categories
    yield Item(_names(named, categories) if named else _("All kinds of products"))
    if terms.scope.components:
        yield Item(_("Only: %(names)s") % {"names": _names(terms.scope.components, components)})
    if terms.scope.countries:
        yield Item(_("In: %(names)s") % {"names": _joined(sorted(terms.scope.countries))})
    yield Item(
        _("It goes with the unit to a new owner.") if terms.transferable else _("It is for the first owner only.")
    )


def _how_long(terms: Terms) -> Iterable[Item]:
    start = _start(terms.start)
    if terms.period is None:
        yield Item(_("Without an end, from: %(start)s.") % {"start": start})
    else:
        yield Item(_("%(period)s, from: %(start)s.") % {"period": _period(terms.period), "start": start})
    for limit in terms.limits:
        meter = label("meter", limit.meter, reader.language())
        text = _("Or until %(count)s %(meter)s, whichever comes first.")
        yield Item(text % {"count": shown.digits(limit.most), "meter": meter})
    if terms.start.latest:
        after = label("start_basis", terms.start.latest.after, reader.language()).lower()
        text = _("It begins no later than %(period)s after: %(after)s.")
        yield Item(text % {"period": _period(terms.start.latest.period), "after": after})
    if terms.stops_in_workshop:
        yield Item(_("Days in the workshop are added at the end."))
    if terms.late_claim_days is not None:
        text = ngettext(
            "A fault inside the period may be reported up to %(days)s day late.",
            "A fault inside the period may be reported up to %(days)s days late.",
            terms.late_claim_days,
        )
        yield Item(text % {"days": shown.digits(terms.late_claim_days)})


def _start(start: Start) -> str:
    names = [label("start_basis", basis, reader.language()).lower() for basis in (start.basis, *start.fallbacks)]
    if len(names) == 1:
        return names[0]
    return _("%(first)s (if unknown: %(others)s)") % {"first": names[0], "others": _joined(names[1:])}


def _ways_of_paying(terms: Terms) -> Iterable[Item]:
    for stage in terms.pro_rata:
        text = _("Until %(age)s after the start: %(share)s of it")
        yield Item(text % {"age": _period(stage.until), "share": _percent(stage.share)})
    if terms.deductible:
        money = shown.money(terms.deductible.amount, terms.deductible.currency)
        yield Item(_("The customer pays the first %(money)s.") % {"money": money})
    if terms.cap_per_claim:
        money = shown.money(terms.cap_per_claim.amount, terms.cap_per_claim.currency)
        yield Item(_("At most %(money)s a claim.") % {"money": money})
    if terms.cap_total:
        yield Item(
            _("At most %(money)s in all.") % {"money": shown.money(terms.cap_total.amount, terms.cap_total.currency)}
        )


def _shares(shares: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple((_line_kind(kind), _percent(shares.get(kind, 0))) for kind in LINE_KINDS)


def _component_items(terms: Terms, components: Mapping[str, str]) -> Iterable[Item]:
    for entry in terms.components:
        said = []
        if entry.consumable:
            said.append(_("wears out in use and is not covered"))
        if entry.period:
            said.append(_period(entry.period))
        said += [f"{_line_kind(kind)} {_percent(share)}" for kind, share in entry.lines.items()]
        name = components.get(entry.component, entry.component.replace("_", " "))
        yield Item(f"{name}: {_joined(said)}", clause=entry.clause or "")


def _grants(terms: Terms) -> Iterable[Item]:
    language = reader.language()
    for grant in terms.grants:
        causes = _joined(label("cause", cause, language) for cause in grant.causes)
        yield Item(causes, _found_by(grant.found_by), grant.clause or "")


def _condition(condition: Condition) -> Item:
    language = reader.language()
    text = label("condition", condition.kind, language)
    if condition.days is not None:
        days = ngettext("within %(days)s day", "within %(days)s days", condition.days)
        text = f"{text}: {days % {'days': shown.digits(condition.days)}}"
    if condition.every:
        text = _("%(text)s: every %(period)s") % {"text": text, "period": _period(condition.every)}
    failing = {
        "set_aside": _("otherwise this promise is set aside"),
        "suspend": _("otherwise this promise rests until it is made good"),
        "void": _("otherwise this promise ends"),
    }[condition.on_failure]
    return Item(text, failing, condition.clause or "")


def _exclusion(exclusion: Exclusion) -> Item:
    language = reader.language()
    notes = [_("reaches: %(effect)s") % {"effect": label("exclusion_effect", exclusion.effect, language).lower()}]
    if exclusion.evidence:
        kinds = _joined(label("evidence", kind, language).lower() for kind in exclusion.evidence)
        notes.append(_("only with: %(kinds)s") % {"kinds": kinds})
    notes.append(_found_by(exclusion.found_by))
    if exclusion.presume == "unknown":
        notes.append(_("has to be cleared up before the decision"))
    return Item(label("exclusion", exclusion.kind, language), _("; ").join(notes), exclusion.clause or "")


def _found_by(sources: Iterable[str]) -> str:
    return _("found by: %(who)s") % {
        "who": _joined(label("source", source, reader.language()).lower() for source in sources)
    }


def _remedy(remedy: Remedy) -> Item:
    language = reader.language()
    text = label("remedy", remedy.kind, language)
    if remedy.by:
        text = _("%(remedy)s by %(period)s") % {"remedy": text, "period": _period(remedy.by)}
        if remedy.per == "week":
            text = _("%(remedy)s for each week") % {"remedy": text}
    note = _joined([*_when(remedy.when), label("choice", remedy.choice, language).lower()])
    return Item(text, note, remedy.clause or "")


def _when(when: When) -> Iterable[str]:
    counted = (
        (when.days_since_start_max, _("in the first %(n)s days")),
        (when.same_problem_repairs_min, _("after %(n)s repairs of the same problem")),
        (when.repair_working_days_over, _("when the repair takes more than %(n)s working days")),
        (when.repair_days_over, _("when the repair takes more than %(n)s days")),
        (when.days_out_of_service_over, _("after more than %(n)s days out of service")),
    )
    for count, text in counted:
        if count is not None:
            yield text % {"n": shown.digits(count)}
    if when.causes:
        yield _joined(label("cause", cause, reader.language()) for cause in when.causes)
    if when.replacement_available is False:
        yield _("when no replacement is to be had")
    if when.part_available is False:
        yield _("when the part is not to be had")


# --- packs -----------------------------------------------------------------------------------------------------------


def _pack(pack: Pack, categories: Mapping[str, str]) -> list[Section]:
    return [
        Section(_("For what"), "package", tuple(_pack_scope(pack, categories))),
        Section(_("Where it was read"), "scale", tuple(_source(pack))),
        Section(_("The least a promise must be"), "arrow-up-from-line", tuple(_floor(pack))),
        Section(_("What no terms may take away"), "lock", tuple(_protected(pack))),
        Section(_("Rights of the customer"), "gavel", tuple(_remedy(right) for right in pack.rights)),
        Section(_("Clocks that run"), "alarm-clock", tuple(_pack_clocks(pack))),
    ]


def _pack_scope(pack: Pack, categories: Mapping[str, str]) -> Iterable[Item]:
    yield Item(_names(pack.scope.categories, categories) if pack.scope.categories else _("All kinds of products"))
    if pack.scope.countries:
        yield Item(_("In: %(names)s") % {"names": _joined(sorted(pack.scope.countries))})
    if pack.scope.since:
        yield Item(_("For what is sold from %(day)s on") % {"day": shown.day(pack.scope.since, "long")})
    if pack.scope.until:
        yield Item(_("For what is sold before %(day)s") % {"day": shown.day(pack.scope.until, "long")})


def _source(pack: Pack) -> Iterable[Item]:
    source = pack.source
    if source.title:
        yield Item(title_of(source.title), title_of(source.article))
    confidence = label("confidence", source.confidence, reader.language())
    note = "" if pack.decides else _("it never decides alone")
    yield Item(_("Confidence: %(word)s") % {"word": confidence}, note)
    if source.checked_on:
        yield Item(_("Checked against the official text on %(day)s") % {"day": shown.day(source.checked_on, "long")})
    else:
        yield Item(_("Not yet checked against the official text. Let a lawyer read it before you rely on it."))
    if source.note:
        yield Item(title_of(source.note))


def _floor(pack: Pack) -> Iterable[Item]:
    if pack.floor is None:
        return
    if pack.floor.period:
        yield Item(_("At least %(period)s") % {"period": _period(pack.floor.period)})
    for kind, share in (pack.floor.lines or {}).items():
        yield Item(f"{_line_kind(kind)}: {_percent(share)}")
    for limit in pack.floor.limits:
        meter = label("meter", limit.meter, reader.language())
        yield Item(_("Or until %(count)s %(meter)s") % {"count": shown.digits(limit.most), "meter": meter})
    for exclusion in pack.floor.exclusions or ():
        item = _exclusion(exclusion)
        yield Item(_("Except: %(what)s") % {"what": item.text}, item.note, item.clause)


def _protected(pack: Pack) -> Iterable[Item]:
    for kind in pack.cannot_exclude:
        yield Item(label("exclusion", kind, reader.language()))
    if pack.keeps_presumption:
        yield Item(_("The burden of proof stays with the guarantor."))


def _pack_clocks(pack: Pack) -> Iterable[Item]:
    if pack.repair_due:
        text = (
            ngettext("Repair within %(n)s working day", "Repair within %(n)s working days", pack.repair_due.days)
            if pack.repair_due.working
            else ngettext("Repair within %(n)s day", "Repair within %(n)s days", pack.repair_due.days)
        )
        yield Item(text % {"n": shown.digits(pack.repair_due.days)})
    if pack.parts_promised:
        after = pack.parts_promised.after
        known = (
            _("the last sale of the model") if after == "last_sold" else label("start_basis", after, reader.language())
        )
        text = _("Parts and service for %(period)s after: %(after)s")
        yield Item(text % {"period": _period(pack.parts_promised.period), "after": known.lower()})


# --- small words -----------------------------------------------------------------------------------------------------


def _line_kind(kind: str) -> str:
    return label("line_kind", kind, reader.language())


def _period(period: Period) -> str:
    counted = (
        (period.years, ngettext("%(n)s year", "%(n)s years", period.years)),
        (period.months, ngettext("%(n)s month", "%(n)s months", period.months)),
        (period.weeks, ngettext("%(n)s week", "%(n)s weeks", period.weeks)),
        (period.days, ngettext("%(n)s day", "%(n)s days", period.days)),
    )
    said = [text % {"n": shown.digits(count)} for count, text in counted if count]
    text = _(" and ").join(said)
    return _("%(period)s of the solar calendar") % {"period": text} if period.calendar == "jalali" else text


def _percent(share: int) -> str:
    return shown.percent(Decimal(share) / 10_000, 0 if share % 100 == 0 else 2)


def _names(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return _joined(sorted(names.get(code, code.replace("_", " ")) for code in codes))


def _joined(names: Iterable[str]) -> str:
    return _(", ").join(names)
