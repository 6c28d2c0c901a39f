"""The list of units and the page of one."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.customers.queries import fill, timeline
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import grouped
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage
from payandan.units import queries, rules, words
from payandan.units.actions.moves import CAPABILITY
from payandan.units.models import OwnershipRequest, Unit

COLUMNS = [
    Column("serial", words.FIELDS["serial"], kind="code", sort="serial_key"),
    Column("model", words.FIELDS["model"], value=lambda row: row.model.name_in(reader.language())),
    Column("owner", gettext_lazy("Owner"), value="owner.name"),
    Column("state", gettext_lazy("State"), badge=lambda row: (words.STATES[row.state], words.STATE_TONES[row.state])),
    Column("sold", words.FIELDS["sold_on"], kind="day", value="sold_on", sort="sold_on"),
    Column("registered", words.FIELDS["registered_on"], kind="day", value="registered_on", hidden=True),
    Column("code", gettext_lazy("Model number"), kind="code", value="model.code", hidden=True),
    Column("lot", words.FIELDS["lot"], kind="code", hidden=True),
    Column("number", gettext_lazy("Number"), kind="code", hidden=True),
]


@require_safe
@staff_page("units.view")
def units(request: ActorRequest) -> HttpResponseBase:
    """All units, found by any part of the serial, the model, the owner's name or phone."""
    may_register = request.actor.can("units.register")
    listing = ListPage(
        queries.visible(request.actor),
        request,
        name="units",
        filters=_filters(request.actor),
        columns=COLUMNS,
        sort="-id",
        export=Export("units") if request.actor.can("units.export") else None,
        row_link=lambda row: reverse("units-record", args=[row.number]),
        empty=Empty(
            title=_("No units yet"),
            text=_("Units come by import, by the shop, or when a customer scans the QR code on the unit."),
            action_label=_("New unit"),
            action_href=reverse("units-create") if may_register else "",
            icon="monitor-smartphone",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "units/list.html", {"list": listing, "may_register": may_register})


def _filters(actor: Actor) -> list[Any]:
    language = reader.language()
    models = catalog.models_for(actor).order_by("brand", "code")[:200]
    asked_for = OwnershipRequest.objects.filter(accepted=None).values("unit_id")
    return [
        Choice("state", _("State"), words.STATES, field="state"),
        Choice(
            "category",
            _("Category"),
            [(row.code, row.name_in(language)) for row in catalog.categories()],
            field="model__category__code",
        ),
        Choice("model", _("Product"), [(row.number, row.name_in(language)) for row in models], field="model__number"),
        DateRange("sold", _("Bought on"), field="sold_on"),
        Choice(
            "watch",
            _("Needs a look"),
            [("copies", _("Possible copies")), ("requests", _("Asked for with an invoice"))],
            conditions={"copies": Q(clone_score__gte=rules.SUSPICIOUS_FROM), "requests": Q(pk__in=asked_for)},
        ),
    ]


@require_safe
@staff_page("units.view")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One unit: its clocks, what is known of it, whose it was, what happened."""
    unit = get_unit(request, number)
    actor = request.actor
    context = {
        "unit": unit,
        "state": words.STATES[unit.state],
        "tone": words.STATE_TONES[unit.state],
        "clocks": queries.clocks_for([unit])[unit.pk],
        "actions": queries.actions_for(actor, unit),
        "moves": [(act, words.ACTS[act]) for act in _moves(actor, unit)],
        "may": {name: actor.can(f"units.{name}") for name in ("register", "edit", "transfer", "protect")},
        "active": unit.state in rules.ACTIVE,
        "facts": list(_facts(unit)),
        "ownerships": unit.ownerships.select_related("customer"),
        "how": words.HOW,
        "readings": unit.readings.all()[:20],
        "meters": words.METERS,
        "installer": words.label(words.INSTALLERS, unit.installed_by),
        "signs": [words.SIGNS[sign] for sign in _signs(unit)],
        "code": grouped(queries.code_of(unit)) if actor.can("units.register") else "",
        "requests": _requests(unit),
        "invoices": _invoices(unit),
        "panels": fill(queries.panels, actor, unit),
        "lines": timeline("unit", unit.pk, language=reader.language()),
    }
    return render(request, "units/record.html", context)


def get_unit(request: ActorRequest, number: str) -> Unit:
    """The unit, if this actor may see it; else 404, as for a number that does not exist."""
    return get_object_or_404(queries.visible(request.actor), number=number)


def _moves(actor: Actor, unit: Unit) -> list[str]:
    return [act for act in rules.acts_from(unit.state) if act in CAPABILITY and actor.can(CAPABILITY[act])]


def _facts(unit: Unit) -> Any:
    names = (*rules.DATES, "registered_on", "owner_changed_on")
    yield from ((words.FIELDS[name], getattr(unit, name)) for name in names if getattr(unit, name))


def _signs(unit: Unit) -> list[str]:
    return queries.clone_signs(unit, at=timezone.now()) if unit.clone_score else []


def _requests(unit: Unit) -> QuerySet[OwnershipRequest]:
    return unit.ownership_requests.filter(accepted=None).select_related("customer", "invoice")


def _invoices(unit: Unit) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(owner_kind="unit", owner_id=unit.pk).order_by("-id")[:20]
