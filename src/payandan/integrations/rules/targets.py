"""A field that a column of a sheet can fill."""

from dataclasses import dataclass, field
from typing import Literal

Reading = Literal["text", "code", "serial", "date", "mobile", "name", "amount", "meter", "country", "email", "flag"]


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill."""

    name: str
    reading: Reading
    group: Literal["unit", "owner", "claim", "part", "store"]
    headers: tuple[str, ...] = field(default_factory=tuple)
