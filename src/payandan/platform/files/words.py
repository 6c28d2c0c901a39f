"""What files says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from payandan.platform.ui.words import digits


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refused file: what is wrong with it, and what to do."""
    shown = {name: digits(value) if isinstance(value, int) else value for name, value in (params or {}).items()}
    return (_SENTENCES().get(code) or _("This file cannot be taken. Please send another.")) % shown


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("Please sign in before you send a file."),
        "file_missing": _("The file is empty. Please choose it again."),
        "file_too_large": _("The file is larger than %(limit)s megabytes. Please send a smaller one."),
        "file_type": _("Only photos (JPEG, PNG, WebP) and PDF documents can be sent. Please choose one of these."),
        "file_apple_photo": _(
            "This photo is in Apple's HEIC format. Please send it as JPEG, or send a screenshot of it."
        ),
        "file_broken": _("The file is damaged or did not arrive whole. Please send it again."),
        "image_too_large": _("The picture has more than %(limit)s million pixels. Please send a smaller one."),
        "document_active": _(
            "This PDF holds programs or attachments. Please print it to a new PDF, or send a photo of it."
        ),
        "document_locked": _("This PDF is locked with a password. Please send it without one, or send a photo."),
        "too_many_files": _("You sent %(limit)s files today, which is the limit. Please send the rest tomorrow."),
        "file_unknown": _("One of the files is no longer here. Please attach it again."),
    }
