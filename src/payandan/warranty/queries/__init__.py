"""The read door of warranty: which documents speak about a unit, what they decide, and until when they hold."""

from payandan.warranty.queries.assessing import assess, assess_text
from payandan.warranty.queries.bindings import bindings_of, givable
from payandan.warranty.queries.books import Shelf, judge, rule_book_for, rulings, shelf, verdict_of
from payandan.warranty.queries.clocks import Clocks, clocks_for, history_sources, unit_clocks
from payandan.warranty.queries.documents import (
    documents,
    get,
    may_be_second,
    newest,
    revisions,
    versions,
    waiting,
)
from payandan.warranty.queries.facts import contract_unit, plain, sale_day, text_of
from payandan.warranty.queries.law import LawBook, law_books
from payandan.warranty.queries.panels import UNIT_PANEL, documents_of, unit_actions
from payandan.warranty.queries.past import book_of, evidence_needed, shelf_at
from payandan.warranty.queries.samples import CaseSource, case_sources

__all__ = [
    "UNIT_PANEL", "CaseSource", "Clocks", "LawBook", "Shelf", "assess", "assess_text", "bindings_of", "book_of",
    "case_sources", "clocks_for", "contract_unit", "documents", "documents_of", "evidence_needed", "get", "givable",
    "history_sources", "judge", "law_books", "may_be_second", "newest", "plain", "revisions", "rule_book_for",
    "rulings", "sale_day", "shelf", "shelf_at", "text_of", "unit_actions", "unit_clocks", "verdict_of", "versions",
    "waiting",
]  # fmt: skip
