"""A corpus of uploads, made here: good ones, and what people with bad intentions send."""

import io
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from payandan.platform.kit.actors import Actor

NOW = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
REZA = Actor(kind="customer", id=7, name="Reza")
SARA = Actor(kind="customer", id=8, name="Sara")
MINA = Actor(kind="staff", id=1, name="Mina")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of our own for what is stored."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def picture(size: tuple[int, int] = (640, 480), mode: str = "RGB", turned: bool = False) -> Image.Image:
    """A picture with something in it: bright at the start, dark at the end."""
    width, height = size
    gradient = Image.linear_gradient("L").rotate(90).resize((width, height))
    image = gradient.convert(mode)
    return image.rotate(180) if turned else image


def jpeg(size: tuple[int, int] = (640, 480), **save: Any) -> bytes:
    return _saved(picture(size), "JPEG", **save)


def jpeg_with_place() -> bytes:
    """A photo as a phone makes it: turned by a quarter, with the place, the owner and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "CANARY-OWNER"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (35.0, 41.0, 21.0)
    place[3], place[4] = "E", (51.0, 23.0, 20.0)
    place[29] = "CANARY-PLACE"
    return jpeg(exif=exif.tobytes(), comment=b"CANARY-COMMENT", icc_profile=b"CANARY-PROFILE" * 20)


def png(size: tuple[int, int] = (300, 200), mode: str = "RGB", text: str = "") -> bytes:
    info = PngImagePlugin.PngInfo()
    if text:
        info.add_text("Comment", text)
    return _saved(picture(size, mode), "PNG", pnginfo=info)


def webp() -> bytes:
    return _saved(picture(), "WEBP")


def png_flood(side: int = 20_000) -> bytes:
    """A PNG of a few bytes whose head promises side × side pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def pdf(inside: bytes = b"", stream: bytes = b"") -> bytes:
    """A small document; `inside` stands in its catalogue, `stream` as an object of its own."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + stream + b"\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def object_stream(body: bytes) -> bytes:
    packed = zlib.compress(body)
    head = b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return head + packed + b"\nendstream\nendobj"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _saved(image: Image.Image, form: str, **save: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **save)
    return buffer.getvalue()
