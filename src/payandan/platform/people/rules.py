"""From roles to capabilities."""

from collections.abc import Iterable

from payandan.platform.kit.actors import Actor, Language

Membership = tuple[Iterable[str], int | None]


def staff_actor(*, user_id: int, name: str, language: Language, memberships: Iterable[Membership]) -> Actor:
    """The actor of a member of staff: all capabilities of all roles; bound to branches unless one role is company-wide.

    >>> staff_actor(user_id=1, name="Mina", language="fa", memberships=[(["claims.view"], 3)]).branches
    frozenset({3})
    """
    held = [(frozenset(capabilities), branch) for capabilities, branch in memberships]
    everywhere = any(branch is None for _, branch in held)
    return Actor(
        kind="staff",
        id=user_id,
        name=name,
        capabilities=frozenset().union(*(capabilities for capabilities, _ in held)),
        branches=None if everywhere else frozenset(branch for _, branch in held if branch is not None),
        language=language,
    )
