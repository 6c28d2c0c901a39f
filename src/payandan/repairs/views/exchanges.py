"""The exchanges of units: what was given, against which deposit, and whose old unit is awaited."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo
from payandan.repairs import words
from payandan.repairs.models import Exchange
from payandan.repairs.queries import pool as queries
from payandan.repairs.rules import pools
from payandan.repairs.views.pool import tabs


@staff_page("repairs.view")
@require_safe
def exchanges(request: ActorRequest) -> HttpResponseBase:
    """Exchanges: what was given, against which deposit, and until when the old unit has to be here."""
    today = timezone.localdate()
    listing = ListPage(
        queries.exchanges(request.actor),
        request,
        name="exchanges",
        filters=[
            YesNo("overdue", _("Old unit overdue"), condition=queries.overdue(today)),
            Choice("state", _("State"), words.EXCHANGE_STATES, field="state"),
            Choice("kind", _("How"), words.EXCHANGE_KINDS, field="kind"),
        ],
        columns=[
            Column("number", _("Exchange"), kind="code", link=_job),
            Column("customer", _("Customer"), value="order.customer.name"),
            Column("old", _("Old unit"), kind="code", value="order.unit.serial"),
            Column("new", _("Given"), kind="code", value="replacement.serial"),
            Column("state", _("State"), badge=lambda row: _standing(row, today)),
            Column("due", _("Old one back by"), kind="day", value="core_due_on", sort="core_due_on"),
            Column("deposit", _("Deposit"), kind="money", value=lambda row: row.deposit or None, currency="currency"),
            Column("kind", _("How"), value=lambda row: words.label(words.EXCHANGE_KINDS, row.kind), hidden=True),
            Column("offered", _("Offered on"), kind="moment", value="offered_at", sort="offered_at", hidden=True),
        ],
        sort="-offered_at",
        export=Export("exchanges") if request.actor.can("repairs.export") else None,
        row_link=_job,
        empty=Empty(title=_("No exchange yet"), text=_("They are offered on the page of a job."), icon="recycle"),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "repairs/exchanges.html", {"list": listing, "tabs": tabs("repairs-exchanges")})


def _job(row: Exchange) -> str:
    return reverse("repairs-record", args=[row.order.number])


def _standing(row: Exchange, today: Any) -> tuple[str, str]:
    if row.state == pools.HANDED_OVER and row.core_due_on is not None and row.core_due_on < today:
        return _("Old unit overdue"), "bad"
    return words.label(words.EXCHANGE_STATES, row.state), "info"
