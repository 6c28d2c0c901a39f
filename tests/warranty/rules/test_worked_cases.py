"""The worked cases in `tests/warranty/cases`: each is a case, its rule book, and what must come out.

A file has a base `case` and rule book; a member of `cases` changes some paths of them. `terms` and `packs` are ids
of the shipped rule book, whole documents, or `{like: id, change: {path: value}}`. Every key of `expect` is a part of
the verdict that must hold; what it does not name is left open.
"""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import adjudicate, parse_case, parse_rule_book
from payandan.warranty.words import render_verdict, sms

FOLDER = Path(__file__).parent.parent / "cases"
SHIPPED = shipped()
ABSENT = object()


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
    expect = one["expect"]
    codes = {reason["id"]: reason["code"] for reason in verdict["reasons"]}
    lines = {line["id"]: line for line in verdict["lines"]}
    assert verdict["outcome"] == expect.get("outcome", verdict["outcome"]), codes
    for name, outcome in expect.get("lines", {}).items():
        assert lines[name]["outcome"] == outcome, (name, [codes[number] for number in lines[name]["reasons"]])
    for name, shares in expect.get("pays", {}).items():
        paid: dict[str, int] = {}
        for share in lines[name]["split"]:
            who = share["terms"] or "customer"
            paid[who] = paid.get(who, 0) + int(share["amount"])
        assert paid == shares, name
    for name, payers in expect.get("payers", {}).items():
        assert [share["payer"] for share in lines[name]["split"]] == payers
    for code in expect.get("reasons", ()):
        assert code in codes.values(), sorted(codes.values())
    for code in expect.get("no_reasons", ()):
        assert code not in codes.values(), sorted(codes.values())
    if "questions" in expect:
        assert [question["fact"] for question in verdict["questions"]] == expect["questions"]
    for fact, wanted in expect.get("asks", {}).items():
        question = next(question for question in verdict["questions"] if question["fact"] == fact)
        assert {key: question[key] for key in wanted} == wanted
    for fact in expect.get("presumed", ()):
        assert fact in verdict["presumed"]
    for fact in expect.get("not_presumed", ()):
        assert fact not in verdict["presumed"]
    remedies = [f"{remedy['kind']}/{remedy['whose_choice']}" for remedy in verdict["remedies"]]
    assert remedies == expect.get("remedies", remedies)
    for clock, day in expect.get("clocks", {}).items():
        assert verdict["clocks"][clock] == day
    if "until" in expect:
        spans = {reason["dates"]["until"] for reason in verdict["reasons"]} - {None}
        assert expect["until"] in spans, spans


def test_every_source_row_is_worked() -> None:
    """S18, S19, S22: every row of the source article has a case."""
    sources = " ".join(str(one.values[0]["source"]) for one in worked())
    assert all(row in sources for row in ("S18", "S19", "S22"))
    assert len(worked()) >= 90
