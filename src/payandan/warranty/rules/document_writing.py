"""Terms and packs back to plain data in one canonical form, and the digest of that form."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.documents import (
    ComponentTerms,
    Condition,
    Exclusion,
    Floor,
    Grant,
    Limit,
    Pack,
    Remedy,
    Scope,
    Shares,
    Start,
    Sum,
    Terms,
    When,
)
from payandan.warranty.rules.vocabulary import CLASS_CAUSES, FINDERS

_UNORDERED = ("exclusions", "conditions", "components", "limits", "grants", "cannot_exclude")
_UNORDERED_INSIDE = ("causes", "evidence", "found_by", "who", "cured_by")


def document_to_mapping(document: Terms | Pack) -> dict[str, Any]:
    """The document as plain data: every key that says something, none that only repeats a default."""
    return _pack(document) if isinstance(document, Pack) else _terms(document)


def canonical_json(document: Terms | Pack) -> str:
    """One text for one meaning: the order of keys, exclusions, conditions and the like makes no difference."""
    return json.dumps(_sorted(document_to_mapping(document)), sort_keys=True, separators=(",", ":"))


def digest(document: Terms | Pack) -> str:
    """`sha256:…` over the canonical form."""
    return "sha256:" + sha256(canonical_json(document).encode()).hexdigest()


def _sorted(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(member, name) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    members = [_sorted(member) for member in value]
    if key in _UNORDERED or key in _UNORDERED_INSIDE:
        return sorted(members, key=lambda member: json.dumps(member, sort_keys=True))
    return members


def _said(**values: Any) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in (None, [], {}, False)}


def _terms(terms: Terms) -> dict[str, Any]:
    return _said(
        id=terms.id,
        kind=terms.kind,
        title=_words(terms.title),
        scope=_scope(terms.scope),
        start=_start(terms.start),
        period=_period(terms.period),
        limits=[_limit(limit) for limit in terms.limits],
        components=[_component(entry) for entry in terms.components],
        pro_rata=[{"until": _period(stage.until), "share": _percent(stage.share)} for stage in terms.pro_rata],
        deductible=_sum(terms.deductible),
        caps=_said(per_claim=_sum(terms.cap_per_claim), total=_sum(terms.cap_total)),
        late_claim=None if terms.late_claim_days is None else {"days": terms.late_claim_days},
        clock_stops={"in_workshop": True} if terms.stops_in_workshop else None,
        grants=[_grant(grant) for grant in terms.grants],
        conditions=[_condition(condition) for condition in terms.conditions],
        exclusions=[_exclusion(exclusion) for exclusion in terms.exclusions],
        remedies=[_remedy(remedy) for remedy in terms.remedies],
        note=_words(terms.note),
    ) | {"lines": _shares(terms.lines), "transferable": terms.transferable}


def _pack(pack: Pack) -> dict[str, Any]:
    clocks = _said(
        repair_due=pack.repair_due and {("working_days" if pack.repair_due.working else "days"): pack.repair_due.days},
        parts_promised=pack.parts_promised
        and {**(_period(pack.parts_promised.period) or {}), "after": pack.parts_promised.after},
    )
    source = _said(
        title=_words(pack.source.title),
        article=_words(pack.source.article),
        confidence=pack.source.confidence,
        checked_on=pack.source.checked_on and pack.source.checked_on.isoformat(),
        note=_words(pack.source.note),
    )
    return _said(
        id=pack.id,
        kind="pack",
        title=_words(pack.title),
        scope=_pack_scope(pack.scope),
        source=source,
        cannot_exclude=list(pack.cannot_exclude),
        keeps_presumption=pack.keeps_presumption,
        rights=[_remedy(right) for right in pack.rights],
        clocks=clocks,
    ) | ({"floor": _floor(pack.floor)} if pack.floor else {})


def _words(words: str | Mapping[str, str] | None) -> Any:
    return dict(words) if isinstance(words, Mapping) else words


def _period(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    counts = _said(years=period.years, months=period.months, weeks=period.weeks, days=period.days)
    return {name: count for name, count in counts.items() if count} | {"calendar": period.calendar}


def _percent(share: int) -> int | float:
    return share // 100 if share % 100 == 0 else share / 100


def _shares(shares: Shares) -> dict[str, Any]:
    return {kind: _percent(share) for kind, share in shares.items()}


def _sum(amount: Sum | None) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount.amount), "currency": amount.currency}


def _names(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _scope(scope: Scope) -> dict[str, Any]:
    return _said(
        categories=_names(scope.categories), components=_names(scope.components), countries=_names(scope.countries)
    )


def _pack_scope(scope: Scope) -> dict[str, Any]:
    written = _said(
        country=next(iter(scope.countries or ()), None),
        categories=_names(scope.categories),
        until=scope.until and scope.until.isoformat(),
    )
    return written if scope.since is None else written | {"from": scope.since.isoformat()}


def _start(start: Start) -> dict[str, Any]:
    written = _said(basis=start.basis)
    if start.fallbacks:
        written["else"] = start.fallbacks[0] if len(start.fallbacks) == 1 else list(start.fallbacks)
    if start.latest:
        written["latest"] = {**(_period(start.latest.period) or {}), "after": start.latest.after}
    return written


def _limit(limit: Limit) -> dict[str, Any]:
    return {"meter": limit.meter, "max": limit.most}


def _component(entry: ComponentTerms) -> dict[str, Any]:
    return _said(
        component=entry.component,
        period=_period(entry.period),
        lines=_shares(entry.lines),
        consumable=entry.consumable,
        clause=entry.clause,
    )


def _finders(found_by: Sequence[str]) -> list[str] | None:
    return None if tuple(found_by) == FINDERS else list(found_by)


def _grant(grant: Grant) -> dict[str, Any]:
    return {"causes": list(grant.causes)} | _said(found_by=_finders(grant.found_by), clause=grant.clause)


def _condition(condition: Condition) -> dict[str, Any]:
    return _said(
        kind=condition.kind,
        on_failure=condition.on_failure,
        clause=condition.clause,
        cure=condition.cure,
        presume=condition.presume,
        days=condition.days,
        who=list(condition.who),
        every=_period(condition.every),
        evidence=list(condition.evidence),
    )


def _exclusion(exclusion: Exclusion) -> dict[str, Any]:
    usual = exclusion.causes == CLASS_CAUSES.get(exclusion.kind, ())
    written = _said(
        causes=None if usual else list(exclusion.causes),
        effect=exclusion.effect,
        evidence=list(exclusion.evidence),
        found_by=_finders(exclusion.found_by),
        presume=None if exclusion.presume == "customer" else exclusion.presume,
        clause=exclusion.clause,
        cure=exclusion.cure,
        cured_by=list(exclusion.cured_by),
    )
    return {"class": exclusion.kind} | written | ({} if exclusion.most is None else {"max": exclusion.most})


def _when(when: When) -> dict[str, Any]:
    written: dict[str, Any] = {"causes": list(when.causes)} if when.causes else {}
    for name in When.__slots__:
        value = getattr(when, name)
        if name != "causes" and value is not None:
            written[name] = value
    return written


def _remedy(remedy: Remedy) -> dict[str, Any]:
    return _said(
        kind=remedy.kind,
        when=_when(remedy.when),
        choice=None if remedy.choice == "company" else remedy.choice,
        clause=remedy.clause,
        by=_period(remedy.by),
        per=remedy.per,
    )


def _floor(floor: Floor) -> dict[str, Any]:
    written = _said(period=_period(floor.period), limits=[_limit(limit) for limit in floor.limits])
    if floor.lines is not None:
        written["lines"] = _shares(floor.lines)
    if floor.exclusions is not None:
        written["exclusions"] = [_exclusion(exclusion) for exclusion in floor.exclusions]
        written["start"] = _start(floor.start)
    return written
