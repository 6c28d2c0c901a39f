"""What would have been: changes to terms, the moves of a scenario, and the sums of a replay. Pure."""

from payandan.insights.rules.whatif.changes import (
    KINDS,
    UNITS,
    Change,
    changed,
    check_changes,
    code_of,
    documents_after,
    parse_change,
)
from payandan.insights.rules.whatif.moves import (
    DONE,
    DRAFT,
    FAILED,
    MOVES,
    RUNNING,
    STATES,
    acts_in,
    check_move,
    diagram,
)
from payandan.insights.rules.whatif.sides import (
    COMPANY,
    OPEN,
    OUTCOMES,
    PAYERS,
    Replayed,
    Side,
    decided_otherwise,
    side_of,
)
from payandan.insights.rules.whatif.tally import Tally

__all__ = [
    "COMPANY", "DONE", "DRAFT", "FAILED", "KINDS", "MOVES", "OPEN", "OUTCOMES", "PAYERS", "RUNNING", "STATES", "UNITS",
    "Change", "Replayed", "Side", "Tally", "acts_in", "changed", "check_changes", "check_move", "code_of",
    "decided_otherwise", "diagram", "documents_after", "parse_change", "side_of",
]  # fmt: skip
