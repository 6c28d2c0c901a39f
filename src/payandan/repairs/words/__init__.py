"""What the workshop says: labels, refusals, the lines of the history, and the messages it sends."""

from payandan.repairs.words import money
from payandan.repairs.words.history import SENTENCES, sentence
from payandan.repairs.words.labels import (
    ACT_ICONS,
    ACTS,
    ANSWERS,
    BLOCKS,
    CAUSE_TONES,
    CAUSES,
    CHANNELS,
    COLUMNS,
    CONSENTS,
    COVERED,
    COVERED_TONES,
    EXCHANGE_KINDS,
    EXCHANGE_STATES,
    FOUND_BY,
    GRADES,
    LOANER_STATES,
    LOANER_TONES,
    MEASURES,
    OUTCOME_TONES,
    OUTCOMES,
    OWNERS,
    PLANNED,
    PLANNED_TONES,
    POOL_ACTS,
    POOL_ORIGINS,
    POOL_STATES,
    POOL_TONES,
    PRIORITIES,
    RESULT_TONES,
    RESULTS,
    SIGNINGS,
    STATES,
    TONES,
    WAYS,
    label,
)
from payandan.repairs.words.messages import MESSAGES
from payandan.repairs.words.money_messages import MESSAGES as MONEY_MESSAGES
from payandan.repairs.words.recalls import recall_pays
from payandan.repairs.words.refusals import more, refusal

more.append(money.refusal)

__all__ = [
    "ACTS", "ACT_ICONS", "ANSWERS", "BLOCKS", "CAUSES", "CAUSE_TONES", "CHANNELS", "COLUMNS", "CONSENTS", "COVERED",
    "COVERED_TONES", "EXCHANGE_KINDS", "EXCHANGE_STATES", "FOUND_BY", "GRADES", "LOANER_STATES", "LOANER_TONES",
    "MEASURES", "MESSAGES", "MONEY_MESSAGES", "OUTCOMES", "OUTCOME_TONES", "OWNERS", "PLANNED", "PLANNED_TONES",
    "POOL_ACTS", "POOL_ORIGINS", "POOL_STATES", "POOL_TONES", "PRIORITIES", "RESULTS", "RESULT_TONES", "SENTENCES",
    "SIGNINGS", "STATES", "TONES", "WAYS", "label", "recall_pays", "refusal", "sentence",
]  # fmt: skip
