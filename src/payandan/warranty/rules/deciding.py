"""Who pays what: every line decided or not, before anything is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from payandan.platform.kit.working_time import WorkCalendar
from payandan.warranty.rules.cases import Case, Fact, Line
from payandan.warranty.rules.judging import Judge
from payandan.warranty.rules.law import Law, binds
from payandan.warranty.rules.placing import Bill, Placement
from payandan.warranty.rules.promises import Promise, promises, rank
from payandan.warranty.rules.questions import NOTHING, Openness, Scenario, line_order, open_lines
from payandan.warranty.rules.rulebooks import RuleBook
from payandan.warranty.rules.vocabulary import REPAIR_BASES

OTHER_COMPONENT = ""
"""A component that no document and no line names."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer pays of a line; the customer needs no terms."""

    payer: str
    terms: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Which lines are decided and who pays them, before anything is said about it."""

    bills: Sequence[Bill]
    scenarios: Sequence[Scenario]
    openness: Openness
    outcomes: Mapping[str, str]

    @property
    def placement(self) -> Placement:
        """Who pays what is certain."""
        return self.scenarios[0].placed(NOTHING)

    def least(self, line: Line) -> int:
        """The least that the customer may have to pay for a line."""
        return min(scenario.least(line.id) for scenario in self.scenarios) if line.amount else 0


def decide(case: Case, rule_book: RuleBook, law: Law, calendar: WorkCalendar) -> Decided:
    """Decide every line of a case whose component at fault has been inferred where it can be."""
    bills = bills_of(case)
    promised = promises(rule_book.promises, law.deciding)
    return decided_by(bills, _scenarios(worlds_of(case, rule_book), bills, promised, law, calendar))


def decided_by(bills: Sequence[Bill], scenarios: Sequence[Scenario]) -> Decided:
    """Decide every line by what all promises say to it."""
    openness = open_lines(scenarios)
    placement = scenarios[0].placed(NOTHING)
    outcomes = {bill.line.id: _outcome(bill, placement, undecided=bill.line.id in openness.lines) for bill in bills}
    return Decided(bills, scenarios, openness, outcomes)


def bills_of(case: Case) -> list[Bill]:
    """The lines as they are placed, in an order that does not depend on the order they were given in."""
    return [Bill.of(line) for line in sorted(case.lines or (whole_unit(),), key=lambda line: line_order(line.id))]


def whole_unit() -> Line:
    """Stands for everything while nobody has said what must be paid."""
    return Line("", "part", 0, "")


# --- the component at fault -----------------------------------------------------------------------


def _with_component(case: Case, component: str) -> Case:
    return replace(case, facts={**case.facts, "fault.component": Fact(component)})


def with_component_of_lines(case: Case) -> tuple[Case, tuple[str, ...]]:
    """When nobody names the component at fault but all parts are of one, it is presumed to be that one."""
    if case.value("fault.component") is not None:
        return case, ()
    named = {line.component for line in case.lines if line.component}
    if len(named) != 1:
        return case, ()
    return _with_component(case, named.pop()), ("fault.component",)


def worlds_of(case: Case, rule_book: RuleBook) -> list[Case]:
    """The case itself; while the component is unknown, an ordinary one and then each that could be more than that."""
    if case.value("fault.component") is not None:
        return [case]
    named = {line.component for line in case.lines if line.component}
    named |= {act.component for act in case.history if act.component}
    special: set[str] = set()
    floors = [floor for pack in rule_book.deciding for floor in pack.floors if floor.exclusions is not None]
    for terms in rule_book.promises:
        special |= {entry.component for entry in terms.components} | (terms.scope.components or frozenset())
    starts = [*(terms.start for terms in rule_book.promises), *(floor.start for floor in floors)]
    if any(start and start.basis in REPAIR_BASES for start in starts):
        special |= {act.component for act in case.history if act.component}
    excluding = [*(terms.exclusions for terms in rule_book.promises), *(floor.exclusions or () for floor in floors)]
    reach = [exclusion.effect for exclusions in excluding for exclusion in exclusions]
    if special or (named and {"component", "line"} & set(reach)):
        return [_with_component(case, component) for component in (OTHER_COMPONENT, *sorted(special | named))]
    return [_with_component(case, OTHER_COMPONENT)]


def _scenarios(
    cases: Sequence[Case], bills: Sequence[Bill], promised: Sequence[Promise], law: Law, calendar: WorkCalendar
) -> list[Scenario]:
    """The cases, which differ in the component at fault alone, judged by every promise in the order of payment."""
    usual = [Judge(cases[0], promise, law, calendar) for promise in promised]
    usual = [judge for judge in usual if judge.promise.law is None or law_binds(judge, law)]
    judged = [usual, *([judge.at_fault(case) for judge in usual] for case in cases[1:])]
    return [_scenario(case, bills, judges) for case, judges in zip(cases, judged, strict=True)]


def _scenario(case: Case, bills: Sequence[Bill], judges: list[Judge]) -> Scenario:
    def order(judge: Judge) -> tuple[int, int, str, str]:
        end = judge.overall_span.end
        return rank(judge.promise, end.day if end else None)

    judges.sort(key=order)
    statuses = {(place, bill.line.id): judge.status(bill.line) for place, judge in enumerate(judges) for bill in bills}
    return Scenario(case, bills, judges, statuses)


def law_binds(judge: Judge, law: Law) -> bool:
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


def overall(outcomes: Sequence[str]) -> str:
    """The outcome of a case from those of its lines."""
    if "undecided" in outcomes:
        return "undecided"
    if set(outcomes) == {"covered"}:
        return "covered"
    return "not_covered" if set(outcomes) == {"not_covered"} else "partly_covered"


def split_of(line: Line, placement: Placement) -> tuple[Share, ...]:
    """Who pays; the shares of a line without an amount yet are all nothing."""
    shares = [
        Share(promise.payer, promise.name, amount if line.amount else 0) for promise, amount in placement.split(line.id)
    ]
    rest = placement.rest[line.id]
    if rest:
        shares.append(Share("customer", None, rest if line.amount else 0))
    return tuple(shares)
