"""Talking to the carriers, outside of any transaction; and watching what is under way."""

from datetime import timedelta

from django.utils import timezone

from payandan.platform.jobs.actions import periodic
from payandan.returns import actions, carriers, queries, rules
from payandan.returns.carriers import Carrier, Held, Order, Party
from payandan.returns.models import Shipment
from payandan.returns.rules import Answer, Verdict

NO_CARRIER = Answer(Verdict.UNSURE, "no_carrier")


def advance(number: str) -> Shipment | None:
    """Ask the carrier what is to be asked of it now; None when another process is doing that, or nothing is."""
    row = Shipment.objects.filter(number=number).first()
    if row is None or row.carrier.startswith(carriers.MANUAL):
        return None
    if row.state == rules.DRAFT:
        return book(number)
    if row.state == rules.ASKED:
        return inquire(number)
    if row.cancel_wish and "cancel" in rules.acts_in(row.state):
        return call_off(number)
    return track(number)


def book(number: str) -> Shipment | None:
    """Ask the carrier to take a parcel that it was never asked to take, or surely did not take."""
    row = actions.begin_asking(number, at=timezone.now())
    if row is None:
        return None
    carrier = carriers.find(row.carrier)
    answer = carrier.create(order_of(row)) if carrier else Answer(Verdict.REFUSED, "no_carrier")
    return actions.note_booking(row, "create", answer, at=timezone.now())


def inquire(number: str) -> Shipment | None:
    """Ask whether it took the parcel. Nothing is ordered twice."""
    row = actions.lease(number, states=(rules.ASKED,), at=timezone.now())
    if row is None:
        return None
    carrier = carriers.find(row.carrier)
    answer = carrier.find(order_of(row)) if carrier else NO_CARRIER
    return actions.note_booking(row, "find", answer, at=timezone.now())


def track(number: str) -> Shipment | None:
    """Ask where the parcel is."""
    row = actions.lease(number, states=rules.UNDER_WAY, at=timezone.now())
    if row is None:
        return None
    carrier = carriers.find(row.carrier)
    return actions.note_tracked(row, carrier.track(_held(row)) if carrier else NO_CARRIER, at=timezone.now())


def call_off(number: str) -> Shipment | None:
    """Ask the carrier not to carry the parcel. It may be asked again: done twice it is done."""
    row = actions.lease(number, states=(rules.PENDING, rules.INFO_RECEIVED), at=timezone.now())
    if row is None:
        return None
    carrier = carriers.find(row.carrier)
    return actions.note_called_off(row, carrier.cancel(_held(row)) if carrier else NO_CARRIER, at=timezone.now())


def label(row: Shipment) -> str:
    """The address of the carrier's own label; empty where it has none, with its answer kept."""
    carrier = carriers.find(row.carrier)
    if carrier is None or carrier.by_hand or not row.carrier_id:
        return ""
    answer = carrier.label(_held(row))
    if answer.verdict != Verdict.DONE:
        actions.note_label(row, answer, at=timezone.now())
    return answer.label_url


def quotes(order: Order) -> list[tuple[Carrier, Answer]]:
    """What each carrier that can be asked says the way would cost."""
    return [(carrier, carrier.quote(order)) for carrier in carriers.configured() if not carrier.by_hand]


def order_of(row: Shipment) -> Order:
    """A shipment as a carrier is asked about it."""
    return Order(
        number=row.number,
        sender=Party(**row.sender),
        receiver=Party(**row.receiver),
        service=row.service,
        weight=row.weight,
        declared=row.declared,
        currency=row.currency,
        content=row.content,
        receiver_pays=row.payer == "customer" and rules.LEGS[row.leg].to_customer,
    )


@periodic(every=timedelta(minutes=1))
def ask_carriers() -> None:
    """Parcels that a carrier is to be asked about now."""
    for number in queries.due_checks(timezone.now()):
        advance(number)


@periodic(every=timedelta(minutes=30))
def watch() -> None:
    """Open the tasks of those that are late, and stop waiting for those of which nothing is heard."""
    now = timezone.now()
    for pk in queries.newly_late(timezone.localdate(now)):
        actions.call_late(pk, at=now)
    for pk in queries.silent(now):
        actions.expire(pk, at=now)


def _held(row: Shipment) -> Held:
    return Held(row.number, row.carrier_id, row.waybill)
