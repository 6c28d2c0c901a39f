"""What happened to files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileStored:
    file: int
    kind: str
    size: int


@dataclass(frozen=True)
class UnclaimedFilesRemoved:
    rows: int
    files: int
