"""The laws of the adjudicator, each tried on random documents and cases."""

import copy
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from payandan.platform.kit.periods import Period, add_period
from payandan.warranty.rules import adjudicate, parse_case, verdict_to_mapping, vocabulary
from tests.warranty.rules.strategies import (
    CAUSES,
    COMPONENTS,
    DAYS,
    GROUPS,
    SOURCES,
    SYMPTOMS,
    Book,
    Mapping,
    book,
    books,
    cases,
    exclusions,
    law,
    made,
    packs,
    periods,
    policies,
    suppliers,
    terms,
)

pytestmark = pytest.mark.pure

Interval = tuple[int, int]


def judge(case: Mapping, documents: Book) -> Mapping:
    verdict = adjudicate(parse_case(case), book(documents))
    mapping = verdict_to_mapping(verdict)
    for written, line in zip(mapping["lines"], verdict.lines, strict=True):
        written["customer_least"] = line.customer_least
    return mapping


def customers(line: Mapping) -> int:
    return sum(int(share["amount"]) for share in line["split"] if share["payer"] == "customer")


def gets(line: Mapping) -> Interval:
    """The least and the most that the customer does not have to pay."""
    amount = int(line["amount"])
    return amount - customers(line), amount - int(line["customer_least"])


def by_id(verdict: Mapping) -> dict[str, Mapping]:
    return {line["id"]: line for line in verdict["lines"]}


def never_lower(before: Mapping, after: Mapping) -> None:
    """Each line gives at least as much, from its least to its most."""
    for name, line in by_id(after).items():
        old, new = gets(by_id(before)[name]), gets(line)
        assert new[0] >= old[0], (name, old, new)
        assert new[1] >= old[1], (name, old, new)


def never_lower_in_sum(before: Mapping, after: Mapping) -> None:
    """The least for the whole bill: a cap or a deductible moves between lines."""
    old, new = (sum(gets(line)[0] for line in verdict["lines"]) for verdict in (before, after))
    assert new >= old, (old, new)


# --- determinism and exactness --------------------------------------------------------------------


