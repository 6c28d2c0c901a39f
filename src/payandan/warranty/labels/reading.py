"""Terms and packs in plain language, section by section, from what the machine decides by: the two cannot differ."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.clauses import (
    Item,
    Section,
    exclusion_item,
    found_by,
    joined,
    length_of,
    line_kind,
    names_of,
    percent,
    remedy_item,
    title_of,
)
from payandan.warranty.labels.occasions import phrases
from payandan.warranty.labels.packs import pack_sections
from payandan.warranty.rules import Pack, Terms
from payandan.warranty.rules.documents import Condition, Entitlement, GoodwillRow, Start, When
from payandan.warranty.rules.vocabulary import LINE_KINDS
from payandan.warranty.words import label

__all__ = ["Item", "Section", "read", "title_of"]


def read(document: Terms | Pack, categories: Mapping[str, str], components: Mapping[str, str]) -> list[Section]:
    """The document in the reader's language; names of categories and components come by code."""
    sections = (
        pack_sections(document, categories) if isinstance(document, Pack) else _terms(document, categories, components)
    )
    return [section for section in sections if section.items or section.table]


def _terms(terms: Terms, categories: Mapping[str, str], components: Mapping[str, str]) -> list[Section]:
    return [
        Section(_("For what"), "package", tuple(_scope(terms, categories, components))),
        Section(_("How long"), "calendar-range", tuple(_how_long(terms))),
        Section(_("What it pays"), "wallet", tuple(_ways_of_paying(terms)), _shares(terms.lines)),
        Section(_("What differs for a component"), "cpu", tuple(_component_items(terms, components))),
        Section(_("What it grants"), "shield-check", tuple(_grants(terms))),
        Section(_("What it depends on"), "list-checks", tuple(_condition(item) for item in terms.conditions)),
        Section(_("What it does not pay for"), "shield-x", tuple(exclusion_item(item) for item in terms.exclusions)),
        Section(_("What the customer gets"), "gift", tuple(remedy_item(item) for item in terms.remedies)),
        Section(
            _("What the contract counts"), "list-ordered", tuple(_entitlement(item) for item in terms.entitlements)
        ),
        Section(_("What may be offered as goodwill"), "heart-handshake", tuple(_goodwill(terms))),
    ]


def _scope(terms: Terms, categories: Mapping[str, str], components: Mapping[str, str]) -> Iterable[Item]:
    named = terms.scope.categories
    yield Item(names_of(named, categories) if named else _("All kinds of products"))
    if terms.scope.components:
        yield Item(_("Only: %(names)s") % {"names": names_of(terms.scope.components, components)})
    if terms.scope.countries:
        yield Item(_("In: %(names)s") % {"names": joined(sorted(terms.scope.countries))})
    if terms.scope.territory:
        yield Item(_("For faults presented in: %(names)s") % {"names": joined(sorted(terms.scope.territory))})
    for serials in terms.scope.serials:
        yield Item(_("Serials from %(first)s to %(last)s") % {"first": serials.first, "last": serials.last})
    yield Item(
        _("It goes with the unit to a new owner.") if terms.transferable else _("It is for the first owner only.")
    )


def _how_long(terms: Terms) -> Iterable[Item]:
    start = _start(terms.start)
    if terms.period is None:
        yield Item(_("Without an end, from: %(start)s.") % {"start": start})
    else:
        yield Item(_("%(period)s, from: %(start)s.") % {"period": length_of(terms.period), "start": start})
    for limit in terms.limits:
        meter = label("meter", limit.meter, reader.language())
        text = _("Or until %(count)s %(meter)s, whichever comes first.")
        yield Item(text % {"count": shown.digits(limit.most), "meter": meter})
    if terms.start.latest:
        after = label("start_basis", terms.start.latest.after, reader.language()).lower()
        text = _("It begins no later than %(period)s after: %(after)s.")
        yield Item(text % {"period": length_of(terms.start.latest.period), "after": after})
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
    return _("%(first)s (if unknown: %(others)s)") % {"first": names[0], "others": joined(names[1:])}


