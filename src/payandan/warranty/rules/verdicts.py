"""The verdict: every line decided or not, with its reasons, and what to ask, offer and expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from payandan.platform.kit.working_time import IRAN_OFFICE, WorkCalendar
from payandan.warranty.rules.cases import Case, Fact, Line
from payandan.warranty.rules.documents import Source, Words
from payandan.warranty.rules.findings import Reason, dearest
from payandan.warranty.rules.placing import Bill, Placement
from payandan.warranty.rules.promises import Judge, Law, Promise, binds, law_of, promises, rank
from payandan.warranty.rules.questions import COMPONENT, NOTHING, Openness, Question, Scenario, line_order, open_lines
from payandan.warranty.rules.remedies import Offer, offers
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.spans import later
from payandan.warranty.rules.vocabulary import BASES

OTHER_COMPONENT = ""
"""A component that no document and no line names."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer pays of a line; the customer needs no terms."""

    payer: str
    terms: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """One line: its outcome, who pays, and the numbers of the reasons that speak about it.

    While a line is undecided its split is what is certain already, and the customer's share the most it can be;
    `customer_least` is the least.
    """

    id: str
    outcome: str
    amount: int
    currency: str
    split: tuple[Share, ...]
    reasons: tuple[int, ...]
    customer_least: int


