"""The pieces that terms and packs are read in: one clause, one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.kit.periods import Period
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.occasions import phrases
from payandan.warranty.rules.documents import Exclusion, Remedy
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


def title_of(title: Any) -> str:
    """A document's title in the reader's language."""
    if isinstance(title, Mapping):
        return str(title.get(reader.language()) or next(iter(title.values()), ""))
    return str(title or "")


def exclusion_item(exclusion: Exclusion) -> Item:
    """What is not paid, how far that reaches, and how it is shown."""
    language = reader.language()
    notes = [_("reaches: %(effect)s") % {"effect": label("exclusion_effect", exclusion.effect, language).lower()}]
    if exclusion.evidence:
        kinds = joined(label("evidence", kind, language).lower() for kind in exclusion.evidence)
        notes.append(_("only with: %(kinds)s") % {"kinds": kinds})
    notes.append(found_by(exclusion.found_by))
    if exclusion.presume == "unknown":
        notes.append(_("has to be cleared up before the decision"))
    return Item(label("exclusion", exclusion.kind, language), _("; ").join(notes), exclusion.clause or "")


def found_by(sources: Iterable[str]) -> str:
    """Who is believed."""
    return _("found by: %(who)s") % {
        "who": joined(label("source", source, reader.language()).lower() for source in sources)
    }


def remedy_item(remedy: Remedy) -> Item:
    """What the customer gets, and when."""
    language = reader.language()
    text = label("remedy", remedy.kind, language)
    if remedy.by:
        text = _("%(remedy)s by %(period)s") % {"remedy": text, "period": length_of(remedy.by)}
        if remedy.per == "week":
            text = _("%(remedy)s for each week") % {"remedy": text}
    note = joined([*phrases(remedy.when), label("choice", remedy.choice, language).lower()])
    return Item(text, note, remedy.clause or "")


def line_kind(kind: str) -> str:
    """The name of a kind of line."""
    return label("line_kind", kind, reader.language())


def length_of(period: Period) -> str:
    """A length of time in words."""
    counted = (
        (period.years, ngettext("%(n)s year", "%(n)s years", period.years)),
        (period.months, ngettext("%(n)s month", "%(n)s months", period.months)),
        (period.weeks, ngettext("%(n)s week", "%(n)s weeks", period.weeks)),
        (period.days, ngettext("%(n)s day", "%(n)s days", period.days)),
    )
    said = [text % {"n": shown.digits(count)} for count, text in counted if count]
    text = _(" and ").join(said)
    return _("%(period)s of the solar calendar") % {"period": text} if period.calendar == "jalali" else text


def percent(share: int) -> str:
    """Hundredths of a percent, as read."""
    return shown.percent(Decimal(share) / 10_000, 0 if share % 100 == 0 else 2)


def names_of(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """The names of codes, in their order."""
    return joined(sorted(names.get(code, code.replace("_", " ")) for code in codes))


def joined(names: Iterable[str]) -> str:
    """A list in one line."""
    return _(", ").join(names)
