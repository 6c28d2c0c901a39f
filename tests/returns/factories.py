"""Repair jobs with addresses, and shipments of them."""

from typing import Any

from django.utils import timezone

from payandan.platform.kit.actors import Actor
from payandan.platform.people.queries import actor_of
from payandan.repairs.models import RepairOrder
from payandan.returns import actions
from payandan.returns.actions import Parcel
from payandan.returns.models import Shipment
from tests.repairs import factories as repairs

HOME = {
    "name": "مینا رضایی", "mobile": "+989121234567", "province": "فارس", "city": "شیراز",
    "address": "خیابان زند، کوچهٔ ۵، پلاک ۷", "postcode": "7134814141",
}  # fmt: skip
SHOP = {
    "name": "مرکز تهران", "mobile": "+989120000001", "province": "تهران", "city": "تهران",
    "address": "خیابان جمهوری، پلاک ۱۲", "postcode": "1135766611",
}  # fmt: skip


def clerk(where: Any = None) -> Actor:
    return actor_of(repairs.person("counter" + (where.code if where else ""), "clerk", where))


def job(**given: Any) -> RepairOrder:
    return repairs.received(at=timezone.now(), **given)


def parcel(**given: Any) -> Parcel:
    return Parcel(**{"sender": SHOP, "receiver": HOME, "weight": 1200, "content": "گوشی آوا", **given})


def shipment(order: RepairOrder | None = None, *, leg: str = "outbound", actor: Actor | None = None, key: str = "",
             **given: Any) -> Shipment:  # fmt: skip
    """A shipment of a job, by hand unless a carrier is named."""
    return actions.ship(
        owner=("repair", (order or job()).pk), leg=leg, parcel=parcel(**given), actor=actor or clerk(),
        at=timezone.now(), key=key,
    )  # fmt: skip


def on_its_way(order: RepairOrder | None = None, **given: Any) -> Shipment:
    """One that was handed in at a counter of the Post."""
    return shipment(order, **{"service": "post_counter", "waybill": "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰", **given})


def seen(row: Shipment, tag: str, **given: Any) -> Shipment:
    values: dict[str, Any] = {"actor": clerk(), "at": timezone.now(), **given}
    return actions.add_checkpoint(number=row.number, tag=tag, **values)
