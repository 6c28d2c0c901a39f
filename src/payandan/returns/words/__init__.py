"""What shipping says: labels, refusals, the lines of the history, who pays and why, and the messages it sends."""

from payandan.returns.words.customers import headline, steps
from payandan.returns.words.history import SENTENCES, TELLERS, sentence
from payandan.returns.words.labels import (
    CAUSES,
    COVERAGES,
    DISTANCES,
    LEGS,
    PARTY,
    PAYER_SHORT,
    PAYERS,
    SERVICES,
    STATES,
    STEPS,
    TONES,
    TROUBLE_ICONS,
    TROUBLES,
    VERDICTS,
    by_whom,
    carrier,
    label,
    reason,
    state,
)
from payandan.returns.words.messages import MESSAGES
from payandan.returns.words.paying import payer
from payandan.returns.words.paying import sentence as why
from payandan.returns.words.refusals import refusal

__all__ = [
    "CAUSES", "COVERAGES", "DISTANCES", "LEGS", "MESSAGES", "PARTY", "PAYERS", "PAYER_SHORT", "SENTENCES", "SERVICES",
    "STATES", "STEPS", "TELLERS", "TONES", "TROUBLES", "TROUBLE_ICONS", "VERDICTS", "by_whom", "carrier", "headline",
    "label", "payer", "reason", "refusal", "sentence", "state", "steps", "why",
]  # fmt: skip
