"""Terms as their customer reads them: a guarantee text made from the same document by which claims are decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.keys import KEYS
from payandan.warranty.labels.law import given_by, percent, period, remedy, source_text
from payandan.warranty.labels.reading import title_of
from payandan.warranty.rules import Pack, Terms
from payandan.warranty.rules.documents import ComponentTerms, Condition, Exclusion, Sum
from payandan.warranty.rules.vocabulary import LINE_KINDS
from payandan.warranty.words import label


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text: a heading, its sentences, and what stands small beneath them."""

    title: str
    icon: str
    sentences: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GuaranteeText:
    """The whole text in one language. `facts`: whose and which unit it is, where it is that of one unit."""

    language: str
    heading: str
    title: str
    facts: tuple[tuple[str, str, bool], ...]
    parts: tuple[Part, ...]
    footer: str


@dataclass(frozen=True, slots=True)
class Days:
    """From which day until which day (the first one outside) a promise runs for one unit; None is not known."""

    since: date | None = None
    until: date | None = None


def guarantee_text(
    terms: Terms,
    law: Sequence[Pack] = (),
    *,
    names: Mapping[str, str],
    facts: Sequence[tuple[str, str, bool]] = (),
    days: Days | None = None,
    address: str = "",
) -> GuaranteeText:
    """The text in the reader's language. `names`: of kinds of products and components; `address`: where to report."""
    parts = (
        Part(_("What we promise"), "shield-check", tuple(_promises(terms, names))),
        Part(_("From when, until when"), "calendar-range", tuple(_days(terms, names, days))),
        Part(
            _("What is not covered"),
            "shield-x",
            tuple(_exceptions(terms, names)),
            _("Nothing is refused on suspicion: it is for us to show that one of these is so."),
        ),
        Part(_("What you do"), "list-checks", tuple(_duties(terms, address))),
        Part(_("What you get"), "gift", tuple(remedy(rung) for rung in terms.remedies)),
        Part(
            _("Your rights by law"),
            "scale",
            tuple(_rights(law)),
            _("This guarantee adds to your rights by law and takes none of them away."),
        ),
    )
    return GuaranteeText(
        language=reader.language(),
        heading=label("terms_kind", terms.kind, reader.language()),
        title=title_of(terms.title) or label("terms_kind", terms.kind, reader.language()),
        facts=tuple(facts),
        parts=tuple(part for part in parts if part.sentences),
        footer=_sources(law),
    )


# --- what is promised ------------------------------------------------------------------------------------------------


def _promises(terms: Terms, names: Mapping[str, str]) -> Iterable[str]:
    known = [code for code in terms.scope.categories or () if code in names]
    if known:
        yield _("It is for: %(names)s.") % {"names": _named(known, names)}
    if terms.scope.components:
        yield _("Only for these parts: %(names)s.") % {"names": _named(terms.scope.components, names)}
    causes = list(dict.fromkeys(cause for grant in terms.grants for cause in grant.causes))
    if causes:
        said = _(", ").join(label("cause", cause, reader.language()).lower() for cause in causes)
        yield _("We answer for: %(causes)s.") % {"causes": said}
    elif any(terms.lines.values()):
        yield _("We answer for every defect that is not named below as not covered.")
    yield from _payments(terms)
    for one in terms.entitlements:
        name = str(KEYS.get(f"entitlements.{one.what}", one.what))
        yield _("%(what)s: %(count)s") % {"what": name, "count": shown.digits(_count(one.count))}
    if not terms.transferable:
        yield _("It is for the first owner only.")
    elif terms.kind in ("manufacturer", "extended", "contract"):
        yield _("If you sell the product, it goes to the new owner.")


