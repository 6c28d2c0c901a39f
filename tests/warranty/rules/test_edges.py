"""Edges that changed rules got past the worked cases unnoticed: one plain example for each."""

import copy
from typing import Any

import pytest

from payandan.warranty.rules import (
    CaseError,
    DocumentError,
    Replay,
    adjudicate,
    alike,
    parse_case,
    parse_rule_book,
    ruling_of,
    verdict_to_mapping,
    vocabulary,
)  # fmt: skip
from tests.warranty.rules.strategies import Book, Mapping, book

pytestmark = pytest.mark.pure

LINE: Mapping = {"id": "1", "kind": "part", "amount": "1000", "currency": "IRR"}
TERMS: Mapping = {
    "id": "a@1", "kind": "manufacturer", "start": {"basis": "sold"}, "period": {"months": 12}, "lines": {"part": 100},
}  # fmt: skip
PACK: Mapping = {
    "id": "law@1", "kind": "pack", "scope": {"country": "IR"}, "source": {"title": "An act", "confidence": "high"},
}  # fmt: skip
CASE: Mapping = {
    "asked_on": "2024-06-02",
    "unit": {"country": "IR", "category": "television", "sold_on": "2024-01-01"},
    "fault": {"failed_on": "2024-06-01", "component": "panel", "cause": {"value": "material", "source": "technician"}},
    "history": [],
    "lines": [LINE],
}


def case(**changes: Any) -> Mapping:
    """The case with other facts: `fault__cause` is that of the fault; None is unknown."""
    told = copy.deepcopy(CASE)
    for name, value in changes.items():
        part, _, key = name.partition("__")
        if key:
            told[part][key] = value
        else:
            told[part] = value
    return told


def judge(told: Mapping, *documents: Mapping) -> Mapping:
    return verdict_to_mapping(adjudicate(parse_case(told), book(parted(documents))))


def parted(documents: tuple[Mapping, ...]) -> Book:
    packs = [one for one in documents if one["kind"] == "pack"]
    return [one for one in documents if one not in packs], packs


def same_when_replayed(documents: tuple[Mapping, ...], *cases: Mapping) -> None:
    """Ruled together the cases come out as each by itself."""
    rule_book, read = book(parted(documents)), [parse_case(one) for one in cases]
    assert Replay(rule_book).rule(read) == [ruling_of(adjudicate(one, rule_book)) for one in read]


def reason(verdict: Mapping, code: str) -> Mapping:
    return next(one for one in verdict["reasons"] if one["code"] == code)


def question(verdict: Mapping, fact: str) -> Mapping:
    return next(one for one in verdict["questions"] if one["fact"] == fact)


def paid(verdict: Mapping, line: str = "1") -> dict[str, int]:
    split = next(one["split"] for one in verdict["lines"] if one["id"] == line)
    return {share["terms"] or "customer": int(share["amount"]) for share in split}


# --- days -----------------------------------------------------------------------------------------


def test_a_recall_with_a_period_ends() -> None:
    recall = TERMS | {"kind": "recall"}
    assert judge(case(fault__failed_on="2024-12-31"), recall)["outcome"] == "covered"
    assert judge(case(fault__failed_on="2025-01-01"), recall)["outcome"] == "not_covered"


def test_only_a_recall_without_a_period_asks_for_no_day() -> None:
    endless = {key: value for key, value in TERMS.items() if key != "period"} | {"kind": "goodwill"}
    assert judge(case(fault__failed_on=None), endless | {"kind": "recall"})["outcome"] == "covered"
    assert judge(case(fault__failed_on=None), endless)["outcome"] == "undecided"


def test_a_repair_after_the_fault_does_not_bring_in_a_later_law() -> None:
    ours = TERMS | {"kind": "replaced_part", "start": {"basis": "replaced"}, "period": {"months": 24},
                    "exclusions": [{"class": "wear", "effect": "claim"}]}  # fmt: skip
    law = PACK | {"scope": {"country": "IR", "from": "2024-03-01"}, "cannot_exclude": ["wear"]}
    worn = {"value": "wear", "source": "technician"}
    acts = [{"kind": "part_replaced", "on": day, "by": "authorised", "component": "panel"}
            for day in ("2024-02-01", "2024-07-01")]  # fmt: skip
    assert judge(case(fault__cause=worn, history=acts), ours, law)["outcome"] == "not_covered"
    acts[0]["on"] = "2024-03-01"
    assert judge(case(fault__cause=worn, history=acts), ours, law)["outcome"] == "covered"


