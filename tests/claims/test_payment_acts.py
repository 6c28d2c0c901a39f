"""Prices, the table and what it does, the rehearsal of a claim, and statements: by their acts and facts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from payandan.claims import actions
from payandan.claims.actions import EvidenceDraft, LineDraft
from payandan.claims.actions import payment as acts
from payandan.claims.actions.rehearsing import rehearse_claim
from payandan.claims.models import Claim, PartPrice, PaymentTable, Ruling, Settlement, Statement, StatementLine
from payandan.claims.queries import payment
from payandan.claims.rules.payment_prices import Basis
from payandan.platform.files.actions import store
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import Branch
from tests.claims import factories as make
from tests.claims.test_pages import photo
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 21)


def proofs() -> list[EvidenceDraft]:
    """What shows an accident: a photo to be looked at, and a report to be read."""
    shot = store(photo(), owner=None, actor=make.staff(), at=make.AT)
    return [EvidenceDraft("photo", "cause", shot), EvidenceDraft("inspection_report", "cause", note="ضربه خورده است")]


def chief() -> Actor:
    """Who writes tables; without an account, so that a draft needs none."""
    return make.staff(user=None)


def branch(code: str = "tehran") -> Branch:
    found, _ = Branch.objects.get_or_create(code=code, defaults={"name_fa": "تهران", "name_en": "Tehran"})
    return found


def tariff(**given: Any) -> dict[str, Any]:
    values = {
        "country": "IR", "branch_id": None, "level": "", "currency": "IRR", "since": SINCE, "until": None,
        "labour_hour": 6_000_000, "handling_bp": 1000, "travel_km": 20_000, "travel_zones": [500_000],
        "admin_fee": 250_000, "tax_bp": 0,
    }  # fmt: skip
    return {**values, **given}


def part(price: int = 100_000_000, **given: Any) -> dict[str, Any]:
    values = {
        "country": "IR", "branch_id": None, "category_id": make.catalogue().category_id, "model_id": None,
        "component": "panel", "currency": "IRR", "since": SINCE, "until": None, "price": price,
    }  # fmt: skip
    return {**values, **given}


def standard(minutes: int = 60) -> dict[str, Any]:
    return {
        "country": "IR", "branch_id": None, "category_id": make.catalogue().category_id, "model_id": None,
        "component": "panel", "operation": "replace", "since": SINCE, "until": None, "minutes": minutes,
    }  # fmt: skip


def put(kind: str, *rows: dict[str, Any], actor: Actor | None = None) -> acts.Put:
    return acts.put_prices(kind=kind, rows=rows, actor=actor or make.staff(), at=make.AT)


def rule(kind: str = "pay", name: str = "Rule", advise: bool = False, then: Any = None, **when: Any) -> dict[str, Any]:
    effect = {"kind": kind, **({"note": "به این دلیل"} if kind in ("refuse", "inspect") else {}), **(then or {})}
    return {"id": "", "name": name, "when": when, "then": effect, "advise": advise}


def publish(*rules: dict[str, Any]) -> PaymentTable:
    table = acts.begin_table(actor=chief(), at=make.AT)
    for row in rules:
        table = acts.save_rule(table=table, rule=row, actor=chief())
    return acts.publish_table(table=table, actor=chief(), at=make.AT)


def file(**given: Any) -> Claim:
    given.setdefault("unit", None)
    given["unit"] = given["unit"] or make.unit(meters={"hours": 900})
    return make.file_claim(**{"straight_through": True, "cause": "material", "source": "technician", **given})


def names(claim: Claim) -> list[str]:
    facts = Fact.objects.filter(mentions__kind="claim", mentions__object_id=claim.pk).order_by("id")
    return [fact.name.removeprefix("claims.") for fact in facts]


# --- prices ----------------------------------------------------------------------------------------------------------


def test_the_same_rows_again_change_nothing_and_others_replace() -> None:
    assert put("parts", part(), part(5, component="remote_control")) == acts.Put(2, 0, 0)
    assert put("parts", part(), part(6, component="remote_control")) == acts.Put(0, 1, 1)
    assert put("parts", part(7, since=date(2026, 9, 23))) == acts.Put(1, 0, 0)
    assert PartPrice.objects.count() == 3
    facts = Fact.objects.filter(name="claims.price_put").order_by("id")
    assert [bool(fact.body["before"]) for fact in facts] == [False, False, True, False]
    assert (facts[2].body["before"]["price"], facts[2].body["after"]["price"]) == (5, 6)


@pytest.mark.parametrize(
    ("kind", "rows", "code", "field"),
    [
        ("parts", lambda: [part(), part(1)], "twice", "rows.1"),
        ("parts", lambda: [part(), part(until=SINCE, component="x")], "ends_before_it_begins", "rows.1.until"),
        ("parts", lambda: [part(-1)], "bad_price", "rows.0.price"),
        ("tariffs", lambda: [tariff(level="z")], "bad_price", "rows.0.level"),
        ("gossip", lambda: [part()], "not_found", "kind"),
    ],
)
def test_rows_that_cannot_be_are_refused_and_nothing_is_written(kind: str, rows: Any, code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        put(kind, *rows())
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not PartPrice.objects.exists()
    assert not Fact.objects.filter(name="claims.price_put").exists()


def test_many_rows_cost_as_much_as_few() -> None:
    put("parts", part())
    many = [
        [part(1, component=f"c{place}", since=day) for place in range(rows)]
        for day, rows in ((date(2026, 5, 1), 2), (date(2026, 6, 1), 60))
    ]
    costs = {count(lambda rows=rows: put("parts", *rows)) for rows in many}
    assert len(costs) == 1


def test_who_is_bound_to_a_branch_writes_for_that_one_alone() -> None:
    mine, other = branch("mine"), branch("other")
    bound = make.staff(branches=frozenset({mine.pk}))
    assert put("tariffs", tariff(branch_id=mine.pk), actor=bound).added == 1
    for row in (tariff(), tariff(branch_id=other.pk)):
        with pytest.raises(Refused):
            put("tariffs", row, actor=bound)
    for actor in (make.staff(without=["claims.rules"]), make.owner_of(make.covered_claim())):
        with pytest.raises(Refused):
            put("tariffs", tariff(), actor=actor)


def test_a_row_is_corrected_struck_out_and_never_doubled() -> None:
    put("parts", part(), part(since=date(2026, 9, 1)))
    first, second = PartPrice.objects.order_by("since")
    acts.change_price(kind="parts", row=first, values=part(3), actor=make.staff(), at=make.AT)
    first.refresh_from_db()
    assert first.price == 3
    with pytest.raises(Refused) as refused:
        acts.change_price(kind="parts", row=second, values=part(3), actor=make.staff(), at=make.AT)
    assert refused.value.code == "already_there"
    acts.drop_price(kind="parts", row=second, actor=make.staff(), at=make.AT)
    assert PartPrice.objects.count() == 1


def test_what_is_remembered_follows_every_change_and_forgets_what_was_rolled_back() -> None:
    put("parts", part())
    key = ("television", "panel")
    assert [row.price for row in payment.book().sheet.parts[key]] == [100_000_000]
    assert count(payment.book) == 1
    try:
        with transaction.atomic():
            put("parts", part(2))
            assert [row.price for row in payment.book().sheet.parts[key]] == [2]
            raise RuntimeError
    except RuntimeError:
        pass
    assert [row.price for row in payment.book().sheet.parts[key]] == [100_000_000]
    put("parts", part(3))
    assert [row.price for row in payment.book().sheet.parts[key]] == [3]


# --- pricing and checking a claim ------------------------------------------------------------------------------------


def test_a_line_with_a_basis_is_priced_and_keeps_it() -> None:
    put("tariffs", tariff())
    put("parts", part())
    lines = [
        LineDraft("part", component="panel", basis=Basis(quantity=2)),
        LineDraft("labour", basis=Basis("replace", 45)),
        LineDraft("travel", basis=Basis(km=10)),
        LineDraft("shipping", 7),
    ]
    claim = make.file_claim(lines=lines)
    assert [line.amount for line in claim.lines.all()] == [220_000_000, 4_500_000, 200_000, 7]
    assert claim.amount == sum(line.amount for line in claim.lines.all())
    assert claim.lines.all()[1].basis == {"operation": "replace", "minutes": 45}
    actions.set_lines(
        claim=claim, lines=[LineDraft("labour", basis=Basis("replace", 60))], actor=make.staff(), at=make.AT
    )
    assert [line.amount for line in claim.lines.all()] == [6_000_000]
    with pytest.raises(Refused) as refused:
        make.file_claim(lines=[LineDraft("labour", basis=Basis(minutes=5000))])
    assert (refused.value.code, refused.value.field) == ("bad_basis", "lines.1")


def rehearse(**given: Any) -> Any:
    values: dict[str, Any] = {
        "actor": make.staff(), "at": make.AT, "unit": make.unit(), "symptom": "dark_screen", "cause": "material",
        "source": "technician", "failed_on": date(2026, 11, 17), "lines": make.LINES,
    }  # fmt: skip
    return rehearse_claim(**{**values, **given})


def test_a_rehearsal_writes_nothing_and_says_what_filing_would() -> None:
    put("tariffs", tariff())
    put("parts", part())
    put("times", standard())
    before = (Claim.objects.count(), Fact.objects.count())
    told = rehearse(lines=[LineDraft("part", 1, "panel"), LineDraft("labour", basis=Basis("replace", 90))])
    assert (Claim.objects.count(), Fact.objects.count()) == before
    assert (told.claim.outcome, told.blocked) == ("covered", False)
    assert [line.amount for line in told.lines] == [1, 9_000_000]
    assert [formula.amount for formula in told.formulas] == [110_000_000, 9_000_000]
    assert [check.code for check in told.checks] == ["over_standard_time"]
    assert [check.code for check in rehearse(lines=[LineDraft("part", 110_000_001, "panel")]).checks] == ["above_price"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"failed_on": date(2026, 11, 21)}, "failed_in_future", "failed_on"),
        ({"symptom": "sings"}, "unknown_symptom", "symptom"),
        ({"component": "sail"}, "unknown_component", "component"),
        ({"cause": "magic"}, "bad_fact", "fault.cause"),
        ({"facts": {"unit.serial": {"value": "x", "source": "technician"}}}, "bad_fact", "unit.serial"),
        ({"lines": [LineDraft("gift", 1)]}, "unknown_line_kind", "lines.1.kind"),
    ],
)
def test_what_filing_would_refuse_is_said_as_a_block(given: dict[str, Any], code: str, field: str) -> None:
    told = rehearse(**given)
    assert told.blocked
    assert (told.checks[0].code, told.checks[0].field) == (code, field)
    with pytest.raises(Refused) as refused:
        make.file_claim(**{"cause": "material", "source": "technician", **given})
    assert refused.value.code == code


def test_a_rehearsal_is_for_who_may_file_and_only_of_units_in_reach() -> None:
    with pytest.raises(Refused):
        rehearse(actor=make.staff(without=["claims.file"]))
    stranger = Actor(kind="customer", id=make.customer().pk)
    with pytest.raises(Refused) as refused:
        rehearse(actor=stranger)
    assert refused.value.code == "unknown_serial"


def test_a_centre_without_the_authorisation_is_named_once_anybody_has_one() -> None:
    place, other = branch(), branch("shiraz")
    category = make.catalogue().category_id
    assert "centre_not_authorised" not in {check.code for check in rehearse(branch=place).checks}
    row = {"branch_id": other.pk, "category_id": category, "since": SINCE, "until": None, "level": "a"}
    put("authorisations", row)
    assert "centre_not_authorised" in {check.code for check in rehearse(branch=place).checks}
    assert "centre_not_authorised" not in {check.code for check in rehearse(branch=other).checks}


# --- the table -------------------------------------------------------------------------------------------------------


def test_filing_costs_one_query_more_and_none_where_nobody_asks() -> None:
    unit = make.unit()
    make.file_claim(unit=unit, cause="material", source="technician")
    kept = count(lambda: make.file_claim(unit=unit, cause="material", source="technician"))
    asked = count(lambda: file(unit=unit))
    assert asked == kept + 1
    publish(rule("person", category=["laptop"]))
    payment.book()
    assert count(lambda: file(unit=unit)) == kept + 4


def test_without_a_table_everything_goes_to_a_person() -> None:
    claim = file()
    assert (claim.state, Ruling.objects.count()) == ("submitted", 0)


def test_a_complete_claim_is_paid_at_once_and_says_by_which_rule() -> None:
    table = publish(rule(name="Cheap", outcome=["covered"], amount=[None, 200_000_000], checks=[]))
    claim = file()
    assert (claim.state, claim.decided_as, claim.paid_by_company) == ("approved", "approved", 128_000_000)
    decision = claim.decisions.get()
    assert (decision.by_kind, decision.ruling.table, decision.ruling.rule) == ("system", table, "r1")
    assert names(claim) == ["claim_filed", "claim_decided", "claim_ruled"]
    body = Fact.objects.get(name="claims.claim_ruled").body
    assert (body["table"], body["rule"], body["done"], body["decision_id"]) == (1, "r1", "pay", decision.pk)
    assert decision.ruling.asked["amount"] == 128_000_000


def test_the_past_is_never_asked() -> None:
    publish(rule())
    assert make.file_claim(cause="material", source="technician").state == "submitted"
    assert not Ruling.objects.exists()


@pytest.mark.parametrize(
    ("rules", "given", "state", "held"),
    [
        ([rule()], {"cause": "", "source": ""}, "submitted", "incomplete"),
        ([rule(advise=True)], {}, "submitted", "advice"),
        ([rule()], {"lines": ()}, "submitted", "checks"),
        ([rule()], {"facts": {"fault.meters.hours": {"value": 5, "source": "technician"}}}, "submitted", "checks"),
        ([rule()], {"cause": "accident", "evidence": True}, "submitted", "not_refusable"),
        ([rule("refuse", outcome=["not_covered"])], {"cause": "accident", "evidence": True}, "rejected", ""),
        ([rule("refuse", outcome=["not_covered"])], {"cause": "accident"}, "submitted", ""),
        ([rule("person", then={"queue": "گران", "skill": "cost"})], {}, "submitted", ""),
        ([rule("inspect")], {}, "under_inspection", ""),
        ([rule("inspect", then={"whom": "laboratory"})], {"cause": "", "source": ""}, "under_inspection", ""),
        ([rule(category=["laptop"]), rule("person")], {}, "submitted", ""),
        ([rule(category=["laptop"])], {}, "submitted", ""),
    ],
)
def test_what_a_table_may_do(rules: list[dict[str, Any]], given: dict[str, Any], state: str, held: str) -> None:
    publish(*rules)
    claim = file(**{**given, **({"evidence": proofs()} if "evidence" in given else {})})
    row = claim.ruling
    claim.refresh_from_db()
    assert (claim.state, row.held_for) == (state, held)
    assert row.done == ("person" if state == "submitted" else row.effect)
    assert claim.decisions.count() == (1 if state == "rejected" else 0)


def test_a_favour_is_goodwill_within_its_cap_and_needs_no_person() -> None:
    then = {"favour_bp": 5000, "favour_cap": 1_000_000, "note": "وفادار"}
    publish(rule("pay_with_change", then=then))
    claim = file(cause="accident", evidence=proofs())
    claim.refresh_from_db()
    assert (claim.state, claim.paid_by_company) == ("partly_approved", 1_000_000)
    decision = claim.decisions.get()
    assert decision.overrides
    assert decision.split[0]["split"]["goodwill"] == "1000000"


def test_a_favour_that_gives_nothing_is_no_hidden_refusal() -> None:
    publish(rule("pay_with_change", then={"favour_bp": 5000, "favour_cap": 0, "note": "x"}))
    claim = file(cause="accident", evidence=proofs())
    assert (claim.state, claim.ruling.held_for) == ("submitted", "not_refusable")


def test_lines_are_cut_down_to_the_list_all_or_nothing() -> None:
    put("tariffs", tariff())
    put("parts", part())
    put("times", standard(60))
    lines = [LineDraft("part", 120_000_000, "panel"), LineDraft("labour", 9_000_000, basis=Basis("replace", 90))]
    publish(rule("pay_with_change", then={"to_list": True}, checks=["above_price", "over_standard_time"]))
    claim = file(lines=lines)
    assert (claim.state, claim.amount) == ("approved", 116_000_000)
    assert [(line.amount, line.basis.get("asked")) for line in claim.lines.all()] == [
        (110_000_000, 120_000_000), (6_000_000, 9_000_000),
    ]  # fmt: skip
    publish(rule("pay_with_change", then={"to_list": True}, outcome=["not_covered"]))
    kept = file(lines=[LineDraft("part", 120_000_000, "panel")], cause="accident", evidence=proofs())
    assert [line.amount for line in kept.lines.all()] == [120_000_000]


def test_old_decisions_keep_the_version_that_made_them() -> None:
    first = publish(rule())
    claim = file()
    second = acts.begin_table(actor=chief(), at=make.AT, copy_of=first)
    assert (second.version, [row["id"] for row in second.body["rules"]]) == (2, ["r1"])
    second = acts.save_rule(table=second, rule=rule("person"), actor=chief())
    second = acts.remove_rule(table=second, rule="r1", actor=chief())
    assert file().ruling.table == first
    acts.publish_table(table=second, actor=chief(), at=make.AT)
    assert (file().ruling.table, claim.ruling.table) == (second, first)
    first.refresh_from_db()
    assert first.state == "retired"
    for act in (
        lambda: acts.save_rule(table=first, rule=rule(), actor=chief()),
        lambda: acts.publish_table(table=first, actor=chief(), at=make.AT),
        lambda: acts.drop_table(table=first, actor=chief()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "table_is_fixed"
    acts.retire_table(table=second, actor=chief(), at=make.AT)
    assert file().state == "submitted"


def test_drafts_refuse_what_cannot_be_published() -> None:
    table = acts.begin_table(actor=chief(), at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.publish_table(table=table, actor=chief(), at=make.AT)
    assert refused.value.code == "empty_table"
    with pytest.raises(Refused) as refused:
        acts.save_rule(table=table, rule=rule("refuse"), actor=chief())
    assert refused.value.params["problems"][0].code == "refuses_only_the_uncovered"
    acts.save_rule(table=table, rule=rule(), actor=chief(), edits=1)
    with pytest.raises(Refused) as refused:
        acts.move_rule(table=table, rule="r1", by=1, actor=chief(), edits=1)
    assert refused.value.code == "stale_table"
    for act in (acts.begin_table, acts.publish_table, acts.retire_table):
        given = {} if act is acts.begin_table else {"table": table}
        with pytest.raises(Refused) as refused:
            act(actor=make.staff(without=["claims.rules"]), at=make.AT, **given)  # type: ignore[operator]
        assert refused.value.code == "not_allowed"


def test_rules_are_counted_by_what_became_of_their_claims() -> None:
    table = publish(rule(name="A", amount=[None, 200_000_000]), rule(name="B", advise=True))
    file()
    dear = [file(lines=[LineDraft("part", 300_000_000, "panel")]) for _ in range(2)]
    actions.decide(claim=dear[0], actor=make.staff(), at=make.AT)
    found = payment.fared(table=table)
    assert (found["r1"].fired, found["r1"].straight.hits, found["r1"].straight.of) == (1, 1, 1)
    second = found["r2"]
    assert (second.fired, second.straight.hits, second.overridden.hits, second.overridden.of) == (2, 0, 0, 1)
    assert payment.fared(since=make.AT + timedelta(days=1)) == {}


def test_a_person_who_decides_otherwise_than_advised_is_counted() -> None:
    publish(rule("pay_with_change", advise=True, then={"favour_bp": 10_000, "note": "x"}))
    claims = [file(cause="accident", evidence=proofs()) for _ in range(2)]
    assert claims[0].ruling.advised == {"1": 0, "2": 0}
    actions.decide(claim=claims[0], actor=make.staff(), at=make.AT, reject=True)
    actions.decide(claim=claims[1], actor=make.staff(), at=make.AT, customer_pays={"1": 0, "2": 0}, note="x")
    overridden = payment.fared()["r1"].overridden
    assert (overridden.hits, overridden.of) == (1, 2)


def test_trying_a_table_writes_nothing_and_costs_the_same_for_many() -> None:
    table = publish(rule(name="A", outcome=["covered"], checks=[]), rule("person", customer_units=[1, None]))
    parsed = payment.book().table
    assert parsed is not None
    decided = make.covered_claim()
    actions.decide(claim=decided, actor=make.staff(), at=make.AT)
    make.file_claim()
    few = count(lambda: payment.try_table(payment.recent(make.staff(), 500), payment.book(), parsed))
    for _ in range(3):
        make.covered_claim()
    assert count(lambda: payment.try_table(payment.recent(make.staff(), 500), payment.book(), parsed)) == few
    tried = payment.try_table(payment.recent(make.staff(), 500), payment.book(), parsed)
    assert (tried["r1"].count, tried["r1"].straight, tried["r1"].compared, tried["r1"].differs) == (4, 4, 1, 0)
    assert tried["r2"].count == 1
    assert Ruling.objects.filter(table=table).count() == 0


# --- statements ------------------------------------------------------------------------------------------------------

FROM, TO = date(2026, 10, 23), date(2026, 11, 22)


def decided(place: Branch, **given: Any) -> Claim:
    claim = make.covered_claim(branch=place, **given)
    actions.decide(claim=claim, actor=make.staff(), at=make.AT)
    claim.refresh_from_db()
    return claim


def draft(place: Branch, *, actor: Actor | None = None, **given: Any) -> Statement:
    values = {"branch": place, "since": FROM, "until": TO, "actor": actor or make.staff(user=1), "at": make.AT}
    return acts.draft_statement(**{**values, **given})


def test_a_statement_holds_what_was_decided_in_its_days() -> None:
    place, other = branch(), branch("shiraz")
    put("tariffs", tariff())
    mine = [decided(place), decided(place)]
    decided(other)
    make.covered_claim(branch=place)
    settled = decided(place)
    actions.settle(claim=settled, actor=make.staff(), at=make.AT)
    statement = draft(place)
    assert {line.claim_id for line in statement.lines.all()} == {claim.pk for claim in mine}
    assert (statement.claims_amount, statement.fees, statement.due) == (256_000_000, 500_000, 256_500_000)
    line = statement.lines.all()[0]
    assert (line.by_payer, line.by_kind) == ({"warranty": 128_000_000}, {"part": 120_000_000, "labour": 8_000_000})
    with pytest.raises(Refused) as refused:
        draft(place)
    assert refused.value.code == "nothing_owed"
    assert Statement.objects.count() == 1
    late = decided(place)
    assert [row.claim_id for row in draft(place, since=date(2026, 11, 21), earlier=True).lines.all()] == [late.pk]


def test_from_draft_to_paid_and_its_claims_are_settled() -> None:
    place = branch()
    claims = [decided(place), decided(place)]
    statement = draft(place)
    statement = acts.deduct(
        statement=statement, reason="part_not_returned", amount=5_000_000, actor=make.staff(), at=make.AT
    )
    statement = acts.deduct(statement=statement, reason="agreed", amount=-1_000_000, actor=make.staff(), at=make.AT)
    assert (statement.deducted, statement.due) == (4_000_000, 252_000_000)
    statement = acts.send_statement(statement=statement, actor=make.staff(user=1), at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.approve_statement(statement=statement, actor=make.staff(user=1), at=make.AT)
    assert refused.value.code == "same_drafter"
    statement = acts.approve_statement(statement=statement, actor=make.staff(user=2), at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.deduct(statement=statement, reason="agreed", amount=1, actor=make.staff(), at=make.AT)
    assert refused.value.code == "statement_not_in_this_state"
    statement = acts.pay_statement(statement=statement, actor=make.staff(user=2), at=make.AT, reference="ACH-9")
    assert (statement.state, statement.reference) == ("paid", "ACH-9")
    for claim in claims:
        claim.refresh_from_db()
        assert (claim.state, claim.settlement.amount, claim.settlement.reference) == ("settled", 128_000_000, "ACH-9")
        assert names(claim)[-1] == "claim_settled"
    facts = Fact.objects.filter(mentions__kind="statement", mentions__object_id=statement.pk).order_by("id")
    assert [fact.body.get("act") or fact.name for fact in facts] == [
        "claims.statement_drafted", "claims.statement_changed", "claims.statement_changed", "send", "approve", "pay",
    ]  # fmt: skip


def test_paying_many_claims_costs_as_much_as_paying_few() -> None:
    costs = []
    for place, many in ((branch("few"), 1), (branch("many"), 6)):
        for _ in range(many):
            decided(place)
        statement = acts.send_statement(statement=draft(place), actor=make.staff(user=1), at=make.AT)
        statement = acts.approve_statement(statement=statement, actor=make.staff(user=2), at=make.AT)
        costs.append(count(lambda s=statement: acts.pay_statement(statement=s, actor=make.staff(user=2), at=make.AT)))
    assert costs[0] == costs[1]


def partly(place: Branch) -> Claim:
    """A claim of which the customer was let off a little, so that there is something to pay and something to appeal."""
    claim = make.file_claim(branch=place, cause="accident", source="technician", evidence=proofs())
    actions.decide(claim=claim, actor=make.staff(user=7), at=make.AT, customer_pays={"2": 0}, note="x")
    claim.refresh_from_db()
    return claim


def win(claim: Claim) -> None:
    actions.appeal(claim=claim, actor=make.owner_of(claim), at=make.AT)
    opinion = claim.opinions.filter(state="waiting").first()
    if opinion is not None:
        opinion.delete()
    actions.decide_appeal(
        claim=claim, actor=make.staff(user=8), at=make.AT + timedelta(days=3), note="x", customer_pays={"1": 0, "2": 0}
    )
    claim.refresh_from_db()


def test_what_an_appeal_changes_later_comes_into_the_next_statement() -> None:
    place = branch()
    claim = partly(place)
    assert claim.paid_by_company == 8_000_000
    statement = acts.send_statement(statement=draft(place), actor=make.staff(user=1), at=make.AT)
    statement = acts.approve_statement(statement=statement, actor=make.staff(user=2), at=make.AT)
    win(claim)
    acts.pay_statement(statement=statement, actor=make.staff(user=2), at=make.AT)
    claim.refresh_from_db()
    assert claim.paid_by_company == 128_000_000
    later = draft(place, since=TO, until=date(2026, 12, 22))
    row = later.deductions.get()
    assert (row.reason, row.amount, row.claim, later.due) == ("decision_changed", -120_000_000, claim, 120_000_000)
    with pytest.raises(Refused):
        draft(place, since=TO, until=date(2026, 12, 22))


def test_a_statement_on_a_decision_that_moved_is_not_sent_but_collected_again() -> None:
    place = branch()
    claim, other = partly(place), decided(place)
    statement = draft(place)
    win(claim)
    with pytest.raises(Refused) as refused:
        acts.send_statement(statement=statement, actor=make.staff(), at=make.AT)
    assert (refused.value.code, refused.value.params["numbers"]) == ("claims_moved", claim.number)
    statement = acts.collect_again(statement=statement, actor=make.staff(), at=make.AT)
    assert {line.claim for line in statement.lines.all()} == {other, claim} - (
        {claim} if claim.decided_at.date() >= TO else set()
    )
    acts.send_statement(statement=statement, actor=make.staff(), at=make.AT)


def test_a_claim_stands_in_one_statement_whoever_takes_it_first() -> None:
    place = branch()
    claim = decided(place)
    statement = draft(place)
    acts.leave_out(statement=statement, line=statement.lines.get(), actor=make.staff(), at=make.AT)
    second = draft(place)
    assert second.lines.get().claim == claim
    again = acts.collect_again(statement=statement, actor=make.staff(), at=make.AT)
    assert (again.claim_count, StatementLine.objects.filter(claim=claim).count()) == (0, 1)
    acts.drop_statement(statement=second, actor=make.staff(), at=make.AT)
    assert acts.collect_again(statement=statement, actor=make.staff(), at=make.AT).claim_count == 1


def test_returned_statements_are_drafts_again_and_stale_pages_are_refused() -> None:
    place = branch()
    decided(place)
    statement = acts.send_statement(statement=draft(place), actor=make.staff(), at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.return_statement(statement=statement, actor=make.staff(), at=make.AT, note=" ")
    assert refused.value.code == "reason_needed"
    back = acts.return_statement(statement=statement, actor=make.staff(), at=make.AT, note="کسورات؟")
    assert (back.state, back.note, back.sent_at) == ("draft", "کسورات؟", None)
    with pytest.raises(Refused) as refused:
        acts.send_statement(statement=back, actor=make.staff(), at=make.AT, version=statement.version)
    assert refused.value.code == "stale_statement"
    over = acts.deduct(statement=back, reason="other", text="x", amount=10**12, actor=make.staff(), at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.send_statement(statement=over, actor=make.staff(), at=make.AT)
    assert refused.value.code == "less_than_nothing"
    acts.strike_out(statement=over, deduction=over.deductions.get(), actor=make.staff(), at=make.AT)
    acts.drop_statement(statement=over, actor=make.staff(), at=make.AT)
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "gossip", "amount": 1}, "unknown_reason"),
        ({"reason": "decision_changed", "amount": 1}, "unknown_reason"),
        ({"reason": "agreed", "amount": 0}, "bad_amount"),
        ({"reason": "other", "amount": 1}, "reason_needed"),
    ],
)
def test_a_deduction_has_a_reason_and_an_amount(given: dict[str, Any], code: str) -> None:
    place = branch()
    decided(place)
    statement = draft(place)
    with pytest.raises(Refused) as refused:
        acts.deduct(statement=statement, actor=make.staff(), at=make.AT, **given)
    assert refused.value.code == code


def test_statements_are_for_those_who_work_with_them_in_their_branches() -> None:
    place, other = branch(), branch("shiraz")
    decided(place)
    for actor in (
        make.staff(without=["claims.statements"]),
        make.staff(branches=frozenset({other.pk})),
        make.owner_of(Claim.objects.get()),
    ):
        with pytest.raises(Refused):
            draft(place, actor=actor)
    statement = draft(place)
    assert not Statement.objects.visible_to(make.staff(branches=frozenset({other.pk}))).exists()
    assert not Statement.objects.visible_to(make.staff(without=["claims.statements"])).exists()
    bound = make.staff(user=5, branches=frozenset({place.pk}), without=["claims.approve_statements", "claims.settle"])
    sent = acts.send_statement(statement=statement, actor=bound, at=make.AT)
    with pytest.raises(Refused) as refused:
        acts.approve_statement(statement=sent, actor=bound, at=make.AT)
    assert refused.value.code == "not_allowed"


def test_a_claim_in_a_statement_is_not_taken_back_with_its_import() -> None:
    place = branch()
    unit = make.unit()
    claim = actions.file_claims(
        rows=[
            actions.PastClaim(
                unit=unit, filed_at=make.AT, branch=place, symptom="dark_screen", component="panel", cause="material",
                failed_on=date(2026, 11, 17), lines=make.LINES, decided_at=make.AT,
            )
        ],
        actor=SYSTEM,
        at=make.AT,
    )[0]  # fmt: skip
    draft(place)
    assert actions.take_back(claim_ids=[claim.pk], actor=SYSTEM, at=make.AT) == 0
    assert not Settlement.objects.exists()
