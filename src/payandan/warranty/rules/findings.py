"""What one test of one promise found, and the reasons and requests that come of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.vocabulary import EVIDENCE_KINDS

Truth = bool | None
"""True speaks for the customer, False against, None is not known."""

Dates = tuple[date | None, date | None, date | None]
"""From, until (the first day outside), and the day that was looked at."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the decision, in codes. `law` names the pack that spoke, `rule` the rule in it."""

    code: str
    effect: str
    terms: str
    clause: str | None = None
    law: str | None = None
    facts: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    dates: Dates = (None, None, None)
    params: tuple[tuple[str, str | int], ...] = ()
    rule: str = ""

    def order(self) -> tuple[object, ...]:
        """A total order that does not depend on the order of the input."""
        return (
            self.terms, EFFECTS.index(self.effect), self.code, self.clause or "", self.law or "", self.facts,
            self.evidence, tuple(str(day) for day in self.dates), tuple((name, str(v)) for name, v in self.params),
            self.rule,
        )  # fmt: skip


EFFECTS = (
    "grants", "confirms", "extends", "protects", "limits", "excludes", "voids", "suspends", "sets_aside", "rejects",
    "raises", "asks", "chooses", "informs",
)  # fmt: skip
"""What reasons do, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that is missing or not proven: who can say it and what would prove it."""

    fact: str
    who: str
    evidence: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()

    @property
    def cost(self) -> tuple[int, int]:
        """System before customer, before upload, before inspection, before laboratory."""
        dearest = max((_evidence_cost(kind) for kind in self.evidence), default=0)
        return max(_ASK_COST[self.who], 3 if self.evidence and self.who in ("customer", "seller") else 0), dearest


_ASK_COST = {"system": 1, "customer": 2, "seller": 2, "technician": 4, "laboratory": 5}


def _evidence_cost(kind: str) -> int:
    return EVIDENCE_KINDS.index(kind) + 1 if kind in EVIDENCE_KINDS else 1


def dearest(kinds: Iterable[str]) -> str | None:
    """The kind of evidence that settles most: the dearest one."""
    return max(kinds, key=lambda kind: (_evidence_cost(kind), kind), default=None)


def finder(found_by: Sequence[str], fact: str) -> str:
    """Whom to ask for a fact: the cheapest who is believed. No system looks inside a machine to find a cause."""
    able = [who for who in found_by if not (fact == "fault.cause" and who in ("system", "customer", "seller"))]
    return min(able or found_by, key=lambda who: _ASK_COST[who])


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one test."""

    truth: Truth
    reasons: tuple[Reason, ...] = ()
    asks: tuple[Ask, ...] = ()
    presumed: tuple[str, ...] = ()


YES = Finding(True)


@dataclass(frozen=True, slots=True)
class Proof:
    """How far the evidence about a fact goes."""

    found: tuple[int, ...]
    missing: tuple[str, ...]


def proof(case: Case, about: str, kinds: Sequence[str]) -> Proof:
    """Which pieces of the evidence about a fact are of the wanted kinds, and which kinds are missing."""
    pieces = [piece for piece in case.about(about) if piece[1] in kinds]
    held = {kind for _, kind in pieces}
    return Proof(tuple(place for place, _ in pieces), tuple(kind for kind in kinds if kind not in held))
