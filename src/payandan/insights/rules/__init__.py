"""The arithmetic of the numbers, and of what would have been under other terms. Pure."""

from payandan.insights.rules.counting import (
    CALENDARS,
    DIMENSIONS,
    WAITS,
    Case,
    Key,
    Sums,
    change,
    middle_class,
    packed,
    parts,
    unpacked,
    wait_class,
)

__all__ = [
    "CALENDARS", "DIMENSIONS", "WAITS", "Case", "Key", "Sums", "change", "middle_class", "packed", "parts",
    "unpacked", "wait_class",
]  # fmt: skip
