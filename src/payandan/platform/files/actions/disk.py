"""Files on the disk: whole or not at all, under names that say nothing."""

import os
import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings

from payandan.platform.files.queries import location

_PART = ".part"


def new_path(extension: str) -> str:
    """A fresh place: 128 random bits, spread over 256 folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}{extension}"


def write(path: str, data: bytes) -> None:
    """Write the whole file under its name or nothing: a temporary file, forced to the disk, then renamed."""
    target = location(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = target.with_name(target.name + _PART)
    with part.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(*paths: str) -> None:
    """Take back what `write` wrote, as far as it came."""
    for path in filter(None, paths):
        target = location(path)
        target.unlink(missing_ok=True)
        target.with_name(target.name + _PART).unlink(missing_ok=True)


def folders() -> list[Path]:
    """The folders that hold files."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(folder for folder in root.iterdir() if folder.is_dir()) if root.is_dir() else []


def sweep(folder: Path, kept: Collection[str], *, before: datetime) -> int:
    """Delete what lies in one folder from before that moment and is not among the kept paths; returns how many."""
    horizon = before.timestamp()
    orphans = [
        file for file in folder.iterdir() if f"{folder.name}/{file.name}" not in kept and file.stat().st_mtime < horizon
    ]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)
