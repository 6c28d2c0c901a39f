"""From the validator's errors to ours: a path, a stable code, a sentence."""

from typing import Any

from ninja.errors import ValidationError

from payandan.platform.api import words
from payandan.platform.api.rest.problems import FieldError

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "string_unicode": "bad_characters",
    "string_sub_type": "not_text",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_short",
    "too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_big",
    "less_than_equal": "too_big",
    "int_type": "not_integer",
    "int_parsing": "not_integer",
    "int_from_float": "not_integer",
    "int_parsing_size": "out_of_range",
    "float_type": "not_number",
    "float_parsing": "not_number",
    "finite_number": "not_number",
    "decimal_type": "not_number",
    "decimal_parsing": "not_number",
    "bool_type": "not_boolean",
    "bool_parsing": "not_boolean",
    "dict_type": "not_object",
    "mapping_type": "not_object",
    "model_type": "not_object",
    "model_attributes_type": "not_object",
    "list_type": "not_list",
    "literal_error": "not_in_choices",
    "enum": "not_in_choices",
    "date_type": "not_date",
    "date_parsing": "not_date",
    "date_from_datetime_parsing": "not_date",
    "datetime_type": "not_moment",
    "datetime_parsing": "not_moment",
    "datetime_from_date_parsing": "not_moment",
    "timezone_aware": "not_moment",
    "not_date": "not_date",
    "not_moment": "not_moment",
    "not_amount": "not_amount",
    "bad_characters": "bad_characters",
}
_MOST = 50


def field_errors(error: ValidationError) -> list[FieldError]:
    """The errors of a request, at most fifty."""
    return [_field_error(one) for one in error.errors[:_MOST]]


def _field_error(one: dict[str, Any]) -> FieldError:
    place, *steps = one["loc"]
    if place == "body" or (len(steps) > 1 and isinstance(steps[1], str)):
        steps = steps[1:]  # the name of the operation's own argument
    code = _CODES.get(one["type"], "wrong")
    return FieldError(joined(steps), code, words.input_message(code, one.get("ctx")), place=_PLACES.get(place, place))


_PLACES = {"form": "body", "file": "body"}


def joined(steps: list[Any]) -> str:
    """Steps into a document as one path.

    >>> joined(["lines", 0, "amount"])
    'lines[0].amount'
    """
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path[:200]
