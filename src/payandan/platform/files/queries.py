"""Finding files."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from payandan.platform.files.models import StoredFile
from payandan.platform.files.permissions import may_see
from payandan.platform.kit.actors import Actor


def get(actor: Actor, token: str) -> StoredFile | None:
    """The file with this address, or None alike for one that is missing and one the actor may not see."""
    file = StoredFile.objects.filter(token=token).first()
    return file if file is not None and may_see(actor, file) else None


def files_of(kind: str, object_id: int) -> list[StoredFile]:
    """The files of one owner, oldest first; ask only for an owner that the reader may see."""
    return list(StoredFile.objects.filter(owner_kind=kind, owner_id=object_id).order_by("id"))


def files_of_many(kind: str, object_ids: Iterable[int]) -> dict[int, list[StoredFile]]:
    """The same for many owners in one query: owner's id → its files."""
    found: dict[int, list[StoredFile]] = {}
    for file in StoredFile.objects.filter(owner_kind=kind, owner_id__in=list(object_ids)).order_by("id"):
        if file.owner_id is not None:
            found.setdefault(file.owner_id, []).append(file)
    return found


def alike(file: StoredFile) -> list[StoredFile]:
    """Other files that are byte for byte or in looks the same picture: a photo sent in twice, perhaps for two cases."""
    same = StoredFile.objects.filter(sha256=file.sha256)
    if file.likeness:
        same |= StoredFile.objects.filter(likeness=file.likeness)
    return list(same.exclude(pk=file.pk).order_by("id")[:20])


def location(path: str) -> Path:
    """Where a stored path is on the disk."""
    return Path(settings.MEDIA_ROOT) / path
