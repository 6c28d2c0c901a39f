"""What changed between two versions of a document."""

from typing import Any

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from payandan.warranty import rulebook
from payandan.warranty.labels.changes import in_words
from payandan.warranty.rules.differences import Change, differences
from tests.warranty.rules.strategies import packs, round_trip, terms

TV = rulebook.shipped()["tv-standard@3"]


def changed(**given: Any) -> dict[str, Any]:
    return {**TV, **given}


def paths(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [change.path for change in differences(before, after)]


def test_a_length_of_time_and_a_sum_are_one_value_each() -> None:
    after = changed(period={"months": 18}, deductible={"amount": "5", "currency": "IRR"})
    months = {"calendar": "gregorian"}
    assert differences(TV, after) == (
        Change("period", {"months": 24, **months}, {"months": 18, **months}),
        Change("deductible", None, {"amount": "5", "currency": "IRR"}),
    )


def test_another_spelling_is_no_change() -> None:
    assert paths(TV, changed(scope={"categories": ["television"], "countries": ["IR"]})) == []
    assert paths(TV, changed(exclusions=list(reversed(TV["exclusions"])))) == []
    assert paths(TV, changed(id="tv-standard@4")) == []


def test_a_row_is_known_by_what_it_is_about() -> None:
    rows = [dict(row) for row in TV["exclusions"] if row["class"] != "wear"]
    rows[0]["effect"] = "line"
    rows.append({"class": "liquid", "effect": "claim"})
    found = differences(TV, changed(exclusions=rows))
    assert [change.path for change in found] == [
        "exclusions[accident].effect",
        "exclusions[liquid]",
        "exclusions[wear]",
    ]
    assert (found[0].before, found[0].after) == ("claim", "line")
    assert found[1].before is None
    assert found[2].after is None


def test_of_several_rows_about_the_same_the_unchanged_fall_away_first() -> None:
    rows = [dict(row) for row in TV["remedies"]]
    rows[2] = {**rows[2], "when": {"same_problem_repairs_min": 3}}
    assert paths(TV, changed(remedies=rows)) == ["remedies[replace].when.same_problem_repairs_min"]


def test_the_order_of_a_ladder_is_told_by_itself() -> None:
    found = differences(TV, changed(remedies=list(reversed(TV["remedies"]))))
    assert [(change.path, change.moved) for change in found] == [("remedies", True)]


def test_wrong_documents_are_compared_as_they_stand() -> None:
    assert paths(changed(period={"months": "x"}), changed(period={"months": "y"}, rubbish=[1])) == ["period", "rubbish"]


def test_in_words() -> None:
    rows = [*TV["exclusions"][:-1], {"class": "liquid", "effect": "void", "evidence": ["photo"]}]
    after = changed(period={"months": 18, "calendar": "jalali"}, exclusions=rows, lines={**TV["lines"], "travel": 50})
    with translation.override("fa"):
        said = {text.name: (text.before, text.after) for text in in_words(differences(TV, after), {})}
    assert said["مدت"] == ("۲۴ ماه", "۱۸ ماه شمسی")
    assert said["ایاب‌وذهاب"] == ("۱۰۰٪", "۵۰٪")
    with translation.override("en"):
        said = {text.name: (text.before, text.after) for text in in_words(differences(TV, after), {})}
    assert said["Duration"] == ("24 months", "18 months of the solar calendar")
    assert said["Not covered, Liquid"] == ("", "Liquid; The terms end; Photo")
    assert said["Not covered, Force majeure"][1] == ""


@round_trip
@given(st.data())
def test_nothing_is_said_of_the_same_and_something_of_another(data: st.DataObject) -> None:
    make = data.draw(st.sampled_from([terms, packs]))
    one, other = data.draw(make("a@1")), data.draw(make("a@1"))
    assert differences(one, one) == ()
    found = differences(one, other)
    back = differences(other, one)
    assert {change.path for change in found} == {change.path for change in back}
    for text in in_words((*found, *back), {}):
        assert text.name
        assert text.before or text.after