def test_a_history_without_a_repair_is_not_presumed() -> None:
    ours = TERMS | {"kind": "repair", "start": {"basis": "repaired"}}
    assert "history" in judge(case(), ours)["presumed"]
    assert "history" not in judge(case(history=[{"kind": "maintenance", "on": "2024-02-01"}]), ours)["presumed"]


@pytest.mark.parametrize(("most", "outcome"), [(24 * 11, "covered"), (24 * 11 - 1, "undecided")])
def test_hours_that_cannot_have_passed_are_not_asked(most: int, outcome: str) -> None:
    """Ten days lie between the sale and the fault, so the meter has seen eleven days at most."""
    limited = TERMS | {"limits": [{"meter": "hours", "max": most}]}
    verdict = judge(case(fault__failed_on="2024-01-11"), limited)
    assert verdict["outcome"] == outcome
    assert ("fault.meters.hours" in verdict["presumed"]) == (outcome == "covered")


def test_a_share_by_age_is_paid_and_said() -> None:
    aged = TERMS | {"pro_rata": [{"until": {"months": 3}, "share": 100}, {"until": {"months": 12}, "share": 33.3}]}
    verdict = judge(case(), aged)
    assert (verdict["outcome"], paid(verdict)) == ("partly_covered", {"a@1": 333, "customer": 667})
    assert reason(verdict, "pro_rata")["params"] == {"percent": "33.3"}
    aged["pro_rata"] = [{"until": {"months": 12}, "share": 33.3}]
    assert judge(case(), aged)["lines"][0]["outcome"] == "partly"


# --- reasons name their facts ---------------------------------------------------------------------


def test_a_cause_that_is_not_promised_is_named() -> None:
    granting = TERMS | {"grants": [{"causes": ["material"]}]}
    told = case(fault__cause={"value": "design", "source": "technician"})
    assert reason(judge(told, granting), "not_promised")["params"] == {"cause": "design"}


def test_a_strangers_repair_is_told_from_the_history() -> None:
    strict = TERMS | {"exclusions": [{"class": "unauthorised_repair", "effect": "void"}]}
    stranger = {"kind": "repair", "on": "2024-02-01", "by": {"value": "owner", "source": "technician"}}
    told = reason(judge(case(history=[stranger]), strict), "unauthorised_repair")
    assert (told["facts"], told["effect"], told["params"]) == (["history"], "voids", {"by": "owner"})


def test_a_protection_names_the_cause_where_the_exclusion_lists_causes() -> None:
    strict = TERMS | {"exclusions": [{"class": "preexisting", "causes": ["wear"], "effect": "claim"}]}
    law = PACK | {"cannot_exclude": ["preexisting"]}
    verdict = judge(case(fault__cause={"value": "wear", "source": "technician"}), strict, law)
    assert reason(verdict, "law_protects")["facts"] == ["fault.cause"]


def test_a_condition_that_failed_names_its_fact() -> None:
    strict = TERMS | {"conditions": [{"kind": "installed_by", "who": ["authorised"]}]}
    told = reason(judge(case(unit__installed_by="owner"), strict), "condition_failed")
    assert (told["facts"], told["effect"]) == (["unit.installed_by"], "sets_aside")


def test_an_unknown_serial_is_named_and_asked() -> None:
    recall = TERMS | {"kind": "recall", "scope": {"serials": [{"from": "AV-100", "to": "AV-499"}]}}
    verdict = judge(case(), recall)
    assert reason(verdict, "serial_unknown")["facts"] == ["unit.serial"]
    assert question(verdict, "unit.serial")["ask"] == "customer"


def test_what_is_held_back_names_the_amount() -> None:
    capped = TERMS | {
        "deductible": {"amount": "100", "currency": "IRR"}, "caps": {"per_claim": {"amount": "500", "currency": "IRR"}},
    }  # fmt: skip
    verdict = judge(case(), capped)
    assert paid(verdict) == {"a@1": 500, "customer": 500}
    assert reason(verdict, "deductible")["facts"] == reason(verdict, "cap_reached")["facts"] == ["lines.amount"]


# --- money ----------------------------------------------------------------------------------------


