"""Who is acting."""

from payandan.platform.kit.actors import Actor, Language
from payandan.platform.people import rules
from payandan.platform.people.models import User


def actor_of(user: User) -> Actor:
    """The actor that a signed-in member of staff is, in one query."""
    memberships = user.memberships.select_related("role").all()
    language: Language = "en" if user.language == "en" else "fa"
    return rules.staff_actor(
        user_id=user.pk,
        name=user.name,
        language=language,
        memberships=[(held.role.capabilities, held.branch_id) for held in memberships],
    )
