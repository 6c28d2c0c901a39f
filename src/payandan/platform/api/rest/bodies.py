"""Reading a JSON body so that nothing a client can write makes the server stumble."""

import json
import math
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from payandan.platform.api.rest.problems import FieldError, Problem, invalid

LARGEST = 2_000_000
DEEPEST = 40
_LONGEST_NUMBER = 40


class JsonParser(Parser):
    """Strict JSON: UTF-8, no repeated names, no NaN, no numbers without end, no NUL, no half characters, not too deep.

    What was read stays on the request as `payload`, for the hash of an idempotent request.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("unsupported-media-type")
        request.payload = read(request.body)  # type: ignore[attr-defined]
        return request.payload  # type: ignore[attr-defined]


def read(raw: bytes) -> Any:
    """The value that the bytes spell; raises Problem with the reason."""
    if len(raw) > LARGEST:
        raise Problem("too-large")
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_not_a_number,
            parse_float=_float,
            parse_int=_int,
        )
    except (ValueError, RecursionError) as error:
        raise Problem("malformed", detail=_reason(error)) from None
    if "\\u" in text or text.count("[") + text.count("{") > DEEPEST:
        _inspect(value, "", 0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise invalid(FieldError(_printable(repeated), "repeated"))
    return found


def _not_a_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("number out of range")
    return int(text)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}: line {error.lineno}, column {error.colno}"
    return "" if isinstance(error, (UnicodeDecodeError, RecursionError)) else str(error)


def _inspect(value: Any, path: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Problem("malformed", detail=f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        _refuse_unkeepable(value, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            _refuse_unkeepable(name, path)
            _inspect(member, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list):
        for place, member in enumerate(value):
            _inspect(member, f"{path}[{place}]", depth + 1)


def _refuse_unkeepable(text: str, path: str) -> None:
    """NUL cannot be kept by PostgreSQL, half a surrogate pair by nobody."""
    if "\x00" in text or (not text.isascii() and _printable(text) != text):
        raise invalid(FieldError(_printable(path), "bad_characters"))


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")[:200]
