"""Reading documents: what is wrong is named by its path, all of it, and nothing else is ever raised."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.warranty.rulebook import shipped
from payandan.warranty.rules import (
    DocumentError,
    Problem,
    RuleBook,
    Terms,
    digest,
    document_to_mapping,
    parse_document,
    parse_rule_book,
    parse_stored,
)
from payandan.warranty.words import explain_problem
from tests.warranty.rules.strategies import Mapping, packs, round_trip, terms

pytestmark = pytest.mark.pure

GOOD: Mapping = {
    "id": "a@1", "kind": "manufacturer", "start": {"basis": "sold"}, "period": {"months": 24}, "lines": {"part": 100},
}  # fmt: skip
PACK: Mapping = {"id": "law@1", "kind": "pack", "scope": {"country": "IR"}}


def money(amount: int) -> Mapping:
    return {"amount": str(amount), "currency": "IRR"}


WRONG: list[tuple[Mapping, str, str]] = [
    ({"colour": 1}, "colour", "unknown_key"),
    ({"exclusion": []}, "exclusion", "unknown_key"),
    ({"id": "no version"}, "id", "bad_id"),
    ({"id": "a@0"}, "id", "bad_id"),
    ({"id": None}, "id", "required"),
    ({"kind": "manufacturers"}, "kind", "not_one_of"),
    ({"kind": 3}, "kind", "not_one_of"),
    ({"period": {"months": 0}}, "period", "impossible_period"),
    ({"period": {"months": -1}}, "period.months", "out_of_range"),
    ({"period": {"months": 2000}}, "period", "impossible_period"),
    ({"period": {"months": 1.5}}, "period.months", "not_whole"),
    ({"period": {"months": True}}, "period.months", "not_whole"),
    ({"period": {"moons": 3}}, "period.moons", "unknown_key"),
    ({"period": {"months": 3, "calendar": "lunar"}}, "period.calendar", "not_one_of"),
    ({"period": None}, "period", "required"),
    ({"period": 24}, "period", "not_a_mapping"),
    ({"start": None}, "start", "required"),
    ({"start": {"basis": "bought"}}, "start.basis", "not_one_of"),
    ({"start": {"basis": "sold", "else": "sold"}}, "start.else", "duplicate"),
    ({"start": {"basis": "sold", "latest": {"months": 3}}}, "start.latest.after", "required"),
    ({"lines": {"part": 101}}, "lines.part", "out_of_range"),
    ({"lines": {"part": -1}}, "lines.part", "out_of_range"),
    ({"lines": {"part": "all"}}, "lines.part", "not_a_percent"),
    ({"lines": {"part": float("nan")}}, "lines.part", "out_of_range"),
    ({"lines": {"parts": 100}}, "lines.parts", "unknown_key"),
    ({"limits": [{"meter": "km", "max": 0}]}, "limits[0].max", "out_of_range"),
    ({"limits": [{"meter": "km", "max": 1}, {"meter": "km", "max": 2}]}, "limits[1].meter", "duplicate"),
    ({"deductible": {"amount": "5"}}, "deductible.currency", "required"),
    ({"deductible": {"amount": 5, "currency": "IRR"}}, "deductible.amount", "not_an_amount"),
    ({"deductible": {"amount": "-5", "currency": "IRR"}}, "deductible.amount", "negative"),
    ({"deductible": {"amount": "۵", "currency": "IRR"}}, "deductible.amount", "not_an_amount"),
    ({"caps": {"per_claim": {"amount": "5", "currency": "rial"}}}, "caps.per_claim.currency", "not_a_currency"),
    ({"exclusions": [{"class": "wear"}]}, "exclusions[0].effect", "required"),
    (
        {"exclusions": [{"class": "wear", "effect": "line"}, {"class": "wear", "effect": "claims"}]},
        "exclusions[1].effect",
        "not_one_of",
    ),
    ({"exclusions": [{"class": "tear", "effect": "line"}]}, "exclusions[0].class", "not_one_of"),
    (
        {"exclusions": [{"class": "wear", "effect": "line", "causes": ["rust"]}]},
        "exclusions[0].causes[0]",
        "not_one_of",
    ),
    ({"exclusions": [{"class": "wear", "effect": "line", "found_by": []}]}, "exclusions[0].found_by", "empty"),
    ({"exclusions": {"class": "wear"}}, "exclusions", "not_a_list"),
    ({"conditions": [{"kind": "registered_within"}]}, "conditions[0].days", "required"),
    (
        {"conditions": [{"kind": "installed_by", "who": "authorised"}, {"kind": "installed_by", "who": "owner"}]},
        "conditions[1]",
        "contradictory",
    ),
    ({"conditions": [{"kind": "installed_by", "days": 3}]}, "conditions[0].days", "unknown_key"),
    ({"remedies": [{"kind": "apology"}]}, "remedies[0].kind", "not_one_of"),
    ({"remedies": [{"kind": "repair", "when": {"moon": "full"}}]}, "remedies[0].when.moon", "unknown_key"),
    ({"components": [{"component": "lamp"}, {"component": "lamp"}]}, "components[1].component", "duplicate"),
    (
        {"pro_rata": [{"until": {"months": 12}, "share": 100}, {"until": {"months": 6}, "share": 50}]},
        "pro_rata[1].until",
        "not_ascending",
    ),
    ({"scope": {"categories": []}}, "scope.categories", "empty"),
    ({"late_claim": {"days": -1}}, "late_claim.days", "out_of_range"),
    ({"transferable": "yes"}, "transferable", "not_true_or_false"),
    ({"grants": [{"causes": ["none_found"]}]}, "grants[0].causes[0]", "not_one_of"),
    # what can be read but cannot be meant
    ({"deductible": money(9), "caps": {"per_claim": money(8)}}, "caps.per_claim", "cap_below_deductible"),
    ({"deductible": money(9), "caps": {"total": money(8)}}, "caps.total", "cap_below_deductible"),
    ({"caps": {"per_claim": money(9), "total": money(8)}}, "caps.total", "total_below_claim"),
    ({"limits": [{"meter": "miles", "max": 10}]}, "limits[0].meter", "not_one_of"),
    (
        {"pro_rata": [{"until": {"months": 24}, "share": 100}, {"until": {"months": 36}, "share": 50}]},
        "pro_rata[1].until",
        "never_reached",
    ),
    (
        {"pro_rata": [{"until": {"months": 6}, "share": 50}, {"until": {"months": 12}, "share": 60}]},
        "pro_rata[1].share",
        "rising_share",
    ),
    (
        {"pro_rata": [{"until": {"months": 12}, "share": 100}, {"until": {"years": 1}, "share": 50}]},
        "pro_rata[1].until",
        "not_ascending",
    ),
    (
        {"start": {"basis": "sold", "latest": {"months": 3, "after": "sold"}}},
        "start.latest.after",
        "latest_after_itself",
    ),
    (
        {"scope": {"components": ["panel"]}, "components": [{"component": "lamp", "consumable": True}]},
        "components[0].component",
        "outside_scope",
    ),
    ({"lines": {"part": 0}}, "lines", "pays_nothing"),
    (
        {"exclusions": [{"class": "wear", "effect": "line"}, {"class": "wear", "effect": "line"}]},
        "exclusions[1].class",
        "duplicate",
    ),
    (
        {"grants": [{"causes": ["software"]}], "exclusions": [{"class": "software", "effect": "claim"}]},
        "exclusions[0].causes",
        "granted_and_excluded",
    ),
    ({"entitlements": {"visits": 4}}, "entitlements", "not_here"),
    ({"kind": "contract", "entitlements": {"visit": 4}}, "entitlements.visit", "unknown_key"),
    ({"kind": "contract", "entitlements": {"visits": 1.5}}, "entitlements.visits", "not_whole"),
    ({"goodwill": {"matrix": []}}, "goodwill", "not_here"),
    (
        {"kind": "goodwill", "goodwill": {"matrix": [{"split": {"brand": 60, "customer": 30}}]}},
        "goodwill.matrix[0].split",
        "not_a_whole",
    ),
    (
        {"kind": "goodwill", "goodwill": {"matrix": [{"split": {"shop": 100}}]}},
        "goodwill.matrix[0].split.shop",
        "unknown_key",
    ),
    (
        {"kind": "goodwill", "goodwill": {"matrix": [{"when": {"age": 1}, "split": {"brand": 100}}]}},
        "goodwill.matrix[0].when.age",
        "unknown_key",
    ),
    (
        {
            "kind": "goodwill",
            "goodwill": {
                "matrix": [],
                "budgets": [{"approver": "clerk", "per_claim": money(9), "per_month": money(8)}],
            },
        },
        "goodwill.budgets[0].per_month",
        "month_below_claim",
    ),
    (
        {"kind": "goodwill", "goodwill": {"matrix": [], "budgets": [{"approver": "clerk"}, {"approver": "clerk"}]}},
        "goodwill.budgets[1].approver",
        "duplicate",
    ),
    ({"scope": {"serials": [{"from": "A-10", "to": "A-9"}]}}, "scope.serials[0].to", "other_length"),
    ({"scope": {"serials": [{"from": "A-19", "to": "A-10"}]}}, "scope.serials[0].to", "not_before"),
    ({"scope": {"serials": [{"from": "A-19"}]}}, "scope.serials[0].to", "required"),
    ({"scope": {"serials": [{"from": "--", "to": "--"}]}}, "scope.serials[0]", "empty"),
    ({"scope": {"territory": []}}, "scope.territory", "empty"),
]
WRONG_PACKS: list[tuple[Mapping, str, str]] = [
    ({"scope": None}, "scope", "required"),
    ({"scope": {"country": "IR", "from": "2025-02-30"}}, "scope.from", "no_such_day"),
    ({"scope": {"country": "IR", "from": "2025-01-02", "until": "2025-01-02"}}, "scope.until", "not_after"),
    ({"source": {"confidence": "certain"}}, "source.confidence", "not_one_of"),
    ({"rights": [{"kind": "extend", "when": {"repair_days_over": 7}}]}, "rights[0].by", "required"),
    ({"rights": [{"kind": "extend", "by": {"months": 1}}]}, "rights[0].when", "needs_lateness"),
    ({"rights": [{"kind": "repair", "per": "week"}]}, "rights[0].per", "not_here"),
    ({"clocks": {"repair_due": {"days": 3, "working_days": 3}}}, "clocks.repair_due", "one_of"),
    ({"floor": {"exclusions": []}}, "floor.period", "required"),
    ({"floor": {"kind": "repair", "lines": {"part": 100}}}, "floor.kind", "needs_own_exclusions"),
    ({"floor": [{"lines": {"part": 100}}, {"lines": {"part": 50}}]}, "floor[1].name", "duplicate"),
    ({"floor": {}}, "floor", "lifts_nothing"),
    ({"floor": {"limits": [{"meter": "miles", "max": 1}]}}, "floor.limits[0].meter", "not_one_of"),
    ({"rights": [{"kind": "replace"}, {"kind": "replace"}]}, "rights[1]", "duplicate"),
    ({"rights": [{"kind": "replace", "name": "a"}, {"kind": "refund", "name": "a"}]}, "rights[1].name", "duplicate"),
    ({"rights": [{"kind": "replace", "vectors": [{}]}]}, "rights[0].vectors[0].expect", "required"),
    (
        {"rights": [{"kind": "replace", "vectors": [{"expect": {"outcom": 1}}]}]},
        "rights[0].vectors[0].expect.outcom",
        "unknown_key",
    ),
    ({"rights": [{"kind": "replace", "source": {"confidence": "sure"}}]}, "rights[0].source.confidence", "not_one_of"),
    ({"sample": {"case": float("inf")}}, "sample", "not_plain"),
    ({"withdrawal": {"after": "delivered"}}, "withdrawal.within", "required"),
    ({"withdrawal": {"within": {"days": 3, "working_days": 3}}}, "withdrawal.within", "one_of"),
    ({"withdrawal": {"within": {"days": 3}, "return_freight": "post"}}, "withdrawal.return_freight", "not_one_of"),
    ({"withdrawal": {"within": {"days": 3}, "channels": ["web"]}}, "withdrawal.channels[0]", "not_one_of"),
    ({"repair_duty": {}}, "repair_duty.from", "required"),
    ({"subject": "vat"}, "subject", "not_one_of"),
    ({"cannot_exclude": ["wear", {"what": "wear"}]}, "cannot_exclude[1]", "duplicate"),
    ({"cannot_exclude": ["rust"]}, "cannot_exclude[0]", "not_one_of"),
]


@pytest.mark.parametrize(
    ("base", "change", "path", "code"),
    [(GOOD, *wrong) for wrong in WRONG] + [(PACK, *wrong) for wrong in WRONG_PACKS],
)
def test_each_mistake_is_named_by_its_path(base: Mapping, change: Mapping, path: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(base | change)
    assert (path, code) in {(problem.path, problem.code) for problem in caught.value.problems}
    for problem in caught.value.problems:
        assert problem.code not in explain_problem(problem, "en").split(": ")[1:]
        assert explain_problem(problem, "fa").startswith(problem.path)


def test_what_was_published_stands_even_where_nobody_would_write_it_so_today() -> None:
    senseless = GOOD | {"deductible": money(9), "caps": {"per_claim": money(8)}}
    with pytest.raises(DocumentError):
        parse_document(senseless)
    assert parse_stored(senseless).id == "a@1"
    with pytest.raises(DocumentError):
        parse_stored(GOOD | {"period": 24})


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document({"kind": "manufacturer", "perod": {}, "lines": {"part": 200}, "start": {"basis": "x"}})
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"id", "perod", "lines.part", "start.basis", "period"}


def test_the_nearest_key_is_suggested() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(GOOD | {"exclusion": []}, path="documents[3]")
    (problem,) = caught.value.problems
    assert problem.path == "documents[3].exclusion"
    assert dict(problem.params)["nearest"] == "exclusions"
    assert "exclusions" in explain_problem(problem, "fa")


@round_trip
@given(terms("a@1") | packs("law@1"))
def test_a_document_survives_writing_and_reading(document: Mapping) -> None:
    read = parse_stored(document)
    assert parse_stored(document_to_mapping(read)) == read
    assert digest(parse_stored(document_to_mapping(read))) == digest(read)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_documents_are_sound(name: str) -> None:
    read = parse_document(shipped()[name])
    assert read.id == name
    assert read.title
    assert parse_document(document_to_mapping(read)) == read


def test_the_order_of_exclusions_has_no_digest() -> None:
    document = shipped()["tv-standard@3"]
    turned = copy.deepcopy(document)
    turned["exclusions"].reverse()
    assert digest(parse_document(turned)) == digest(parse_document(document))
    turned["remedies"].reverse()
    assert digest(parse_document(turned)) != digest(parse_document(document))


def test_two_documents_cannot_share_an_id() -> None:
    with pytest.raises(DocumentError):
        parse_rule_book([GOOD, GOOD | {"period": {"months": 12}}])
    with pytest.raises(DocumentError):
        parse_rule_book([GOOD, PACK | {"id": "a@1"}])
    assert len(parse_rule_book([GOOD, GOOD]).terms) == 1


def test_a_rule_book_names_the_problems_of_all_documents() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_rule_book([GOOD | {"kind": "x"}, PACK | {"scope": None}], path="terms")
    assert [problem.path for problem in caught.value.problems] == ["terms[0].kind", "terms[1].scope"]


def test_the_digest_is_of_the_whole_book() -> None:
    read = parse_document(GOOD)
    assert isinstance(read, Terms)
    assert RuleBook((read,)).digest != RuleBook().digest
    assert RuleBook((read,)).digest.startswith("sha256:")


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["all", "pack", "2025-02-30", "2025-03-01", "sold", "IRR", "1", "a@1", "wear"])
)  # fmt: skip
keys = st.sampled_from([*GOOD, *PACK, "floor", "exclusions", "class", "effect", "basis", "months", "when"])
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=5), inner, max_size=4)
)


@round_trip
@given(anything)
def test_any_json_is_a_document_or_a_clean_error(data: Any) -> None:
    for problem in problems_of(data):
        assert explain_problem(problem, "fa")


@round_trip
@given(terms("a@1") | packs("law@1"), st.data())
def test_a_damaged_document_is_a_clean_error(document: Mapping, data: st.DataObject) -> None:
    for problem in problems_of(damage(document, data)):
        assert explain_problem(problem, "en")


def problems_of(data: Any) -> tuple[Problem, ...]:
    """What is wrong with the data; nothing, if it is a document. Any other error is a failure."""
    try:
        parse_document(data)
    except DocumentError as error:
        return error.problems
    return ()


def damage(whole: Any, data: st.DataObject) -> Any:
    """Put anything in some place of the data."""
    if isinstance(whole, dict) and whole and data.draw(st.integers(0, 4)):
        key = data.draw(st.sampled_from(sorted(whole)))
        return whole | {key: damage(whole[key], data)}
    if isinstance(whole, list) and whole and data.draw(st.integers(0, 4)):
        place = data.draw(st.integers(0, len(whole) - 1))
        return [*whole[:place], damage(whole[place], data), *whole[place + 1 :]]
    return data.draw(anything)
