"""What every act on people asks first."""

from collections.abc import Iterable, Sequence

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people import queries, rules
from payandan.platform.people.models import Branch, Membership, Role, User

Assignment = tuple[int, int | None]
"""A role's id and the branch's, or None for the whole company."""


def need(actor: Actor, capability: str) -> None:
    """Refuse (`not_allowed`) who does not hold the capability."""
    if not actor.can(capability):
        raise Refused("not_allowed")


def need_whole_company(actor: Actor, capability: str) -> None:
    """Refuse also who holds it in some branches only: roles and branches are everybody's."""
    need(actor, capability)
    if not actor.sees_every_branch:
        raise Refused("not_allowed")


def need_over(actor: Actor, user: User) -> None:
    """Refuse (`beyond_you`) to act on somebody who holds what the actor does not."""
    if not queries.governs(actor, user.pk):
        raise Refused("beyond_you")


def grants(actor: Actor, assignments: Iterable[Assignment]) -> list[Membership]:
    """Unsaved memberships for the assignments. Refused: `role_unknown`, `branch_unknown`, `grants_too_much`."""
    wanted = list(dict.fromkeys(assignments))
    roles = Role.objects.in_bulk({role for role, _ in wanted})
    branches = Branch.objects.in_bulk({branch for _, branch in wanted if branch is not None})
    for role, branch in wanted:
        if role not in roles:
            raise Refused("role_unknown", "roles")
        if branch is not None and branch not in branches:
            raise Refused("branch_unknown", "roles")
    if not rules.covers(actor, [(roles[role].capabilities, branch) for role, branch in wanted]):
        raise Refused("grants_too_much", "roles")
    return [Membership(role=roles[role], branch_id=branch) for role, branch in wanted]


def keep_an_administrator() -> None:
    """Refuse (`last_administrator`) an act after which nobody could manage people; call it last in the transaction.

    Of two administrators who close one another at once, the second waits here and then sees what the first did.
    """
    list(Role.objects.select_for_update().filter(code=rules.ADMINISTRATOR))
    if not queries.administrators():
        raise Refused("last_administrator")


def pairs(memberships: Iterable[Membership]) -> list[list[int | None]]:
    """Memberships as a fact keeps them: [role, branch] each, in a steady order."""
    found: Sequence[list[int | None]] = [[held.role_id, held.branch_id] for held in memberships]
    return sorted(found, key=lambda pair: (pair[0] or 0, pair[1] or 0))
