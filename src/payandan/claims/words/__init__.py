"""What claims says: labels, refusals, the lines of the history, and the messages it sends."""

from payandan.claims.words.history import SENTENCES, sentence
from payandan.claims.words.labels import (
    ABOUT,
    ACTS,
    CAUSES,
    CHANNELS,
    DECISION_TONES,
    DECISIONS,
    DUE,
    EVIDENCE_KINDS,
    FACTS,
    LINE_KINDS,
    MEMBERS,
    METERS,
    OUTCOME_TONES,
    OUTCOMES,
    PAYERS,
    REMEDIES,
    SOURCES,
    STATE_TONES,
    STATES,
    fact_label,
    fact_value,
    label,
)
from payandan.claims.words.messages import MESSAGES
from payandan.claims.words.refusals import refusal

__all__ = [
    "ABOUT", "ACTS", "CAUSES", "CHANNELS", "DECISIONS", "DECISION_TONES", "DUE", "EVIDENCE_KINDS", "FACTS",
    "LINE_KINDS", "MEMBERS", "MESSAGES", "METERS", "OUTCOMES", "OUTCOME_TONES", "PAYERS", "REMEDIES", "SENTENCES",
    "SOURCES", "STATES", "STATE_TONES", "fact_label", "fact_value", "label", "refusal", "sentence",
]  # fmt: skip
