"""Law packs in plain language: every rule with where it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.clauses import (
    Item,
    Section,
    exclusion_item,
    joined,
    length_of,
    line_kind,
    names_of,
    percent,
    remedy_item,
    title_of,
)
from payandan.warranty.rules import Pack
from payandan.warranty.rules.documents import Floor, Remedy
from payandan.warranty.words import label


def pack_sections(pack: Pack, categories: Mapping[str, str]) -> list[Section]:
    """A pack, section by section; names of categories come by code."""
    return [
        Section(_("For what"), "package", tuple(_pack_scope(pack, categories))),
        Section(_("Where it was read"), "scale", tuple(_source(pack))),
        Section(_("The least a promise must be"), "arrow-up-from-line", tuple(_floors(pack))),
        Section(_("What no terms may take away"), "lock", tuple(_protected(pack))),
        Section(_("Rights of the customer"), "gavel", tuple(_rights(pack))),
        Section(_("Clocks that run"), "alarm-clock", tuple(_pack_clocks(pack))),
    ]


def _pack_scope(pack: Pack, categories: Mapping[str, str]) -> Iterable[Item]:
    yield Item(names_of(pack.scope.categories, categories) if pack.scope.categories else _("All kinds of products"))
    if pack.scope.countries:
        yield Item(_("In: %(names)s") % {"names": joined(sorted(pack.scope.countries))})
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


def _floors(pack: Pack) -> Iterable[Item]:
    for floor in pack.floors:
        said = [*_floor(floor)]
        article = title_of(pack.source_of(floor.name).article)
        yield Item(_("; ").join(said), joined(filter(None, (article, _not_deciding(pack, floor.name)))))
        for exclusion in floor.exclusions or ():
            item = exclusion_item(exclusion)
            yield Item(_("Except: %(what)s") % {"what": item.text}, item.note, item.clause)


def _floor(floor: Floor) -> Iterable[str]:
    if floor.kind != "statutory":
        yield label("terms_kind", floor.kind, reader.language())
    if floor.period:
        yield _("At least %(period)s") % {"period": length_of(floor.period)}
    for kind, share in (floor.lines or {}).items():
        yield f"{line_kind(kind)}: {percent(share)}"
    for limit in floor.limits:
        meter = label("meter", limit.meter, reader.language())
        yield _("Or until %(count)s %(meter)s") % {"count": shown.digits(limit.most), "meter": meter}


def _not_deciding(pack: Pack, rule: str) -> str:
    """What to say beside a rule whose text nobody has checked."""
    return "" if pack.source_of(rule).confidence != "low" else _("it never decides alone")


def _right(pack: Pack, right: Remedy) -> Item:
    item = remedy_item(right)
    article = title_of(pack.source_of(right.name).article) if right.name in pack.grounds else ""
    return replace(item, note=joined(filter(None, (item.note, article, _not_deciding(pack, right.name)))))


def _rights(pack: Pack) -> Iterable[Item]:
    for right in pack.rights:
        yield _right(pack, right)
    if pack.withdrawal:
        days = pack.withdrawal.within
        text = (
            ngettext("Withdrawal within %(n)s working day", "Withdrawal within %(n)s working days", days.days)
            if days.working
            else ngettext("Withdrawal within %(n)s day", "Withdrawal within %(n)s days", days.days)
        )
        freight = {"customer": _("sending it back is at the customer's cost"), "seller": _("free of charge")}
        after = label("start_basis", pack.withdrawal.after, reader.language()).lower()
        notes = [_("from: %(start)s") % {"start": after}, freight[pack.withdrawal.return_freight]]
        yield Item(text % {"n": shown.digits(days.days)}, joined(notes))
    if pack.repair_duty:
        text = _("The maker must repair beyond the guarantee, for a reasonable price, from %(day)s on")
        yield Item(text % {"day": shown.day(pack.repair_duty.since, "long")})


def _protected(pack: Pack) -> Iterable[Item]:
    for kind in pack.cannot_exclude:
        yield Item(label("exclusion", kind, reader.language()))
    if pack.keeps_presumption:
        yield Item(_("The burden of proof stays with the guarantor."))


def _pack_clocks(pack: Pack) -> Iterable[Item]:
    if pack.stops_in_workshop:
        yield Item(_("Days in the workshop are added at the end."))
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
        yield Item(text % {"period": length_of(pack.parts_promised.period), "after": known.lower()})
