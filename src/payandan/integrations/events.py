"""What happened to imports."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SpreadsheetImported:
    number: str
    name: str
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportUndone:
    number: str
    units: int
    claims: int


@dataclass(frozen=True, slots=True)
class PartsImportUndone:
    number: str
    parts: int
    pieces: int
