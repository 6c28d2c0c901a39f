"""What shipping does when something happened: tell the customer, and move the custody of what travels.

Only ways with a customer at one end are told.
"""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from payandan.claims.actions import cores
from payandan.claims.models import Core
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Language
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.people.actions import make_link
from payandan.returns import rules, words
from payandan.returns.events import ShipmentBooked, ShipmentDelivered, ShipmentMoved, TroubleFound
from payandan.returns.models import Shipment
from payandan.returns.queries.panels import LINK_PURPOSE

LINK_DAYS = 60
_LEFT = frozenset({rules.IN_TRANSIT, rules.OUT_FOR_DELIVERY, rules.AVAILABLE_FOR_PICKUP})
"""The carrier has it."""
_MOVED = {rules.OUT_FOR_DELIVERY: "returns.out", rules.AVAILABLE_FOR_PICKUP: "returns.pickup"}


@listens(ShipmentBooked)
def tell_it_is_sent(event: ShipmentBooked, fact: Fact) -> None:
    """Give the customer the waybill and the link; of a way to us, ask to hand it over."""
    way = rules.LEGS[event.leg]
    if way.of_customer:
        _tell(event.shipment_id, "returns.fetch" if way.from_customer else "returns.shipped", fact)


@listens(ShipmentMoved)
def tell_it_is_near(event: ShipmentMoved, fact: Fact) -> None:
    """Say that it comes today, or waits at the counter."""
    if event.after in _MOVED and rules.LEGS[event.leg].to_customer:
        _tell(event.shipment_id, _MOVED[event.after], fact)


@listens(ShipmentMoved)
def hand_the_core_over(event: ShipmentMoved, fact: Fact) -> None:
    """A defective part has left its holder when the carrier has it; who receives it looks at it himself."""
    if event.after in _LEFT:
        _core_left(event, fact)


@listens(ShipmentDelivered)
def hand_the_core_over_late(event: ShipmentDelivered, fact: Fact) -> None:
    """The same where nobody saw the parcel before it was there."""
    _core_left(event, fact)


def _core_left(event: ShipmentMoved | ShipmentDelivered, fact: Fact) -> None:
    """Hand the part over, once; one that was handed over by hand, or need not come back, stays as it is."""
    if event.owner_kind != "core" or event.leg != "core_back":
        return
    core = Core.objects.filter(pk=event.owner_id).first()
    if core is not None:
        with suppress(Refused):
            cores.hand_over(core=core, actor=SYSTEM, at=fact.at, key=f"shipment:{event.shipment}")


@listens(ShipmentDelivered)
def tell_it_is_there(event: ShipmentDelivered, fact: Fact) -> None:
    """Say that it was delivered, or has arrived with us."""
    way = rules.LEGS[event.leg]
    if way.of_customer:
        _tell(event.shipment_id, "returns.arrived" if way.from_customer else "returns.delivered", fact)


@listens(TroubleFound)
def tell_the_trouble(event: TroubleFound, fact: Fact) -> None:
    """Say what is wrong, and that somebody takes care of it."""
    if rules.LEGS[event.leg].of_customer:
        _tell(event.shipment_id, "returns.problem", fact, trouble=event.trouble)


def _tell(shipment_id: int, template: str, fact: Fact, *, trouble: str = "") -> None:
    """Queue one message, in the customer's language. The fact's number makes its key, so that it is told once."""
    row = Shipment.objects.select_related("customer").filter(pk=shipment_id).first()
    if row is None or row.customer is None or _is_past(fact):
        return
    customer = row.customer
    language: Language = "en" if customer.language == "en" else "fa"
    with translation.override(language):
        notify(
            template=template,
            to=Recipient(name=customer.name, mobile=customer.mobile or "", email=customer.email, language=language),
            context=_context(row, fact, trouble),
            about=("shipment", row.pk),
            unique_key=f"{template}:{fact.pk}",
            at=fact.recorded_at,
        )


def _is_past(fact: Fact) -> bool:
    """Whether the fact was recorded long after it happened: believable data and imports tell nobody."""
    return (fact.recorded_at - fact.at).total_seconds() > 86_400


def _context(row: Shipment, fact: Fact, trouble: str) -> dict[str, Any]:
    token = make_link(LINK_PURPOSE, row.number, at=fact.recorded_at, days=LINK_DAYS)
    return {
        "name": row.customer.name if row.customer else "",
        "content": row.content or row.number,
        "carrier": words.by_whom(row.carrier, row.service),
        "waybill": row.waybill,
        "trouble": words.label(words.TROUBLES, trouble) if trouble else "",
        "link": f"{settings.BASE_URL}{reverse('customer-link', args=[token])}",
    }
