"""The one table of moves of a scenario: guards, buttons, the database constraint and the diagram are made from it."""

from dataclasses import dataclass

from payandan.platform.kit import moves as kit

DRAFT, RUNNING, DONE, FAILED = "draft", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Move(kit.Move):
    """A move. `by_work`: the background work makes it."""

    by_work: bool = False


MOVES = kit.Table(
    *(Move("change", origin, DRAFT) for origin in (DRAFT, DONE, FAILED)),
    *(Move("run", origin, RUNNING) for origin in (DRAFT, DONE, FAILED)),
    Move("cancel", RUNNING, DRAFT),
    Move("finish", RUNNING, DONE, by_work=True),
    Move("fail", RUNNING, FAILED, by_work=True),
    refusal="whatif_not_in_this_state",
)
"""A change forgets what was found before. What does not run may also be renamed, copied and deleted."""

STATES, check_move = MOVES.states, MOVES.after


def acts_in(state: str) -> tuple[str, ...]:
    """What people may do in this state."""
    return tuple(move.act for move in MOVES if move.origin == state and not move.by_work)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    return MOVES.diagram("save", rests=[DONE])
