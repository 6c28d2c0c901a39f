"""The read door of payment: reference data, what a table would ask, how its rules fare, and statements."""

from payandan.claims.queries.payment.facts import asked_of, asked_of_many, checks_of, fault_words, place_of
from payandan.claims.queries.payment.reference import Book, book, codes_of_branches
from payandan.claims.queries.payment.rulings import (
    Tried,
    fared,
    queues,
    recent,
    table_in_force,
    tables,
    try_table,
)
from payandan.claims.queries.payment.statements import (
    entries_of,
    moved_since,
    owed,
    statement_record,
    statements,
    sums_of,
)

__all__ = [
    "Book", "Tried", "asked_of", "asked_of_many", "book", "checks_of", "codes_of_branches", "entries_of", "fared",
    "fault_words", "moved_since", "owed", "place_of", "queues", "recent", "statement_record", "statements",
    "sums_of", "table_in_force", "tables", "try_table",
]  # fmt: skip
