"""A file's rights are its owner's."""

from collections.abc import Callable

from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor

owners: dict[str, Callable[[Actor, int], bool]] = {}
"""Kind of owner → whether the actor may see the owner with this id. Packages add theirs when they are loaded."""


def may_see(actor: Actor, file: StoredFile) -> bool:
    """Whether the actor may see the file: whoever may see its owner, or the uploader while it has none."""
    if file.owner_id is None:
        return actor.id is not None and (file.actor_kind, file.actor_id) == (actor.kind, actor.id)
    allowed = owners.get(file.owner_kind)
    return allowed is not None and allowed(actor, file.owner_id)