def test_the_smallest_unit_is_paid() -> None:
    assert paid(judge(case(lines=[LINE | {"amount": "1"}]), TERMS)) == {"a@1": 1}
    capped = TERMS | {"caps": {"per_claim": {"amount": "1", "currency": "IRR"}}}
    assert paid(judge(case(), capped)) == {"a@1": 1, "customer": 999}


def test_a_cap_is_spent_once_where_lines_change_hands() -> None:
    """The second payer takes over a line so that the first can pay another, and its own cap holds for both."""
    first = TERMS | {
        "caps": {"per_claim": {"amount": "1000", "currency": "IRR"}},
        "lines": {"part": 100, "labour": 100, "travel": 100},
    }  # fmt: skip
    second = TERMS | {"id": "b@1", "kind": "extended", "caps": {"per_claim": {"amount": "700", "currency": "IRR"}}}
    lines = [LINE, LINE | {"id": "2", "kind": "labour"}, LINE | {"id": "3", "kind": "travel"}]
    verdict = judge(case(lines=lines), first, second)
    shares = [paid(verdict, name) for name in "123"]
    assert {who: sum(one.get(who, 0) for one in shares) for who in ("a@1", "b@1", "customer")} == {
        "a@1": 1000, "b@1": 700, "customer": 1300,
    }  # fmt: skip


def test_goodwill_for_dear_units_needs_the_price() -> None:
    policy = {
        "id": "kind@1", "kind": "goodwill", "start": {"basis": "sold"}, "lines": {"part": 100},
        "goodwill": {"matrix": [
            {"when": {"price_min": {"amount": "5000", "currency": "IRR"}}, "split": {"brand": 100, "customer": 0}},
            {"when": {}, "split": {"brand": 50, "customer": 50}},
        ]},
    }  # fmt: skip
    ended = TERMS | {"period": {"months": 1}}
    (unknown,) = judge(case(), ended, policy)["proposals"]
    assert (unknown["row"], unknown["missing"]) == (2, ["unit.price"])
    (dear,) = judge(case(unit__price={"amount": "5000", "currency": "IRR"}), ended, policy)["proposals"]
    assert (dear["row"], dear["missing"]) == (1, [])


def test_what_was_paid_before_is_read_with_its_path() -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(case(history=[{"kind": "repair", "paid": [{"terms": "a@1", "amount": "x", "currency": "?"}]}]))
    found = {(problem.path, problem.code) for problem in caught.value.problems}
    assert found == {
        ("history[0].paid[0].amount", "not_an_amount"), ("history[0].paid[0].currency", "not_a_currency"),
    }  # fmt: skip


# --- rights ---------------------------------------------------------------------------------------


def test_of_two_rights_to_withdraw_the_longer_one_counts() -> None:
    def giving(name: str, days: int) -> Mapping:
        return PACK | {
            "id": name, "subject": "withdrawal",
            "withdrawal": {"within": {"days": days}, "after": "delivered", "return_freight": "seller"},
        }  # fmt: skip

    told = case(unit__delivered_on="2024-06-01", unit__channel="shop")
    for first, second in ((14, 7), (7, 14)):
        verdict = judge(told, TERMS, giving("law1@1", first), giving("law2@1", second))
        assert (verdict["withdrawal"]["outcome"], verdict["withdrawal"]["until"]) == ("open", "2024-06-16")


# --- many at once ---------------------------------------------------------------------------------


def test_replayed_units_that_changed_hands_are_told_apart() -> None:
    bound = TERMS | {"transferable": False}
    days = (None, "2023-12-31", "2024-03-01", "2024-06-01", "2024-07-01")
    same_when_replayed((bound,), *(case(unit__owner_changed_on=day) for day in days))


def test_replayed_causes_are_believed_from_whom_the_grant_says() -> None:
    granting = TERMS | {"grants": [{"causes": ["material"], "found_by": ["customer"]}]}
    told = {"value": "material", "source": "customer"}
    same_when_replayed((granting,), case(fault__cause=told, unit__sold_on=None), case(fault__cause=told))


def test_alike_causes_are_all_the_causes() -> None:
    for terms in (TERMS, TERMS | {"exclusions": [{"class": "wear", "effect": "claim"}]}):
        groups = alike(vocabulary.CAUSES, book(([terms], [])))
        assert sorted(cause for group in groups for cause in group) == sorted(vocabulary.CAUSES)


# --- more reasons and reaches ---------------------------------------------------------------------


