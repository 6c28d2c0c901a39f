"""The router of repairs, and how its refusals are worded."""

from typing import Any

from payandan.platform.api import rest
from payandan.repairs import words
from payandan.units import words as unit_words


def _refusal(code: str, params: dict[str, Any]) -> str:
    try:
        return words.refusal(code, params)
    except KeyError:
        return str(unit_words.refusal(code, params))


router = rest.router(tag="repairs", refusal=_refusal)
