"""The router of claims, and how its refusals are worded."""

from typing import Any

from payandan.claims import words
from payandan.platform.api import rest
from payandan.platform.files import words as file_words


def _refusal(code: str, params: dict[str, Any]) -> str:
    own = words.refusal(code, params)
    return file_words.refusal(code, params) if code.startswith(("file_t", "file_b", "image_", "document_")) else own


router = rest.router(tag="claims", refusal=_refusal)
