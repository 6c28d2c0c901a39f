"""What the answers of all promises come to, worked out once and then filled with the amounts of each case.

It holds where lines do not depend on each other: no deductibles, caps or counters. Then each line is paid by a chain
of payers, and a world (`questions`) is another chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payandan.warranty.rules.cases import Line
from payandan.warranty.rules.judging import WHOLE, Status
from payandan.warranty.rules.placing import NOMINAL
from payandan.warranty.rules.promises import Promise
from payandan.warranty.rules.questions import NOTHING, World, points
from payandan.warranty.rules.replaying.rulings import LineRuling

Part = tuple[int, int]
"""The share that a promise pays, and what is taken off for the promise beneath that it lifts."""

Link = tuple[str, str, tuple[Part, ...]]
"""A payer: in the words of the contract, its name, and its shares; the largest counts."""

Chain = tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """How one line is paid: by which chain in each world, the first one being what is certain.

    `pairs` are worlds that differ in one fact: where they cost the customer different sums the line is undecided.
    """

    chains: tuple[Chain, ...]
    pairs: tuple[tuple[int, int], ...]

    def of(self, line: Line) -> LineRuling:
        """The ruling of a line of this amount."""
        amount = line.amount or NOMINAL
        split, rest = filled(self.chains[0], amount)
        undecided, least = False, rest
        if len(self.chains) > 1:
            rests = [rest, *(filled(chain, amount)[1] for chain in self.chains[1:])]
            undecided = any(rests[one] != rests[other] for one, other in self.pairs)
            least = min(rests)
        if undecided:
            outcome = "undecided"
        else:
            outcome = "covered" if rest == 0 else "not_covered" if rest == amount else "partly"
        if rest:
            split.append(("customer", None, rest))
        if not line.amount:
            return LineRuling(line.id, outcome, tuple([(payer, terms, 0) for payer, terms, _ in split]), 0)
        return LineRuling(line.id, outcome, tuple(split), least)


def filled(chain: Chain, amount: int) -> tuple[list[tuple[str, str | None, int]], int]:
    """Who of a chain pays how much of an amount, and what is left (`placing` without caps)."""
    split: list[tuple[str, str | None, int]] = []
    rest = amount
    for payer, name, parts in chain:
        owed = max([-(-amount * share // WHOLE) - -(-amount * lifted // WHOLE) for share, lifted in parts])
        given = owed if owed < rest else rest
        if given > 0:
            split.append((payer, name, given))
            rest -= given
            if not rest:
                break
    return split, rest


Said = Sequence[tuple[Promise, Sequence[Status]]]
"""The promises in the order of payment, and what each says to every line."""


def payments(said: Said, count: int) -> tuple[Payment, ...]:
    """How each of the `count` lines is paid."""
    worlds = _worlds(said)
    pairs = [(world, _without(world, fact)) for world in worlds for fact in sorted({fact for fact, _ in world})]
    every = dict.fromkeys([NOTHING, *worlds, *(other for _, other in pairs)])
    return tuple(_payment(said, place, list(every), pairs) for place in range(count))


def _worlds(said: Said) -> list[World]:
    """The worlds that `Scenario.worlds` looks at where lines do not depend on each other."""
    wanted = {points(status) for _, statuses in said for status in statuses if status.truth is None}
    return [NOTHING, *wanted, frozenset().union(*wanted)] if wanted else [NOTHING]


def _without(world: World, fact: str) -> World:
    return frozenset(point for point in world if point[0] != fact)


def _payment(said: Said, place: int, worlds: Sequence[World], pairs: Sequence[tuple[World, World]]) -> Payment:
    chains: dict[Chain, int] = {}
    number = {world: chains.setdefault(_chain(said, place, world), len(chains)) for world in worlds}
    different = {(number[one], number[other]) for one, other in pairs if number[one] != number[other]}
    return Payment(tuple(chains), tuple(sorted(different)))


def _chain(said: Said, place: int, world: World) -> Chain:
    """Who pays the line in a world. A floor tops up what it lifts; several copies of one floor are one payer."""
    granted = [(promise, _share(statuses[place], world)) for promise, statuses in said]
    beneath: Mapping[str, int] = {promise.name: share or 0 for promise, share in granted if promise.lifts is None}
    links: dict[str, tuple[str, list[Part]]] = {}
    for promise, share in granted:
        _, parts = links.setdefault(promise.name, (promise.payer, []))
        if share is not None:
            parts.append((share, 0 if promise.lifts is None else beneath.get(promise.lifts, 0)))
    return tuple((payer, name, tuple(parts)) for name, (payer, parts) in links.items() if parts)


def _share(status: Status, world: World) -> int | None:
    """What is paid in a world, None for nothing."""
    return status.share if status.truth or (status.truth is None and points(status) <= world) else None