def _count(hundredths: int) -> int | float:
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def _payments(terms: Terms) -> Iterable[str]:
    language = reader.language()
    shares = {kind: terms.lines.get(kind, 0) for kind in LINE_KINDS}
    whole = [label("line_kind", kind, language).lower() for kind, share in shares.items() if share == 10_000]
    if whole:
        yield _("You pay nothing for: %(what)s.") % {"what": _(", ").join(whole)}
    for kind, share in shares.items():
        if 0 < share < 10_000:
            said = {"share": percent(share), "what": label("line_kind", kind, language).lower()}
            yield _("We pay %(share)s of: %(what)s.") % said
    yours = [label("line_kind", kind, language).lower() for kind, share in shares.items() if not share]
    if yours and (whole or terms.kind == "commitment"):
        yield _("These stay yours to pay: %(what)s.") % {"what": _(", ").join(yours)}
    for stage in terms.pro_rata:
        said = {"age": period(stage.until), "share": percent(stage.share)}
        yield _("Until %(age)s after the beginning we pay %(share)s of that.") % said
    if terms.deductible:
        yield _("The first %(money)s of each case are yours to pay.") % {"money": _money(terms.deductible)}
    if terms.cap_per_claim:
        yield _("We pay at most %(money)s for one case.") % {"money": _money(terms.cap_per_claim)}
    if terms.cap_total:
        yield _("We pay at most %(money)s in all.") % {"money": _money(terms.cap_total)}


def _money(amount: Sum) -> str:
    return shown.money(amount.amount, amount.currency)


# --- from when, until when -------------------------------------------------------------------------------------------


def _days(terms: Terms, names: Mapping[str, str], days: Days | None) -> Iterable[str]:
    if days and days.since and days.until:
        last = shown.day(days.until - timedelta(days=1), "long")
        yield _("For your unit: from %(since)s to the end of %(last)s.") % {
            "since": shown.day(days.since, "long"),
            "last": last,
        }
    start = terms.start
    if terms.period:
        said = {"period": period(terms.period), "basis": _basis(start.basis)}
        yield _("It lasts %(period)s, from: %(basis)s.") % said
    else:
        yield _("It begins with: %(basis)s.") % {"basis": _basis(start.basis)}
    if start.fallbacks:
        others = _(", ").join(_basis(basis) for basis in start.fallbacks)
        yield _("Where that day is not known, this one counts: %(others)s.") % {"others": others}
    if start.latest:
        said = {"period": period(start.latest.period), "basis": _basis(start.latest.after)}
        yield _("It begins no later than %(period)s after: %(basis)s.") % said
    for limit in terms.limits:
        said = {"count": shown.digits(limit.most), "meter": label("meter", limit.meter, reader.language())}
        yield _("It ends earlier where %(count)s %(meter)s are reached first.") % said
    for entry in terms.components:
        if entry.period or entry.lines:
            yield _component(entry, names)
    if terms.stops_in_workshop:
        yield _("The days that it spends in the workshop are added.")
    if terms.late_claim_days:
        text = ngettext(
            "What fails inside this time may be reported up to %(n)s day after its end.",
            "What fails inside this time may be reported up to %(n)s days after its end.",
            terms.late_claim_days,
        )
        yield text % {"n": shown.digits(terms.late_claim_days)}


def _component(entry: ComponentTerms, names: Mapping[str, str]) -> str:
    said = [period(entry.period)] if entry.period else []
    for kind, share in entry.lines.items():
        what = label("line_kind", kind, reader.language()).lower()
        said.append(_("%(what)s %(share)s") % {"what": what, "share": percent(share)})
    return _("%(name)s: %(said)s.") % {"name": _name(entry.component, names), "said": _(", ").join(said)}


def _basis(basis: str) -> str:
    return label("start_basis", basis, reader.language()).lower()


# --- what is not covered ---------------------------------------------------------------------------------------------


def _exceptions(terms: Terms, names: Mapping[str, str]) -> Iterable[str]:
    worn = [_name(entry.component, names) for entry in terms.components if entry.consumable]
    if worn:
        yield _("Parts that wear out in use: %(names)s.") % {"names": _(", ").join(worn)}
    for exclusion in terms.exclusions:
        text = _exception(exclusion)
        reach = {
            "void": _("The guarantee ends with it."),
            "suspend": _("The guarantee rests until that is put right."),
        }.get(exclusion.effect, "")
        yield f"{text} {reach}".strip()


