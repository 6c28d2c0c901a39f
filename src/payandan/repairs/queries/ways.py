"""A repair job as something that is sent and fetched, for the shipments below."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payandan.platform.kit.actors import Actor
from payandan.platform.ui.words import name_in
from payandan.repairs import rules
from payandan.repairs.models import RepairOrder
from payandan.repairs.queries.orders import HEAVY, visible
from payandan.returns import queries as shipments
from payandan.returns.models import Shipment
from payandan.returns.queries import OwnerKind, Thing

OWNER = "repair"
LEGS = ("outbound", "inbound", "swap_out", "loaner_out", "loaner_back", "part_to_centre", "core_back")
_OFFERED = (
    ("outbound", _("Send to the customer"), "truck"),
    ("inbound", _("Fetch from the customer"), "package-search"),
    ("part_to_centre", _("Send a part to a centre"), "package"),
    ("core_back", _("Send a defective part back"), "package-x"),
)
_COVERED = ("covered", "partly_covered", "not_covered")
_CAUSES = {"no_fault_found": "no_fault", "dead_on_arrival": "dead_on_arrival"}


def _find(actor: Actor, number: str, pk: int | None) -> Thing | None:
    order = visible(actor).defer(*HEAVY).filter(**({"number": number} if pk is None else {"pk": pk})).first()
    if order is None:
        return None
    coverage = order.covered if order.covered in _COVERED else "unknown"
    return Thing(
        kind=OWNER,
        id=order.pk,
        number=order.number,
        title=f"{name_in(order.unit.model)} · {order.unit.serial}",
        legs=LEGS,
        branch=order.place or order.branch,
        customer=order.customer,
        cause=_CAUSES.get(order.outcome, "defect" if coverage in _COVERED[:2] else "repair"),
        coverage=coverage,
        country=order.unit.country,
        content=name_in(order.unit.model),
        about=(("unit", order.unit_id),),
    )


KIND = OwnerKind(_("Repair job"), _find, lambda number: reverse("repairs-record", args=[number]))


def of_record(order: RepairOrder, actor: Actor) -> dict[str, Any] | None:
    """What was sent for this job, and what may be sent: for its page. One query."""
    if not actor.can("shipments.view"):
        return None
    address = f"{reverse('shipments-new')}?owner={OWNER}&number={order.number}"
    manages = actor.can("shipments.manage")
    sent = list(shipments.of_owner((OWNER, order.pk)))
    there = any(row.leg in ("outbound", "swap_out") and row.state == "delivered" for row in sent)
    return {
        "rows": shipments.rows_of(actor, sent),
        "with_customer": there and order.state in rules.AT_COUNTER,
        "acts": [(f"{address}&leg={leg}", label, icon) for leg, label, icon in _OFFERED] if manages else [],
    }


def of_customer(order: RepairOrder, actor: Actor) -> list[dict[str, Any]]:
    """The parcels of a job that its customer may follow."""
    rows = Shipment.objects.visible_to(actor).of((OWNER, order.pk)).exclude(state="cancelled")
    return shipments.rows_of(actor, rows)
