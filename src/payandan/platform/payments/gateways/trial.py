"""A gateway that stands in for a bank in demonstrations: its page is one of ours, and no money moves."""

from django.conf import settings
from django.urls import reverse

from payandan.platform.kit.ids import token
from payandan.platform.payments.gateways.gateway import Gateway, Held, Order
from payandan.platform.payments.models import TrialSale
from payandan.platform.payments.rules import Answer, Verdict

_INQUIRED = {"waiting": Verdict.PENDING, "paid": Verdict.HELD, "verified": Verdict.HELD}


class TrialGateway(Gateway):
    """Keeps its sales in a table of ours."""

    refunds = True
    authority_names = ("Authority",)

    def __init__(self, name: str) -> None:
        self.name = name
        self.origin = ""

    def begin(self, order: Order) -> Answer:
        """Wait for a payer."""
        authority = "T" + token(20).replace("_", "x").replace("-", "y")
        TrialSale.objects.create(
            authority=authority, amount=order.amount, currency=order.currency, callback_url=order.callback_url
        )
        url = settings.BASE_URL + reverse("payments-trial", args=[authority])
        return Answer(Verdict.BEGUN, "100", authority=authority, url=url)

    def verify(self, held: Held) -> Answer:
        """Paid only with the amount that the sale was begun with."""
        sale = TrialSale.objects.filter(authority=held.authority).first()
        if sale is None or sale.state in ("waiting", "declined", "reversed"):
            return Answer(Verdict.UNPAID, "-51")
        if (sale.amount, sale.currency) != (held.amount, held.currency):
            return Answer(Verdict.UNSURE, "-50")
        TrialSale.objects.filter(pk=sale.pk, state="paid").update(state="verified")
        code = "100" if sale.state == "paid" else "101"
        return Answer(Verdict.PAID, code, reference=f"{sale.pk:08d}", card="603799******0000")

    def inquire(self, held: Held) -> Answer:
        """What became of it."""
        sale = TrialSale.objects.filter(authority=held.authority).first()
        return Answer(_INQUIRED.get(sale.state, Verdict.UNPAID) if sale else Verdict.UNPAID, sale.state if sale else "")

    def refund(self, held: Held) -> Answer:
        """Give it back."""
        done = TrialSale.objects.filter(authority=held.authority, state="verified").update(state="reversed")
        return Answer(Verdict.REFUNDED, "100") if done else Answer(Verdict.REFUSED, "-61")
