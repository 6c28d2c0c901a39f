"""What the journal itself reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeliveryRetried:
    """Somebody asked that a dead delivery be tried again."""

    delivery: int
    listener: str
