"""Ruling many cases at once: exactly as one by one, whatever the terms, and much less is asked."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.warranty.rules import Replay, RuleBook, adjudicate, parse_case, ruling_of
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.judging import Judge
from tests.warranty.rules.strategies import a_book, a_case, book, law

TOGETHER = 6


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
    cases = [parse_case(a_case(chance)) for _ in range(4)]
    kept = Replay(rule_book)
    once, again = kept.rule(cases), kept.rule(cases[::-1])[::-1]
    assert once == again == [Replay(rule_book).rule([case])[0] for case in cases]


@law
@given(st.integers(0, 2**40), st.booleans())
def test_cases_that_differ_in_little_are_told_apart(seed: int, untouched: bool) -> None:
    """Days moved by a day or by years, and single facts of other cases: most of it looks the same, not all is."""
    chance = Random(seed)
    rule_book = book(a_book(chance, capped=False))
    first = {**a_case(chance), **({"history": []} if untouched else {})}
    cases = [parse_case(_neighbour(chance, first, untouched=untouched)) for _ in range(TOGETHER)]
    assert Replay(rule_book).rule(cases) == [ruling_of(adjudicate(case, rule_book)) for case in cases]


def _neighbour(chance: Random, case: Mapping[str, Any], *, untouched: bool) -> dict[str, Any]:
    other = a_case(chance)
    near: dict[str, Any] = {**case, "asked_on": _shifted(chance, case["asked_on"])}
    for part in ("unit", "fault"):
        near[part] = {name: _shifted(chance, value) for name, value in case[part].items()}
        swapped = chance.choice(sorted(other[part]))
        near[part][swapped] = other[part][swapped] if chance.random() < 0.3 else near[part][swapped]
    swapped = chance.choice(["evidence", "lines", *([] if untouched else ["history"])])
    return {**near, swapped: other[swapped]} if chance.random() < 0.3 else near


def _shifted(chance: Random, value: Any) -> Any:
    """A day moved a little or a lot, everything else as it is."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    days = chance.choice((0, 0, 0, -1, 1, 30, -365, 366, 730))
    return (date.fromisoformat(value) + timedelta(days=days)).isoformat()


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


def test_the_promise_with_more_left_pays_first_whichever_it_was_last_time() -> None:
    """Two promises of one kind, the fault inside both: which one ends later differs from unit to unit."""
    common = {
        "kind": "manufacturer",
        "title": {"en": "TV"},
        "period": {"months": 12},
        "lines": {"part": 60},
        "exclusions": [],
    }
    sold, installed = ({**common, "id": f"{basis}@1", "start": {"basis": basis}} for basis in ("sold", "installed"))
    rule_book = book(([sold, installed], []))
    cases = [
        parse_case({
            "unit": {"sold_on": "2024-01-01", "installed_on": day, "category": "television"},
            "fault": {"failed_on": "2024-03-01", "component": "panel",
                      "cause": {"value": "material", "source": "technician"}},
            "lines": [{"id": "1", "kind": "part", "amount": "100", "currency": "IRR"}],
        })
        for day in ("2024-01-10", "2023-12-20", "2024-01-01")
    ]  # fmt: skip
    rulings = Replay(rule_book).rule(cases)
    assert rulings == [ruling_of(adjudicate(case, rule_book)) for case in cases]
    assert [ruling.lines[0].split[0][1] for ruling in rulings] == ["installed@1", "sold@1", "installed@1"]


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
