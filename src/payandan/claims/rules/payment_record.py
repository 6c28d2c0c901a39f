"""How the rules of payment fare: how often each fired, decided by itself, was overridden, was reversed on appeal."""

from collections.abc import Iterable
from dataclasses import dataclass

from payandan.claims.rules.payment_tables import DECIDING
from payandan.platform.kit.proportions import wilson

MANY_OVERRIDES = 0.10
MANY_REVERSALS = 0.05
ENOUGH = 10
"""A rule is flagged when at least ten were counted and the interval of the share lies above the limit as a whole."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    hits: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def low(self) -> float:
        return wilson(self.hits, self.of)[0]

    @property
    def high(self) -> float:
        return wilson(self.hits, self.of)[1]

    def above(self, limit: float) -> bool:
        """Surely more than the limit: enough were counted, and the whole interval lies above it."""
        return self.of >= ENOUGH and self.low > limit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claim that a rule fired on.

    `straight`: the machine decided. `by_person`: a person made the first decision, `differs` says otherwise than the
    rule advised (or, where it advised nothing, than the verdict proposed). `reversed`: an appeal changed the decision.
    """

    rule: str
    effect: str
    amount: int = 0
    straight: bool = False
    by_person: bool = False
    differs: bool = False
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Fared:
    """The record of one rule."""

    rule: str
    fired: int
    amount: int
    straight: Share
    overridden: Share
    reversed: Share

    @property
    def flags(self) -> tuple[str, ...]:
        """Why somebody should look at this rule."""
        found = []
        if self.overridden.above(MANY_OVERRIDES):
            found.append("many_overrides")
        if self.reversed.above(MANY_REVERSALS):
            found.append("many_reversals")
        return tuple(found)


def record_of(outcomes: Iterable[Outcome]) -> dict[str, Fared]:
    """The record of each rule that fired. A share of straight decisions is of what was meant to be decided."""
    grouped: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.rule, []).append(outcome)
    return {rule: _fared(rule, found) for rule, found in sorted(grouped.items())}


def _fared(rule: str, found: list[Outcome]) -> Fared:
    straight = sum(item.straight for item in found)
    decided = [item for item in found if item.straight or item.by_person]
    by_person = [item for item in found if item.by_person]
    return Fared(
        rule=rule,
        fired=len(found),
        amount=sum(item.amount for item in found),
        straight=Share(straight, sum(item.effect in DECIDING for item in found)),
        overridden=Share(sum(item.differs for item in by_person), len(by_person)),
        reversed=Share(sum(item.reversed for item in decided), len(decided)),
    )
