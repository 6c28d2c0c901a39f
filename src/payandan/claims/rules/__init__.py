"""Pure rules of claims: the table of moves, facts by source, and what a verdict proposes."""

from payandan.claims.rules.earlier import Earlier, Problem, history, is_days_out, kept_path
from payandan.claims.rules.evidence import Piece, Unproven, check_evidence, unproven
from payandan.claims.rules.facts import (
    Fault,
    Given,
    LineDraft,
    about_of,
    check_days_out,
    check_fact,
    check_given,
    check_lines,
    compose_case,
    default_lines,
    learn,
)
from payandan.claims.rules.moves import (
    APPEALED,
    APPROVED,
    CLOSED,
    DECIDED,
    ENDS,
    FINAL,
    INFO_REQUESTED,
    MOVES,
    OPEN,
    PARTLY_APPROVED,
    REJECTED,
    SETTLED,
    STATES,
    SUBMITTED,
    UNDER_INSPECTION,
    WITHDRAWN,
    WORKING,
    Move,
    acts_in,
    check_move,
    diagram,
    moves_from,
    next_act,
    waiting_state,
)
from payandan.claims.rules.proposal import (
    COMPANY_PAYERS,
    PAYERS,
    LineShare,
    Totals,
    act_of,
    by_payer,
    changed_split,
    check_rejection,
    check_settlement,
    outcome_of,
    proposed_outcome,
    shares,
    totals,
    without_sentences,
)
from payandan.warranty.rules.sources import RANK
from payandan.warranty.rules.vocabulary import CAUSES, EVIDENCE_ABOUT, EVIDENCE_KINDS, LINE_KINDS

__all__ = [
    "APPEALED", "APPROVED", "CAUSES", "CLOSED", "COMPANY_PAYERS", "DECIDED", "ENDS", "EVIDENCE_ABOUT",
    "EVIDENCE_KINDS", "FINAL", "INFO_REQUESTED", "LINE_KINDS", "MOVES", "OPEN", "PARTLY_APPROVED", "PAYERS", "RANK",
    "REJECTED", "SETTLED", "STATES", "SUBMITTED", "UNDER_INSPECTION", "WITHDRAWN", "WORKING", "Earlier", "Fault",
    "Given", "LineDraft", "LineShare", "Move", "Piece", "Problem", "Totals", "Unproven", "about_of", "act_of",
    "acts_in", "by_payer", "changed_split", "check_days_out", "check_evidence", "check_fact", "check_given",
    "check_lines", "check_move", "check_rejection", "check_settlement", "compose_case", "default_lines", "diagram",
    "history", "is_days_out", "kept_path", "learn", "moves_from", "next_act", "outcome_of", "proposed_outcome",
    "shares", "totals", "unproven", "waiting_state", "without_sentences",
]  # fmt: skip
