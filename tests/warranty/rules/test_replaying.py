"""Ruling many cases at once: exactly as one by one, whatever the terms, and much less is asked."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.warranty.rules import Replay, RuleBook, adjudicate, parse_case, ruling_of
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.judging import Judge
from tests.warranty.rules.strategies import a_book, a_case, book, law

TOGETHER = 12


@law
@given(st.integers(0, 2**40), st.booleans())
def test_many_at_once_are_ruled_as_one_by_one(seed: int, capped: bool) -> None:
    chance = Random(seed)
    rule_book = book(a_book(chance, capped=capped))
    cases = [parse_case(a_case(chance, ("IRR", "EUR"))) for _ in range(TOGETHER)]
    assert Replay(rule_book).rule(cases) == [ruling_of(adjudicate(case, rule_book)) for case in cases]


@law
@given(st.integers(0, 2**40))
def test_what_was_kept_of_other_cases_does_not_matter(seed: int) -> None:
    """The same cases in another order, and each by itself, get the same rulings."""
    chance = Random(seed)
    rule_book = book(a_book(chance, capped=False))
    cases = [parse_case(a_case(chance)) for _ in range(5)]
    kept = Replay(rule_book)
    once, again = kept.rule(cases), kept.rule(cases[::-1])[::-1]
    assert once == again == [Replay(rule_book).rule([case])[0] for case in cases]


def test_cases_that_look_alike_are_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred amounts and days inside the period: the terms are judged a handful of times."""
    judged: list[Case] = []
    usual = Judge.__init__

    def counted(self: Judge, case: Case, *rest: object) -> None:
        judged.append(case)
        usual(self, case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Judge, "__init__", counted)
    replay = Replay(_television())
    cases = [_case(day=day, amount=1_000 + day) for day in range(1, 501)]
    rulings = replay.rule(cases)
    assert {ruling.outcome for ruling in rulings} == {"covered", "not_covered"}
    assert 0 < len(judged) < 25


def test_amounts_are_exact_to_the_smallest_unit() -> None:
    replay = Replay(_television(share=33.33))
    amounts = [1, 2, 3, 7, 9_999, 10_000, 123_456_789_012_345]
    rulings = replay.rule([_case(day=1, amount=amount) for amount in amounts])
    paid = [{payer: amount for payer, _, amount in ruling.lines[0].split} for ruling in rulings]
    assert [one.get("warranty", 0) for one in paid] == [-(-amount * 3333 // 10_000) for amount in amounts]
    assert all(sum(one.values()) == amount for one, amount in zip(paid, amounts, strict=True))


def _television(share: float = 100) -> RuleBook:
    terms = {
        "id": "tv@1", "kind": "manufacturer", "title": {"en": "TV"}, "start": {"basis": "sold"},
        "period": {"months": 12}, "lines": {"part": share},
        "exclusions": [{"class": "accident", "effect": "claim", "evidence": ["photo"]}],
    }  # fmt: skip
    return book(([terms], []))


def _case(*, day: int, amount: int) -> Case:
    return parse_case({
        "unit": {"sold_on": "2024-01-01", "category": "television"},
        "fault": {"failed_on": f"{2024 + day // 300:04d}-{day // 28 % 10 + 1:02d}-{day % 28 + 1:02d}",
                  "component": "panel", "cause": {"value": "material", "source": "technician"}},
        "lines": [{"id": "1", "kind": "part", "amount": str(amount), "currency": "IRR"}],
    })  # fmt: skip
