"""The list of jobs."""

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.platform.people.models import Branch, User
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.filters import Filter
from payandan.platform.ui.words import name_in
from payandan.repairs import queries, rules, words
from payandan.repairs.models import RepairOrder


@staff_page("repairs.view")
@require_safe
def orders(request: ActorRequest) -> HttpResponseBase:
    """All jobs that this member of staff may see."""
    actor = request.actor
    listing = ListPage(
        queries.list_orders(actor),
        request,
        name="repairs",
        filters=_filters(),
        columns=_columns(),
        sort="-received_at",
        page_size=25,
        export=Export("repairs") if actor.can("repairs.export") else None,
        row_link=_record,
        empty=Empty(
            title=_("No job here yet"),
            text=_("Scan a device and take it in; the receipt comes by itself."),
            action_label=_("Take a device in"),
            action_href=reverse("repairs-intake"),
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "repairs/list.html", {"list": listing, "can_intake": actor.can("repairs.intake")})


def _filters() -> list[Filter]:
    branches = [(str(row.pk), name_in(row)) for row in Branch.objects.all()]
    people = [(str(row.pk), row.name) for row in User.objects.filter(is_active=True).order_by("name")[:100]]
    categories = [(row.code, row.name_in(reader.language())) for row in catalog.categories()]
    late = Q(promised_at__lt=timezone.now(), state__in=rules.OPEN)
    return [
        YesNo("open", _("With us now"), condition=Q(state__in=rules.OPEN)),
        Choice("state", _("State"), words.STATES, field="state"),
        Choice("outcome", _("Outcome"), words.OUTCOMES, field="outcome"),
        YesNo("late", _("Promise broken"), condition=late),
        YesNo("repeat", _("The same problem again"), condition=Q(repeat__isnull=False)),
        Choice("technician", _("Technician"), people, field="technician_id"),
        Choice("place", _("Lies in"), branches, field="place_id"),
        Choice("category", _("Kind of product"), categories, field="unit__model__category__code"),
        DateRange("received", _("Taken in"), field="received_at"),
    ]


def _columns() -> list[Column]:
    language = reader.language()
    return [
        Column("number", _("Job"), kind="code", link=_record),
        Column("product", _("Product"), value=lambda row: row.unit.model.name_in(language)),
        Column("serial", _("Serial"), kind="code", value="unit.serial", hidden=True),
        Column("customer", _("Customer"), value="customer.name"),
        Column("mobile", _("Mobile"), kind="mobile", value="customer.mobile", hidden=True),
        Column("state", _("State"), badge=_state),
        Column("outcome", _("Outcome"), value=_outcome),
        Column("technician", _("Technician"), value=lambda row: row.technician.name if row.technician else ""),
        Column("place", _("Lies in"), value=lambda row: name_in(row.place) if row.place else "", hidden=True),
        Column("promised", _("Promised"), kind="moment", value="promised_at"),
        Column("minutes", _("Minutes of work"), kind="number", value=lambda row: row.seconds // 60, hidden=True),
        Column("received", _("Taken in"), kind="moment", value="received_at", sort="received_at"),
    ]  # fmt: skip


def _state(order: RepairOrder) -> tuple[str, str]:
    return words.label(words.STATES, order.state), words.TONES.get(order.state, "muted")


def _outcome(order: RepairOrder) -> str:
    return words.label(words.OUTCOMES, order.outcome) if order.outcome else ""


def _record(order: RepairOrder) -> str:
    return reverse("repairs-record", args=[order.number])
