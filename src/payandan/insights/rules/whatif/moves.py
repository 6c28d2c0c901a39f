"""The one table of moves of a scenario: guards, buttons, the database constraint and the diagram are made from it."""

from dataclasses import dataclass

from payandan.platform.kit.refusals import Refused

DRAFT, RUNNING, DONE, FAILED = "draft", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in, and the state it leads to. `by_work`: the background work does it."""

    act: str
    origin: str
    to: str
    by_work: bool = False


MOVES: tuple[Move, ...] = (
    *(Move("change", origin, DRAFT) for origin in (DRAFT, DONE, FAILED)),
    *(Move("run", origin, RUNNING) for origin in (DRAFT, DONE, FAILED)),
    Move("cancel", RUNNING, DRAFT),
    Move("finish", RUNNING, DONE, by_work=True),
    Move("fail", RUNNING, FAILED, by_work=True),
)
"""A change forgets what was found before. What does not run may also be renamed, copied and deleted."""

STATES = (DRAFT, RUNNING, DONE, FAILED)


def acts_in(state: str) -> tuple[str, ...]:
    """What people may do in this state."""
    return tuple(move.act for move in MOVES if move.origin == state and not move.by_work)


def check_move(state: str, act: str) -> str:
    """The state that `act` leads to. Raises Refused("whatif_not_in_this_state")."""
    for move in MOVES:
        if (move.act, move.origin) == (act, state):
            return move.to
    raise Refused("whatif_not_in_this_state", state=state, act=act)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}: save"]
    lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in MOVES if move.origin != move.to]
    return "\n".join([*lines, f"    {DONE} --> [*]"])