def test_a_promise_set_aside_for_its_place_names_the_place() -> None:
    here = TERMS | {"scope": {"territory": ["IR"]}}
    told = reason(judge(case(fault__country="DE"), here), "out_of_scope")
    assert (told["facts"], told["params"]) == (["fault.country"], {"what": "territory", "value": "DE"})


def test_a_promise_that_does_not_pass_on_names_the_change() -> None:
    bound = TERMS | {"transferable": False}
    told = reason(judge(case(unit__owner_changed_on="2024-03-01"), bound), "not_transferable")
    assert told["facts"] == ["unit.owner_changed_on"]
    unknown = judge(case(unit__owner_changed_on="2024-03-01", fault__failed_on=None), bound)
    assert ["unit.owner_changed_on"] in [one["facts"] for one in unknown["reasons"] if one["code"] == "date_unknown"]


def test_a_fact_about_one_component_reaches_that_component_alone() -> None:
    strict = TERMS | {"exclusions": [{"class": "preexisting", "effect": "component"}]}
    seen = {"value": True, "source": "technician"}
    lines = [LINE | {"component": "panel"}, LINE | {"id": "2", "component": "board"}]
    verdict = judge(case(fault__visible_at_purchase=seen, lines=lines), strict)
    assert [line["outcome"] for line in verdict["lines"]] == ["not_covered", "covered"]


def test_a_consumable_at_fault_reaches_the_whole_claim() -> None:
    worn = TERMS | {
        "components": [{"component": "lamp", "consumable": True}],
        "exclusions": [{"class": "consumable", "effect": "claim"}],
    }
    lines = [LINE | {"component": "panel"}]
    assert judge(case(fault__component="panel", lines=lines), worn)["outcome"] == "covered"
    verdict = judge(case(fault__component="lamp", lines=lines), worn)
    assert (verdict["outcome"], reason(verdict, "consumable")["facts"]) == ("not_covered", ["fault.component"])


def test_a_floor_does_not_pay_for_what_the_terms_call_a_consumable() -> None:
    worn = TERMS | {"components": [{"component": "lamp", "consumable": True}]}
    law = PACK | {"floor": {"period": {"months": 24}, "lines": {"part": 100}}}
    lines = [LINE | {"component": "panel"}, LINE | {"id": "2", "component": "lamp"}]
    verdict = judge(case(fault__component=None, fault__failed_on="2025-06-01", lines=lines), worn, law)
    assert [line["outcome"] for line in verdict["lines"]] == ["covered", "not_covered"]


def test_a_meter_ends_a_floor() -> None:
    law = PACK | {"floor": {"period": {"months": 24}, "lines": {"part": 100}, "limits": [{"meter": "km", "max": 1000}]}}
    for km, outcome in ((999, "covered"), (1000, "not_covered")):
        told = case(fault__failed_on="2025-06-01", fault__meters={"km": km})
        assert judge(told, TERMS, law)["outcome"] == outcome


@pytest.mark.parametrize("effect", ["claim", "component", "line", "suspend", "void"])
def test_only_what_ends_a_promise_stops_its_clock(effect: str) -> None:
    strict = TERMS | {"exclusions": [{"class": "accident", "effect": effect}]}
    verdict = judge(case(fault__cause={"value": "accident", "source": "technician"}), strict)
    assert verdict["outcome"] == "not_covered"
    assert verdict["clocks"]["free_until"] == (None if effect in ("suspend", "void") else "2025-01-01")
    raised = judge(case(fault__cause={"value": "accident", "source": "customer"}), strict)
    assert raised["clocks"]["free_until"] == "2025-01-01"


def test_the_day_of_the_claim_is_presumed_only_where_it_matters() -> None:
    assert "asked_on" not in judge(case(asked_on=None), TERMS)["presumed"]
    assert "asked_on" in judge(case(asked_on=None), TERMS | {"late_claim": {"days": 30}})["presumed"]
    assert "asked_on" not in judge(case(), TERMS | {"late_claim": {"days": 30}})["presumed"]


def test_another_problem_is_told_from_the_history() -> None:
    ours = TERMS | {"kind": "repair", "start": {"basis": "repaired"}}
    act = {"kind": "repair", "on": "2024-03-01", "by": "authorised", "component": "panel", "same_problem": False}
    assert reason(judge(case(history=[act]), ours), "other_problem")["facts"] == ["history"]
    assert reason(judge(case(), ours), "not_started")["facts"] == ["history"]


