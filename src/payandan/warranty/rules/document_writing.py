"""Terms and packs back to plain data in one canonical form, and the digest of that form."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.documents import (
    ComponentTerms,
    Condition,
    Entitlement,
    Exclusion,
    Floor,
    Goodwill,
    GoodwillRow,
    Grant,
    Limit,
    Pack,
    Remedy,
    Scope,
    Shares,
    Source,
    Start,
    Sum,
    Terms,
    When,
    Withdrawal,
    WorkTime,
    protection,
)
from payandan.warranty.rules.vocabulary import CHANNELS, CLASS_CAUSES, FINDERS

_UNORDERED = ("exclusions", "conditions", "components", "limits", "grants", "cannot_exclude", "serials")
_UNORDERED_INSIDE = ("causes", "evidence", "found_by", "who", "cured_by", "loyalty", "channels")


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
    if isinstance(value, dict):
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
        entitlements=_entitlements(terms.entitlements),
        goodwill=terms.goodwill and _goodwill(terms.goodwill),
        note=_words(terms.note),
    ) | {"lines": _shares(terms.lines), "transferable": terms.transferable}


def _pack(pack: Pack) -> dict[str, Any]:
    due, parts = pack.repair_due, pack.parts_promised
    clocks = _said(
        repair_due=due and _work_time(due) | _ground(pack, "repair_due"),
        parts_promised=parts
        and {**(_period(parts.period) or {}), "after": parts.after, **_ground(pack, "parts_promised")},
    )
    return _said(
        id=pack.id,
        kind="pack",
        title=_words(pack.title),
        subject=None if pack.subject == "guarantee" else pack.subject,
        scope=_pack_scope(pack.scope),
        source=_source(pack.source),
        cannot_exclude=[_protection(pack, what) for what in pack.cannot_exclude],
        keeps_presumption=pack.keeps_presumption and (_ground(pack, "keeps_presumption") or True),
        rights=[_right(pack, place, right) for place, right in enumerate(pack.rights, start=1)],
        clocks=clocks,
        clock_stops={"in_workshop": True} | _ground(pack, "clock_stops") if pack.stops_in_workshop else None,
        withdrawal=pack.withdrawal and _withdrawal(pack.withdrawal) | _ground(pack, "withdrawal"),
        repair_duty=pack.repair_duty and {"from": pack.repair_duty.since.isoformat(), **_ground(pack, "repair_duty")},
        sample=dict(pack.sample),
    ) | ({"floor": _floors(pack)} if pack.floors else {})


def _ground(pack: Pack, rule: str) -> dict[str, Any]:
    """What a rule rests on, where that is not the pack's own source."""
    ground = pack.grounds.get(rule)
    if ground is None:
        return {}
    vectors = [
        _said(name=_words(vector.name), given=dict(vector.change)) | {"expect": dict(vector.expect)}
        for vector in ground.vectors
    ]
    return _said(vectors=vectors) | {"source": _source(ground.source)}


def _source(source: Source) -> dict[str, Any]:
    return _said(
        title=_words(source.title),
        article=_words(source.article),
        confidence=source.confidence,
        checked_on=source.checked_on and source.checked_on.isoformat(),
        note=_words(source.note),
    )


def _floors(pack: Pack) -> Any:
    written = [_floor(floor) | _ground(pack, floor.name) for floor in pack.floors]
    return written[0] if len(written) == 1 else written


def _protection(pack: Pack, what: str) -> Any:
    ground = _ground(pack, protection(what))
    return {"what": what, **ground} if ground else what


def _right(pack: Pack, place: int, right: Remedy) -> dict[str, Any]:
    named = {} if right.name == f"right-{place}" else {"name": right.name}
    return _remedy(right) | named | _ground(pack, right.name)


def _work_time(time: WorkTime) -> dict[str, Any]:
    return {("working_days" if time.working else "days"): time.days}


def _withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    return _said(
        within=_work_time(withdrawal.within),
        after=withdrawal.after,
        channels=None if withdrawal.channels == CHANNELS else list(withdrawal.channels),
        return_freight=withdrawal.return_freight,
    )


def _entitlements(given: Sequence[Entitlement]) -> dict[str, Any]:
    return {one.what: _percent(one.count) for one in given}


def _goodwill(policy: Goodwill) -> dict[str, Any]:
    budgets = [
        _said(approver=one.approver, per_claim=_sum(one.per_claim), per_month=_sum(one.per_month))
        for one in policy.budgets
    ]
    return {"matrix": [_row(row) for row in policy.matrix]} | _said(budgets=budgets)


def _row(row: GoodwillRow) -> dict[str, Any]:
    counts = {
        name: getattr(row, name)
        for name in ("months_after_end_max", "repairs_min", "same_problem_repairs_min")
        if getattr(row, name) is not None
    }
    when = counts | _said(
        usage={"meter": row.meter, "max": row.meter_max} if row.meter else None,
        price_min=_sum(row.price_min),
        loyalty=list(row.loyalty),
    )
    return _said(when=when, clause=row.clause) | {"split": _shares(row.split)}


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
        categories=_names(scope.categories),
        components=_names(scope.components),
        countries=_names(scope.countries),
        territory=_names(scope.territory),
        serials=[{"from": one.first, "to": one.last} for one in scope.serials],
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
    if floor.name != "floor":
        written["name"] = floor.name
    if floor.kind != "statutory":
        written["kind"] = floor.kind
    if floor.exclusions is not None:
        written["exclusions"] = [_exclusion(exclusion) for exclusion in floor.exclusions]
    if floor.start is not None:
        written["start"] = _start(floor.start)
    return written
