"""Payments: what was asked, what came, and what the gateways said."""

from typing import Self

from django.db import models

from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.text import ascii_digits
from payandan.platform.payments import rules
from payandan.platform.people.models import Branch


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see those of their branches, or all where they are bound to none."""
        if not actor.can("payments.view"):
            return self.none()
        return self if actor.sees_every_branch else self.filter(branch_id__in=actor.branches or ())

    def search(self, text: str) -> Self:
        """By its whole number, the number on the payer's slip, or what it is for."""
        number = check_public_id(text)
        if number:
            return self.filter(models.Q(number=number) | models.Q(owner_number=number))
        return self.filter(reference=ascii_digits(text).strip())

    def of(self, owner: tuple[str, int]) -> Self:
        """The payments of one owner."""
        return self.filter(owner_kind=owner[0], owner_id=owner[1])

    def received(self) -> Self:
        """Those whose money came (of refunds: went back)."""
        return self.filter(state__in=rules.RECEIVED)


class Payment(models.Model):
    """Money that somebody is asked for, paid, or was given back, for one owner."""

    class Purpose(models.TextChoices):
        DEPOSIT = "deposit"
        PAYMENT = "payment"
        REFUND = "refund"

    class Method(models.TextChoices):
        GATEWAY = "gateway"
        CASH = "cash"
        CARD_TERMINAL = "card_terminal"
        TRANSFER = "transfer"

    number = models.CharField(max_length=20, unique=True)
    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField()
    owner_number = models.CharField(max_length=20, help_text="The owner's number, as people know it.")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose)
    method = models.CharField(max_length=14, choices=Method)
    amount = models.BigIntegerField(help_text="In the smallest unit of the currency; always more than nothing.")
    currency = models.CharField(max_length=3)
    refunded = models.BigIntegerField(default=0, help_text="How much of it has gone back.")
    refund_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="refunds")
    reason = models.CharField(max_length=300, blank=True, help_text="Why money goes back; a note at the desk.")
    state = models.CharField(max_length=12)
    gateway = models.CharField(max_length=30, blank=True)
    authority = models.CharField(max_length=80, blank=True, help_text="The gateway's own id of the payment.")
    start_url = models.CharField(max_length=300, blank=True, help_text="Where the payer pays.")
    reference = models.CharField(max_length=80, blank=True, help_text="The number on the payer's slip.")
    card = models.CharField(max_length=20, blank=True, help_text="The payer's card, masked.")
    error = models.CharField(max_length=40, blank=True, help_text="Why it failed or nobody knows, as a code.")
    payer_mobile = models.CharField(max_length=20, blank=True)
    back_path = models.CharField(max_length=200, blank=True, help_text="The page the payer came from, on this site.")
    key = models.CharField(max_length=120, null=True, unique=True, help_text="The same cause makes one payment.")
    taken_by_kind = models.CharField(max_length=12)
    taken_by_id = models.BigIntegerField(null=True)
    taken_by_name = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()
    redirected_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="When it was known to be paid, or failed.")
    check_at = models.DateTimeField(null=True, help_text="When to ask the gateway about it.")
    leased_until = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=rules.STATES), name="payment_state_in_table"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0) & models.Q(refunded__lte=models.F("amount")),
                name="payment_refunded_within_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="refund", refund_of__isnull=False)
                | (~models.Q(purpose="refund") & models.Q(refund_of__isnull=True)),
                name="payment_refund_of_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=rules.RECEIVED) | models.Q(settled_at__isnull=False),
                name="payment_received_has_time",
            ),
            models.UniqueConstraint(
                fields=["gateway", "authority"], condition=~models.Q(authority=""), name="payment_authority_once"
            ),
        ]
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"]),
            models.Index(fields=["check_at"], condition=models.Q(check_at__isnull=False), name="payments_checks"),
            models.Index(fields=["state", "-id"]),
            models.Index(fields=["branch", "-id"]),
            models.Index(fields=["settled_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owner(self) -> tuple[str, int]:
        """Whose payment it is, as (kind, id)."""
        return self.owner_kind, self.owner_id


class GatewayAnswer(models.Model):
    """What a gateway said about a payment, at each question."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField()
    step = models.CharField(max_length=8, help_text="begin, verify, inquire, refund")
    gateway = models.CharField(max_length=30)
    verdict = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.gateway}: {self.verdict} {self.code}"


class TrialSale(models.Model):
    """A sale at the trial gateway, which stands in for a bank in demonstrations."""

    authority = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    callback_url = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="waiting", help_text="waiting, paid, declined, verified, reversed")

    def __str__(self) -> str:
        return self.authority
