"""Reading payments."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import QuerySet

from payandan.platform.kit.actors import Actor
from payandan.platform.payments import gateways, rules
from payandan.platform.payments.models import Payment
from payandan.platform.payments.rules import Balance, Entry
from payandan.platform.people.actions import make_link, read_link

PAY_PURPOSE = "payment"
"""Of the link by which a payer pays and sees what became of it."""
BACK_PURPOSE = "payment-back"
"""Of the address to which a gateway sends the payer back."""
LINK_DAYS = 30

wanted: dict[str, Callable[[Payment], bool]] = {}
"""Kind of owner → whether an unpaid payment of it is still asked for. Packages above add theirs in AppConfig.ready."""


def is_wanted(payment: Payment) -> bool:
    """Whether its owner still asks for this payment: a bill may have been paid in another way meanwhile."""
    ask = wanted.get(payment.owner_kind)
    return ask(payment) if ask else True


def online() -> bool:
    """Whether payers can pay through a gateway here."""
    return gateways.first() is not None


def of_owner(owner: tuple[str, int]) -> QuerySet[Payment]:
    """The payments of one owner, newest first. The caller has seen that the owner may be seen."""
    return Payment.objects.of(owner).order_by("-id")


def balance_of(owner: tuple[str, int]) -> Balance:
    """What came in and went back for one owner, in its currency."""
    rows = Payment.objects.of(owner).received().values_list("purpose", "amount")
    return rules.balance(Entry(*row) for row in rows)


def balances(kind: str, ids: Iterable[int]) -> dict[int, Balance]:
    """The same for many owners of one kind, in one query; owners without payments are left out."""
    found: dict[int, list[Entry]] = {}
    rows = Payment.objects.filter(owner_kind=kind, owner_id__in=list(ids)).received()
    for owner_id, purpose, amount in rows.values_list("owner_id", "purpose", "amount"):
        found.setdefault(owner_id, []).append(Entry(purpose, amount))
    return {owner_id: rules.balance(entries) for owner_id, entries in found.items()}


def pay_token(number: str, *, at: datetime) -> str:
    """The token of the page where this payment is paid."""
    return make_link(PAY_PURPOSE, number, at=at, days=LINK_DAYS)


def by_pay_token(token: str, *, at: datetime) -> Payment | None:
    """The payment of a payer's page. Refused: link_invalid, link_expired."""
    return Payment.objects.filter(number=read_link(token, PAY_PURPOSE, at)).first()


def by_back_token(token: str, *, at: datetime) -> Payment | None:
    """The payment that a gateway sends somebody back for. Refused: link_invalid, link_expired."""
    return Payment.objects.filter(number=read_link(token, BACK_PURPOSE, at)).first()


def list_payments(actor: Actor) -> QuerySet[Payment]:
    """Payments that the actor may see, newest first."""
    return Payment.objects.visible_to(actor).select_related("branch").order_by("-id")


def find_payment(actor: Actor, number: str) -> Payment | None:
    """One payment with what the gateways said and what went back."""
    rows = Payment.objects.visible_to(actor).select_related("branch", "refund_of")
    return rows.prefetch_related("answers", "refunds").filter(number=number).first()


def due_checks(at: datetime) -> list[Payment]:
    """Payments about which a gateway is to be asked now."""
    return list(Payment.objects.filter(check_at__lte=at).order_by("check_at")[:200])