def _ways_of_paying(terms: Terms) -> Iterable[Item]:
    for stage in terms.pro_rata:
        text = _("Until %(age)s after the start: %(share)s of it")
        yield Item(text % {"age": length_of(stage.until), "share": percent(stage.share)})
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
    return tuple((line_kind(kind), percent(shares.get(kind, 0))) for kind in LINE_KINDS)


def _component_items(terms: Terms, components: Mapping[str, str]) -> Iterable[Item]:
    for entry in terms.components:
        said = []
        if entry.consumable:
            said.append(_("wears out in use and is not covered"))
        if entry.period:
            said.append(length_of(entry.period))
        said += [f"{line_kind(kind)} {percent(share)}" for kind, share in entry.lines.items()]
        name = components.get(entry.component, entry.component.replace("_", " "))
        yield Item(f"{name}: {joined(said)}", clause=entry.clause or "")


def _grants(terms: Terms) -> Iterable[Item]:
    language = reader.language()
    for grant in terms.grants:
        causes = joined(label("cause", cause, language) for cause in grant.causes)
        yield Item(causes, found_by(grant.found_by), grant.clause or "")


def _condition(condition: Condition) -> Item:
    language = reader.language()
    text = label("condition", condition.kind, language)
    if condition.days is not None:
        days = ngettext("within %(days)s day", "within %(days)s days", condition.days)
        text = f"{text}: {days % {'days': shown.digits(condition.days)}}"
    if condition.every:
        text = _("%(text)s: every %(period)s") % {"text": text, "period": length_of(condition.every)}
    failing = {
        "set_aside": _("otherwise this promise is set aside"),
        "suspend": _("otherwise this promise rests until it is made good"),
        "void": _("otherwise this promise ends"),
    }[condition.on_failure]
    return Item(text, failing, condition.clause or "")


def _entitlement(item: Entitlement) -> Item:
    name = label("entitlement", item.what, reader.language())
    return Item(f"{shown.digits(f'{item.count / 100:g}')} {name}")


def _goodwill(terms: Terms) -> Iterable[Item]:
    """Each row of the matrix with what it asks, and each budget."""
    if terms.goodwill is None:
        return
    language = reader.language()
    for row in terms.goodwill.matrix:
        shares = joined(f"{label('bearer', who, language)} {percent(share)}" for who, share in row.split.items())
        yield Item(shares, joined(_row(row)), row.clause or "")
    for budget in terms.goodwill.budgets:
        said = [
            text % {"money": shown.money(amount.amount, amount.currency)}
            for text, amount in ((_("%(money)s a claim"), budget.per_claim), (_("%(money)s a month"), budget.per_month))
            if amount is not None
        ]
        yield Item(_("Budget: %(who)s") % {"who": label("approver", budget.approver, language)}, joined(said))


def _row(row: GoodwillRow) -> Iterable[str]:
    if row.months_after_end_max is not None:
        months = row.months_after_end_max
        text = ngettext("up to %(n)s month after the end", "up to %(n)s months after the end", months)
        yield text % {"n": shown.digits(months)}
    if row.meter and row.meter_max:
        meter = label("meter", row.meter, reader.language())
        yield _("at most %(count)s %(meter)s") % {"count": shown.digits(row.meter_max), "meter": meter}
    if row.price_min:
        yield _("bought for %(money)s or more") % {"money": shown.money(row.price_min.amount, row.price_min.currency)}
    if row.loyalty:
        yield _("loyalty: %(names)s") % {"names": joined(word.replace("_", " ") for word in row.loyalty)}
    if row.repairs_min:
        text = ngettext("after %(n)s repair", "after %(n)s repairs", row.repairs_min)
        yield text % {"n": shown.digits(row.repairs_min)}
    if row.same_problem_repairs_min:
        yield from phrases(When(same_problem_repairs_min=row.same_problem_repairs_min))
