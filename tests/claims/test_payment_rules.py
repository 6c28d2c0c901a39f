"""The pure rules of payment: formulas, checks, the table, the record of its rules, and the sums of a statement."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.claims.rules import Given, LineDraft, LineShare, prevalidation
from payandan.claims.rules import payment_prices as prices
from payandan.claims.rules import payment_record as record
from payandan.claims.rules import payment_statements as statements
from payandan.claims.rules import payment_tables as tables
from payandan.platform.kit.refusals import Refused

SPRING, AUTUMN = date(2026, 3, 21), date(2026, 9, 23)
PLACE = prices.Place(date(2026, 11, 20), "IR", "IRR", "television", model=7, branch=1)


def tariff(**given: Any) -> prices.Tariff:
    values = {"country": "IR", "branch": None, "level": "", "since": SPRING, "until": None, "currency": "IRR"}
    return prices.Tariff(**{**values, **given})


def part(price: int, **given: Any) -> prices.PartPrice:
    values = {
        "country": "IR", "branch": None, "category": "television", "model": None, "component": "panel",
        "since": SPRING, "until": None, "currency": "IRR", "price": price,
    }  # fmt: skip
    return prices.PartPrice(**{**values, **given})


def standard(minutes: int, **given: Any) -> prices.StandardTime:
    values = {
        "country": "IR", "branch": None, "category": "television", "model": None, "component": "panel",
        "operation": "replace", "since": SPRING, "until": None, "minutes": minutes,
    }  # fmt: skip
    return prices.StandardTime(**{**values, **given})


SHEET = prices.Sheet(
    tariffs=(
        tariff(labour_hour=6_000_000, handling_bp=1000, travel_km=20_000, travel_zones=(500_000, 900_000), tax_bp=1000),
        tariff(level="a", labour_hour=7_500_000),
        tariff(branch=1, labour_hour=8_000_000, since=AUTUMN, admin_fee=300_000),
    ),
    parts={("television", "panel"): (part(100_000_000), part(120_000_000, since=AUTUMN), part(1, currency="EUR"))},
    times={
        ("television", "panel"): (standard(90),),
        ("television", ""): (standard(30, component="", operation="test"),),
    },
    authorisations=(prices.Authorisation(1, "television", "a", SPRING, None),),
)  # fmt: skip


def price(kind: str, component: str = "", *, place: prices.Place = PLACE, **basis: Any) -> int | None:
    found = prices.price_line(SHEET, place, kind=kind, component=component, basis=prices.Basis(**basis), whole="panel")
    return found.amount if found else None


# --- formulas --------------------------------------------------------------------------------------------------------


def test_each_kind_of_cost_has_its_formula() -> None:
    assert price("part", "panel") == 120_000_000 * 110 // 100 * 110 // 100
    assert price("part", "panel", quantity=2) == 2 * 120_000_000 * 121 // 100
    assert price("labour", minutes=45) == 6_000_000 * 110 // 100
    assert price("labour", operation="replace") == 12_000_000 * 110 // 100
    assert price("travel", km=10) == 220_000
    assert price("travel", zone=2) == 990_000
    assert price("travel", zone=2, km=10) == 990_000
    for kind in ("shipping", "expense"):
        assert price(kind, km=3) is None


def test_what_has_no_price_has_no_amount() -> None:
    assert price("part", "remote_control") is None
    assert price("labour") is None
    assert price("travel", zone=9) is None
    assert price("labour", minutes=60, place=replace(PLACE, country="AE")) is None
    assert price("part", "panel", place=replace(PLACE, currency="USD")) is None


@pytest.mark.parametrize(
    ("on", "branch", "hour"),
    [
        (date(2026, 3, 20), 1, None),
        (SPRING, 1, 7_500_000),
        (AUTUMN, 1, 8_000_000),
        (AUTUMN, 2, 6_000_000),
        (AUTUMN, None, 6_000_000),
    ],
)
def test_the_nearest_rate_of_the_day_counts(on: date, branch: int | None, hour: int | None) -> None:
    assert prices.tariff(SHEET, replace(PLACE, on=on, branch=branch)).labour_hour == hour


def test_what_a_nearer_row_leaves_empty_is_that_of_the_wider() -> None:
    work = prices.tariff(SHEET, PLACE)
    assert (work.labour_hour, work.handling_bp, work.admin_fee) == (8_000_000, 1000, 300_000)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 10**9)), min_size=1, max_size=8), st.integers(0, 400))
def test_of_equally_near_rows_the_last_one_that_began_counts(rows: list[tuple[int, int]], day: int) -> None:
    base = date(2026, 1, 1).toordinal()
    unique = dict(rows)
    sheet = prices.Sheet(
        parts={("television", "panel"): tuple(part(amount, since=date.fromordinal(base + n)) for n, amount in rows)}
    )
    found = prices.part_price(sheet, replace(PLACE, on=date.fromordinal(base + day)), "panel")
    begun = [n for n in unique if n <= day]
    assert (found is None) == (not begun)
    if found is not None:
        assert found.since == date.fromordinal(base + max(begun))


def test_a_row_counts_from_its_first_day_until_the_day_before_its_end() -> None:
    row = part(5, until=AUTUMN)
    assert [prices.holds(row, day) for day in (date(2026, 3, 20), SPRING, date(2026, 9, 22), AUTUMN)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_basis_survives_being_kept_and_says_what_cannot_be() -> None:
    basis = prices.Basis("replace", 90, 2, 12, 1, "stuck", 5)
    assert prices.Basis.from_json(basis.as_json()) == basis
    assert prices.Basis.from_json({"unheard_of": 1, **prices.NO_BASIS.as_json()}) == prices.NO_BASIS
    assert not prices.NO_BASIS
    for wrong in ({"minutes": 1441}, {"minutes": -1}, {"quantity": 0}, {"zone": 7}, {"km": 10**6}, {"operation": "x"}):
        assert not prices.Basis(**wrong).is_possible


# --- checks ----------------------------------------------------------------------------------------------------------

WORDS = prevalidation.FaultWords(
    frozenset({"panel", "backlight", "speaker"}),
    {"dark": "panel", "noise": "speaker", "other": ""},
    {"dark": frozenset({"panel", "backlight"}), "noise": frozenset({"speaker"}), "other": frozenset()},
)
GOOD = prevalidation.Typed(
    place=PLACE,
    lines=[LineDraft("part", 100_000_000, "panel"), LineDraft("labour", 1_000_000)],
    failed_on=date(2026, 11, 17),
    component="panel",
    symptom="dark",
    sold_on=date(2026, 1, 31),
    readings={"hours": 900},
    verdict={"rule_book": {"terms": ["tv-standard@1"]}, "free_until": "2027-01-31", "questions": []},
    words=WORDS,
)


def codes(typed: prevalidation.Typed, sheet: prices.Sheet = SHEET) -> dict[str, str]:
    return {check.code: check.severity for check in prevalidation.checks(typed, sheet)}


def labour(minutes: int, reason: str = "") -> list[LineDraft]:
    basis = prices.Basis("replace", minutes, reason=reason)
    return [LineDraft("part", 100_000_000, "panel"), LineDraft("labour", 1, basis=basis)]


def test_a_good_claim_raises_nothing() -> None:
    assert codes(GOOD) == {}


@pytest.mark.parametrize(
    ("changed", "raised"),
    [
        ({"failed_on": date(2026, 11, 21)}, {"failed_in_future": "block"}),
        ({"failed_on": date(2026, 1, 30)}, {"before_sale": "warn"}),
        ({"unit_state": "stolen"}, {"unit_not_in_use": "warn"}),
        ({"verdict": {"rule_book": {"terms": []}}}, {"no_coverage": "warn"}),
        ({"verdict": {**GOOD.verdict, "free_until": "2026-11-17"}}, {"coverage_over": "info"}),
        ({"verdict": {**GOOD.verdict, "questions": [{"fact": "unit.sold_on"}]}}, {"invoice_missing": "warn"}),
        ({"component": "speaker"}, {"unusual_component": "info"}),
        ({"symptom": "other", "component": "speaker"}, {}),
        ({"component": "backlight"}, {}),
        ({"stated": {"hours": 899}}, {"meter_falls": "warn"}),
        ({"stated": {"hours": 900, "km": 1}}, {}),
        ({"place": replace(PLACE, branch=2)}, {"centre_not_authorised": "warn"}),
        ({"place": replace(PLACE, branch=None)}, {}),
        ({"lines": [LineDraft("part"), LineDraft("labour")]}, {"no_amount": "warn"}),
        ({"lines": [LineDraft("part", 5, "compressor")]}, {"part_does_not_fit": "warn"}),
        ({"lines": [LineDraft("part", 5, "speaker")]}, {"part_not_in_list": "info"}),
        ({"lines": [LineDraft("part", 145_200_001, "panel")]}, {"above_price": "warn"}),
        ({"lines": [LineDraft("part", 145_200_000, "panel")]}, {}),
        ({"lines": [LineDraft("expense", 5)]}, {"expense_without_paper": "warn"}),
        ({"lines": labour(91)}, {"over_standard_time": "warn"}),
        ({"lines": labour(90)}, {}),
        ({"lines": labour(91, "stuck")}, {"over_standard_time": "warn"}),
        ({"lines": labour(91, "stuck"), "evidence": [Given("photo", "cause")]}, {"over_time_explained": "info"}),
        ({"lines": [LineDraft("expense", 5)], "evidence": [Given("receipt", "cause")]}, {}),
    ],
)
def test_each_check_speaks_when_it_should_and_only_then(changed: dict[str, Any], raised: dict[str, str]) -> None:
    assert codes(replace(GOOD, **changed)) == raised


def test_without_reference_data_nothing_is_measured_by_them() -> None:
    odd = replace(GOOD, place=replace(PLACE, branch=9), lines=labour(600))
    assert codes(odd, prices.Sheet()) == {}


def test_the_gravest_comes_first_and_every_code_is_declared() -> None:
    found = prevalidation.checks(
        replace(GOOD, failed_on=date(2026, 12, 1), component="speaker", lines=[LineDraft("part")]), SHEET
    )
    assert [check.severity for check in found] == ["block", "warn", "info"]
    declared = {*prevalidation.HOLDING, *prevalidation.TELLING, *prevalidation.BLOCKING}
    assert {check.code for check in found} <= declared
    assert prevalidation.holding(found) == ("failed_in_future", "no_amount")


# --- tables ----------------------------------------------------------------------------------------------------------

ASKED = tables.Asked(
    outcome="covered", complete=True, category="television", component="panel", cause="material", centre="tehran",
    level="a", channel="api", amount=50_000_000, company=50_000_000, customer=0, months_in_service=9,
)  # fmt: skip


def rule(place: int = 1, kind: str = "pay", advise: bool = False, **when: Any) -> dict[str, Any]:
    then: dict[str, Any] = {"kind": kind}
    if kind in ("refuse", "inspect"):
        then["note"] = "because"
    if kind == "pay_with_change":
        then |= {"favour_bp": 5000, "note": "because"}
    return {"id": f"r{place}", "name": f"Rule {place}", "when": when, "then": then, "advise": advise}


def table(*rules: dict[str, Any]) -> tables.Table:
    return tables.parse_table({"rules": list(rules)})


def fires(found: tables.Table, asked: tables.Asked = ASKED) -> str:
    hit = tables.first_match(found, asked)
    return hit.id if hit else ""


def test_the_first_rule_that_matches_decides() -> None:
    found = table(
        rule(1, category=["laptop"]),
        rule(2, outcome=["covered"], amount=[None, 60_000_000], checks=[]),
        rule(3, outcome=["covered"]),
    )
    assert fires(found) == "r2"
    assert fires(found, replace(ASKED, amount=60_000_001)) == "r3"
    assert fires(found, replace(ASKED, checks=("coverage_over",))) == "r2"
    assert fires(found, replace(ASKED, checks=("above_price",), held_by=("above_price",))) == "r3"
    assert fires(found, replace(ASKED, outcome="undecided")) == ""


@pytest.mark.parametrize("unknown", [{"amount": None}, {"cause": ""}, {"months_in_service": None}])
def test_no_condition_holds_on_what_is_not_known(unknown: dict[str, Any]) -> None:
    found = table(rule(1, amount=[0, None], cause=["material"], months_in_service=[0, 99]))
    assert fires(found) == "r1"
    assert fires(found, replace(ASKED, **unknown)) == ""


@pytest.mark.parametrize(
    ("one", "asked", "why"),
    [
        (rule(), {}, ""),
        (rule(), {"complete": False}, "incomplete"),
        (rule(), {"outcome": "not_covered"}, "not_refusable"),
        (rule(), {"checks": ("above_price",), "held_by": ("above_price",)}, "checks"),
        (rule(checks=["above_price"]), {"checks": ("above_price",), "held_by": ("above_price",)}, ""),
        (
            rule(checks=["above_price"]),
            {"checks": ("above_price", "meter_falls"), "held_by": ("above_price", "meter_falls")},
            "checks",
        ),
        (rule(), {"checks": ("coverage_over",)}, ""),
        (rule(advise=True), {}, "advice"),
        (rule(kind="refuse", outcome=["not_covered"]), {"outcome": "not_covered"}, ""),
        (rule(kind="refuse", outcome=["not_covered"]), {"outcome": "not_covered", "complete": False}, "incomplete"),
        (rule(kind="pay_with_change"), {"outcome": "not_covered"}, ""),
        (rule(kind="person"), {"complete": False, "held_by": ("no_amount",)}, ""),
        (rule(kind="inspect"), {"complete": False}, ""),
    ],
)
def test_a_machine_is_held_back(one: dict[str, Any], asked: dict[str, Any], why: str) -> None:
    assert tables.held_back(table(one).rules[0], replace(ASKED, **asked)) == why


@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        ({**rule(), "name": " "}, {"rules[0].name": "missing"}),
        (rule(colour=["red"]), {"rules[0].when.colour": "unknown_fact"}),
        (rule(cause="material"), {"rules[0].when.cause": "not_a_list"}),
        (rule(cause=[]), {"rules[0].when.cause": "missing"}),
        (rule(cause=[1]), {"rules[0].when.cause": "unknown_value"}),
        (rule(checks=["gossip"]), {"rules[0].when.checks": "unknown_value"}),
        (rule(amount=[5, 4]), {"rules[0].when.amount": "upside_down"}),
        (rule(amount=[None, None]), {"rules[0].when.amount": "missing"}),
        (rule(amount=["5", 9]), {"rules[0].when.amount": "not_a_range"}),
        (rule(amount=[1, 2, 3]), {"rules[0].when.amount": "not_a_range"}),
        (rule(kind="bribe"), {"rules[0].then.kind": "unknown_effect"}),
        (rule(kind="refuse"), {"rules[0].when.outcome": "refuses_only_the_uncovered"}),
        (
            rule(kind="refuse", outcome=["not_covered", "covered"]),
            {"rules[0].when.outcome": "refuses_only_the_uncovered"},
        ),
        ({**rule(), "then": {"kind": "pay_with_change"}}, {"rules[0].then.kind": "changes_nothing"}),
        ({**rule(kind="inspect"), "then": {"kind": "inspect"}}, {"rules[0].then.note": "missing"}),
        ({**rule(), "then": {"kind": "pay", "favour_bp": 10_001}}, {"rules[0].then.favour_bp": "not_a_share"}),
    ],
)
def test_a_rule_that_cannot_be_says_where_it_is_wrong(wrong: dict[str, Any], problems: dict[str, str]) -> None:
    with pytest.raises(tables.TableError) as raised:
        table(wrong)
    assert {problem.path: problem.code for problem in raised.value.problems} == problems


@pytest.mark.parametrize("body", [{}, {"rules": 5}, {"rules": [None, 7, {"when": 3, "then": []}]}])
def test_nonsense_is_refused_and_breaks_nothing(body: Any) -> None:
    with pytest.raises(tables.TableError):
        tables.parse_table(body)


def test_two_rules_of_one_mark_are_refused() -> None:
    with pytest.raises(tables.TableError):
        table(rule(1), rule(1))


_codes = st.sampled_from(["covered", "partly_covered", "not_covered", "undecided"])
_ends = st.one_of(st.none(), st.integers(0, 100))


@st.composite
def _rules(draw: Any) -> dict[str, Any]:
    when: dict[str, Any] = {}
    if draw(st.booleans()):
        when["outcome"] = draw(st.lists(_codes, min_size=1, max_size=4, unique=True))
    low, high = draw(_ends), draw(_ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    if (low, high) != (None, None):
        when["amount"] = [low, high]
    if draw(st.booleans()):
        when["checks"] = draw(st.lists(st.sampled_from(["above_price", "meter_falls"]), max_size=2, unique=True))
    return rule(draw(st.integers(1, 10**6)), kind="person", **when)


@st.composite
def _tables(draw: Any) -> tables.Table:
    rows = {row["id"]: row for row in draw(st.lists(_rules(), max_size=7))}
    return table(*rows.values())


_asked = st.builds(
    lambda outcome, amount, checks: replace(ASKED, outcome=outcome, amount=amount, checks=tuple(checks)),
    _codes,
    _ends,
    st.lists(st.sampled_from(["above_price", "meter_falls", "coverage_over"]), unique=True, max_size=3),
)


@given(_tables(), _asked)
def test_a_table_always_answers_the_same_and_with_its_first_match(found: tables.Table, asked: tables.Asked) -> None:
    hit = tables.first_match(found, asked)
    assert hit == tables.first_match(found, asked)
    matching = [row for row in found.rules if row.matches(asked)]
    assert hit == (matching[0] if matching else None)
    if hit is not None:
        assert all(held for _condition, held in tables.explain(hit, asked))
    for row in found.rules:
        assert row.matches(asked) == all(held for _condition, held in tables.explain(row, asked))


@given(_tables(), _asked)
def test_a_shadowed_rule_is_never_reached(found: tables.Table, asked: tables.Asked) -> None:
    never = {later for later, _earlier in tables.shadowed(found)}
    hit = tables.first_match(found, asked)
    assert hit is None or hit.id not in never


@given(_tables(), _asked)
def test_what_no_rule_asks_about_changes_nothing(found: tables.Table, asked: tables.Asked) -> None:
    other = replace(asked, cause="wear", centre="shiraz", suspicion=99, customer_units=5)
    assert tables.first_match(found, asked) == tables.first_match(found, other)


@given(_tables())
def test_a_rule_survives_being_written(found: tables.Table) -> None:
    assert table(*(tables.rule_as_json(row) for row in found.rules)) == found


def test_editing_a_draft_keeps_order_and_never_gives_a_mark_twice() -> None:
    body: dict[str, Any] = {"rules": []}
    for name in ("a", "b", "c"):
        body = tables.with_rule(body, {**rule(kind="person"), "id": "", "name": name})
    assert [row["id"] for row in body["rules"]] == ["r1", "r2", "r3"]
    body = tables.with_rule_moved(body, "r3", -1)
    assert [row["name"] for row in body["rules"]] == ["a", "c", "b"]
    assert tables.with_rule_moved(body, "r1", -5) == body == tables.with_rule_moved(body, "nobody", 1)
    body = tables.without_rule(body, "r3")
    body = tables.with_rule(body, {**body["rules"][0], "name": "A"})
    body = tables.with_rule(body, {**rule(kind="person"), "id": "", "name": "d"})
    assert [(row["id"], row["name"]) for row in body["rules"]] == [("r1", "A"), ("r2", "b"), ("r4", "d")]


def verdict(*customer: int) -> dict[str, Any]:
    lines = [
        {"id": str(n), "amount": "100", "outcome": "partly",
         "split": [{"payer": "warranty", "amount": str(100 - pays)}, {"payer": "customer", "amount": str(pays)}]}
        for n, pays in enumerate(customer, start=1)
    ]  # fmt: skip
    return {"outcome": "partly_covered", "lines": lines, "questions": []}


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=6),
    st.integers(0, 10_000),
    st.one_of(st.none(), st.integers(0, 300)),
)
def test_a_favour_never_costs_the_customer_and_keeps_its_cap(pays: list[int], share: int, cap: int | None) -> None:
    left = tables.favoured(verdict(*pays), tables.Effect("pay_with_change", favour_bp=share, favour_cap=cap))
    taken = [before - left[str(n)] for n, before in enumerate(pays, start=1)]
    assert all(0 <= part <= before for part, before in zip(taken, pays, strict=True))
    assert cap is None or sum(taken) <= cap
    if cap is None:
        assert taken == [before * share // 10_000 for before in pays]


# --- the record ------------------------------------------------------------------------------------------------------


def test_the_record_of_a_rule_counts_what_became_of_its_claims() -> None:
    found = record.record_of(
        [
            *[record.Outcome("r1", "pay", 10, straight=True)] * 6,
            record.Outcome("r1", "pay", 10, straight=True, reversed=True),
            record.Outcome("r1", "pay", 10, by_person=True, differs=True),
            record.Outcome("r1", "pay", 10),
            *[record.Outcome("r2", "person", 1, by_person=True, differs=True)] * 5,
            *[record.Outcome("r2", "person", 1, by_person=True)] * 10,
        ]
    )
    first, second = found["r1"], found["r2"]
    assert (first.fired, first.amount) == (9, 90)
    assert (first.straight, first.overridden, first.reversed) == (
        record.Share(7, 9), record.Share(1, 1), record.Share(1, 8),
    )  # fmt: skip
    assert first.flags == ()
    assert (second.straight.share, second.overridden) == (None, record.Share(5, 15))
    assert second.flags == ("many_overrides",)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_flag_needs_enough_and_an_interval_above_the_limit(hits: int, more: int) -> None:
    share = record.Share(hits, hits + more)
    assert share.of == 0 or share.low - 1e-9 <= (share.share or 0) <= share.high + 1e-9
    assert share.above(0.1) == (share.of >= record.ENOUGH and share.low > 0.1)


# --- statements ------------------------------------------------------------------------------------------------------


def test_the_moves_of_a_statement_are_one_table() -> None:
    assert statements.check_statement_move("draft", "send").to == "sent"
    assert statements.check_statement_move("sent", "approve").capability == "claims.approve_statements"
    for state, act in [("draft", "pay"), ("draft", "approve"), ("paid", "return"), ("sent", "change")]:
        with pytest.raises(Refused) as refused:
            statements.check_statement_move(state, act)
        assert refused.value.code == "statement_not_in_this_state"
    assert {move.to for move in statements.STATEMENT_MOVES} == set(statements.STATEMENT_STATES)


_split = st.lists(
    st.builds(
        lambda company, goodwill, customer: LineShare(
            "1",
            company + goodwill + customer,
            tuple((p, a) for p, a in (("warranty", company), ("goodwill", goodwill), ("customer", customer)) if a),
        ),
        *[st.integers(0, 1000)] * 3,
    ),
    max_size=6,
)


@given(st.lists(_split, max_size=5), st.lists(st.integers(-500, 500), max_size=4), st.integers(0, 50))
def test_a_statement_adds_up_by_payer_and_by_kind(
    splits: list[list[LineShare]], deductions: list[int], fee: int
) -> None:
    kinds = {str(n): kind for n, kind in enumerate(("part", "labour", "travel", "part", "expense", "part"), start=1)}
    entries = [
        statements.entry_of([replace(line, line=str(n)) for n, line in enumerate(split, start=1)], kinds, fee=fee)
        for split in splits
    ]
    sums = statements.sums_of(entries, deductions)
    company = sum(line.company for split in splits for line in split)
    assert sums.claims == sum(sums.by_payer.values()) == sum(sums.by_kind.values()) == company
    assert sums.due == company + fee * len(splits) - sum(deductions)
    assert "customer" not in sums.by_payer