def test_a_meter_since_a_repair_is_asked_of_the_customer_with_a_photo() -> None:
    ours = TERMS | {"kind": "repair", "start": {"basis": "repaired"}, "limits": [{"meter": "km", "max": 3000}]}
    act = {"kind": "repair", "on": "2024-03-01", "by": "authorised", "component": "panel", "same_problem": True}
    verdict = judge(case(history=[act | {"meters": {"km": 10_000}}]), ours)
    asked = question(verdict, "fault.meters.km")
    assert (asked["ask"], asked["evidence"]) == ("customer", "photo")
    verdict = judge(case(history=[act], fault__meters={"km": 12_000}), ours)
    assert question(verdict, "history[0].meters.km")["ask"] == "system"


def test_a_commitment_says_until_when_service_can_be_had() -> None:
    told = judge(case(), TERMS | {"kind": "commitment", "period": {"years": 10}, "lines": {}})
    promised = reason(told, "service_promised")
    assert promised["dates"] == {"from": "2024-01-01", "until": "2034-01-01", "on": "2024-06-01"}
    assert promised["facts"] == ["fault.failed_on"]


def test_a_right_lengthens_by_years_as_well() -> None:
    law = PACK | {
        "rights": [{"kind": "extend", "when": {"repair_days_over": 5}, "by": {"years": 1}, "per": "repair"}],
    }
    act = {"kind": "repair", "on": "2024-03-01", "by": "authorised", "days_out_of_service": 6}
    for failed, outcome in (("2025-12-31", "covered"), ("2026-01-01", "not_covered")):
        assert judge(case(fault__failed_on=failed, history=[act]), TERMS, law)["outcome"] == outcome


def test_the_clause_of_a_row_goes_with_the_proposal() -> None:
    policy = {
        "id": "kind@1", "kind": "goodwill", "start": {"basis": "sold"}, "lines": {"part": 100},
        "goodwill": {"matrix": [{"when": {}, "split": {"brand": 100}, "clause": "7.2"}]},
    }  # fmt: skip
    (told,) = judge(case(), TERMS | {"period": {"months": 1}}, policy)["proposals"]
    assert (told["clause"], told["row"]) == ("7.2", 1)


def test_a_law_is_named_with_its_article() -> None:
    source = {"title": "An act", "article": "Article 3", "confidence": "high", "checked_on": "2025-01-01"}
    law = PACK | {"source": source, "floor": {"period": {"months": 24}, "lines": {"part": 100}}}
    verdict = judge(case(fault__failed_on="2025-06-01"), TERMS, law)
    named = next(one["law"] for one in verdict["reasons"] if one["effect"] == "grants")
    assert named == {
        "pack": "law@1", "rule": "floor", "title": "An act", "article": "Article 3", "confidence": "high",
        "checked_on": "2025-01-01",
    }  # fmt: skip


def test_replayed_lines_keep_the_order_of_the_case() -> None:
    lines = [LINE | {"id": "2"}, LINE | {"amount": "7"}, LINE | {"id": "10", "kind": "labour"}]
    same_when_replayed((TERMS,), case(lines=lines), case(lines=lines[::-1]))


def test_a_document_that_is_given_twice_differently_is_named() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_rule_book([TERMS, TERMS | {"lines": {"part": 50}}])
    (problem,) = caught.value.problems
    assert (problem.code, problem.params) == ("duplicate", (("value", "a@1"),))


