"""The verdict: every line decided or not, with its reasons, and what to ask, offer and expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.deciding import Share, decide, law_binds, overall, split_of, with_component_of_lines
from payandan.warranty.rules.documents import Pack, Source, Words
from payandan.warranty.rules.entitlements import Left, counted, used
from payandan.warranty.rules.findings import Reason
from payandan.warranty.rules.goodwill import Proposal, proposals
from payandan.warranty.rules.judging import Judge
from payandan.warranty.rules.law import Law, calendar_for, law_of
from payandan.warranty.rules.placing import Bill, Placement
from payandan.warranty.rules.promises import promises
from payandan.warranty.rules.questions import COMPONENT, NOTHING, Openness, Question, Scenario
from payandan.warranty.rules.recovery import Recovery, recoveries
from payandan.warranty.rules.remedies import Offer, offers, unchecked_rights
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.spans import later
from payandan.warranty.rules.vocabulary import BASES
from payandan.warranty.rules.withdrawal import WithdrawalRight, withdrawal


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
    rules: Mapping[str, Source] = field(default_factory=dict)
    entitlements: tuple[Left, ...] = ()
    recovery: tuple[Recovery, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    withdrawal: WithdrawalRight | None = None


def adjudicate(case: Case, rule_book: RuleBook, *, calendar: WorkCalendar | None = None) -> Verdict:
    """Decide a case by its rule book. Pure: the same case and rule book give the same verdict for ever.

    `calendar` counts the working days that a law speaks of; without one, those of the unit's country (`law`).
    """
    law = law_of(case, rule_book)
    calendar = calendar or calendar_for(case, (*law.deciding, *law.unchecked))
    case, inferred = with_component_of_lines(case)
    decided = decide(case, rule_book, law, calendar)
    bills, scenarios, openness, outcomes = decided.bills, decided.scenarios, decided.openness, decided.outcomes
    usual, placement = scenarios[0], decided.placement
    as_if = [] if set(outcomes.values()) == {"covered"} else _as_if_checked(usual, rule_book, law, calendar)
    spoken = {
        bill.line.id: _spoken(usual, bill, outcomes[bill.line.id])
        + (_unchecked(usual, bill, as_if, law) if outcomes[bill.line.id] != "covered" else [])
        + _about_component(bill, openness)
        + _duties(case, outcomes[bill.line.id], law)
        for bill in bills
    }
    offered, maybe = _offers(usual, outcomes, rule_book, law, calendar)
    every = {reason for reasons in spoken.values() for reason in reasons} | {offer.because for offer in offered}
    every |= set(maybe)
    reasons = sorted(every, key=Reason.order)
    number = {reason: position for position, reason in enumerate(reasons, start=1)}
    return Verdict(
        outcome=overall(list(outcomes.values())),
        lines=tuple(
            LineVerdict(
                line.id, outcomes[line.id], line.amount, line.currency, split_of(line, placement),
                tuple(sorted({number[reason] for reason in spoken[line.id]})),
                decided.least(line),
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
        rules={f"{pack.id}#{rule}": ground.source for pack in rule_book.packs for rule, ground in pack.grounds.items()},
        entitlements=_entitlements(usual, placement),
        recovery=recoveries(usual.case, rule_book.suppliers, bills, placement, calendar),
        proposals=proposals(usual, rule_book.policies, openness.lines, calendar),
        withdrawal=withdrawal(case, law.deciding, calendar),
    )  # fmt: skip


def _without_whole_unit(question: Question) -> Question:
    return replace(question, decides=tuple(line for line in question.decides if line))


# --- lines ----------------------------------------------------------------------------------------


def _spoken(scenario: Scenario, bill: Bill, outcome: str) -> list[Reason]:
    """The reasons to give for one line: who pays and why, and unless all is paid, who does not and why not."""
    if not scenario.judges:
        return [Reason("no_terms", "rejects", "")]
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
    return reasons


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


def _as_if_checked(scenario: Scenario, rule_book: RuleBook, law: Law, calendar: WorkCalendar) -> list[Judge]:
    """Every promise once more, as if all the law that speaks had been checked."""
    if not law.unchecked:
        return []
    as_if = law.with_unchecked()
    if any(_reaches_terms(pack) for pack in law.unchecked):
        promised = promises(rule_book.promises, as_if.deciding)
    else:
        promised = [one for one in promises(rule_book.promises, law.unchecked) if one.law is not None]
    judges = [Judge(scenario.case, promise, as_if, calendar) for promise in promised]
    return [judge for judge in judges if judge.promise.law is None or law_binds(judge, as_if)]


def _reaches_terms(pack: Pack) -> bool:
    """Whether a pack changes what terms say, beside what it gives of its own."""
    lengthens = any(right.kind == "extend" for right in pack.rights)
    return bool(pack.cannot_exclude or pack.keeps_presumption or pack.stops_in_workshop or lengthens)


def _unchecked(scenario: Scenario, bill: Bill, as_if: Sequence[Judge], law: Law) -> list[Reason]:
    """Law that might give more, but whose text nobody has checked: it is named and decides nothing."""
    before = {
        (judge.promise.name, judge.promise.lifts): scenario.statuses[at, bill.line.id].truth
        for at, judge in enumerate(scenario.judges)
    }
    reasons = []
    for judge in as_if:
        promise = judge.promise
        if _worth(judge.status(bill.line).truth) > _worth(before.get((promise.name, promise.lifts), False)):
            packs = [pack.id for pack in law.unchecked if promise.law in (None, pack.id)]
            reasons += [Reason("law_unchecked", "informs", promise.lifts or promise.name, law=pack) for pack in packs]
    return reasons


def _worth(truth: bool | None) -> int:
    return {False: 0, None: 1, True: 2}[truth]


def _duties(case: Case, outcome: str, law: Law) -> list[Reason]:
    """What the maker must still do at the customer's cost, where the line is not paid."""
    if outcome not in ("not_covered", "partly") or case.asked_on is None:
        return []
    return [
        Reason("repair_duty", "informs", "", law=pack.id, facts=("asked_on",), rule="repair_duty")
        for pack in law.deciding
        if pack.repair_duty is not None and case.asked_on >= pack.repair_duty.since
    ]


