"""The one table of moves of a document: which act leads it from which state to which, and who may do it.

Who proposes a promise to customers is not who publishes it: two people have read what the company binds itself to.
"""

from collections.abc import Collection
from dataclasses import dataclass

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused

DRAFT = "draft"
PROPOSED = "proposed"
SENT_BACK = "sent_back"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"

UNPUBLISHED = (DRAFT, PROPOSED, SENT_BACK)
"""Nobody was promised anything yet: decides nothing, and is seen only by who writes or publishes."""

EDIT, PUBLISH = "warranty.edit", "warranty.publish"


@dataclass(frozen=True, slots=True)
class Move:
    """An act, the state it starts in and the one it leads to (empty: the document is gone).

    `second` says that neither who proposed it nor who wrote it last may do it.
    """

    act: str
    origin: str
    to: str
    capability: str
    second: bool = False


MOVES: tuple[Move, ...] = (
    Move("save", DRAFT, DRAFT, EDIT),
    Move("save", SENT_BACK, SENT_BACK, EDIT),
    Move("drop", DRAFT, "", EDIT),
    Move("drop", SENT_BACK, "", EDIT),
    Move("propose", DRAFT, PROPOSED, EDIT),
    Move("propose", SENT_BACK, PROPOSED, EDIT),
    Move("take_back", PROPOSED, DRAFT, EDIT),
    Move("publish", PROPOSED, PUBLISHED, PUBLISH, second=True),
    Move("send_back", PROPOSED, SENT_BACK, PUBLISH, second=True),
    Move("withdraw", PUBLISHED, WITHDRAWN, PUBLISH),
)

STATES: tuple[str, ...] = tuple(dict.fromkeys([DRAFT, *(move.to for move in MOVES if move.to)]))

_NO_SUCH_MOVE = {
    PROPOSED: "under_review",
    PUBLISHED: "published_never_changes",
    WITHDRAWN: "published_never_changes",
}


def check_move(state: str, act: str) -> Move:
    """The move that `act` makes from `state`.

    Raises Refused where the table has none: `not_proposed`, `not_published`, `under_review` (somebody reads it now) or
    `published_never_changes`.
    """
    found = next((move for move in MOVES if move.act == act and move.origin == state), None)
    if found is not None:
        return found
    if act == "withdraw":
        raise Refused("not_published")
    if state in (DRAFT, SENT_BACK):
        raise Refused("not_proposed")
    raise Refused(_NO_SUCH_MOVE[state])


def acts_of(actor: Actor, state: str) -> tuple[str, ...]:
    """The acts that the state allows and that this actor has the right to; whether as a second person is not asked."""
    return tuple(move.act for move in MOVES if move.origin == state and actor.can(move.capability))


def is_second(person: int | None, hands: Collection[int | None]) -> bool:
    """Whether a person is another than those whose hands made and proposed it. Nobody in particular is nobody's second.

    >>> is_second(2, {1}), is_second(1, {1, 2}), is_second(None, {1})
    (True, False, False)
    """
    return person is not None and person not in hands


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}: save"]
    lines += [f"    {move.origin} --> {move.to or '[*]'}: {move.act}" for move in MOVES if move.origin != move.to]
    return "\n".join(lines)
