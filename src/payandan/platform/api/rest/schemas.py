"""What goes in and what comes out: strict, closed on the way in, an allow-list on the way out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

Item = TypeVar("Item")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})")
_AMOUNT = re.compile(r"0|[1-9][0-9]{0,17}")
_SIGNED_AMOUNT = "^-?[0-9]{1,19}$"


class In(BaseModel):
    """A request body, or a part of one: nothing unknown, nothing coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Filters(BaseModel):
    """The query string of a list that is not paged; a paged one inherits `PageQuery`."""

    model_config = ConfigDict(frozen=True)


class Out(BaseModel):
    """An answer, from a mapping or an object; what is not declared never leaves."""

    model_config = ConfigDict(from_attributes=True)


def _date(value: Any) -> Any:
    if isinstance(value, str):
        if not _DATE.fullmatch(value):
            raise PydanticCustomError("not_date", "not a date")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("not_date", "not a date") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("not_date", "not a date")


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("not_moment", "not a time")
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not_moment", "not a time") from None


def _amount(value: Any) -> int:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise PydanticCustomError("not_amount", "not an amount")
    return int(value)


def _clean(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("bad_characters", "NUL")
    return value


Day = Annotated[date, Field(strict=False), BeforeValidator(_date)]
"""A calendar day, `2025-03-21` and nothing else."""

Moment = Annotated[datetime, Field(strict=False), BeforeValidator(_moment)]
"""An aware moment, UTC inside."""

Amount = Annotated[
    int, BeforeValidator(_amount), WithJsonSchema({"type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$"})
]
"""Money on the way in: a string of digits in the smallest unit of the currency; an int inside, up to 10^18."""

AmountOut = Annotated[
    int, PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string", "pattern": _SIGNED_AMOUNT})
]
"""Money on the way out: an int inside, a string of digits outside."""

Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean)]
"""A line of text; longer ones say `Annotated[str, Field(max_length=…)]`."""

Number = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_clean)]
"""A public number such as CLM-7K2Q9-4MXRT, or a code."""


class PageQuery(Filters):
    """The query string of a paged list. Inherit it to add filters, and `sort` as a Literal of allowed orders."""

    limit: int = Field(50, ge=1, le=200, description="How many rows, 1 to 200.")
    cursor: str | None = Field(None, max_length=600, description="“next” of the answer before; absent at first.")


class Page(BaseModel, Generic[Item]):
    """One page of a list, and the cursor of the next."""

    items: list[Item]
    next: str | None = Field(description="Send it as “cursor” for the next page; null on the last.")
