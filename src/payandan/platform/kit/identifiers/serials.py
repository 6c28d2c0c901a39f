"""Serial numbers and e-mail addresses: free forms that still must match."""

from __future__ import annotations

import re
import unicodedata

from ..text import ascii_digits, key, store, strip_direction
from .reading import BadIdentifier


def serial_key(text: str) -> str:
    """A serial number as it is matched: ASCII digits, capitals, letters and digits only. Keep the raw text
    too.

    O and 0, I and 1 stay different: many makers use both. Empty if nothing is left.
    """
    if text.isascii():
        return re.sub(r"[^0-9A-Z]", "", text.upper())
    folded = unicodedata.normalize("NFKC", store(text))
    return re.sub(r"[\W_]", "", key(folded).upper())


_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def email(text: str) -> str:
    """An e-mail address in small letters, checked lightly: only a message that arrives proves one."""
    address = ascii_digits(strip_direction(text)).replace("\u200c", "").strip().lower()
    if not address:
        raise BadIdentifier("email", "empty")
    if not address.isascii() or re.search(r"[\s\x00-\x1f]", address):
        raise BadIdentifier("email", "bad_characters")
    if len(address) > 254:
        raise BadIdentifier("email", "too_long")
    local = address.rpartition("@")[0]
    if not _EMAIL.fullmatch(address) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise BadIdentifier("email", "unreadable")
    return address
