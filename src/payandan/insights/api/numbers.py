"""The numbers over REST."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from payandan.insights import queries
from payandan.insights.api.router import router
from payandan.platform.api import rest

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", max_length=7)]


class NumbersQuery(rest.Filters):
    """Months in the calendar asked for, inclusive."""

    by: Literal["outcome", "payer", "model", "cause", "component", "wait"] = "outcome"
    calendar: Literal["jalali", "gregorian"] = "jalali"
    since: Month = "1300-01"
    until: Month = "9999-12"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", max_length=3)] | None = None


class NumberOut(rest.Out):
    month: str
    value: str
    claims: int
    decided: int
    amount: rest.AmountOut
    seconds_until_decided: int


class NumbersOut(rest.Out):
    by: str
    calendar: str
    currency: str
    months: list[NumberOut]


@router.get(
    "/insights/claims",
    auth=rest.allow("insights.view"),
    response=NumbersOut,
    summary=_("Claims by month and a dimension"),
)
def count_claims_by_month(request: HttpRequest, query: rest.Query[NumbersQuery]) -> dict[str, Any]:
    """Claims by the month they were filed in; `amount` is what was claimed, or for `by=payer` what that payer pays."""
    currency = query.currency or settings.CURRENCY
    window = queries.Window(calendar=query.calendar, since=query.since, until=query.until, currency=currency)
    rows = (
        queries.cells(request.actor, window)  # type: ignore[attr-defined]
        .filter(dimension=query.by)
        .values("month", "value")
        .annotate(n=Sum("claims"), money=Sum("amount"), done=Sum("decided"), waited=Sum("seconds"))
        .order_by("month", "value")
    )
    numbers = [
        {
            "month": row["month"],
            "value": row["value"],
            "claims": row["n"],
            "decided": row["done"],
            "amount": row["money"],
            "seconds_until_decided": row["waited"],
        }
        for row in rows
        if row["n"]
    ]
    return {"by": query.by, "calendar": query.calendar, "currency": currency, "months": numbers}
