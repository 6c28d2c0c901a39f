"""What people read about spare parts and stock."""

from payandan.parts.words.history import SENTENCES
from payandan.parts.words.labels import (
    ACTS,
    DEMAND_MODELS,
    DIRECTIONS,
    KINDS,
    NODE_KINDS,
    ORDER_STATES,
    PLACES,
    RESERVATION_STATES,
    SHEET_STATES,
    TRANSFER_STATES,
    label,
    tone,
)
from payandan.parts.words.refusals import refusal

__all__ = [
    "ACTS", "DEMAND_MODELS", "DIRECTIONS", "KINDS", "NODE_KINDS", "ORDER_STATES", "PLACES", "RESERVATION_STATES",
    "SENTENCES", "SHEET_STATES", "TRANSFER_STATES", "label", "refusal", "tone",
]  # fmt: skip
