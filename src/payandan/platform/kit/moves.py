"""One table of moves: which act leads from which state to which.

Guards, buttons, the database constraint, the diagram in the docs and the tests of whatever has states are made from its
table, so that they cannot say different things.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, TypeVar

from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in and the state it leads to."""

    act: str
    origin: str
    to: str


M = TypeVar("M", bound=Move)


def moves(act: str, origins: Iterable[str], to: str) -> tuple[Move, ...]:
    """The moves of an act that leads from several states to one."""
    return tuple(Move(act, origin, to) for origin in origins)


class Table(tuple[M, ...]):
    """The moves of one kind of thing, of which the first starts where each thing begins."""

    refusal: str

    def __new__(cls, *moves: M, refusal: str = "not_in_this_state") -> Self:
        table = super().__new__(cls, moves)
        table.refusal = refusal
        return table

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the first one first."""
        return tuple(dict.fromkeys([self[0].origin, *(move.to for move in self)]))

    @property
    def ends(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        return tuple(state for state in self.states if not self.moves_from(state))

    def moves_from(self, state: str) -> tuple[M, ...]:
        """Every move that starts in this state."""
        return tuple(move for move in self if move.origin == state)

    def acts_in(self, state: str) -> tuple[str, ...]:
        """The acts that the state allows, in the order of the table, whoever may do them."""
        return tuple(dict.fromkeys(move.act for move in self.moves_from(state)))

    def move(self, state: str, act: str, to: str = "") -> M:
        """The move that an act makes from a state; where it may lead to several, `to` says to which, else the first.

        Raises Refused("not_in_this_state"), or the table's own `refusal`, where there is none.
        """
        found = next((move for move in self.moves_from(state) if move.act == act and to in ("", move.to)), None)
        if found is None:
            raise Refused(self.refusal, state=state, act=act)
        return found

    def after(self, state: str, act: str, to: str = "") -> str:
        """The state that an act leads to; refused as by `move`."""
        return self.move(state, act, to).to

    def diagram(self, begin: str = "", *, rests: Iterable[str] = ()) -> str:
        """The table as a Mermaid state diagram, for the docs.

        `begin`: the act that makes the thing; `rests`: states that are as good as an end, though something leads on.
        """
        start = f"    [*] --> {self[0].origin}"
        lines = ["stateDiagram-v2", f"{start}: {begin}" if begin else start]
        lines += [f"    {move.origin} --> {move.to}: {move.act}" for move in self if move.origin != move.to]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in (*self.ends, *rests))])
