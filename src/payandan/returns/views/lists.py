"""The lists: shipments, and what is wrong with them."""

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage, YesNo
from payandan.platform.ui.words import name_in
from payandan.returns import carriers, queries, rules, words
from payandan.returns.models import Shipment, Task


@staff_page("shipments.view")
@require_safe
def shipments(request: ActorRequest) -> HttpResponseBase:
    """Everything that travels or travelled, as far as this member of staff may see it."""
    actor = request.actor
    names = [(carrier.name, words.carrier(carrier.name)) for carrier in carriers.configured()]
    late = queries.late_condition(timezone.localdate())
    listing = ListPage(
        queries.list_shipments(actor),
        request,
        name="shipments",
        filters=[
            YesNo("open", pgettext("filter of shipments", "Under way"), condition=Q(state__in=rules.OPEN)),
            Choice("state", _("State"), words.STATES, field="state"),
            Choice("leg", _("Way"), words.LEGS, field="leg"),
            Choice("carrier", _("Carrier"), names, field="carrier"),
            YesNo("late", words.label(words.TROUBLES, "late"), condition=late),
            Choice("payer", _("Who pays"), words.PAYER_SHORT, field="payer"),
            DateRange("made", _("Written at"), field="created_at"),
        ],
        columns=_columns(),
        sort="-created_at",
        export=Export("shipments"),
        row_link=_record,
        empty=Empty(
            title=_("Nothing travels"),
            text=_("Send something from a repair job or a defective part, or begin here with its number."),
            action_label=_("New shipment"),
            action_href=reverse("shipments-new") if actor.can("shipments.manage") else "",
        ),
        search_hint=_("Number, waybill, name, mobile, city"),
    )
    if listing.export_wanted:
        return listing.export_response()
    context = {"list": listing, "may_make": actor.can("shipments.manage"), "tasks": queries.open_tasks(actor)}
    return render(request, "returns/list.html", context)


def _columns() -> list[Column]:
    return [
        Column("number", _("Shipment"), kind="code", link=_record),
        Column("leg", _("Way"), value=lambda row: words.label(words.LEGS, row.leg)),
        Column("for", _("Sent for"), kind="code", value="owner_number", hidden=True),
        Column("to", _("Sent to"), value=lambda row: row.receiver["name"]),
        Column("city", _("City"), value=lambda row: row.receiver["city"], hidden=True),
        Column("state", _("State"), badge=lambda row: words.state(row.state)),
        Column("carrier", _("Carrier"), value=lambda row: words.by_whom(row.carrier, row.service)),
        Column("waybill", _("Waybill"), kind="code"),
        Column("promised", _("Promised"), kind="day", value="promised_on"),
        Column("payer", _("Who pays"), value=lambda row: words.label(words.PAYER_SHORT, row.payer), hidden=True),
        Column("price", _("Freight"), kind="money", currency="currency", hidden=True),
        Column("centre", _("Centre"), value=lambda row: name_in(row.branch) if row.branch else "", hidden=True),
        Column("delivered", pgettext("shipment", "Delivered"), kind="moment", value="delivered_at", hidden=True),
        Column("made", _("Written at"), kind="moment", value="created_at", sort="created_at", hidden=True),
    ]


@staff_page("shipments.view")
@require_safe
def tasks(request: ActorRequest) -> HttpResponseBase:
    """What is wrong with shipments, and who took care of it."""
    listing = ListPage(
        queries.tasks(request.actor),
        request,
        name="shipment-tasks",
        filters=[
            YesNo("open", pgettext("filter of tasks", "Open"), condition=Q(closed_at=None)),
            Choice("trouble", _("What is wrong"), words.TROUBLES, field="trouble"),
            DateRange("opened", pgettext("task", "Opened"), field="opened_at"),
        ],
        columns=[
            Column("trouble", _("What is wrong"), badge=_trouble),
            Column("shipment", _("Shipment"), kind="code", value="shipment.number", link=_shipment),
            Column("leg", _("Way"), value=lambda row: words.label(words.LEGS, row.shipment.leg)),
            Column("to", _("Sent to"), value=lambda row: row.shipment.receiver["name"]),
            Column("waybill", _("Waybill"), kind="code", value="shipment.waybill"),
            Column("opened", pgettext("task", "Opened"), kind="moment", value="opened_at", sort="opened_at"),
            Column("closed", pgettext("task", "Closed"), kind="moment", value="closed_at"),
            Column("by", _("Taken care of by"), value="closed_by", hidden=True),
            Column("note", _("What was done about it"), value="note"),
        ],
        sort="-opened_at",
        export=Export("shipment-tasks"),
        row_link=_shipment,
        empty=Empty(title=_("No problem with any parcel"), text=_("Late, lost and damaged parcels will stand here.")),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "returns/tasks.html", {"list": listing})


def _trouble(task: Task) -> tuple[str, str]:
    return words.label(words.TROUBLES, task.trouble), "bad" if task.closed_at is None else "muted"


def _record(row: Shipment) -> str:
    return reverse("shipments-record", args=[row.number])


def _shipment(task: Task) -> str:
    return reverse("shipments-record", args=[task.shipment.number])
