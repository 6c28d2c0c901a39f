"""Names for things that people read aloud and machines must not guess.

The alphabet is Crockford's base 32: digits and letters without I, L, O, U. The check symbol is a sum over the
field of 32 elements with a different weight at each place, so it stays inside the alphabet and reveals every
single wrong symbol and every swap of two.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from uuid import UUID

from .identifiers import serial_key
from .text import ascii_digits, strip_direction

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
# In the letters of a prefix I, L, O and U are themselves; digits are not used there, so their values are
# free. Chosen so that a swap across the first hyphen, where a letter changes its reading, is seen too.
_PREFIX_VALUES = {symbol: value for symbol, value in _VALUES.items() if symbol.isalpha()} | {"L": 4, "U": 2}
_PREFIX = re.compile(r"[A-Z]{2,4}")
_DEFAULT_BITS = 45


def _powers() -> tuple[int, ...]:
    """1, x, x²… in the field of 32 elements (x⁵ = x² + 1): 31 different weights."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 32 else doubled)
    return tuple(powers)


_POWERS = _powers()
_LOGS = {power: exponent for exponent, power in enumerate(_POWERS)}


def _sum(values: list[int]) -> int:
    total = 0
    for place, value in enumerate(values):
        if value:
            total ^= _POWERS[(_LOGS[value] + place) % 31]
    return total


def _check_value(values: list[int]) -> int:
    """The last value that brings the weighted sum to zero."""
    total = _sum(values)
    return _POWERS[(_LOGS[total] - len(values)) % 31] if total else 0


def random_symbols(count: int) -> str:
    """``count`` random symbols of the alphabet, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def public_id(prefix: str, *, bits: int = _DEFAULT_BITS) -> str:
    """A new id such as ``CLM-7K2Q9-4MXRT``: ``bits`` random bits (45-120) and a check symbol.

    ``prefix`` is two to four capital letters. ValueError otherwise.
    """
    if not _PREFIX.fullmatch(prefix) or not _DEFAULT_BITS <= bits <= 120:
        raise ValueError(f"prefix {prefix!r}, {bits} bits")
    body = random_symbols(-(-bits // 5))
    values = [_PREFIX_VALUES[letter] for letter in prefix] + [_VALUES[symbol] for symbol in body]
    return f"{prefix}-{grouped(body + ALPHABET[_check_value(values)])}"


def check_public_id(text: str) -> str | None:
    """The canonical form of an id as somebody typed it, or ``None`` if it cannot be right.

    Lower case, Persian digits, spaces or no hyphens are fine; O is 0 and I, L are 1 after the prefix.
    Without any separator only the default length can be told from its prefix.
    """
    plain = ascii_digits(strip_direction(text)).strip().upper()
    pieces = [piece for piece in re.split(r"[\s\-_‐‑–—]+", plain) if piece]
    if not pieces:
        return None
    prefix, body = pieces[0], "".join(pieces[1:])
    if not body:
        cut = len(prefix) - (_DEFAULT_BITS // 5 + 1)
        prefix, body = prefix[: max(cut, 0)], prefix[max(cut, 0) :]
    prefix = prefix.replace("0", "O")
    if not _PREFIX.fullmatch(prefix) or not 10 <= len(body) <= 25 or any(sign not in _VALUES for sign in body):
        return None
    values = [_PREFIX_VALUES[letter] for letter in prefix] + [_VALUES[symbol] for symbol in body]
    if _sum(values):
        return None
    return f"{prefix}-{grouped(''.join(ALPHABET[_VALUES[symbol]] for symbol in body))}"


def grouped(symbols: str, size: int = 5) -> str:
    """``symbols`` in groups joined by hyphens, as they are printed and read aloud."""
    return "-".join(symbols[start : start + size] for start in range(0, len(symbols), size))


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): milliseconds, then the fraction of the millisecond, then 62 random
    bits."""
    return _uuid7_at(time.time_ns())


def _uuid7_at(nanoseconds: int) -> UUID:
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def token(nbytes: int = 32) -> str:
    """A secret for a link or a header: ``nbytes`` random bytes, URL-safe. ValueError under 16 bytes."""
    if nbytes < 16:
        raise ValueError(f"{nbytes} bytes can be guessed")
    return secrets.token_urlsafe(nbytes)


def keyed_code(secret: bytes, serial: str, *, length: int = 10) -> str:
    """The authenticity code printed beside ``serial``: HMAC-SHA256 cut to ``length`` symbols of 5 bits
    (10-50).

    The serial is normalised first, so its spelling does not matter. ValueError for a short code or an empty
    secret.
    """
    if not 10 <= length <= 50 or not secret:
        raise ValueError(f"length {length}, secret of {len(secret)} bytes")
    digest = hmac.new(secret, b"payandan authenticity 1\0" + serial_key(serial).encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest, "big")
    return "".join(ALPHABET[bits >> (251 - 5 * place) & 31] for place in range(length))


def keyed_code_ok(secret: bytes, serial: str, code: str, *, length: int = 10) -> bool:
    """Whether ``code``, as typed, belongs to ``serial``. The time taken does not tell how much of it was
    right."""
    plain = re.sub(r"[\s\-_]+", "", ascii_digits(strip_direction(code)).upper())
    canonical = "".join(ALPHABET[_VALUES[symbol]] if symbol in _VALUES else "?" for symbol in plain)
    return hmac.compare_digest(keyed_code(secret, serial, length=length).encode(), canonical.encode())
