"""The read door of repairs."""

from payandan.repairs.queries.bench import bench_of, day_of, marks_of, open_questions, running_timer
from payandan.repairs.queries.board import Board, board
from payandan.repairs.queries.intake import (
    Coverage,
    PastJob,
    coverage_of,
    past_jobs,
    problem_of,
    problems_of,
    running_for,
    symptom_groups,
    unit_for,
    warned_of,
)
from payandan.repairs.queries.orders import (
    benches,
    component_names,
    get,
    list_orders,
    missing_parts,
    record,
    siblings,
    tested,
    timeline,
    to_collect,
    uncollected,
    visible,
    waiting_for_parts,
    with_parts,
)
from payandan.repairs.queries.repeats import Figures, figures, list_repeats, minutes_by_person, unlinked
from payandan.repairs.queries.sheets import Sheet, sheet_of

__all__ = [
    "Board", "Coverage", "Figures", "PastJob", "Sheet", "bench_of", "benches", "board", "component_names",
    "coverage_of", "day_of", "figures", "get", "list_orders", "list_repeats", "marks_of", "minutes_by_person",
    "missing_parts", "open_questions", "past_jobs", "problem_of", "problems_of", "record", "running_for",
    "running_timer", "sheet_of", "siblings", "symptom_groups", "tested", "timeline", "to_collect", "uncollected",
    "unit_for", "unlinked", "visible", "waiting_for_parts", "warned_of", "with_parts",
]  # fmt: skip