@dataclass(frozen=True, slots=True)
class RemedyVerdict:
    """A remedy, who may choose it, the number of its reason, and its day."""

    kind: str
    whose_choice: str
    because: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision of a case, in codes. Reasons are numbered from one, in an order of their own."""

    outcome: str
    lines: tuple[LineVerdict, ...]
    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    remedies: tuple[RemedyVerdict, ...]
    presumed: tuple[str, ...]
    free_until: date | None
    parts_promised_until: date | None
    terms: tuple[str, ...]
    packs: tuple[str, ...]
    digest: str
    laws: Mapping[str, Source]
    titles: Mapping[str, Words]


def adjudicate(case: Case, rule_book: RuleBook, *, calendar: WorkCalendar = IRAN_OFFICE) -> Verdict:
    """Decide a case by its rule book. Pure: the same case and rule book give the same verdict for ever.

    `calendar` counts the working days that a law speaks of.
    """
    law = law_of(case, rule_book.packs)
    bills = [Bill.of(line) for line in sorted(case.lines or (_whole_unit(),), key=lambda line: line_order(line.id))]
    case, inferred = _with_component_of_lines(case)
    promised = promises(rule_book.terms, law.deciding)
    scenarios = [_scenario(judged, bills, promised, law, calendar) for judged in _cases(case, rule_book)]
    openness = open_lines(scenarios)
    usual = scenarios[0]
    placement = usual.placed(NOTHING)
    outcomes = {bill.line.id: _outcome(bill, placement, undecided=bill.line.id in openness.lines) for bill in bills}
    spoken = {
        bill.line.id: _spoken(usual, bill, outcomes[bill.line.id], _unchecked(usual, bill, rule_book, law, calendar))
        + _about_component(bill, openness)
        for bill in bills
    }
    offered = _offers(usual, outcomes, rule_book, calendar)
    every = {reason for reasons in spoken.values() for reason in reasons} | {offer.because for offer in offered}
    reasons = sorted(every, key=Reason.order)
    number = {reason: position for position, reason in enumerate(reasons, start=1)}
    return Verdict(
        outcome=_overall(list(outcomes.values())),
        lines=tuple(
            LineVerdict(
                line.id, outcomes[line.id], line.amount, line.currency, _split(line, placement),
                tuple(sorted({number[reason] for reason in spoken[line.id]})),
                min(scenario.least(line.id) for scenario in scenarios) if line.amount else 0,
            )
            for line in case.lines
        ),
        reasons=tuple(reasons),
        questions=tuple(_without_whole_unit(question) for question in openness.questions),
        remedies=tuple(
            RemedyVerdict(offer.kind, offer.choice, number[offer.because], offer.due_on) for offer in offered
        ),
        presumed=_presumed(scenarios, law, inferred),
        free_until=_free_until(usual),
        parts_promised_until=_parts_until(usual, law),
        terms=tuple(terms.id for terms in rule_book.terms),
        packs=tuple(pack.id for pack in rule_book.packs),
        digest=rule_book.digest,
        laws={pack.id: pack.source for pack in rule_book.packs},
        titles=rule_book.titles,
    )  # fmt: skip


def _without_whole_unit(question: Question) -> Question:
    return replace(question, decides=tuple(line for line in question.decides if line))


def _whole_unit() -> Line:
    """Stands for everything while nobody has said what must be paid."""
    return Line("", "part", 0, "")


# --- the component at fault -----------------------------------------------------------------------


def _with_component(case: Case, component: str) -> Case:
    return replace(case, facts={**case.facts, "fault.component": Fact(component)})


def _with_component_of_lines(case: Case) -> tuple[Case, tuple[str, ...]]:
    """When nobody names the component at fault but all parts are of one, it is presumed to be that one."""
    named = {line.component for line in case.lines if line.component}
    if case.value("fault.component") is not None or len(named) != 1:
        return case, ()
    return _with_component(case, named.pop()), ("fault.component",)


def _cases(case: Case, rule_book: RuleBook) -> list[Case]:
    """The case itself; while the component is unknown, an ordinary one and then each that could be more than that."""
    if case.value("fault.component") is not None:
        return [case]
    named = {line.component for line in case.lines if line.component}
    named |= {act.component for act in case.history if act.component}
    special: set[str] = set()
    for terms in rule_book.terms:
        special |= {entry.component for entry in terms.components} | (terms.scope.components or frozenset())
    reach = [exclusion.effect for terms in rule_book.terms for exclusion in terms.exclusions]
    reach += [
        exclusion.effect
        for pack in rule_book.packs
        if pack.floor and pack.floor.exclusions
        for exclusion in pack.floor.exclusions
    ]
    if special or (named and {"component", "line"} & set(reach)):
        return [_with_component(case, component) for component in (OTHER_COMPONENT, *sorted(special | named))]
    return [_with_component(case, OTHER_COMPONENT)]


def _scenario(
    case: Case, bills: Sequence[Bill], promised: Sequence[Promise], law: Law, calendar: WorkCalendar
) -> Scenario:
    judges = [Judge(case, promise, law, calendar) for promise in promised]
    judges = [judge for judge in judges if judge.promise.law is None or _law_binds(judge, law)]
    ends = {id(judge): judge.overall_span.end for judge in judges}

    def order(judge: Judge) -> tuple[int, int, str, str]:
        end = ends[id(judge)]
        return rank(judge.promise, end.day if end else None)

    judges.sort(key=order)
    statuses = {(place, bill.line.id): judge.status(bill.line) for place, judge in enumerate(judges) for bill in bills}
    return Scenario(case, bills, judges, statuses)


def _law_binds(judge: Judge, law: Law) -> bool:
    """A floor binds only promises that begin while its law is in force."""
    failed = judge.case.value("fault.failed_on")
    packs = [pack for pack in (*law.deciding, *law.unchecked) if pack.id == judge.promise.law]
    return all(binds(pack, judge.begun, failed) for pack in packs)


# --- lines ----------------------------------------------------------------------------------------


def _outcome(bill: Bill, placement: Placement, *, undecided: bool) -> str:
    if undecided:
        return "undecided"
    customer = placement.rest[bill.line.id]
    if customer == 0:
        return "covered"
    return "not_covered" if customer == bill.amount else "partly"


def _overall(outcomes: Sequence[str]) -> str:
    if "undecided" in outcomes:
        return "undecided"
    if set(outcomes) == {"covered"}:
        return "covered"
    return "not_covered" if set(outcomes) == {"not_covered"} else "partly_covered"


def _split(line: Line, placement: Placement) -> tuple[Share, ...]:
    """Who pays; the shares of a line without an amount yet are all nothing."""
    shares = [
        Share(promise.payer, promise.name, amount if line.amount else 0) for promise, amount in placement.split(line.id)
    ]
    rest = placement.rest[line.id]
    if rest:
        shares.append(Share("customer", None, rest if line.amount else 0))
    return tuple(shares)


def _spoken(scenario: Scenario, bill: Bill, outcome: str, unchecked: list[Reason]) -> list[Reason]:
    """The reasons to give for one line: who pays and why, and unless all is paid, who does not and why not."""
    if not scenario.judges:
        return [Reason("no_terms", "rejects", ""), *unchecked]
    placement = scenario.placed(NOTHING)
    paying = {promise.name for promise, _ in placement.split(bill.line.id)}
    reasons: list[Reason] = []
    said: dict[str, set[str]] = {}
    for position, judge in enumerate(scenario.judges):
        status = scenario.statuses[position, bill.line.id]
        if status.truth:
            reasons += status.reasons if judge.promise.name in paying else ()
            reasons += _held_back(judge, bill, placement)
        elif outcome == "covered":
            reasons += [reason for reason in status.reasons if reason.code == "condition_failed"]
        else:
            # A floor has nothing new to say where the terms beneath it have said the same.
            heard = said.get(judge.promise.lifts or "", set())
            reasons += [reason for reason in status.reasons if reason.code not in heard]
            said[judge.promise.name] = {reason.code for reason in status.reasons}
    return reasons if outcome == "covered" else [*reasons, *unchecked]


def _about_component(bill: Bill, openness: Openness) -> list[Reason]:
    """An unknown component is a reason where it matters."""
    asked = [question for question in openness.questions if question.fact == COMPONENT.fact]
    if not any(bill.line.id in question.decides for question in asked):
        return []
    return [Reason("component_unknown", "asks", "", facts=(COMPONENT.fact,))]


def _held_back(judge: Judge, bill: Bill, placement: Placement) -> list[Reason]:
    """What a promise that grants the line keeps back: its deductible, or what lies over its cap."""
    if not placement.rest[bill.line.id]:
        return []
    terms, reasons = judge.terms, []
    if terms.deductible and terms.deductible.currency == bill.currency:
        params = (("amount", str(terms.deductible.amount)), ("currency", bill.currency))
        reasons.append(Reason("deductible", "limits", terms.id, facts=("lines.amount",), params=params))
    if placement.spent(judge.promise, bill.currency):
        reasons.append(Reason("cap_reached", "limits", terms.id, facts=("lines.amount",)))
    return reasons


def _unchecked(scenario: Scenario, bill: Bill, rule_book: RuleBook, law: Law, calendar: WorkCalendar) -> list[Reason]:
    """Law that might give more, but whose text nobody has checked: it is named and decides nothing."""
    if not law.unchecked:
        return []
    reasons = [reason for judge in scenario.judges for reason in judge.unchecked(law.unchecked)]
    for promise in promises(rule_book.terms, law.unchecked):
        if promise.law is None:
            continue
        judge = Judge(scenario.case, promise, law, calendar)
        if _law_binds(judge, law) and judge.status(bill.line).truth is not False:
            reasons.append(Reason("law_unchecked", "informs", promise.lifts or "", law=promise.law))
    return reasons


# --- the whole ------------------------------------------------------------------------------------


def _offers(
    scenario: Scenario, outcomes: Mapping[str, str], rule_book: RuleBook, calendar: WorkCalendar
) -> list[Offer]:
    """What is offered for the lines that are paid, by the promise that pays first."""
    paid = {name for name, outcome in outcomes.items() if outcome in ("covered", "partly")}
    for place, judge in enumerate(scenario.judges):
        for bill in scenario.bills:
            status = scenario.statuses[place, bill.line.id]
            pays = {promise.name for promise, _ in scenario.placed(NOTHING).split(bill.line.id)}
            if status.truth and bill.line.id in paid and judge.promise.name in pays:
                written = [
                    terms for terms in rule_book.terms if terms.id == (judge.promise.lifts or judge.promise.name)
                ]
                ladder = written[0].remedies if written else ()
                return offers(judge, ladder, judge.deciding, status.reasons[0], calendar)
    return []


def _presumed(scenarios: Sequence[Scenario], law: Law, inferred: tuple[str, ...]) -> tuple[str, ...]:
    facts = {fact for scenario in scenarios for status in scenario.statuses.values() for fact in status.presumed}
    ordinary = {COMPONENT.fact} if len(scenarios) > 1 else set()
    return tuple(sorted(facts | set(law.presumed) | set(inferred) | ordinary))


def _free_until(scenario: Scenario) -> date | None:
    """The first day on which no promise for the whole unit pays any more."""
    ends = [
        span.end.day
        for judge in scenario.judges
        if (span := judge.overall_span).end is not None
        and span.begin.day is not None
        and judge.terms.kind not in ("commitment", "supplier", "goodwill", "repair", "replaced_part")
        and judge.terms.scope.components is None
        and any(judge.terms.lines.values())
        and not judge.ended()
    ]
    return max((day for day in ends if day != date.max), default=None)


def _parts_until(scenario: Scenario, law: Law) -> date | None:
    """Until when parts and paid service are promised, by terms of commitment or by law."""
    days = [
        span.end.day
        for judge in scenario.judges
        if judge.terms.kind == "commitment" and (span := judge.overall_span).end and span.begin.day
    ]
    began = [judge.begun.day for judge in scenario.judges if judge.begun.day]
    for pack in law.deciding:
        if pack.parts_promised is None:
            continue
        after = pack.parts_promised.after
        field = "last_sold_on" if after == "last_sold" else BASES[after]
        day = scenario.case.value(f"unit.{field}") or min(began, default=None)
        if day is not None:
            days.append(later(day, pack.parts_promised.period))
    return max((day for day in days if day != date.max), default=None)


# --- the contract ---------------------------------------------------------------------------------


def verdict_to_mapping(verdict: Verdict) -> dict[str, Any]:
    """The verdict as the contract's JSON, in codes: sentences are added at the door."""
    return {
        "outcome": verdict.outcome,
        "lines": [_line_mapping(line) for line in verdict.lines],
        "reasons": [_reason_mapping(verdict, place, reason) for place, reason in enumerate(verdict.reasons, start=1)],
        "questions": [_question_mapping(question) for question in verdict.questions],
        "remedies": [
            {
                "kind": remedy.kind,
                "whose_choice": remedy.whose_choice,
                "because": f"r{remedy.because}",
                "due_on": _iso(remedy.due_on),
            }
            for remedy in verdict.remedies
        ],
        "presumed": list(verdict.presumed),
        "clocks": {
            "free_until": _iso(verdict.free_until),
            "parts_promised_until": _iso(verdict.parts_promised_until),
        },
        "rule_book": {"terms": list(verdict.terms), "packs": list(verdict.packs), "digest": verdict.digest},
    }