DOCUMENT_MISTAKES: list[tuple[Mapping, str, str]] = [
    (PACK | {"rights": [{"kind": "replace", "per": "month"}]}, "rights[0].per", "not_one_of"),
    (PACK | {"floor": {"limits": [{"meter": "miles", "max": 1}]}}, "floor.limits[0].meter", "not_one_of"),
    (PACK | {"floor": {"limits": {}}}, "floor.limits", "not_a_list"),
    (TERMS | {"lines": {"part": 101}}, "lines.part", "out_of_range"),
    (TERMS | {"lines": {"part": "half"}}, "lines.part", "not_a_percent"),
    (PACK | {"clocks": {"parts_promised": {"moons": 1}}}, "clocks.parts_promised.moons", "unknown_key"),
    (PACK | {"cannot_exclude": [None]}, "cannot_exclude[0]", "required"),
    (TERMS | {"conditions": [{"kind": "registered_within", "days": 0}]}, "conditions[0].days", "out_of_range"),
    (TERMS | {"conditions": [{"kind": "maintenance_done", "every": {"moons": 1}}]}, "conditions[0].every.moons",
     "unknown_key"),
    (PACK | {"keeps_presumption": "yes"}, "keeps_presumption", "not_true_or_false"),
    (PACK | {"rights": [{"kind": "extend", "when": {"repair_days_over": 1}}]}, "rights[0].by", "required"),
    (PACK | {"rights": [{"kind": "extend", "when": {"repair_days_over": 1}, "by": {"moons": 1}}]},
     "rights[0].by.moons", "unknown_key"),
    (PACK | {"scope": {"until": "soon"}}, "scope.until", "not_a_day"),
    (TERMS | {"exclusions": [{"class": "wear", "effect": "claim", "cured_by": [1]}]}, "exclusions[0].cured_by[0]",
     "not_a_word"),
    (TERMS | {"exclusions": [{"class": "pixels_within_tolerance", "effect": "claim", "max": -1}]},
     "exclusions[0].max", "out_of_range"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "code"), DOCUMENT_MISTAKES)
