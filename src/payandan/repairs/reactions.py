"""What the workshop does when something happened: tell the customer, keep jobs findable, start what can start."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from payandan.customers.events import CustomerChanged
from payandan.parts.events import StockReceived, StockReleased, StockTakenBack, TransferReceived
from payandan.platform.journal.actions import listens
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Language
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.payments.events import PaymentReceived
from payandan.platform.people.actions import make_link
from payandan.platform.ui.words import digits, name_in
from payandan.repairs import actions, queries, words
from payandan.repairs.events import (
    CustomerTold,
    EstimateAnswered,
    EstimateQuestionReplied,
    EstimateReminded,
    EstimateSent,
    InvoiceIssued,
    OrderDelayed,
    OrderDelivered,
    OrderReady,
    OrderReceived,
    PaymentAsked,
)
from payandan.repairs.models import RepairOrder
from payandan.repairs.queries import money, money_links
from payandan.repairs.queries.panels import LINK_PURPOSE
from payandan.repairs.rules.moves import SECOND_CHANCE_DAYS
from payandan.repairs.words.customers import promise_text
from payandan.units.events import UnitCorrected

LINK_DAYS = 120


@listens(OrderReceived)
def send_the_receipt(event: OrderReceived, fact: Fact) -> None:
    """Give the customer the number, the tracking code and the link; an import of the past tells nobody."""
    if event.channel != "import":
        _tell(event.order_id, "repairs.received", fact)


@listens(CustomerTold)
def tell_it_is_ready(event: CustomerTold, fact: Fact) -> None:
    """Tell that it can be collected, or remind of it."""
    _tell(event.order_id, "repairs.reminder" if event.reminder else "repairs.ready", fact)


@listens(OrderDelayed)
def tell_the_delay(event: OrderDelayed, fact: Fact) -> None:
    """Say sorry, and what holds now."""
    _tell(event.order_id, "repairs.delayed", fact)


@listens(OrderDelivered)
def thank_for_collecting(event: OrderDelivered, fact: Fact) -> None:
    """Say what to do if the fault comes back."""
    _tell(event.order_id, "repairs.delivered", fact)


@listens(StockReceived, TransferReceived, StockTakenBack, StockReleased)
def start_what_can_start(event: StockReceived | TransferReceived | StockTakenBack | StockReleased, fact: Fact) -> None:
    """Pieces came to hand: jobs that waited for them try to reserve again, those that wait the longest first."""
    came = [line[0] for line in event.lines] if hasattr(event, "lines") else [event.part_id]
    for order in queries.waiting_for_parts(came).order_by("priority", "received_at")[:200]:
        actions.try_again(order=order, actor=SYSTEM, at=fact.at)


@listens(CustomerChanged)
def follow_the_customers_name(event: CustomerChanged, _fact: Fact) -> None:
    """A job is found by its customer's name and number as they are now."""
    if {"name", "mobile"} & set(event.changed):
        actions.refresh_names(customer_id=event.customer_id)


@listens(UnitCorrected)
def follow_the_units_serial(event: UnitCorrected, _fact: Fact) -> None:
    """A job is found by its unit's serial and model as they are now."""
    if {"serial", "model"} & set(event.after):
        actions.refresh_names(unit_id=event.unit_id)


@listens(EstimateSent)
def send_the_estimate(event: EstimateSent, fact: Fact) -> None:
    """Send the link where the customer answers; one that costs nothing tells nobody."""
    if event.total:
        _tell(event.order_id, "repairs.estimate", fact, money_links.of_estimate(event.estimate, fact.recorded_at))


@listens(EstimateSent, EstimateAnswered, OrderReady)
def bring_into_claim(event: EstimateSent | EstimateAnswered | OrderReady, fact: Fact) -> None:
    """What the job costs, and what the customer left out of it, is what its claim asks for."""
    order = RepairOrder.objects.filter(pk=event.order_id).first()
    if order is not None and not _is_past(fact):
        actions.bring_into_claim(order=order, actor=SYSTEM, at=fact.at)


@listens(EstimateReminded)
def remind_of_the_estimate(event: EstimateReminded, fact: Fact) -> None:
    """Remind of the answer that is waited for."""
    link = money_links.of_estimate(event.estimate, fact.recorded_at)
    _tell(event.order_id, "repairs.estimate_reminder", fact, link)


@listens(EstimateQuestionReplied)
def send_the_reply(event: EstimateQuestionReplied, fact: Fact) -> None:
    """Say that the question was answered."""
    _tell(event.order_id, "repairs.estimate_reply", fact, money_links.of_estimate(event.estimate, fact.recorded_at))


@listens(PaymentAsked)
def send_the_link_to_pay(event: PaymentAsked, fact: Fact) -> None:
    """Send where to pay."""
    link = money_links.of_payment(event.payment, event.amount, event.currency, fact.recorded_at)
    _tell(event.order_id, "repairs.pay", fact, link)


@listens(InvoiceIssued)
def send_the_invoice(event: InvoiceIssued, fact: Fact) -> None:
    """Send the invoice; one over nothing tells nobody."""
    if event.total:
        _tell(event.order_id, "repairs.invoice", fact, money_links.of_invoice(event.invoice, fact.recorded_at))


@listens(PaymentReceived)
def thank_for_the_money(event: PaymentReceived, fact: Fact) -> None:
    """Say that a deposit or a payment for a job has come."""
    if event.owner_kind == money.OWNER:
        template = "repairs.deposit" if event.purpose == "deposit" else "repairs.paid"
        _tell(event.owner_id, template, fact, money_links.received(event.amount, event.currency))


def _tell(order_id: int, template: str, fact: Fact, more: Callable[[], Mapping[str, Any]] | None = None) -> None:
    """Queue one message, in the customer's language. The fact's number makes its key, so that it is told once."""
    order = RepairOrder.objects.select_related("unit__model", "customer", "branch").filter(pk=order_id).first()
    if order is None or _is_past(fact):
        return
    customer = order.customer
    language: Language = "en" if customer.language == "en" else "fa"
    with translation.override(language):
        notify(
            template=template,
            to=Recipient(name=customer.name, mobile=customer.mobile or "", email=customer.email, language=language),
            context={**_context(order, fact), **(more() if more else {})},
            about=("repair", order.pk),
            unique_key=f"{template}:{fact.pk}",
            at=fact.recorded_at,
        )


def _is_past(fact: Fact) -> bool:
    """Whether the fact was recorded long after it happened: believable data and imports tell nobody."""
    return (fact.recorded_at - fact.at).total_seconds() > 86_400


def _context(order: RepairOrder, fact: Fact) -> Mapping[str, Any]:
    token = make_link(LINK_PURPOSE, order.number, at=fact.recorded_at, days=LINK_DAYS)
    return {
        "name": order.customer.name,
        "product": name_in(order.unit.model),
        "number": order.number,
        "tracking": order.tracking,
        "promise": promise_text(order.promised_at),
        "outcome": words.label(words.OUTCOMES, order.outcome),
        "centre": name_in(order.branch) if order.branch else "",
        "days": digits(SECOND_CHANCE_DAYS),
        "link": f"{settings.BASE_URL}{reverse('customer-link', args=[token])}",
    }
