"""The worked cases in `tests/warranty/cases`: each is a case, its rule book, and what must come out.

A file has a base `case` and rule book; a member of `cases` changes some paths of them. `terms` and `packs` are ids
of the shipped rule book, whole documents, or `{like: id, change: {path: value}}`. Every key of `expect` is a part of
the verdict that must hold; what it does not name is left open. `says` is the sentence of the reason that matters most,
in both languages, word for word.
"""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import adjudicate, parse_case, parse_rule_book
from payandan.warranty.rules.vocabulary import KINDS
from payandan.warranty.words import render_verdict, sms
from payandan.warranty.words.sentences import REASONS

FOLDER = Path(__file__).parent.parent / "cases"
SHIPPED = shipped()

pytestmark = pytest.mark.pure


def worked() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [pytest.param({**data, **one}, id=f"{path.stem}: {one['name']}") for one in data["cases"]]
    return found


def changed(base: Any, changes: dict[str, Any]) -> Any:
    """A copy with the value at each path (`fault.cause`, `lines.0.amount`) replaced."""
    result = copy.deepcopy(base)
    for path, value in changes.items():
        *folders, leaf = path.split(".")
        branch = result
        for folder in folders:
            branch = branch[int(folder)] if isinstance(branch, list) else branch.setdefault(folder, {})
        branch[int(leaf) if isinstance(branch, list) else leaf] = value
    return result


def document(given: Any) -> Any:
    if isinstance(given, str):
        return SHIPPED[given]
    if "like" in given:
        return changed(SHIPPED[given["like"]], given.get("change", {}))
    return given


def verdict_of(worked_case: dict[str, Any]) -> dict[str, Any]:
    documents = [document(given) for given in (*worked_case.get("terms", ()), *worked_case.get("packs", ()))]
    case = changed(worked_case["case"], worked_case.get("change", {}))
    verdict = adjudicate(parse_case(case), parse_rule_book(documents))
    assert sms(verdict, "fa")
    assert sms(verdict, "en")
    return render_verdict(verdict)


@pytest.mark.parametrize("one", worked())
def test_worked_case(one: dict[str, Any]) -> None:
    verdict = verdict_of(one)
    expect = dict(one["expect"])
    codes = {reason["id"]: reason["code"] for reason in verdict["reasons"]}
    assert verdict["outcome"] == expect.pop("outcome", verdict["outcome"]), codes
    for key, expected in expect.items():
        CHECKS[key](verdict, expected)


@pytest.mark.parametrize("one", worked())
def test_a_worked_case_says_why(one: dict[str, Any]) -> None:
    assert one["source"]
    verdict = verdict_of(one)
    beside = [verdict["withdrawal"]] if verdict["withdrawal"] else []
    spoken = (*verdict["reasons"], *verdict["entitlements"], *verdict["proposals"], *beside)
    texts = [told["text"] for told in spoken]
    assert one["says"] in texts, texts


def lines_of(verdict: dict[str, Any]) -> dict[str, Any]:
    return {line["id"]: line for line in verdict["lines"]}


def check_lines(verdict: dict[str, Any], expected: dict[str, str]) -> None:
    assert {name: lines_of(verdict)[name]["outcome"] for name in expected} == expected


def check_pays(verdict: dict[str, Any], expected: dict[str, dict[str, int]]) -> None:
    for name, shares in expected.items():
        paid: dict[str, int] = {}
        for share in lines_of(verdict)[name]["split"]:
            who = share["terms"] or "customer"
            paid[who] = paid.get(who, 0) + int(share["amount"])
        assert paid == shares, name


def check_payers(verdict: dict[str, Any], expected: dict[str, list[str]]) -> None:
    for name, payers in expected.items():
        assert [share["payer"] for share in lines_of(verdict)[name]["split"]] == payers


def codes_of(verdict: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in verdict["reasons"]}


def check_reasons(verdict: dict[str, Any], expected: list[str]) -> None:
    assert set(expected) <= codes_of(verdict)


def check_no_reasons(verdict: dict[str, Any], expected: list[str]) -> None:
    assert not set(expected) & codes_of(verdict)


def check_questions(verdict: dict[str, Any], expected: list[str]) -> None:
    assert [question["fact"] for question in verdict["questions"]] == expected


