"""What a verdict comes to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from payandan.warranty.rules.cases import Line
from payandan.warranty.rules.deciding import Decided, overall, split_of
from payandan.warranty.rules.verdicts import Verdict

Split = tuple[tuple[str, str | None, int], ...]
"""Who pays, by which terms, how much."""


class LineRuling(NamedTuple):
    """One line: its outcome, who pays by which terms, and the least that the customer pays while it is undecided."""

    id: str
    outcome: str
    split: Split
    customer_least: int


class Ruling(NamedTuple):
    """What a verdict comes to: its outcome and its lines."""

    outcome: str
    lines: tuple[LineRuling, ...]


def ruling_of(verdict: Verdict) -> Ruling:
    """What a verdict comes to."""
    return Ruling(
        verdict.outcome,
        tuple(
            LineRuling(
                line.id,
                line.outcome,
                tuple((share.payer, share.terms, share.amount) for share in line.split),
                line.customer_least,
            )
            for line in verdict.lines
        ),
    )


def ruling_of_decided(lines: Sequence[Line], decided: Decided) -> Ruling:
    """What a decision comes to, before anything has been said about it."""
    outcomes: Mapping[str, str] = decided.outcomes
    return Ruling(
        overall(list(outcomes.values())),
        tuple(
            LineRuling(
                line.id,
                outcomes[line.id],
                tuple((share.payer, share.terms, share.amount) for share in split_of(line, decided.placement)),
                decided.least(line),
            )
            for line in lines
        ),
    )
