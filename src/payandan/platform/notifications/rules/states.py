"""What becomes of a message. A late report from a gateway is normal, and never undoes a final state."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"


_REPORTED = frozenset({State.SENT, State.DELIVERED, State.UNDELIVERED, State.BLOCKED, State.FAILED})

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.FAILED}),
    State.SENDING: frozenset({State.QUEUED, State.ACCEPTED, State.SENT, State.FAILED, State.UNKNOWN}),
    State.ACCEPTED: _REPORTED,
    State.SENT: _REPORTED - {State.SENT},
    State.UNKNOWN: _REPORTED | {State.ACCEPTED},
    State.DELIVERED: frozenset(),
    State.UNDELIVERED: frozenset(),
    State.BLOCKED: frozenset(),
    State.FAILED: frozenset(),
}
FINAL = frozenset(state for state, onward in MOVES.items() if not onward)


class Verdict(StrEnum):
    """What a gateway said to one attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """This message will never go, by any gateway: a wrong number, an empty text."""
    ELSEWHERE = "elsewhere"
    """This gateway surely did not take it, and another (or the same, later) may."""
    UNSURE = "unsure"
    """It may have gone: no answer, half an answer, or the worker was killed while asking."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's result: the verdict, the gateway's own code and words (keys masked), and its id of the message."""

    verdict: Verdict
    code: str = ""
    detail: str = ""
    gateway_id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What follows an attempt: a state; when queued again, after `pause`; `pinned` to the same gateway or not."""

    state: State
    pause: timedelta = timedelta(0)
    pinned: bool = False


MOST_ATTEMPTS = 8
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 7200, 21600))
_CHECKS_END = timedelta(days=2)


def moved(now: State, reported: State) -> State:
    """The state after a report: the reported one where the table allows the move, else the state as it was."""
    return reported if reported in MOVES[now] else now


def step_after(
    verdict: Verdict, *, attempts: int, secret: bool, repeatable: bool, reports: bool, another: bool
) -> Step:
    """What follows attempt number `attempts`.

    `repeatable`: the gateway recognises our own id, so that asking twice never sends twice; `reports`: it can be asked
    about delivery; `another`: a second gateway stands ready. A secret (a code) is never sent twice.
    """
    if verdict == Verdict.ACCEPTED:
        return Step(State.ACCEPTED if reports else State.SENT)
    if verdict == Verdict.REFUSED:
        return Step(State.FAILED)
    last = attempts >= MOST_ATTEMPTS
    if verdict == Verdict.ELSEWHERE:
        return Step(State.FAILED) if last else Step(State.QUEUED, timedelta(0) if another else _pause(attempts))
    if secret or last or not repeatable:
        return Step(State.UNKNOWN)
    return Step(State.QUEUED, _pause(attempts), pinned=True)


def next_check(age: timedelta) -> timedelta | None:
    """The wait before asking about delivery again, growing with the message's age; None when it is too old."""
    return None if age > _CHECKS_END else max(timedelta(minutes=1), age / 2)


def _pause(attempts: int) -> timedelta:
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]