def check_asks(verdict: dict[str, Any], expected: dict[str, dict[str, Any]]) -> None:
    for fact, wanted in expected.items():
        question = next(question for question in verdict["questions"] if question["fact"] == fact)
        assert {key: question[key] for key in wanted} == wanted


def check_presumed(verdict: dict[str, Any], expected: list[str]) -> None:
    assert set(expected) <= set(verdict["presumed"])


def check_not_presumed(verdict: dict[str, Any], expected: list[str]) -> None:
    assert not set(expected) & set(verdict["presumed"])


def check_remedies(verdict: dict[str, Any], expected: list[str]) -> None:
    assert [f"{remedy['kind']}/{remedy['whose_choice']}" for remedy in verdict["remedies"]] == expected


def check_due_on(verdict: dict[str, Any], expected: str) -> None:
    assert expected in [remedy["due_on"] for remedy in verdict["remedies"]]


def check_clocks(verdict: dict[str, Any], expected: dict[str, str | None]) -> None:
    assert {clock: verdict["clocks"][clock] for clock in expected} == expected


def check_until(verdict: dict[str, Any], expected: str) -> None:
    assert expected in {reason["dates"]["until"] for reason in verdict["reasons"]}


def check_entitlements(verdict: dict[str, Any], expected: dict[str, Any]) -> None:
    """What is left of each thing after this case; what is not counted is shown by its count."""
    left = {one["what"]: one["count"] if one["left"] is None else one["left"] for one in verdict["entitlements"]}
    assert left == expected
    assert all(set(one["text"]) == {"fa", "en"} for one in verdict["entitlements"])


def check_recovery(verdict: dict[str, Any], expected: dict[str, dict[str, Any]]) -> None:
    """By line and supplier: the amount that is owed, or the word for why not."""
    found: dict[str, dict[str, Any]] = {}
    for one in verdict["recovery"]:
        owed = int(one["amount"]) if one["outcome"] == "owed" else one["outcome"]
        found.setdefault(one["line"], {})[one["terms"]] = owed
        assert all(reason["text"]["fa"] and reason["text"]["en"] for reason in one["reasons"])
    assert found == expected


def check_proposal(verdict: dict[str, Any], expected: dict[str, Any] | None) -> None:
    """The one proposal of goodwill, or none."""
    if expected is None:
        assert verdict["proposals"] == []
        return
    (proposal,) = verdict["proposals"]
    told = {**proposal, "lines": {line["id"]: as_numbers(line["split"]) for line in proposal["lines"]}}
    assert {key: told[key] for key in expected} == expected


def as_numbers(split: dict[str, str]) -> dict[str, int]:
    return {who: int(amount) for who, amount in split.items()}


def check_withdrawal(verdict: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {key: verdict["withdrawal"][key] for key in expected} == expected


CHECKS = {
    "lines": check_lines,
    "pays": check_pays,
    "payers": check_payers,
    "reasons": check_reasons,
    "no_reasons": check_no_reasons,
    "questions": check_questions,
    "asks": check_asks,
    "presumed": check_presumed,
    "not_presumed": check_not_presumed,
    "remedies": check_remedies,
    "due_on": check_due_on,
    "clocks": check_clocks,
    "until": check_until,
    "entitlements": check_entitlements,
    "recovery": check_recovery,
    "proposal": check_proposal,
    "withdrawal": check_withdrawal,
}


def test_every_source_row_is_worked() -> None:
    """S18, S19, S22: every row of the source article has a case; every kind of terms pays or is heard in one."""
    sources = " ".join(str(one.values[0]["source"]) for one in worked())
    assert all(row in sources for row in ("S18", "S19", "S20", "S22", "S23"))
    assert len(worked()) >= 220


def test_every_kind_of_terms_is_worked() -> None:
    heard = {
        document(given)["kind"] for one in worked() for given in one.values[0].get("terms", ())
    }  # fmt: skip
    assert heard >= set(KINDS)


def test_every_reason_is_worked() -> None:
    """No code of a reason is left without a case that leads to it."""
    heard = {reason["code"] for one in worked() for reason in verdict_of(one.values[0])["reasons"]}
    assert set(REASONS) - heard == set()
