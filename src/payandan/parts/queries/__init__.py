"""The read door of spare parts and stock."""

from payandan.parts.queries.master import find, fitting, get, newest, prices_on, scanned, stand_ins
from payandan.parts.queries.searching import SEARCH
from payandan.parts.queries.stock import (
    Need,
    can_start,
    disagreements,
    free_at,
    node_of,
    nodes,
    nodes_to_act_at,
    reservations_of,
    used_by,
)

__all__ = [
    "SEARCH", "Need", "can_start", "disagreements", "find", "fitting", "free_at", "get", "newest", "node_of", "nodes",
    "nodes_to_act_at", "prices_on", "reservations_of", "scanned", "stand_ins", "used_by",
]  # fmt: skip
