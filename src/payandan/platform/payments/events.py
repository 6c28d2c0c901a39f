"""What became of payments. Each fact is `about` the payment and its owner, so that packages above hear of theirs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaymentBegun:
    """Somebody is asked for money through a gateway."""

    payment: str
    owner_kind: str
    owner_id: int
    amount: int
    currency: str
    purpose: str
    method: str


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Money came: once for each payment."""

    payment: str
    owner_kind: str
    owner_id: int
    amount: int
    currency: str
    purpose: str
    method: str
    gateway: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The gateway says that no money comes."""

    payment: str
    owner_kind: str
    owner_id: int
    amount: int
    currency: str
    purpose: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDoubted:
    """Nobody can say yet whether money came; the gateway is asked again."""

    payment: str
    owner_kind: str
    owner_id: int
    amount: int
    currency: str
    purpose: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """Money went back to who paid it; `payment` is what was paid, `refund` the number of what went back."""

    payment: str
    refund: str
    owner_kind: str
    owner_id: int
    amount: int
    currency: str
    method: str
    reason: str = ""