def test_a_mistake_in_a_document_is_named_by_its_path(document: Mapping, path: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_rule_book([document])
    assert (f"[0].{path}", code) in {(problem.path, problem.code) for problem in caught.value.problems}


# --- what is believed -----------------------------------------------------------------------------


def test_a_bare_fact_is_the_systems_word() -> None:
    assert judge(case(fault__cause="material"), TERMS)["outcome"] == "covered"
    assert judge(case(fault__cause={"value": "material"}), TERMS)["outcome"] == "covered"
    strict = TERMS | {"exclusions": [{"class": "counterfeit", "effect": "void", "found_by": ["system"]}]}
    assert judge(case(unit__genuine=False), strict)["outcome"] == "not_covered"
    assert judge(case(unit__genuine={"value": False, "source": "technician"}), strict)["outcome"] == "undecided"


def test_a_turned_presumption_about_the_history_is_asked_and_excludes_nothing_yet() -> None:
    strict = TERMS | {"exclusions": [{"class": "unauthorised_repair", "effect": "claim", "presume": "unknown"}]}
    verdict = judge(case(history=None), strict)
    assert verdict["outcome"] == "undecided"
    assert reason(verdict, "unauthorised_repair")["effect"] == "raises"
    assert question(verdict, "history")["decides"] == ["1"]
    assert judge(case(), strict)["outcome"] == "covered"


def test_a_country_is_presumed_only_while_it_is_unknown() -> None:
    law = PACK | {"floor": {"period": {"months": 24}, "lines": {"part": 100}}}
    assert "unit.country" not in judge(case(), TERMS, law)["presumed"]
    assert "unit.country" in judge(case(unit__country=None), TERMS, law)["presumed"]
    assert "unit.country" not in judge(case(unit__country=None), TERMS)["presumed"]


@pytest.mark.parametrize(
    "gives",
    [{"cannot_exclude": ["wear"]}, {"floor": {"period": {"months": 24}, "lines": {"part": 100}, "exclusions": []}}],
)
def test_unchecked_law_that_might_give_more_is_named_and_decides_nothing(gives: Mapping) -> None:
    strict = TERMS | {"exclusions": [{"class": "wear", "effect": "claim"}]}
    law = PACK | {"source": {"title": "An act", "confidence": "low"}} | gives
    verdict = judge(case(fault__cause={"value": "wear", "source": "technician"}), strict, law)
    assert verdict["outcome"] == "not_covered"
    assert reason(verdict, "law_unchecked")["law"]["pack"] == "law@1"
    assert "law_unchecked" not in {one["code"] for one in judge(case(), strict, law)["reasons"]}


def test_a_cap_is_not_touched_by_a_line_that_another_pays() -> None:
    second = TERMS | {
        "id": "b@1", "kind": "extended", "lines": {"part": 100, "labour": 100},
        "caps": {"per_claim": {"amount": "1000", "currency": "IRR"}},
    }  # fmt: skip
    verdict = judge(case(lines=[LINE, LINE | {"id": "2", "kind": "labour"}]), TERMS, second)
    assert (paid(verdict, "1"), paid(verdict, "2")) == ({"a@1": 1000}, {"b@1": 1000})


@pytest.mark.parametrize("floor", [50, 70, 100])
def test_replayed_floors_top_up_to_the_smallest_unit(floor: int) -> None:
    law = PACK | {"floor": {"lines": {"part": floor}}}
    cases = [case(lines=[LINE | {"amount": amount}]) for amount in ("1", "7", "999", "1001")]
    same_when_replayed((TERMS | {"lines": {"part": 33.33}}, law), *cases)


def test_replayed_hours_are_asked_as_one_by_one() -> None:
    limited = TERMS | {"limits": [{"meter": "hours", "max": 60}]}
    days = ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-06-01")
    same_when_replayed((limited,), *(case(fault__failed_on=day) for day in days))
    driven = TERMS | {"limits": [{"meter": "km", "max": 60}]}
    same_when_replayed((driven,), *(case(fault__failed_on=day) for day in days))
    read = [case(fault__meters={"hours": hours}) for hours in (59, 60, 61, None)]
    same_when_replayed((limited,), *read)


def test_a_part_of_unknown_name_is_asked_in_the_name_of_the_law() -> None:
    law = PACK | {"floor": [{
        "name": "parts", "kind": "replaced_part", "start": {"basis": "replaced"}, "period": {"months": 6},
        "lines": {"part": 100}, "exclusions": [],
    }]}  # fmt: skip
    act = {"kind": "part_replaced", "on": "2025-03-01", "by": "authorised"}
    verdict = judge(case(fault__failed_on="2025-06-01", history=[act]), TERMS, law)
    told = reason(verdict, "part_unknown")
    assert (told["law"]["pack"], told["facts"], verdict["outcome"]) == ("law@1", ["history"], "undecided")
    assert question(verdict, "history[0].component")["ask"] == "technician"


def test_a_rule_is_named_with_its_own_article() -> None:
    own = {"article": "Article 9", "confidence": "medium"}
    law = PACK | {"floor": {"period": {"months": 24}, "lines": {"part": 100}, "source": own}}
    verdict = judge(case(fault__failed_on="2025-06-01"), TERMS, law)
    named = next(one["law"] for one in verdict["reasons"] if one["effect"] == "grants")
    assert (named["article"], named["confidence"], named["title"]) == ("Article 9", "medium", "An act")


def test_working_days_are_those_of_the_one_country_whose_law_speaks() -> None:
    """Where the country of the unit is unknown: Friday 14 June 2024 is a working day in Germany, not in Iran."""

    def law(country: str) -> Mapping:
        return PACK | {
            "id": f"{country.lower()}@1", "scope": {"country": country}, "clocks": {"repair_due": {"working_days": 1}},
        }  # fmt: skip

    told = case(unit__country=None, asked_on="2024-06-13", fault__failed_on="2024-06-01")
    due = [
        judge(told, TERMS, *map(law, places))["remedies"][0]["due_on"] for places in (("DE",), ("IR",), ("DE", "IR"))
    ]
    assert due == ["2024-06-14", "2024-06-15", "2024-06-15"]


def test_a_serial_in_the_range_of_a_recall_still_presumes_the_country() -> None:
    recall = TERMS | {"kind": "recall", "scope": {"serials": [{"from": "AV-100", "to": "AV-499"}], "countries": ["IR"]}}
    told = case(unit__serial="AV-250", unit__country=None)
    verdict = judge(told, recall)
    assert (verdict["outcome"], verdict["presumed"].count("unit.country")) == ("covered", 1)
    assert judge(case(unit__serial="AV-500"), recall)["outcome"] == "not_covered"


def test_goodwill_after_repairs_needs_the_history() -> None:
    policy = {
        "id": "kind@1", "kind": "goodwill", "start": {"basis": "sold"}, "lines": {"part": 100},
        "goodwill": {"matrix": [
            {"when": {"repairs_min": 1}, "split": {"brand": 100}},
            {"when": {}, "split": {"brand": 50, "customer": 50}},
        ]},
    }  # fmt: skip
    ended = TERMS | {"period": {"months": 1}}
    act = {"kind": "repair", "on": "2024-01-15", "by": "authorised"}
    told = [judge(case(history=history), ended, policy)["proposals"][0] for history in (None, [], [act])]
    assert [(one["row"], one["missing"]) for one in told] == [(2, ["history"]), (2, []), (1, [])]


def test_a_repair_on_time_gives_no_right() -> None:
    """Nobody counted its days, or it was no repair at all: neither is held against the workshop."""
    law = PACK | {"rights": [{"kind": "refund", "when": {"repair_days_over": 5}, "choice": "customer"}]}
    for act in ({"kind": "maintenance", "days_out_of_service": 60}, {"kind": "repair"},
                {"kind": "repair", "days_out_of_service": 5}):  # fmt: skip
        told = judge(case(history=[act | {"on": "2024-02-01", "by": "authorised"}]), TERMS, law)
        assert [one["kind"] for one in told["remedies"]] == ["repair"], act
    late = {"kind": "repair", "on": "2024-02-01", "by": "authorised", "days_out_of_service": 6}
    assert [one["kind"] for one in judge(case(history=[late]), TERMS, law)["remedies"]] == ["repair", "refund"]


def test_unchecked_law_stops_no_clock() -> None:
    """A pack of two parts: what is unchecked of it stays out of the part that decides, and the other way round."""
    low = {"in_workshop": True, "source": {"confidence": "low"}}
    act = {"kind": "repair", "on": "2024-03-01", "by": "authorised", "days_out_of_service": 10}
    told = case(fault__failed_on="2025-01-05", history=[act])
    for law, outcome in ((PACK | {"clock_stops": low, "cannot_exclude": ["wear"]}, "not_covered"),
                         (PACK | {"clock_stops": {"in_workshop": True}}, "covered"),
                         (PACK | {"cannot_exclude": ["wear"]}, "not_covered")):  # fmt: skip
        assert judge(told, TERMS, law)["outcome"] == outcome


def test_replayed_late_claims_and_categories_are_told_apart() -> None:
    late = TERMS | {"late_claim": {"days": 30}}
    days = ("2024-06-02", "2025-01-30", "2025-01-31", None)
    same_when_replayed((late,), *(case(asked_on=day) for day in days))
    law = PACK | {"scope": {"country": "IR", "categories": ["kettle"]}, "floor": {"lines": {"labour": 100}}}
    work = [LINE | {"kind": "labour"}]
    same_when_replayed(
        (TERMS, law), *(case(unit__category=what, lines=work) for what in ("kettle", "television", None))
    )


def test_what_the_law_strikes_out_of_an_exclusion_no_longer_hits() -> None:
    strict = TERMS | {"exclusions": [{"class": "accident", "causes": ["accident", "liquid"], "effect": "claim"}]}
    law = PACK | {"cannot_exclude": ["liquid"]}
    for cause, outcome in (("accident", "not_covered"), ("liquid", "covered")):
        told = case(fault__cause={"value": cause, "source": "technician"})
        assert judge(told, strict, law)["outcome"] == outcome


@pytest.mark.parametrize(("per", "end"), [("day", "2025-01-09"), ("week", "2025-01-03"), ("repair", "2025-01-02")])
def test_a_right_lengthens_by_the_day_the_week_or_the_repair(per: str, end: str) -> None:
    """Eight days late are eight days, two weeks that have begun, or one repair."""
    law = PACK | {"rights": [{"kind": "extend", "when": {"repair_days_over": 5}, "by": {"days": 1}, "per": per}]}
    act = {"kind": "repair", "on": "2024-03-01", "by": "authorised", "days_out_of_service": 13}
    assert judge(case(history=[act]), TERMS, law)["clocks"]["free_until"] == end


def test_what_nobody_has_priced_takes_no_counter_from_what_somebody_has() -> None:
    """An hour of a contract pays the priced line; the other one, without an amount yet, gets what is left."""
    contract = {
        "id": "a@1", "kind": "contract", "title": {"en": "Hours"}, "start": {"basis": "sold"}, "period": {"months": 12},
        "lines": {"labour": 100}, "entitlements": {"labour_hours": 1},
    }  # fmt: skip
    case = parse_case({
        "unit": {"sold_on": "2024-01-01"},
        "fault": {"failed_on": "2024-02-01", "cause": {"value": "material", "source": "technician"}},
        "lines": [
            {"id": "1", "kind": "labour", "amount": "0", "currency": "IRR", "hours": 1},
            {"id": "2", "kind": "labour", "amount": "1000", "currency": "IRR", "hours": 1},
        ],
    })  # fmt: skip
    verdict = adjudicate(case, book(([contract], [])))
    assert [line.outcome for line in verdict.lines] == ["not_covered", "covered"]
