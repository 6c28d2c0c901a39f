"""Estimates: the one table of moves, what a customer's answers amount to, and how far an invoice may go beyond them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from payandan.platform.kit.moves import Move, Table
from payandan.platform.kit.refusals import Refused

DRAFT = "draft"
SENT = "sent"
APPROVED = "approved"
PARTLY = "partly_approved"
DECLINED = "declined"
EXPIRED = "expired"
REPLACED = "replaced"
"""A newer version was sent."""
DROPPED = "dropped"

WHOLE = 10_000
"""Parts are kept in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class EstimateMove(Move):
    """A move; `customer`: the job's own customer may do it."""

    customer: bool = False


_ANSWERS = (APPROVED, PARTLY, DECLINED)
ESTIMATE_MOVES = Table(
    EstimateMove("send", DRAFT, SENT),
    EstimateMove("send", DRAFT, APPROVED),
    EstimateMove("drop", DRAFT, DROPPED),
    *(EstimateMove("answer", SENT, to, customer=True) for to in _ANSWERS),
    EstimateMove("expire", SENT, EXPIRED),
    *(EstimateMove("replace", origin, REPLACED) for origin in (SENT, *_ANSWERS, EXPIRED)),
    refusal="estimate_not_in_this_state",
)
ESTIMATE_STATES, check_estimate = ESTIMATE_MOVES.states, ESTIMATE_MOVES.after
ANSWERED = (APPROVED, PARTLY, DECLINED)
FROZEN = tuple(state for state in ESTIMATE_STATES if state != DRAFT)
"""What was sent is never changed; a new version is written."""


def estimate_diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    return ESTIMATE_MOVES.diagram("draft")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line as the customer is asked about it: its place and what the customer pays of it, tax not included."""

    position: int
    customer: int


def answered(lines: Sequence[Asked], answers: Mapping[int, bool]) -> tuple[str, dict[int, bool]]:
    """The state that the answers lead to, and the answer of every line.

    Lines that cost the customer nothing need no answer and count as approved. Refused: `answer_missing` with the
    first line that has none.
    """
    found: dict[int, bool] = {}
    for line in lines:
        if line.customer and line.position not in answers:
            raise Refused("answer_missing", field=f"line-{line.position}", position=line.position)
        found[line.position] = answers[line.position] if line.customer else True
    paid = [found[line.position] for line in lines if line.customer]
    if all(paid):
        return APPROVED, found
    return (PARTLY if any(paid) else DECLINED), found


def most_allowed(agreed: int, tolerance_bp: int) -> int:
    """The most that may be asked without a new consent: what was agreed and the tolerance, rounded down.

    >>> most_allowed(1_000_000, 1000)
    1100000
    """
    return agreed + agreed * tolerance_bp // WHOLE


def check_consent(*, asked: int, agreed: int, tolerance_bp: int) -> None:
    """Refuse an invoice that goes further than the customer's consent. Refused: `consent_needed`."""
    most = most_allowed(agreed, tolerance_bp)
    if asked > most:
        raise Refused("consent_needed", asked=asked, agreed=agreed, most=most)


def deposit_of(total: int, deposit_bp: int, step: int = 1) -> int:
    """The deposit to ask for: that part of the total, rounded up to whole steps, never more than the total.

    >>> deposit_of(1_234_567, 5000, 10_000)
    620000
    """
    part = -(-total * deposit_bp // WHOLE)
    return min(total, -(-part // step) * step)


def spread(amount: int, over: Iterable[int]) -> list[int]:
    """An amount spread over parts in proportion to them, whole units, none more than its part.

    By the largest remainder, the earlier part first. The amount is at most the sum of the parts.

    >>> spread(10, [10, 10, 10]), spread(0, [5]), spread(7, [7, 0])
    ([4, 3, 3], [0], [7, 0])
    """
    parts = list(over)
    whole = sum(parts)
    if not 0 <= amount <= whole:
        raise ValueError(f"{amount} over {whole}")
    if not whole:
        return [0] * len(parts)
    shares = [amount * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (-(amount * parts[place] % whole), place))
    for place in order[: amount - sum(shares)]:
        shares[place] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Item:
    """A line as somebody writes it; without an amount the price list and the standard time say it."""

    kind: str
    component: str = ""
    part_id: int | None = None
    label: str = ""
    quantity: int = 1
    operation: str = ""
    minutes: int | None = None
    km: int | None = None
    amount: int | None = None


MOST_LINES = 40


def check_items(items: Sequence[Item], kinds: Sequence[str]) -> None:
    """Refuse lines that cannot be: `lines_missing`, `too_many_lines`, `bad_line` with the line's number."""
    if not items:
        raise Refused("lines_missing", field="lines")
    if len(items) > MOST_LINES:
        raise Refused("too_many_lines", field="lines", most=MOST_LINES)
    for number, item in enumerate(items, start=1):
        possible = (
            item.kind in kinds
            and 1 <= item.quantity <= 999
            and 0 <= (item.minutes or 0) <= 24 * 60
            and 0 <= (item.km or 0) <= 20_000
            and 0 <= (item.amount or 0) <= 10**15
        )
        if not possible:
            raise Refused("bad_line", field=f"line-{number}", position=number)