@law
@given(cases(), books(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_makes_no_difference(case: Mapping, documents: Book, random: Any) -> None:
    before = judge(case, documents)
    shuffled = copy.deepcopy((case, documents))
    case_, documents_ = shuffled
    places = list(range(len(case["evidence"])))
    random.shuffle(places)
    case_["evidence"] = [case["evidence"][place] for place in places]
    random.shuffle(case_["lines"])
    for group in documents_:
        random.shuffle(group)
        for document in group:
            for key in ("exclusions", "conditions", "components", "cannot_exclude"):
                random.shuffle(document.get(key, []))
    after = judge(case_, documents_)
    for reason in after["reasons"]:
        reason["evidence"] = sorted(places[place] for place in reason["evidence"])
    after["lines"].sort(key=lambda line: line["id"])
    assert _numbered_anew(after) == _numbered_anew(before)


def _numbered_anew(verdict: Mapping) -> str:
    """Evidence is named by its place, so its order may move a reason; the reasons themselves stay."""
    texts = {
        reason["id"]: json.dumps({key: value for key, value in reason.items() if key != "id"}, sort_keys=True)
        for reason in verdict["reasons"]
    }
    plain = copy.deepcopy(verdict)
    plain["reasons"] = sorted(texts.values())
    for line in plain["lines"]:
        line["reasons"] = sorted(texts[name] for name in line["reasons"])
    for remedy in plain["remedies"]:
        remedy["because"] = texts[remedy["because"]]
    return json.dumps(plain, sort_keys=True)


@law
@given(cases(currencies=("IRR", "EUR")), books())
def test_the_same_input_gives_the_same_bytes(case: Mapping, documents: Book) -> None:
    first = json.dumps(judge(case, documents))
    assert json.dumps(judge(copy.deepcopy(case), copy.deepcopy(documents))) == first


@law
@given(cases(currencies=("IRR", "EUR")), books())
def test_shares_sum_to_the_amount_and_none_is_negative(case: Mapping, documents: Book) -> None:
    for line in judge(case, documents)["lines"]:
        amounts = [int(share["amount"]) for share in line["split"]]
        assert sum(amounts) == int(line["amount"])
        assert all(amount >= 0 for amount in amounts)


@law
@given(cases(), books())
def test_reasons_and_outcomes_hold_together(case: Mapping, documents: Book) -> None:
    verdict = judge(case, documents)
    known = {reason["id"] for reason in verdict["reasons"]}
    outcomes = {line["outcome"] for line in verdict["lines"]}
    assert (verdict["outcome"] == "undecided") == ("undecided" in outcomes) == bool(verdict["questions"])
    for line in verdict["lines"]:
        assert line["reasons"]
        assert set(line["reasons"]) <= known
        asked = any(line["id"] in question["decides"] for question in verdict["questions"])
        assert asked == (line["outcome"] == "undecided")


# --- more is never less ---------------------------------------------------------------------------


@law
@given(cases(), books(capped=False), terms("z@1", capped=False))
def test_more_terms_never_lower(case: Mapping, documents: Book, more: Mapping) -> None:
    never_lower(judge(case, documents), judge(case, ([*documents[0], more], documents[1])))


@law
@given(cases(), books(), terms("z@1"))
def test_more_terms_never_lower_the_sum(case: Mapping, documents: Book, more: Mapping) -> None:
    never_lower_in_sum(judge(case, documents), judge(case, ([*documents[0], more], documents[1])))


@law
@given(cases(), books(), packs("z@1"))
def test_a_pack_never_lowers(case: Mapping, documents: Book, more: Mapping) -> None:
    never_lower_in_sum(judge(case, documents), judge(case, (documents[0], [*documents[1], more])))


@law
@given(cases(), books(capped=False), packs("z@1"))
def test_a_pack_never_lowers_any_line(case: Mapping, documents: Book, more: Mapping) -> None:
    never_lower(judge(case, documents), judge(case, (documents[0], [*documents[1], more])))


@law
@given(cases(), books(capped=False), st.integers(1, 24))
def test_a_longer_period_never_lowers(case: Mapping, documents: Book, more: int) -> None:
    longer = copy.deepcopy(documents)
    period = longer[0][0]["period"]
    unit = next(unit for unit in ("months", "days", "years") if unit in period)
    period[unit] += more
    never_lower(judge(case, documents), judge(case, longer))


@law
@given(cases(), books(), st.sampled_from(["part", "labour", "travel"]))
def test_a_higher_share_never_lowers(case: Mapping, documents: Book, kind: str) -> None:
    higher = copy.deepcopy(documents)
    higher[0][0]["lines"][kind] = 100
    never_lower_in_sum(judge(case, documents), judge(case, higher))


@law
@given(cases(), books(capped=False), st.sampled_from(["part", "labour", "travel"]))
def test_a_higher_share_never_lowers_any_line(case: Mapping, documents: Book, kind: str) -> None:
    higher = copy.deepcopy(documents)
    higher[0][0]["lines"][kind] = 100
    never_lower(judge(case, documents), judge(case, higher))


@law
@given(cases(), books(), exclusions())
def test_an_exclusion_less_never_lowers(case: Mapping, documents: Book, one: Mapping) -> None:
    harder = copy.deepcopy(documents)
    harder[0][0]["exclusions"].append(one)
    never_lower_in_sum(judge(case, harder), judge(case, documents))


@law
@given(cases(), books(capped=False), st.sampled_from(["photo", "inspection_report"]))
def test_evidence_for_an_exclusion_never_raises(case: Mapping, documents: Book, kind: str) -> None:
    proven = copy.deepcopy(case)
    proven["evidence"] += [
        {"kind": kind, "about": about} for about in ("cause", "visible_at_purchase", "genuine", "history")
    ]
    before, after = judge(case, documents), judge(proven, documents)
    for name, line in by_id(after).items():
        assert gets(line)[1] <= gets(by_id(before)[name])[1]
        assert gets(line)[0] <= gets(by_id(before)[name])[0]


# --- who stands behind the company ------------------------------------------------------------------


def for_the_customer(verdict: Mapping) -> Mapping:
    """All that a customer has of a verdict; the documents behind it have a digest of their own."""
    return {key: value for key, value in verdict.items() if key not in ("recovery", "proposals", "rule_book")}


@law
@given(cases(), books(), suppliers("s@1"), policies("p@1"))
def test_suppliers_and_policies_change_nothing_for_the_customer(
    case: Mapping, documents: Book, supplier: Mapping, policy: Mapping
) -> None:
    more = [*documents[0], supplier, policy]
    assert for_the_customer(judge(case, (more, documents[1]))) == for_the_customer(judge(case, documents))


@law
@given(cases(), books(capped=False), suppliers("s@1"), suppliers("t@1"))
def test_nobody_gives_back_more_than_was_paid(case: Mapping, documents: Book, one: Mapping, other: Mapping) -> None:
    verdict = judge(case, ([*documents[0], one, other], documents[1]))
    for name, line in by_id(verdict).items():
        back = [int(share["amount"]) for share in verdict["recovery"] if share["line"] == name]
        assert all(amount >= 0 for amount in back)
        assert sum(back) <= gets(line)[0]


@law
@given(cases(), books(), policies("p@1"))
def test_goodwill_shares_what_the_customer_would_pay(case: Mapping, documents: Book, policy: Mapping) -> None:
    verdict = judge(case, ([*documents[0], policy], documents[1]))
    for proposal in verdict["proposals"]:
        for proposed in proposal["lines"]:
            line = by_id(verdict)[proposed["id"]]
            amounts = [int(amount) for amount in proposed["split"].values()]
            assert line["outcome"] in ("not_covered", "partly")
            assert sum(amounts) == customers(line)
            assert all(amount >= 0 for amount in amounts)


@law
@given(cases(), books())
def test_no_counter_is_overdrawn(case: Mapping, documents: Book) -> None:
    for left in judge(case, documents)["entitlements"]:
        assert left["takes"] >= 0
        assert left["used"] + left["takes"] <= max(left["count"], left["used"])


@law
@given(cases(), books(), packs("z@1"))
def test_unchecked_law_decides_nothing(case: Mapping, documents: Book, more: Mapping) -> None:
    low = copy.deepcopy(more)
    low["source"]["confidence"] = "low"
    floors = low.get("floor")
    for floor in floors if isinstance(floors, list) else []:
        floor.pop("source", None)
    before, after = judge(case, documents), judge(case, (documents[0], [*documents[1], low]))
    assert decisions(after) == decisions(before)
    assert [question["fact"] for question in after["questions"]] == [one["fact"] for one in before["questions"]]
    assert [remedy["kind"] for remedy in after["remedies"]] == [one["kind"] for one in before["remedies"]]


# --- knowledge ------------------------------------------------------------------------------------

LONG_AGO, LONG_AFTER = "2010-01-01", "2040-01-01"
ALL_DAYS = [LONG_AGO, *DAYS, "2025-05-20", "2025-12-20", "2026-05-20", LONG_AFTER]
ANSWERS: dict[str, list[Any]] = {
    "fault.cause": [
        {"value": cause, "source": source} for cause in CAUSES for source in ("technician", "customer", "system")
    ],
    "fault.failed_on": ALL_DAYS,
    "fault.component": [*COMPONENTS, "another"],
    "fault.visible_at_purchase": [{"value": value, "source": source} for value in (True, False) for source in SOURCES],
    "unit.genuine": [{"value": value, "source": source} for value in (True, False) for source in SOURCES],
    "unit.sold_on": ALL_DAYS,
    "unit.installed_on": ALL_DAYS,
    "unit.delivered_on": ALL_DAYS,
    "unit.registered_on": ALL_DAYS,
    "unit.installed_by": ["authorised", "owner"],
    "unit.maintenance_done": [True, False],
    "unit.owner_changed_on": ALL_DAYS,
    "unit.country": ["IR", "DE"],
    "unit.category": ["television", "vehicle"],
    "fault.meters.km": [0, 999, 1000, 5000],
    "asked_on": ["2025-06-02", "2027-01-01"],
    "unit.serial": ["AV-250", "AV-900"],
    "fault.country": ["IR", "DE"],
    "fault.symptom": [*SYMPTOMS, "smell"],
    "fault.symptom_group": [*GROUPS, "other"],
}


def look_up(case: Mapping, path: str) -> Any:
    value: Any = case
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def answered(case: Mapping, path: str, answer: Any) -> Mapping:
    told = copy.deepcopy(case)
    *folders, leaf = path.split(".")
    branch = told
    for folder in folders:
        branch = branch[folder]
    branch[leaf] = answer
    return told


def unknown_facts(case: Mapping) -> list[str]:
    return [path for path in ANSWERS if look_up(case, path) is None]


def decisions(verdict: Mapping) -> dict[str, tuple[str, int]]:
    return {line["id"]: (line["outcome"], customers(line)) for line in verdict["lines"]}


@law
@given(cases(), books(), st.data())
def test_learning_a_fact_moves_no_decided_line(case: Mapping, documents: Book, data: st.DataObject) -> None:
    unknown = unknown_facts(case)
    assume(unknown)
    path = data.draw(st.sampled_from(unknown))
    before = judge(case, documents)
    assume(path not in before["presumed"])
    after = decisions(judge(answered(case, path, data.draw(st.sampled_from(ANSWERS[path]))), documents))
    for name, decision in decisions(before).items():
        assert decision[0] == "undecided" or after[name] == decision, path


@law
@given(cases(), books(), st.data())
def test_without_questions_no_answers_change_anything(case: Mapping, documents: Book, data: st.DataObject) -> None:
    before = judge(case, documents)
    assume(not before["questions"])
    told = case
    for path in unknown_facts(case):
        if path not in before["presumed"]:
            told = answered(told, path, data.draw(st.none() | st.sampled_from(ANSWERS[path])))
    assert decisions(judge(told, documents)) == decisions(before)


def an_earlier_repair(chance: Random) -> Mapping:
    return {
        "kind": chance.choice(["repair", "part_replaced"]),
        "on": chance.choice(DAYS),
        "by": chance.choice(["owner", "authorised", None]),
        "component": chance.choice([None, *COMPONENTS]),
        "days_out_of_service": chance.randint(0, 400),
    }


@law
@given(cases(), books(), made(an_earlier_repair))
def test_history_can_be_learned(case: Mapping, documents: Book, act: Mapping) -> None:
    empty = case | {"history": []}
    before = judge(empty, documents)
    assume("history" not in before["presumed"])
    after = decisions(judge(empty | {"history": [act]}, documents))
    for name, decision in decisions(before).items():
        assert decision[0] == "undecided" or after[name] == decision


ABOUT = ("cause", "visible_at_purchase", "genuine", "sold_on", "history")
PROOFS = [{"kind": kind, "about": about} for kind in ("photo", "inspection_report", "invoice") for about in ABOUT]


@settings(law, derandomize=True)  # the answers that are tried are a sample, so a rare miss must not flicker
@given(cases(), books(capped=False))
def test_a_question_can_change_the_verdict(case: Mapping, documents: Book) -> None:
    """Some answer to it, with or without all other questions answered, decides or moves a line.

    Tried without turned presumptions: where one document presumes a fact and another asks for it, the worlds that are
    looked at hold more than can happen.
    """
    without_turned_presumptions(documents)
    before = judge(case, documents)
    for question in before["questions"]:
        assert _can_change(case, documents, question, before), json.dumps((question, case, documents))


def without_turned_presumptions(documents: Book) -> None:
    for document in (*documents[0], *documents[1]):
        floors = document.get("floor", [])
        for part in (document, *(floors if isinstance(floors, list) else [floors])):
            for one in part.get("exclusions") or ():
                one.pop("presume", None)


def _can_change(case: Mapping, documents: Book, question: Mapping, before: Mapping) -> bool:
    fact = question["fact"]
    proven = case | {"evidence": [*case["evidence"], *PROOFS]}
    if decisions(judge(proven, documents)) != decisions(before):
        return True
    asked = [other["fact"] for other in before["questions"]]
    if fact.startswith("history"):
        return _history_can_change(case, documents, fact, asked)
    return any(_differ(answers, documents) for answers in _answers(case, question, asked))


def _answers(case: Mapping, question: Mapping, asked: list[str]) -> Iterator[list[Mapping]]:
    """The answers to a question, by value and by evidence, for each way in which the rest may stand."""
    fact = question["fact"]
    evidence = [{"kind": question["evidence"], "about": about} for about in ABOUT] if question["evidence"] else []
    for told in _completions(case, fact, asked):
        values = [answered(told, fact, answer) for answer in ANSWERS[fact]]
        yield [told, told | {"evidence": [*told["evidence"], *evidence]}, *values]


def _differ(told: list[Mapping], documents: Book) -> bool:
    first = decisions(judge(told[0], documents))
    return any(decisions(judge(one, documents)) != first for one in told[1:])


def _completions(case: Mapping, fact: str, asked: Sequence[str] = ()) -> Iterator[Mapping]:
    """The case as it is, and as it could be once everything else is known: promises kept first, then anything."""
    chance = Random(0)
    proofs = [proof for proof in PROOFS if fact != "unit.sold_on" or proof["about"] != "sold_on"]
    proven = case | {"evidence": [*case["evidence"], *proofs]}
    others = sorted(({*unknown_facts(case), *asked} & set(ANSWERS)) - {fact})
    past = sorted(path for path in asked if path.startswith("history[") and path != fact)
    yield case
    for often in (0.0, 0.1, 0.3, 0.6):
        for day in (*ALL_DAYS, *ALL_DAYS, *ALL_DAYS):
            told = chance.choice([case, proven]) | {"history": case["history"] or []}
            for path in others:
                if chance.random() < often / 3:
                    continue  # some things are never found out
                told = answered(told, path, _any_answer(chance, path, day, often))
            for path in past:
                told = _past_answered(
                    told, path, day if path.endswith(".on") and chance.random() >= often else None, chance
                )
            sure = {"value": chance.choice(vocabulary.CAUSES), "source": chance.choice(["laboratory", "system"])}
            yield told if fact == "fault.cause" or chance.random() < 0.5 else answered(told, "fault.cause", sure)


HARMLESS: Mapping = {
    "fault.meters.km": 0,
    "unit.owner_changed_on": None,
    "unit.country": "IR",
    "unit.category": None,
    "unit.serial": "AV-250",
    "fault.country": "IR",
    "unit.genuine": {"value": True, "source": "technician"},
    "fault.visible_at_purchase": {"value": False, "source": "technician"},
    "unit.maintenance_done": True,
    "unit.installed_by": "authorised",
}


def _any_answer(chance: Random, path: str, day: str, often: float) -> Any:
    """Mostly an answer that lets a promise be kept: all days the same, meters at nought, nothing held against it."""
    if chance.random() < often:
        return chance.choice(ANSWERS[path])
    return HARMLESS.get(path, day if path.endswith("_on") else chance.choice(ANSWERS[path]))


def _history_can_change(case: Mapping, documents: Book, fact: str, asked: Sequence[str]) -> bool:
    if fact == "history":
        return True
    place, key, meter = _place_in_history(fact)
    answers = [{meter: answer} if meter else answer for answer in HISTORY_ANSWERS[key]]
    return any(_differ([_with_act(told, place, key, answer) for answer in answers], documents)
               for told in _completions(case, fact, asked))  # fmt: skip


HISTORY_ANSWERS: dict[str, list[Any]] = {
    "days_out_of_service": [0, 400],
    "component": COMPONENTS,
    "same_problem": [True, False],
    "on": ALL_DAYS,
    "meters": [0, 999, 4800],
}


def _place_in_history(fact: str) -> tuple[int, str, str]:
    """`history[2].meters.km` as (2, "meters", "km")."""
    place, _, leaf = fact.removeprefix("history[").partition("].")
    key, _, meter = leaf.partition(".")
    return int(place), key, meter


def _past_answered(told: Mapping, path: str, day: str | None, chance: Random) -> Mapping:
    place, key, meter = _place_in_history(path)
    answer = day or chance.choice(HISTORY_ANSWERS[key])
    return _with_act(told, place, key, {meter: answer} if meter else answer)


def _with_act(told: Mapping, place: int, key: str, answer: Any) -> Mapping:
    """The case with an answer about one act of its history."""
    history = told["history"]
    return told | {"history": [*history[:place], history[place] | {key: answer}, *history[place + 1 :]]}


# --- the edge of a period -------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["sold", "installed"])
@law
@given(periods(), st.dates(min_value=date(2001, 1, 1), max_value=date(2060, 1, 1)))
def test_the_last_day_is_inside_and_the_end_is_outside(basis: str, period: Mapping, start: date) -> None:
    end = add_period(start, Period(**period))
    document = {
        "id": "a@1", "kind": "manufacturer", "start": {"basis": basis}, "period": period, "lines": {"part": 100},
    }  # fmt: skip

    def outcome(day: date) -> str:
        case = {
            "unit": {f"{basis}_on": start.isoformat()},
            "fault": {"failed_on": day.isoformat(), "cause": {"value": "material", "source": "technician"}},
            "lines": [{"id": "1", "kind": "part", "amount": "7", "currency": "IRR"}],
        }
        return str(judge(case, ([document], []))["outcome"])

    assert outcome(start) == "covered"
    assert outcome(end - timedelta(days=1)) == "covered"
    assert outcome(end) == "not_covered"
    assert outcome(start - timedelta(days=1)) == "not_covered"