def _entitlements(scenario: Scenario, placement: Placement) -> tuple[Left, ...]:
    """What is left of every service contract in force, less what this case takes."""
    taken = {payer.promise.name: payer.taken for payer in placement.payers}
    return tuple(
        Left(
            judge.terms.id,
            one.what,
            one.count,
            used(judge.terms, scenario.case, one.what) if counted(one.what) else 0,
            taken.get(judge.terms.id, {}).get(one.what, 0),
        )
        for judge in scenario.judges
        if judge.terms.entitlements and not judge.ended() and judge.overall_span.finding.truth is not False
        for one in judge.terms.entitlements
    )


# --- the whole ------------------------------------------------------------------------------------


def _offers(
    scenario: Scenario, outcomes: Mapping[str, str], rule_book: RuleBook, law: Law, calendar: WorkCalendar
) -> tuple[list[Offer], list[Reason]]:
    """What is offered for the lines that are paid, by the promise that pays first; and what unchecked law might add."""
    paid = {name for name, outcome in outcomes.items() if outcome in ("covered", "partly")}
    ladders = {terms.id: terms.remedies for terms in rule_book.promises}
    for place, judge in enumerate(scenario.judges):
        for bill in scenario.bills:
            status = scenario.statuses[place, bill.line.id]
            pays = {promise.name for promise, _ in scenario.placed(NOTHING).split(bill.line.id)}
            if status.truth and bill.line.id in paid and judge.promise.name in pays:
                ladder = ladders.get(judge.promise.lifts or judge.promise.name, ())
                found = offers(judge, ladder, judge.deciding, status.reasons[0], calendar)
                return found, unchecked_rights(judge, law.unchecked, calendar)
    return [], []


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
