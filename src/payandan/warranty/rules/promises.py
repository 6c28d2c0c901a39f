"""Who may have to pay: the terms that a customer has, and what the law lifts, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from payandan.warranty.rules.documents import USUAL_START, ComponentTerms, Floor, Pack, Terms
from payandan.warranty.rules.vocabulary import KINDS, PAYER_OF_KIND, PRODUCT_KINDS


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that may pay. A floor over terms is a promise of its own and remembers what it lifts."""

    name: str
    terms: Terms
    law: str | None = None
    lifts: str | None = None

    @property
    def payer(self) -> str:
        """Who pays, in the words of the contract."""
        return "statutory" if self.law else PAYER_OF_KIND.get(self.terms.kind, "warranty")


def promises(terms: Sequence[Terms], packs: Sequence[Pack]) -> list[Promise]:
    """The given terms, and a floor over each of them that the packs lift."""
    found = [Promise(one.id, one) for one in terms]
    for pack in packs:
        for floor in pack.floors:
            name = floor_name(pack, floor)
            if floor.exclusions is not None:
                found.append(Promise(name, _own(pack, floor, name), pack.id))
                continue
            found += [
                Promise(name, _lifted(pack, floor, one, name), pack.id, one.id)
                for one in terms
                if one.kind in PRODUCT_KINDS
            ]
    return found


def floor_name(pack: Pack, floor: Floor) -> str:
    """A floor goes by the name of its pack; further ones of the same pack by their own beside it."""
    return pack.id if floor.name == "floor" else f"{pack.id}#{floor.name}"


def _own(pack: Pack, floor: Floor, name: str) -> Terms:
    """A floor with exclusions of its own is terms like any other."""
    return Terms(
        id=name, kind=floor.kind, title=pack.title, scope=pack.scope,
        start=floor.start or USUAL_START, period=floor.period,
        lines=floor.lines or {}, limits=floor.limits, exclusions=floor.exclusions or (),
    )  # fmt: skip


def _lifted(pack: Pack, floor: Floor, terms: Terms, name: str) -> Terms:
    """The floor over `terms`: their start, exclusions and consumables, and the law's period and shares.

    What the law gives for free knows no deductible, cap, condition or pro rata of theirs.
    """
    consumables = tuple(
        ComponentTerms(entry.component, consumable=True, clause=entry.clause)
        for entry in terms.components
        if entry.consumable
    )
    return Terms(
        id=name, kind="statutory", title=pack.title, scope=replace(terms.scope, components=None),
        start=floor.start or terms.start, period=floor.period or terms.period,
        lines=terms.lines if floor.lines is None else floor.lines,
        limits=floor.limits, components=consumables, stops_in_workshop=terms.stops_in_workshop,
        grants=terms.grants, exclusions=terms.exclusions,
    )  # fmt: skip


def rank(promise: Promise, end: date | None) -> tuple[int, int, str, str]:
    """Recall first, goodwill last; then the higher remaining limit; a floor comes right after what it lifts."""
    kind = promise.terms.kind
    place = KINDS.index("manufacturer" if promise.lifts else kind) * 2 + bool(promise.lifts)
    return place, -(end or date.min).toordinal(), promise.name, promise.lifts or ""
