"""The write door of claims."""

from payandan.claims.actions.contents import EvidenceDraft
from payandan.claims.actions.deciding import appeal, close, decide, decide_appeal, settle, shares_of, withdraw
from payandan.claims.actions.drafts import drop_draft, open_draft, save_draft, send_draft
from payandan.claims.actions.filing import file_claim
from payandan.claims.actions.learning import (
    add_evidence,
    answer_question,
    ask,
    bind_evidence,
    reassess,
    set_lines,
    state_fact,
)
from payandan.claims.actions.naming import refresh_names
from payandan.claims.actions.opinions import ask_opinion, assign_opinion, drop_opinion, give_opinion, request_evidence
from payandan.claims.actions.past import PastClaim, file_claims
from payandan.claims.actions.taking_back import take_back
from payandan.claims.rules import LineDraft

__all__ = [
    "EvidenceDraft", "LineDraft", "PastClaim", "add_evidence", "answer_question", "appeal", "ask", "ask_opinion",
    "assign_opinion", "bind_evidence", "close", "decide", "decide_appeal", "drop_draft", "drop_opinion", "file_claim",
    "file_claims", "give_opinion", "open_draft", "reassess", "refresh_names", "request_evidence", "save_draft",
    "send_draft", "set_lines", "settle", "shares_of", "state_fact", "take_back", "withdraw",
]  # fmt: skip