def _line_mapping(line: LineVerdict) -> dict[str, Any]:
    return {
        "id": line.id,
        "outcome": line.outcome,
        "amount": str(line.amount),
        "split": [{"payer": share.payer, "terms": share.terms, "amount": str(share.amount)} for share in line.split],
        "reasons": [f"r{number}" for number in line.reasons],
    }


def _reason_mapping(verdict: Verdict, place: int, reason: Reason) -> dict[str, Any]:
    since, until, on = reason.dates
    return {
        "id": f"r{place}",
        "code": reason.code,
        "effect": reason.effect,
        "terms": reason.terms or None,
        "clause": reason.clause,
        "law": _law_mapping(reason.law, verdict.laws[reason.law]) if reason.law else None,
        "facts": list(reason.facts),
        "evidence": list(reason.evidence),
        "dates": {"from": _iso(since), "until": _iso(until), "on": _iso(on)},
        "params": dict(reason.params),
    }


def _law_mapping(pack: str, source: Source) -> dict[str, Any]:
    return {
        "pack": pack,
        "title": _plain(source.title),
        "article": _plain(source.article),
        "confidence": source.confidence,
        "checked_on": _iso(source.checked_on),
    }


def _plain(words: object) -> Any:
    return dict(words) if isinstance(words, Mapping) else words


def _question_mapping(question: Question) -> dict[str, Any]:
    return {
        "fact": question.fact,
        "decides": list(question.decides),
        "ask": question.ask,
        "evidence": dearest(question.evidence),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
