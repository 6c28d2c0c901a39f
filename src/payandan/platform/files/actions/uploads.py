"""Taking files in: checked, made anew, and written whole before anything refers to them."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import transaction

from payandan.platform.files import rules
from payandan.platform.files.actions import disk, images
from payandan.platform.files.events import FileStored, UnclaimedFilesRemoved
from payandan.platform.files.models import StoredFile
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused

Owner = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Checked:
    """What came in, as it will be kept."""

    kind: str
    content_type: str
    extension: str
    data: bytes
    picture: images.Picture | None = None


def store(upload: "File[bytes]", *, owner: Owner | None, actor: Actor, at: datetime) -> StoredFile:
    """Keep an upload, for its owner (kind, id) or unbound until `claim_files`.

    Everything that takes long happens before the transaction. The caller has made sure that the actor may add to
    the owner. Refused: `not_allowed`, `file_missing`, `file_too_large` (limit=MB), `file_type`, `file_apple_photo`,
    `file_broken`, `image_too_large` (limit=megapixels), `document_active`, `document_locked`, `too_many_files`.
    """
    _need_room(actor, at)
    data = _read(upload)
    checked = _check(data)
    path = disk.new_path(checked.extension)
    thumbnail = path.replace(".", "-thumbnail.") if checked.picture else ""
    try:
        disk.write(path, checked.data)
        if checked.picture:
            disk.write(thumbnail, checked.picture.thumbnail)
        with transaction.atomic():
            file = StoredFile.objects.create(
                token=secrets.token_urlsafe(32),
                kind=checked.kind,
                content_type=checked.content_type,
                name=rules.clean_name(upload.name or "", checked.extension),
                path=path,
                thumbnail=thumbnail,
                size=len(checked.data),
                width=checked.picture.width if checked.picture else None,
                height=checked.picture.height if checked.picture else None,
                sha256=hashlib.sha256(data).hexdigest(),
                likeness=checked.picture.likeness if checked.picture else "",
                taken_on=checked.picture.taken_on if checked.picture else None,
                owner_kind=owner[0] if owner else "",
                owner_id=owner[1] if owner else None,
                uploaded_at=at,
                actor_kind=actor.kind,
                actor_id=actor.id,
            )
            fact = FileStored(file=file.pk, kind=file.kind, size=file.size)
            record(fact, actor=actor, at=at, about=[("file", file.pk)])
    except BaseException:
        disk.remove(path, thumbnail)
        raise
    return file


def claim_files(tokens: Iterable[str], *, owner: Owner, actor: Actor) -> list[StoredFile]:
    """Bind files that this actor uploaded before their owner existed. All or none; refused: `file_unknown`.

    Call it in the transaction that makes the owner; the owner's fact tells of them.
    """
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        return []
    with transaction.atomic():
        own = StoredFile.objects.unbound().uploaded_by(actor).filter(token__in=wanted)
        if own.update(owner_kind=owner[0], owner_id=owner[1]) != len(wanted):
            raise Refused("file_unknown", "files")
        return list(StoredFile.objects.filter(token__in=wanted).order_by("id"))


def claim_file(file: StoredFile, owner: Owner, *, actor: Actor) -> StoredFile:
    """`claim_files` for one."""
    return claim_files([file.token], owner=owner, actor=actor)[0]


def remove_unclaimed(*, at: datetime) -> tuple[int, int]:
    """Remove uploads that no form claimed, and files on the disk that no row names (a crash between the two).

    Returns how many rows and how many files went. A file younger than a day is left: its row may be on its way.
    """
    with transaction.atomic():
        stale = StoredFile.objects.unbound().filter(uploaded_at__lt=at - rules.UNBOUND_LIFE)
        rows, _ = stale.delete()
    files = sum(disk.sweep(folder, _paths_in(folder.name), before=at - timedelta(days=1)) for folder in disk.folders())
    if rows or files:
        with transaction.atomic():
            record(UnclaimedFilesRemoved(rows=rows, files=files), actor=SYSTEM, at=at, about=[])
    return rows, files


def _need_room(actor: Actor, at: datetime) -> None:
    if actor.kind == "anonymous":
        raise Refused("not_allowed")
    if actor.kind != "customer":
        return
    today = StoredFile.objects.uploaded_by(actor).filter(uploaded_at__gt=at - timedelta(days=1)).count()
    if today >= rules.CUSTOMER_FILES_PER_DAY:
        raise Refused("too_many_files", "file", limit=rules.CUSTOMER_FILES_PER_DAY)


def _read(upload: "File[bytes]") -> bytes:
    """The bytes, and never more of them than the largest limit allows."""
    limit = max(rules.MAX_IMAGE_BYTES, rules.MAX_DOCUMENT_BYTES)
    if (upload.size or 0) > limit:
        raise Refused("file_too_large", "file", limit=limit // rules.MEGABYTE)
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        raise Refused("file_too_large", "file", limit=limit // rules.MEGABYTE)
    if not data:
        raise Refused("file_missing", "file")
    return data


def _check(data: bytes) -> _Checked:
    content_type = images.content_type(data)
    if content_type == rules.PDF:
        return _check_document(data)
    if content_type in rules.APPLE_PHOTOS:
        raise Refused("file_apple_photo", "file")
    if content_type not in rules.IMAGE_FORMATS:
        raise Refused("file_type", "file")
    picture = images.clean(data, rules.IMAGE_FORMATS[content_type])
    return _Checked(StoredFile.Kind.IMAGE, "image/jpeg", ".jpg", picture.data, picture)


def _check_document(data: bytes) -> _Checked:
    if len(data) > rules.MAX_DOCUMENT_BYTES:
        raise Refused("file_too_large", "file", limit=rules.MAX_DOCUMENT_BYTES // rules.MEGABYTE)
    refusal = rules.refusal_of_document(data)
    if refusal:
        raise Refused(refusal, "file")
    return _Checked(StoredFile.Kind.DOCUMENT, rules.PDF, ".pdf", data)


def _paths_in(folder: str) -> set[str]:
    rows = StoredFile.objects.filter(path__startswith=f"{folder}/").values_list("path", "thumbnail")
    return {path for row in rows for path in row}
