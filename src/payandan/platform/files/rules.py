"""What may come in, under which name, and what it looks like."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from datetime import date, timedelta

MEGABYTE = 1024 * 1024
MAX_IMAGE_BYTES = 15 * MEGABYTE
MAX_DOCUMENT_BYTES = 10 * MEGABYTE
MAX_REQUEST_BYTES = 200 * MEGABYTE
MAX_PIXELS = 50_000_000
MAX_SIDE = 2560
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 86
CUSTOMER_FILES_PER_DAY = 100
UNBOUND_LIFE = timedelta(days=2)
"""How long an upload may wait for the form it belongs to."""

IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""Accepted images: what their first bytes say → the only decoder that is let near them."""

PDF = "application/pdf"
APPLE_PHOTOS = ("image/heic", "image/heif")

NAME_LENGTH = 120
_FIRST_CAMERAS = 1990
_MAX_UNPACKED = 10 * MEGABYTE
_HEX_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
_OBJECT_STREAM = re.compile(rb"/ObjStm[^>]*>{2}\s*stream\r?\n|/ObjStm.{0,400}?>>\s*stream\r?\n", re.DOTALL)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def clean_name(text: str, extension: str) -> str:
    """A file's name as it may be shown and offered: no folders, no invisible or direction-turning characters, a
    bounded length, and the extension of what it really is.

    >>> clean_name("..\\\\..\\\\factor\\u202egpj.exe", ".jpg")
    'factorgpj.jpg'
    """
    last = re.split(r"[/\\]", text)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" or sign == "\u200c")
    plain = " ".join(_NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", visible)).split())
    stem = plain.rpartition(".")[0] or plain
    stem = stem.strip(". ")[:NAME_LENGTH].strip()
    return (stem or "file") + extension


def day_of_camera(text: str) -> date | None:
    """The day in EXIF's "YYYY:MM:DD HH:MM:SS"; None where it is empty, no day, or before there were such cameras.

    >>> day_of_camera("2026:11:17 10:20:30")
    datetime.date(2026, 11, 17)
    """
    found = re.match(r"([0-9]{4})[:-]([0-9]{2})[:-]([0-9]{2})(?![0-9])", text)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if day.year >= _FIRST_CAMERAS else None


def likeness(grey: Sequence[int]) -> str:
    """The 64-bit difference hash, in hex, of 9 × 8 grey values row by row: alike for pictures that look alike.

    Each bit says whether a value is darker than its right neighbour (Krawetz, "dHash").
    """
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (grey[place] < grey[place + 1])
    return f"{bits:016x}"


def difference(one: str, other: str) -> int:
    """In how many of 64 bits two likenesses differ; up to about 6 is the same picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def refusal_of_document(data: bytes) -> str:
    """Why a PDF is not taken (`file_type`, `file_broken`, `document_locked`, `document_active`), or an empty text.

    Names may be written with #xx escapes and objects packed into compressed object streams; both are opened here.
    """
    if not data.startswith(b"%PDF-"):
        return "file_type"
    if b"%%EOF" not in data[-2048:]:
        return "file_broken"
    plain = _HEX_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    if re.search(rb"/Encrypt(?![A-Za-z])", plain):
        return "document_locked"
    if _ACTIVE.search(plain):
        return "document_active"
    unpacked = _object_streams(data)
    if unpacked is None:
        return "file_broken"
    escaped = _HEX_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), unpacked)
    return "document_active" if _ACTIVE.search(escaped) else ""


def _object_streams(data: bytes) -> bytes | None:
    """All object streams, unpacked and joined, or None when they are not what they say or do not fit."""
    joined = bytearray()
    for found in _OBJECT_STREAM.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            joined += unpacker.decompress(data[found.end() :], _MAX_UNPACKED - len(joined) + 1)
        except zlib.error:
            return None
        if len(joined) > _MAX_UNPACKED:
            return None
    return bytes(joined)
