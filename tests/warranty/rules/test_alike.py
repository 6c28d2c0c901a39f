"""Causes that a rule book does not tell apart: one verdict stands for all of them."""

import json

import pytest
from hypothesis import given

from payandan.warranty.rules import adjudicate, alike, parse_case, verdict_to_mapping, vocabulary
from tests.warranty.rules.strategies import Book, Mapping, book, books, cases

pytestmark = pytest.mark.pure


@given(cases(), books())
def test_causes_that_are_alike_come_out_the_same(case: Mapping, documents: Book) -> None:
    rule_book = book(documents)
    for group in alike(vocabulary.CAUSES, rule_book):
        answers = set()
        for cause in group:
            stated = {**case, "fault": {**case["fault"], "cause": {"value": cause, "source": "technician"}}}
            verdict = verdict_to_mapping(adjudicate(parse_case(stated), rule_book))
            lines = [(line["outcome"], line["split"]) for line in verdict["lines"]]
            answers.add(json.dumps([lines, verdict["questions"]]))
        assert len(answers) == 1, group
