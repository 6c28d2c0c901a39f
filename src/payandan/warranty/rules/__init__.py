"""The adjudicator: a pure function from a case and its rule book to a verdict that explains itself."""

from payandan.warranty.rules.alike import alike
from payandan.warranty.rules.cases import Case, CaseError, Fact, Line, parse_case
from payandan.warranty.rules.contract import verdict_to_mapping
from payandan.warranty.rules.deciding import Share
from payandan.warranty.rules.document_reading import DocumentError, parse_document, parse_stored
from payandan.warranty.rules.document_writing import canonical_json, digest, document_to_mapping
from payandan.warranty.rules.documents import Pack, Terms
from payandan.warranty.rules.findings import Reason
from payandan.warranty.rules.pack_reading import overlapping
from payandan.warranty.rules.questions import Question
from payandan.warranty.rules.reading import BadData, Problem
from payandan.warranty.rules.replaying import LineRuling, Replay, Ruling, ruling_of
from payandan.warranty.rules.rulebooks import RuleBook, parse_rule_book
from payandan.warranty.rules.verdicts import LineVerdict, Verdict, adjudicate

parse_terms = parse_document

__all__ = [
    "BadData", "Case", "CaseError", "DocumentError", "Fact", "Line", "LineRuling", "LineVerdict", "Pack", "Problem",
    "Question", "Reason", "Replay", "RuleBook", "Ruling", "Share", "Terms", "Verdict", "adjudicate", "alike",
    "canonical_json", "digest", "document_to_mapping", "overlapping", "parse_case", "parse_document",
    "parse_rule_book", "parse_stored", "parse_terms", "ruling_of", "verdict_to_mapping",
]  # fmt: skip
