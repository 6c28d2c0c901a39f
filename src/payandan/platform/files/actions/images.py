"""Pictures are decoded and drawn anew, so that nothing but pixels comes in. Pillow is loaded only for this."""

import io
import warnings
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import filetype

from payandan.platform.files import rules
from payandan.platform.kit.refusals import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

_EXIF, _TAKEN, _CHANGED = 0x8769, 0x9003, 0x0132
"""The EXIF folder, DateTimeOriginal in it, and DateTime beside it (EXIF 2.32, 4.6.3 to 4.6.5)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean JPEG, its small version, its size in pixels, its likeness, and the day on which it was taken."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int
    likeness: str
    taken_on: date | None = None


def content_type(data: bytes) -> str:
    """What the first bytes say that this is, or an empty text."""
    found = filetype.guess_mime(data[:8192])
    return found or ""


def clean(data: bytes, decoder: str) -> Picture:
    """Draw the picture anew, turned as its camera meant it, without metadata, place or hidden parts.

    Refused: `image_too_large` (by the header, before a pixel is decoded), `file_broken`.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[decoder]) as opened:
                if opened.width * opened.height > rules.MAX_PIXELS:
                    raise Refused("image_too_large", "file", limit=rules.MAX_PIXELS // 1_000_000)
                taken_on = _taken_on(opened)
                drawn = _draw(opened)
                small = _thumbnail(drawn)
                return Picture(_jpeg(drawn), _jpeg(small), drawn.width, drawn.height, _likeness(drawn), taken_on)
    except Image.DecompressionBombError as error:
        raise Refused("image_too_large", "file", limit=rules.MAX_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise Refused("file_type", "file") from error
    except Refused:
        raise
    except Exception as error:  # decoders of hostile bytes raise whatever they please
        raise Refused("file_broken", "file") from error


def _taken_on(opened: "Image") -> date | None:
    """The day in the camera's own calendar and clock; of all that a camera writes, only this is kept."""
    try:
        exif = opened.getexif()
        said = exif.get_ifd(_EXIF).get(_TAKEN) or exif.get(_CHANGED)
    except Exception:  # metadata are as hostile as pixels, and a picture without them is as good
        return None
    return rules.day_of_camera(str(said or ""))


def _draw(opened: "Image") -> "Image":
    from PIL import Image, ImageOps

    opened.draft("RGB", (rules.MAX_SIDE, rules.MAX_SIDE))
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    if turned.has_transparency_data:
        layered = turned.convert("RGBA")
        turned = Image.new("RGB", layered.size, "white")
        turned.paste(layered, mask=layered.getchannel("A"))
    plain = turned.convert("RGB")
    plain.thumbnail((rules.MAX_SIDE, rules.MAX_SIDE), Image.Resampling.LANCZOS)
    # What a decoder remembers beside the pixels (comments, EXIF, profiles) would be written again.
    plain.info.clear()
    return plain


def _thumbnail(drawn: "Image") -> "Image":
    small = drawn.copy()
    small.thumbnail((rules.THUMBNAIL_SIDE, rules.THUMBNAIL_SIDE))
    return small


def _likeness(drawn: "Image") -> str:
    return rules.likeness(drawn.convert("L").resize((9, 8)).tobytes())


def _jpeg(image: "Image") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=rules.JPEG_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()
