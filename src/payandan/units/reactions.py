"""What units do when they hear of things: tell people, and stay findable."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from payandan.catalog.events import ModelChanged
from payandan.customers.events import CustomerChanged
from payandan.customers.models import Customer
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact
from payandan.platform.notifications.actions import Recipient, notify
from payandan.units.actions import refresh_search_keys
from payandan.units.events import OwnershipDecided, UnitRegistered, UnitTransferred
from payandan.units.models import Unit

_TOLD_OF = {"qr", "form", "staff"}
"""Registrations that their owner hears of; an import of last year's sales wakes nobody."""


@listens(CustomerChanged)
def rename_owner(event: CustomerChanged, _fact: Fact) -> None:
    """Units are found by their owner's name and number."""
    if {"name", "mobile"} & set(event.changed):
        refresh_search_keys(Unit.objects.filter(owner_id=event.customer_id))


@listens(ModelChanged)
def rename_model(event: ModelChanged, _fact: Fact) -> None:
    """Units are found by their model's names."""
    if {"brand", "code", "name_fa", "name_en"} & set(event.changed):
        refresh_search_keys(Unit.objects.filter(model_id=event.model_id))


@listens(UnitRegistered)
def tell_owner(event: UnitRegistered, fact: Fact) -> None:
    """Say to the new owner where the unit's page is."""
    if event.channel in _TOLD_OF:
        _tell("units.registered", event.unit_id, event.customer_id, fact)


@listens(UnitTransferred)
def tell_both_owners(event: UnitTransferred, fact: Fact) -> None:
    """Say to the new owner where the unit's page is, and to the former that it is gone."""
    _tell("units.registered", event.unit_id, event.to_id, fact)
    if event.from_id is not None:
        _tell("units.handed_over", event.unit_id, event.from_id, fact)


@listens(OwnershipDecided)
def tell_refused(event: OwnershipDecided, fact: Fact) -> None:
    """Say why a request was refused; of an accepted one the transfer tells."""
    if not event.accepted:
        _tell("units.request_refused", event.unit_id, event.customer_id, fact, reason=event.reason)


def _tell(template: str, unit_id: int, customer_id: int, fact: Fact, **more: Any) -> None:
    unit = Unit.objects.select_related("model").filter(pk=unit_id).first()
    customer = Customer.objects.filter(pk=customer_id).first()
    if unit is None or customer is None:
        return
    notify(
        template=template,
        to=Recipient(
            name=customer.name,
            mobile=customer.mobile or "",
            email=customer.email,
            language="en" if customer.language == "en" else "fa",
        ),
        context={
            "name": customer.name,
            "product": unit.model.name_in(customer.language),
            "serial": unit.serial,
            "link": f"{settings.BASE_URL}{reverse('my-unit', args=[unit.number])}",
            **more,
        },
        about=("unit", unit.pk),
        unique_key=f"{template}:{fact.pk}:{customer_id}",
        at=fact.recorded_at,
    )