def _exception(exclusion: Exclusion) -> str:
    known = {
        "wear": _("Wear from ordinary use."),
        "accident": _("Damage by a blow, a fall or liquid."),
        "misuse": _("Damage by use against the instructions, by overload, or by care that was left undone."),
        "consumable": _("Parts that are meant to be used up."),
        "unauthorised_repair": _("Damage by repairs or changes that others than our centres made."),
        "preexisting": _("Faults that were plain to see when it was bought."),
        "counterfeit": _("Units that are not genuine."),
        "power_surge": _("Damage by a power surge."),
        "liquid": _("Damage by liquid."),
        "seal_broken": _("Units whose seal was broken."),
        "serial_unreadable": _("Units whose serial number cannot be read."),
        "transport": _("Damage in transport."),
        "force_majeure": _("Damage by flood, earthquake, fire and the like."),
        "unauthorised_installation": _("Units that were not installed by an authorised installer."),
        "rooted_software": _("Faults that come of software that was tampered with."),
        "overload": _("Damage by overload."),
        "missed_maintenance": _("Damage because maintenance was left undone."),
        "modification": _("Damage by changes to the unit."),
        "non_original_part": _("Damage by parts that are not original."),
    }
    if exclusion.kind == "pixels_within_tolerance":
        return _("Up to %(n)s defective pixels.") % {"n": shown.digits(exclusion.most or 0)}
    named = label("exclusion", exclusion.kind, reader.language())
    return known.get(exclusion.kind) or _("%(what)s.") % {"what": named}


# --- what to do ------------------------------------------------------------------------------------------------------


def _duties(terms: Terms, address: str) -> Iterable[str]:
    for condition in terms.conditions:
        yield f"{_duty(condition)} {_otherwise(condition)}".strip()
    yield _("Keep the invoice or the guarantee card.")
    if any(exclusion.kind == "unauthorised_repair" for exclusion in terms.exclusions):
        yield _("Let nobody but our centres open it.")
    if address:
        yield _("When something fails, report it here: %(address)s") % {"address": address}
    else:
        yield _("When something fails, report it to us or to the nearest of our centres.")


def _duty(condition: Condition) -> str:
    if condition.kind == "registered_within":
        text = ngettext(
            "Register it within %(n)s day after you bought it.",
            "Register it within %(n)s days after you bought it.",
            condition.days or 0,
        )
        return text % {"n": shown.digits(condition.days or 0)}
    if condition.kind == "maintenance_done" and condition.every:
        return _("Have it serviced every %(period)s.") % {"period": period(condition.every)}
    return {
        "installed_by": _("Have it installed by an authorised centre."),
        "maintenance_done": _("Have it serviced as its instructions say."),
        "proof_of_purchase": _("Show that you bought it: invoice, receipt or guarantee card."),
        "genuine_serial": _("Its serial number has to be genuine."),
    }[condition.kind]


def _otherwise(condition: Condition) -> str:
    return {
        "set_aside": _("Otherwise this guarantee does not count until that is made good."),
        "suspend": _("Otherwise this guarantee rests until that is made good."),
        "void": _("Otherwise this guarantee ends."),
    }[condition.on_failure]


# --- rights by law ---------------------------------------------------------------------------------------------------


def _rights(law: Sequence[Pack]) -> Iterable[str]:
    yield from dict.fromkeys(given.text for pack in law for given in given_by(pack) if given.sure)


def _sources(law: Sequence[Pack]) -> str:
    sure = [pack for pack in law if pack.part(deciding=True) is not None]
    named = [source_text(pack.source) for pack in sure if pack.source.title]
    return _("Law: %(names)s") % {"names": _("; ").join(dict.fromkeys(named))} if named else ""


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return _(", ").join(sorted(_name(code, names) for code in codes))


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code.replace("_", " "))
