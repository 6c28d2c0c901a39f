"""What a promise does not pay for: which exclusions hit, how surely, and which lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from payandan.warranty.rules.cases import Case, Fact
from payandan.warranty.rules.documents import Exclusion, Pack, Terms, protection
from payandan.warranty.rules.findings import Ask, Reason, finder, proof

CAUSE = "fault.cause"
EVERYTHING = None
"""The reach of a hit that knows no component."""

REASON_EFFECT: Mapping[str, str] = {"suspend": "suspends", "void": "voids"}


@dataclass(frozen=True, slots=True)
class Hit:
    """An exclusion that is triggered: surely, or raised and not yet proven."""

    exclusion: Exclusion
    certain: bool
    reason: Reason
    asks: tuple[Ask, ...] = ()
    component: str | None = EVERYTHING
    component_unknown: Ask | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """The result of all exclusions of one promise: hits, presumptions, and what the law struck out."""

    hits: tuple[Hit, ...] = ()
    presumed: tuple[str, ...] = ()
    protections: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitFact:
    """The fact that a class without causes looks at."""

    path: str
    about: str
    against: Callable[[object, Exclusion], bool]


UNIT_FACTS: Mapping[str, UnitFact] = {
    "preexisting": UnitFact("fault.visible_at_purchase", "visible_at_purchase", lambda value, _: value is True),
    "counterfeit": UnitFact("unit.genuine", "genuine", lambda value, _: value is False),
    "seal_broken": UnitFact("unit.seal_intact", "seal_intact", lambda value, _: value is False),
    "serial_unreadable": UnitFact("unit.serial_readable", "serial_readable", lambda value, _: value is False),
    "rooted_software": UnitFact("unit.software_rooted", "software_rooted", lambda value, _: value is True),
    "unauthorised_installation": UnitFact(
        "unit.installed_by", "installed_by", lambda value, _: value in ("owner", "unauthorised")
    ),
    "pixels_within_tolerance": UnitFact(
        "fault.defective_pixels",
        "defective_pixels",
        lambda value, exclusion: isinstance(value, int) and value <= (exclusion.most or 0),
    ),
}


def test_exclusions(terms: Terms, case: Case, packs: Sequence[Pack], law: str | None) -> Tested:
    """Test every exclusion of `terms` that the law (`packs` that decide) lets stand."""
    hits: list[Hit] = []
    presumed: dict[str, None] = {}
    protections: list[Reason] = []
    keeps = any(pack.keeps_presumption for pack in packs)
    striking = [pack for pack in packs if pack.cannot_exclude]
    for written in terms.exclusions:
        exclusion = replace(written, presume="customer") if keeps and written.presume != "customer" else written
        if striking:
            standing, struck_by = _standing(exclusion, striking)
            if struck_by is not None and (standing is None or _cause_is_struck(case, exclusion, standing)):
                protections += _protection(terms, case, exclusion, struck_by)
            if standing is None:
                continue
            exclusion = standing
        found, supposed = _test(terms, case, exclusion, law)
        hits += found
        presumed |= dict.fromkeys(supposed)
    return Tested(tuple(hits), tuple(presumed), tuple(protections))


def _standing(exclusion: Exclusion, packs: Iterable[Pack]) -> tuple[Exclusion | None, tuple[str, str] | None]:
    """The exclusion less what the law strikes out; what was struck first, and the pack that did."""
    causes, struck = exclusion.causes, None
    for pack in packs:
        if exclusion.kind in pack.cannot_exclude:
            return None, (exclusion.kind, pack.id)
        if not set(causes).isdisjoint(pack.cannot_exclude):
            left = tuple(cause for cause in causes if cause not in pack.cannot_exclude)
            gone = next(cause for cause in causes if cause not in left)
            causes, struck = left, (gone, pack.id)
    if struck is None:
        return exclusion, None
    if not causes and exclusion.kind != "unauthorised_repair":
        return None, struck
    return replace(exclusion, causes=causes), struck


def _cause_is_struck(case: Case, exclusion: Exclusion, standing: Exclusion) -> bool:
    cause = case.value(CAUSE)
    return cause in exclusion.causes and cause not in standing.causes


def _protection(terms: Terms, case: Case, exclusion: Exclusion, pack: tuple[str, str]) -> list[Reason]:
    """What to say when the law struck out an exclusion that would have hit."""
    fact = UNIT_FACTS.get(exclusion.kind)
    raised = case.value(CAUSE) in exclusion.causes or (
        fact is not None and not exclusion.causes and fact.against(case.value(fact.path), exclusion)
    )
    if not raised:
        return []
    path = CAUSE if exclusion.causes or fact is None else fact.path
    params = (("class", exclusion.kind),)
    what, name = pack
    rule = protection(what)
    return [Reason("law_protects", "protects", terms.id, exclusion.clause, name, (path,), params=params, rule=rule)]


def _test(terms: Terms, case: Case, exclusion: Exclusion, law: str | None) -> tuple[list[Hit], list[str]]:
    if _cured(case, exclusion):
        return [], []
    hits: list[Hit] = []
    presumed: list[str] = []
    if exclusion.causes:
        hits += _by_cause(terms, case, exclusion, law)
    if exclusion.kind == "unauthorised_repair":
        found, supposed = _by_history(terms, case, exclusion, law)
        return hits + found, supposed
    if exclusion.kind == "consumable" and not exclusion.causes:
        return _by_component(terms, case, exclusion, law), []
    fact = UNIT_FACTS.get(exclusion.kind)
    if fact is not None and not exclusion.causes:
        found, presumed = _by_fact(terms, case, exclusion, fact, law)
        hits += found
    return hits, presumed


def _cured(case: Case, exclusion: Exclusion) -> bool:
    return bool(exclusion.cured_by) and any(
        act.kind in exclusion.cured_by and act.by.value == "authorised" for act in case.history
    )


def _hit(
    terms: Terms, exclusion: Exclusion, law: str | None, fact: str, *, certain: bool,
    evidence: tuple[int, ...], asks: tuple[Ask, ...] = (), component: str | None = EVERYTHING,
    component_unknown: Ask | None = None, params: tuple[tuple[str, str | int], ...] = (),
) -> Hit:  # fmt: skip
    effect = REASON_EFFECT.get(exclusion.effect, "excludes") if certain else "raises"
    shown = (*params, *((("cure", exclusion.cure),) if exclusion.cure else ()))
    reason = Reason(exclusion.kind, effect, terms.id, exclusion.clause, law, (fact,), evidence, params=shown)
    return Hit(exclusion, certain, reason, asks, component, component_unknown)


def _by_cause(terms: Terms, case: Case, exclusion: Exclusion, law: str | None) -> list[Hit]:
    """An unknown cause is no hit: the cause has to be found anyway before anything is granted."""
    cause = case.fact(CAUSE)
    if cause.value not in exclusion.causes:
        return []
    asks, found = _open(case, exclusion, cause, CAUSE, "cause")
    component = case.value("fault.component")
    params = (("cause", cause.value),)
    return [
        _hit(
            terms, exclusion, law, CAUSE, certain=not asks, evidence=found, asks=asks, component=component,
            params=params,
        )
    ]  # fmt: skip


def _open(
    case: Case, exclusion: Exclusion, fact: Fact[object], path: str, about: str
) -> tuple[tuple[Ask, ...], tuple[int, ...]]:
    """What is still missing before a fact that was raised is proven, and the evidence that is there."""
    proven = proof(case, about, exclusion.evidence)
    believed = fact.source in exclusion.found_by
    if believed and not proven.missing:
        return (), proven.found
    who = fact.source if believed else finder(exclusion.found_by, path)
    standard = (*exclusion.evidence, "|", *exclusion.found_by)
    return (Ask(path, who, proven.missing or exclusion.evidence[-1:], standard),), proven.found


def _by_fact(
    terms: Terms, case: Case, exclusion: Exclusion, fact: UnitFact, law: str | None
) -> tuple[list[Hit], list[str]]:
    known = case.fact(fact.path)
    turned = exclusion.presume == "unknown"
    component = case.value("fault.component")
    if known.value is not None and fact.against(known.value, exclusion):
        asks, found = _open(case, exclusion, known, fact.path, fact.about)
        hit = _hit(terms, exclusion, law, fact.path, certain=not asks, evidence=found, asks=asks, component=component)
        return [hit], []
    believed = known.value is not None and known.source in exclusion.found_by
    if turned and not believed:
        ask = Ask(fact.path, finder(exclusion.found_by, fact.path), exclusion.evidence, ("turned", *exclusion.found_by))
        hit = _hit(terms, exclusion, law, fact.path, certain=False, evidence=(), asks=(ask,), component=component)
        return [hit], []
    if believed and not proof(case, fact.about, exclusion.evidence).missing:
        return [], []
    return [], [fact.path]


def _by_component(terms: Terms, case: Case, exclusion: Exclusion, law: str | None) -> list[Hit]:
    """A fault in a component that the terms mark as consumable. Its own lines are refused by the mark alone."""
    component = case.value("fault.component")
    if not any(entry.consumable and entry.component == component for entry in terms.components):
        return []
    proven = proof(case, "cause", exclusion.evidence)
    asks: tuple[Ask, ...] = ()
    if proven.missing:
        who = finder(exclusion.found_by, CAUSE)
        asks = (Ask("fault.component", who, proven.missing, exclusion.evidence),)
    return [
        _hit(
            terms, exclusion, law, "fault.component", certain=not asks, evidence=proven.found, asks=asks,
            component=component,
        )
    ]  # fmt: skip


def _by_history(terms: Terms, case: Case, exclusion: Exclusion, law: str | None) -> tuple[list[Hit], list[str]]:
    """A repair by the owner or an unauthorised shop. The record itself counts as found."""
    hits: list[Hit] = []
    presumed: list[str] = []
    for place, act in enumerate(case.history):
        if act.kind != "repair":
            continue
        if act.by.value is None:
            presumed.append(f"history[{place}].by")
        if act.by.value in ("owner", "unauthorised"):
            hits.append(_touched(terms, case, exclusion, law, place))
    if case.history:
        return hits, presumed
    missing = proof(case, "history", exclusion.evidence).missing
    if exclusion.presume == "unknown" and (missing or not case.history_known):
        ask = Ask("history", finder(exclusion.found_by, "history"), missing, ("turned", *exclusion.evidence))
        hits.append(_hit(terms, exclusion, law, "history", certain=False, evidence=(), asks=(ask,)))
    else:
        presumed.append("history")
    return hits, presumed


def _touched(terms: Terms, case: Case, exclusion: Exclusion, law: str | None, place: int) -> Hit:
    act = case.history[place]
    proven = proof(case, "history", exclusion.evidence)
    believed = act.by.source == "system" or act.by.source in exclusion.found_by
    asks: tuple[Ask, ...] = ()
    if proven.missing or not believed:
        standard = (*exclusion.evidence, "|", *exclusion.found_by)
        wanted = proven.missing or exclusion.evidence[-1:]
        asks = (Ask("history", finder(exclusion.found_by, "history"), wanted, standard),)
    nowhere = None
    if act.component is None and exclusion.effect in ("component", "line"):
        nowhere = Ask(f"history[{place}].component", "technician")
    return _hit(
        terms, exclusion, law, "history", certain=not asks, evidence=proven.found, asks=asks,
        component=act.component, component_unknown=nowhere, params=(("by", str(act.by.value)),),
    )  # fmt: skip
