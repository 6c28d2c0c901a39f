"""What became of shipments. Each fact is `about` the shipment, its owner and its customer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShipmentMade:
    """Somebody wants something to travel."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str
    carrier: str
    payer: str
    line: str
    overridden: bool


@dataclass(frozen=True, slots=True)
class ShipmentBooked:
    """A carrier has it in its books, or its waybill was written down: it can be followed."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str
    carrier: str
    waybill: str
    promised_on: str
    service: str


@dataclass(frozen=True, slots=True)
class CarrierRefused:
    """A carrier said no to it."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    carrier: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShipmentMoved:
    """It is somewhere new: its state changed."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str
    before: str
    after: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentDelivered:
    """It is with whom it was sent to."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str


@dataclass(frozen=True, slots=True)
class ShipmentCancelled:
    """It will not travel."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PayerChanged:
    """A colleague decided otherwise than the rule who pays for the way."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class TroubleFound:
    """Something is wrong with it, and a task was opened."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    leg: str
    trouble: str


@dataclass(frozen=True, slots=True)
class TroubleClosed:
    """Somebody took care of it."""

    shipment_id: int
    shipment: str
    owner_kind: str
    owner_id: int
    trouble: str
    note: str
