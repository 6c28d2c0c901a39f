"""Which lines are still open, and which facts would decide them.

A world is a set of open points that turn out for the customer; all others turn out against. Every promise
is true in a world that holds all its open points. A line is decided when it costs the customer the same in
every world, and a fact is asked when there is a world in which it makes a difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.findings import Ask
from payandan.warranty.rules.judging import Judge, Status
from payandan.warranty.rules.placing import Bill, Placement, place
from payandan.warranty.rules.promises import Promise

Point = tuple[str, tuple[str, ...]]
"""A fact and the standard it has to be proven to."""

World = frozenset[Point]
NOTHING: World = frozenset()
MOST_WORLDS = 256
"""Up to so many worlds are looked at where lines depend on each other; beyond, a sample of them."""


@dataclass(slots=True)
class Scenario:
    """The case with one component at fault, judged by every promise in its order."""

    case: Case
    bills: Sequence[Bill]
    judges: Sequence[Judge]
    statuses: Mapping[tuple[int, str], Status]
    placements: dict[World, Placement] = field(default_factory=dict)

    @property
    def ranked(self) -> list[Promise]:
        """The promises in the order of payment."""
        return [judge.promise for judge in self.judges]

    def placed(self, world: World) -> Placement:
        """Who pays what in a world."""
        if world not in self.placements:
            granted = {
                key: status
                for key, status in self.statuses.items()
                if status.truth or (status.truth is None and points(status) <= world)
            }
            self.placements[world] = place(self.case, self.bills, self.ranked, granted)
        return self.placements[world]

    def least(self, line: str) -> int:
        """The least the customer may have to pay for a line, in the worlds that were looked at."""
        return min(placement.rest[line] for placement in self.placements.values())

    def worlds(self) -> list[World]:
        """The worlds that matter: each open promise on its own; every set of them where lines depend on each other.

        What pays in a world is what needs no other points than it has. So worlds that are not made up of the needs of
        some promises tell nothing new: looking at their unions is looking at all.
        """
        wanted = {points(status) for status in self.statuses.values() if status.truth is None}
        if not wanted:
            return [NOTHING]
        if self._entangled() and (unions := _unions(wanted)):
            return sorted(unions, key=_order)
        every: World = frozenset().union(*wanted)
        return sorted({NOTHING, *wanted, every}, key=_order)

    def _entangled(self) -> bool:
        """Caps and deductibles make the price of one line depend on another."""
        return any(
            promise.terms.deductible
            or promise.terms.cap_per_claim
            or promise.terms.cap_total
            or promise.terms.entitlements
            for promise in self.ranked
        )


def _unions(wanted: set[World]) -> set[World]:
    """Every union of these worlds; none at all where there are too many to look at."""
    found = {NOTHING}
    for one in sorted(wanted, key=_order):
        found |= {world | one for world in found}
        if len(found) > MOST_WORLDS:
            return set()
    return found


def points(status: Status) -> World:
    """The open points of a status."""
    return frozenset((ask.fact, ask.standard) for ask in status.asks)


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that can change the verdict, the lines it bears on, whom to ask and what would settle it."""

    fact: str
    decides: tuple[str, ...]
    ask: str
    evidence: tuple[str, ...]
    cost: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Openness:
    """The lines that are not decided, and what to ask about them."""

    lines: frozenset[str]
    questions: tuple[Question, ...]


COMPONENT = Ask("fault.component", "technician")


def open_lines(scenarios: Sequence[Scenario]) -> Openness:
    """Find the undecided lines, and the facts that could decide them, the cheapest first.

    The first scenario is the presumption: an ordinary component. Another one counts for a line only where it would
    give the customer more.
    """
    presumed = scenarios[0]
    if len(scenarios) == 1 and all(status.truth is not None for status in presumed.statuses.values()):
        return Openness(frozenset(), ())
    worlds = sorted({world for scenario in scenarios for world in scenario.worlds()}, key=_order)
    found = _Asked()
    for scenario in scenarios:
        better = {
            line for world in worlds for line in _cheaper(scenario.placed(world).rest, presumed.placed(world).rest)
        }
        if scenario is not presumed:
            found.add(COMPONENT.fact, better, [COMPONENT])
        _ask_points(scenario, worlds, found, None if scenario is presumed else better)
    return Openness(frozenset(found.lines), found.questions())


def _cheaper(prices: Mapping[str, int], than: Mapping[str, int]) -> set[str]:
    return {line for line, price in prices.items() if price < than[line]}


def _ask_points(scenario: Scenario, worlds: Sequence[World], found: "_Asked", only: set[str] | None) -> None:
    """Note the facts that make a difference in some world, and for which lines."""
    asks = [ask for status in scenario.statuses.values() for ask in status.asks]
    for world in worlds:
        for fact in sorted({fact for fact, _ in world}):
            without = frozenset(point for point in world if point[0] != fact)
            lines = _differing(scenario.placed(world).rest, scenario.placed(without).rest)
            found.add(fact, lines if only is None else lines & only, [ask for ask in asks if ask.fact == fact])


class _Asked:
    """What has been found worth asking so far."""

    def __init__(self) -> None:
        self.lines: set[str] = set()
        self._by_fact: dict[str, tuple[set[str], list[Ask]]] = {}

    def add(self, fact: str, lines: set[str], asks: Sequence[Ask]) -> None:
        """A fact makes a difference to these lines."""
        if not lines:
            return
        self.lines |= lines
        decides, known = self._by_fact.setdefault(fact, (set(), []))
        decides |= lines
        known += asks

    def questions(self) -> tuple[Question, ...]:
        """The questions, the cheapest first."""
        questions = [_question(fact, lines, asks) for fact, (lines, asks) in self._by_fact.items()]
        return tuple(sorted(questions, key=lambda one: (one.cost, one.fact)))


def _order(world: World) -> tuple[int, list[Point]]:
    return len(world), sorted(world)


def _differing(prices: Mapping[str, int], others: Mapping[str, int]) -> set[str]:
    """Lines that do not cost the customer the same."""
    return {line for line, price in prices.items() if price != others[line]}


def _question(fact: str, lines: set[str], asks: Sequence[Ask]) -> Question:
    cheapest = min(asks, key=lambda ask: (ask.cost, ask.who, ask.evidence))
    evidence = tuple(sorted({kind for ask in asks if ask.who == cheapest.who for kind in ask.evidence}))
    decides = tuple(sorted(lines, key=line_order))
    return Question(fact, decides, cheapest.who, evidence, cheapest.cost)


def line_order(line: str) -> tuple[int, str]:
    """An order of lines that does not depend on the order they were given in."""
    return len(line), line
