"""What several acts on units share."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from payandan.customers.models import Customer
from payandan.customers.rules import mobile_forms
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.units import rules
from payandan.units.models import Unit

About = list[tuple[str, int]]


def day_of(at: datetime) -> date:
    """The day at the company's place."""
    return timezone.localtime(at).date()


def guard(actor: Actor, capability: str) -> None:
    """Refuse (`not_allowed`) who does not hold the capability."""
    if not actor.can(capability):
        raise Refused("not_allowed")


def guard_owner_or(actor: Actor, unit: Unit, capability: str) -> None:
    """Let the owner, and staff with the capability."""
    if actor.kind == "customer" and actor.id is not None and actor.id == unit.owner_id:
        return
    guard(actor, capability)


def locked(unit: Unit, version: int | None = None) -> Unit:
    """The unit as it is now, kept from others until the transaction ends. Refused("stale") for an old form."""
    fresh = Unit.objects.select_for_update(of=("self",)).select_related("model__category", "owner").get(pk=unit.pk)
    if version is not None and version != fresh.version:
        raise Refused("stale")
    return fresh


def save(unit: Unit) -> None:
    """Write the unit as the newest version, found by what it is now."""
    derive(unit)
    if unit.pk:
        unit.version += 1
    unit.save()


def derive(unit: Unit) -> None:
    """Set how the unit is found; reads its model and owner."""
    model, owner = unit.model, unit.owner
    unit.search_key = rules.search_text(
        number=unit.number,
        serial=unit.serial,
        serial_key=unit.serial_key,
        model=(model.brand, model.code, model.name_fa, model.name_en),
        owner=(owner.name, mobile_forms(owner.mobile)) if owner else (),
    )


def about(unit: Unit, *customers: Customer | None) -> About:
    """What a fact about the unit mentions."""
    return [("unit", unit.pk), *(("customer", customer.pk) for customer in customers if customer)]


def resting(unit: Unit) -> str:
    """Where the unit's own dates say it belongs."""
    return rules.resting_state(
        owned=unit.owner_id is not None, sold=unit.sold_on is not None, installed=unit.installed_on is not None
    )


def refresh_search_keys(units: QuerySet[Unit]) -> int:
    """Bring the search keys of many units up to date after a customer or a model was renamed. Returns how many."""
    rows = list(units.select_related("model", "owner"))
    for unit in rows:
        derive(unit)
    Unit.objects.bulk_update(rows, ["search_key"], batch_size=500)
    return len(rows)
