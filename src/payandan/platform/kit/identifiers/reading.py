"""What every identifier shares: how a failure is told, and how typed text becomes bare signs."""

from __future__ import annotations

import re

from ..text import ascii_digits, strip_direction


class BadIdentifier(ValueError):  # noqa: N818 — the name is the sentence
    """Not an identifier of this ``kind``. ``reason_code``: ``empty``, ``bad_characters``, ``too_short``,
    ``too_long``, ``repeated`` (one digit all along), ``bad_check``, ``not_mobile``,
    ``not_possible``, ``wrong_country``, ``unreadable``, ``not_gs1``, ``unknown_element``, ``bad_date``."""

    def __init__(self, kind: str, reason_code: str) -> None:
        super().__init__(f"{kind}: {reason_code}")
        self.kind = kind
        self.reason_code = reason_code


_LOOSE = re.compile(r"[\s\-‐‑–—_.()/\u200b-\u200d]+")


def compact(text: str) -> str:
    """ASCII digits, no separators, no invisible marks."""
    return _LOOSE.sub("", ascii_digits(strip_direction(text)))


def digits_of(text: str, kind: str, *lengths: int) -> str:
    bare = compact(text)
    if not bare:
        raise BadIdentifier(kind, "empty")
    if not (bare.isascii() and bare.isdigit()):
        raise BadIdentifier(kind, "bad_characters")
    if len(bare) not in lengths:
        raise BadIdentifier(kind, "too_short" if len(bare) < min(lengths) else "too_long")
    return bare
