"""The read door of warranty: which documents speak about a unit, what they decide, and until when they hold."""

from payandan.warranty.queries.assessing import assess, assess_text
from payandan.warranty.queries.books import Shelf, judge, rule_book_for, shelf, verdict_of
from payandan.warranty.queries.clocks import Clocks, clocks_for, unit_clocks
from payandan.warranty.queries.documents import documents, get, newest, versions
from payandan.warranty.queries.facts import contract_unit, plain, sale_day, text_of
from payandan.warranty.queries.panels import UNIT_PANEL, documents_of, unit_actions

__all__ = [
    "UNIT_PANEL", "Clocks", "Shelf", "assess", "assess_text", "clocks_for", "contract_unit", "documents",
    "documents_of", "get", "judge", "newest", "plain", "rule_book_for", "sale_day", "shelf", "text_of",
    "unit_actions", "unit_clocks", "verdict_of", "versions",
]  # fmt: skip
