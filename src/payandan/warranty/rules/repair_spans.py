"""Promises that begin with an earlier repair or a replaced part: which act they begin with, and how far they reach."""

from dataclasses import dataclass

from payandan.platform.kit.periods import Period
from payandan.warranty.rules.cases import Act, Case
from payandan.warranty.rules.documents import Limit, Terms
from payandan.warranty.rules.findings import YES, Ask, Finding, Reason
from payandan.warranty.rules.spans import ACTS_OF_BASIS, FAILED_ON, STRANGERS, Begin, Clock, Span, span


@dataclass(frozen=True, slots=True)
class _Act:
    """One act of the history that a promise may begin with, and its place there."""

    act: Act
    place: int

    def path(self, key: str) -> str:
        return f"history[{self.place}].{key}"


def span_by_history(terms: Terms, period: Period | None, clock: Clock, component: str, law: str | None) -> Span:
    """Whether some earlier repair (or replaced part) still answers for this fault, three-valued.

    Each act is a promise of its own: the longest that holds is taken, else one that may hold yet. A workshop answers
    for the same problem only, a replaced part for itself.
    """
    acts = [_Act(act, place) for place, act in enumerate(clock.case.history) if counts(act, terms, component)]
    if not acts:
        presumed = () if clock.case.history else ("history",)
        return Span(_not_started(terms, clock.case, law, presumed), Begin(None, ("history",), presumed, never=True))
    spans = [_span_of(one, terms, period, clock, law) for one in acts]
    sure = [one for one in spans if one.finding.truth]
    if sure:
        return max(sure, key=_latest)
    open_ = [one for one in spans if one.finding.truth is None]
    if not open_:
        return max(spans, key=_latest)
    best = max(open_, key=_latest)
    every = [one.finding for one in open_]
    return Span(
        Finding(
            None,
            tuple(dict.fromkeys(reason for finding in every for reason in finding.reasons)),
            tuple(dict.fromkeys(ask for finding in every for ask in finding.asks)),
            tuple(dict.fromkeys(fact for finding in every for fact in finding.presumed)),
        ),
        best.begin,
        best.end,
    )


def counts(act: Act, terms: Terms, component: str) -> bool:
    """Whether a promise about this component may begin with the act."""
    if act.kind not in ACTS_OF_BASIS[terms.start.basis] or act.by.value in STRANGERS:
        return False
    return act.component is None or act.component == component


def _latest(one: Span) -> tuple[object, ...]:
    end = one.end.day.toordinal() if one.end else 0
    began = one.begin.day.toordinal() if one.begin.day else 0
    return end, began, tuple(reason.code for reason in one.finding.reasons)


def _not_started(terms: Terms, case: Case, law: str | None, presumed: tuple[str, ...]) -> Finding:
    dates = (None, None, case.value(FAILED_ON))
    return Finding(False, (Reason("not_started", "rejects", terms.id, law=law, facts=("history",), dates=dates),),
                   presumed=presumed)  # fmt: skip


def _span_of(one: _Act, terms: Terms, period: Period | None, clock: Clock, law: str | None) -> Span:
    begun = Begin(one.act.on, ("history",))
    if one.act.on is None:
        begun = Begin(None, ("history",), asks=(Ask(one.path("on"), "system"),))
    spanned = span(terms, period, clock, begun, law)
    findings = [_about(one, terms, clock.case, law), spanned.finding, _meters(one, terms, clock.case, law)]
    against = [finding for finding in findings if finding.truth is False]
    open_ = [finding for finding in findings if finding.truth is None]
    chosen = against[:1] or open_ or findings
    presumed = (*_presumed(one, terms), *(fact for finding in chosen for fact in finding.presumed))
    finding = Finding(
        False if against else None if open_ else True,
        tuple(reason for finding in chosen for reason in finding.reasons),
        tuple(ask for finding in chosen for ask in finding.asks) if open_ and not against else (),
        presumed,
    )
    return Span(finding, spanned.begin, spanned.end)


def _presumed(one: _Act, terms: Terms) -> tuple[str, ...]:
    """Nobody said who did it or, for a repair, to which component: taken to be ours, and this one."""
    unsaid = [] if one.act.by.value is not None else [one.path("by")]
    if one.act.component is None and terms.start.basis == "repaired":
        unsaid.append(one.path("component"))
    return tuple(unsaid)


def _about(one: _Act, terms: Terms, case: Case, law: str | None) -> Finding:
    """Whether the act was about what failed now: the same part, or for workmanship the same problem."""
    if terms.start.basis == "replaced":
        if one.act.component is not None:
            return YES
        reason = Reason("part_unknown", "asks", terms.id, law=law, facts=("history",))
        return Finding(None, (reason,), (Ask(one.path("component"), "technician"),))
    if terms.kind != "repair":
        return YES
    same = same_problem(case, one.act)
    if same:
        return YES
    if same is False:
        return Finding(False, (Reason("other_problem", "rejects", terms.id, law=law, facts=("history",)),))
    reason = Reason("problem_unknown", "asks", terms.id, law=law, facts=("history",))
    return Finding(None, (reason,), (Ask(one.path("same_problem"), "technician"),))


def same_problem(case: Case, act: Act) -> bool | None:
    """Whether an earlier repair was about the same problem: as stated, else by symptom, else by group of symptoms."""
    if act.same_problem is not None:
        return act.same_problem
    symptom, group = case.value("fault.symptom"), case.value("fault.symptom_group")
    if symptom is not None and symptom == act.symptom:
        return True
    if group is None or act.symptom_group is None:
        return None
    return bool(group == act.symptom_group)


def _meters(one: _Act, terms: Terms, case: Case, law: str | None) -> Finding:
    """The meters since the act: two months or three thousand kilometres, whichever comes first."""
    findings = [_meter(one, limit, terms, case, law) for limit in terms.limits]
    against = [finding for finding in findings if finding.truth is False]
    chosen = against[:1] or [finding for finding in findings if finding.truth is None]
    if not chosen:
        return YES
    return Finding(
        False if against else None,
        tuple(reason for finding in chosen for reason in finding.reasons),
        tuple(ask for finding in chosen for ask in finding.asks),
    )


def _meter(one: _Act, limit: Limit, terms: Terms, case: Case, law: str | None) -> Finding:
    path = f"fault.meters.{limit.meter}"
    stated = case.meters.get(limit.meter)
    read = None if stated is None else stated.value
    before = one.act.meters.get(limit.meter)
    params: tuple[tuple[str, str | int], ...] = (("meter", limit.meter), ("max", limit.most))
    if read is not None and read < limit.most:
        return YES  # it cannot have run further since than it ever has
    if read is None or before is None or read < before:
        reason = Reason("meter_unknown", "asks", terms.id, law=law, facts=(path,), params=params)
        return Finding(None, (reason,), _meter_asks(one, path, read, before))
    if read - before < limit.most:
        return YES
    shown = (*params, ("value", str(read - before)))
    return Finding(
        False, (Reason("limit_reached", "rejects", terms.id, law=law, facts=(path, "history"), params=shown),)
    )


def _meter_asks(one: _Act, path: str, read: float | None, before: float | None) -> tuple[Ask, ...]:
    """Which of the two readings is missing; one that shows less than before has to be read again."""
    asks = []
    if read is None or (before is not None and read < before):
        asks.append(Ask(path, "customer", ("photo",)))
    if before is None:
        asks.append(Ask(one.path(f"meters.{path.rpartition('.')[2]}"), "system"))
    return tuple(asks)
