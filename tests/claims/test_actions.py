"""Each act by the fact that it records, and by what it refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payandan.claims import actions, queries
from payandan.claims.actions import EvidenceDraft, LineDraft
from payandan.claims.models import Claim, Decision
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.units.models import Unit
from tests.claims import factories as make

pytestmark = pytest.mark.django_db

DECIDER, OTHER = make.staff, lambda: make.staff(user=2)


def last(name: str) -> Fact:
    return Fact.objects.filter(name=f"claims.{name}").latest("id")


def refused(code: str, act: Callable[..., Any], **given: Any) -> Refused:
    facts = Fact.objects.count()
    with pytest.raises(Refused) as caught:
        act(at=make.AT, **given)
    assert caught.value.code == code
    assert Fact.objects.count() == facts
    return caught.value


accident = make.accident


# --- filing ----------------------------------------------------------------------------------------------------------


def test_a_filed_claim_has_a_verdict_at_once() -> None:
    claim = make.file_claim()
    assert (claim.state, claim.outcome, claim.component) == ("submitted", "undecided", "panel")
    assert [question["fact"] for question in claim.verdict["questions"]] == ["fault.cause"]
    assert claim.paid_by_customer is None
    fact = last("claim_filed")
    assert fact.body["outcome"] == "undecided"
    assert {mention.kind for mention in fact.mentions.all()} == {"claim", "unit", "customer"}


def test_filing_costs_a_dozen_statements_at_most() -> None:
    make.covered_claim()
    unit = make.unit()
    with CaptureQueriesContext(connection) as statements:
        make.covered_claim(unit=unit)
    assert len(statements) <= 12


def test_the_verdict_is_kept_without_sentences() -> None:
    claim = make.covered_claim()
    assert all("text" not in reason for reason in claim.verdict["reasons"])


def test_a_form_sent_twice_files_once() -> None:
    unit = make.unit()
    first = make.file_claim(unit=unit, form_key="abc")
    assert make.file_claim(unit=unit, form_key="abc") == first
    assert Claim.objects.count() == 1


def test_without_lines_the_usual_repair_stands_at_nothing() -> None:
    claim = make.covered_claim(lines=())
    assert [(line.kind, line.amount) for line in claim.lines.all()] == [("part", 0), ("labour", 0)]
    assert claim.outcome == "covered"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"serial": "NOBODY-1"}, "unknown_serial"),
        ({"symptom": "sings"}, "unknown_symptom"),
        ({"component": "wing"}, "unknown_component"),
        ({"failed_on": make.AT.date() + timedelta(days=2)}, "failed_in_future"),
        ({"cause": "magic"}, "bad_fact"),
        ({"lines": [LineDraft("gift", 1)]}, "unknown_line_kind"),
        ({"evidence": [EvidenceDraft("rumour", "cause")]}, "unknown_evidence"),
        ({"source": "oracle", "cause": "wear"}, "unknown_source"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        make.file_claim(**given)
    assert caught.value.code == code
    assert not Claim.objects.exists()


def test_a_customer_files_for_its_own_units_only_and_speaks_for_itself() -> None:
    unit = make.unit()
    owner = Actor(kind="customer", id=unit.owner_id, name="x")
    stranger = Actor(kind="customer", id=make.customer().pk, name="y")
    with pytest.raises(Refused) as caught:
        make.file_claim(unit=unit, actor=stranger)
    assert caught.value.code == "unknown_serial"
    claim = make.file_claim(unit=unit, actor=owner, cause="material", source="laboratory", channel="portal")
    assert claim.facts["fault.cause"]["source"] == "customer"
    assert claim.outcome == "undecided"


def test_staff_without_the_capability_do_not_file() -> None:
    with pytest.raises(Refused) as caught:
        make.file_claim(actor=make.staff(without=["claims.file"]))
    assert caught.value.code == "not_allowed"


# --- learning --------------------------------------------------------------------------------------------------------


def test_a_fact_moves_the_verdict_and_is_told() -> None:
    claim = make.file_claim()
    proofs = [EvidenceDraft("inspection_report", "cause")]
    moved = actions.state_fact(
        claim=claim,
        path="fault.cause",
        value="material",
        source="technician",
        evidence=proofs,
        actor=DECIDER(),
        at=make.AT,
    )
    assert (moved.outcome, moved.cause, moved.version) == ("covered", "material", 2)
    body = last("fact_stated").body
    assert (body["before"], body["outcome"], body["source"]) == ("undecided", "covered", "technician")


def test_a_lesser_source_changes_nothing() -> None:
    claim = make.covered_claim()
    refused(
        "better_source_known", actions.state_fact, claim=claim, path="fault.cause", value="wear", source="customer",
        actor=DECIDER(),
    )  # fmt: skip


def test_what_an_inspection_found_takes_its_capability() -> None:
    clerk = make.staff(without=["claims.inspect"])
    refused(
        "not_allowed", actions.state_fact, claim=make.file_claim(), path="fault.cause", value="wear",
        source="technician", actor=clerk,
    )  # fmt: skip


def test_evidence_may_be_what_was_missing() -> None:
    claim = make.file_claim(cause="accident", source="technician")
    assert claim.outcome == "undecided"
    proofs = [EvidenceDraft("photo", "cause"), EvidenceDraft("inspection_report", "cause")]
    assert actions.add_evidence(claim=claim, evidence=proofs, actor=DECIDER(), at=make.AT).outcome == "not_covered"
    assert last("evidence_added").body["outcome"] == "not_covered"
    refused("no_evidence", actions.add_evidence, claim=claim, evidence=[], actor=DECIDER())


def test_a_new_estimate_replaces_the_old_one() -> None:
    claim = make.covered_claim()
    moved = actions.set_lines(claim=claim, lines=[LineDraft("part", 5_000, "panel")], actor=DECIDER(), at=make.AT)
    assert (moved.amount, moved.paid_by_company, moved.lines.count()) == (5_000, 5_000, 1)
    assert last("lines_changed").body["amount_before"] == 128_000_000
    refused("no_lines", actions.set_lines, claim=claim, lines=[], actor=DECIDER())


def test_the_verdict_can_be_made_again() -> None:
    claim = make.covered_claim()
    again = actions.reassess(claim=claim, actor=DECIDER(), at=make.AT)
    assert again.verdict == claim.verdict
    assert last("reassessed").body["digest"] == claim.verdict["rule_book"]["digest"]


# --- questions -------------------------------------------------------------------------------------------------------


def test_a_question_waits_for_its_answer_and_is_asked_once() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, path="fault.cause", whom="customer", actor=DECIDER(), at=make.AT)
    assert actions.ask(claim=claim, path="fault.cause", whom="customer", actor=DECIDER(), at=make.AT) == question
    claim.refresh_from_db()
    assert claim.state == "info_requested"
    assert last("info_requested").body["question_id"] == question.pk
    answered = actions.answer_question(question=question, value="accident", actor=make.owner_of(claim), at=make.AT)
    assert (answered.state, answered.facts["fault.cause"]["source"]) == ("submitted", "customer")
    assert last("question_answered").body["path"] == "fault.cause"
    refused("already_answered", actions.answer_question, question=question, value="wear", actor=make.owner_of(claim))


def test_i_do_not_know_is_an_answer() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, path="fault.cause", whom="customer", actor=DECIDER(), at=make.AT)
    answered = actions.answer_question(question=question, value=None, actor=make.owner_of(claim), at=make.AT)
    assert (answered.state, answered.facts) == ("submitted", {})


def test_a_question_to_the_technician_sends_to_inspection_and_a_fact_answers_it() -> None:
    claim = make.file_claim()
    actions.ask(claim=claim, path="fault.cause", whom="technician", actor=DECIDER(), at=make.AT)
    claim.refresh_from_db()
    assert claim.state == "under_inspection"
    assert last("inspection_requested")
    moved = actions.state_fact(
        claim=claim, path="fault.cause", value="material", source="technician", actor=DECIDER(), at=make.AT
    )
    assert (moved.state, moved.questions.filter(answered_at=None).count()) == ("submitted", 0)


def test_a_stranger_neither_asks_nor_answers() -> None:
    claim = make.file_claim()
    question = actions.ask(claim=claim, path="fault.cause", whom="technician", actor=DECIDER(), at=make.AT)
    stranger = Actor(kind="customer", id=make.customer().pk, name="y")
    refused("not_found", actions.answer_question, question=question, value="wear", actor=stranger)
    refused("not_allowed", actions.answer_question, question=question, value="wear", actor=make.owner_of(claim))
    refused("no_question", actions.ask, claim=claim, text=" ", actor=DECIDER())
    refused("unknown_person", actions.ask, claim=claim, path="fault.cause", whom="neighbour", actor=DECIDER())


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_decision_as_proposed() -> None:
    claim = make.covered_claim()
    decision = actions.decide(claim=claim, actor=DECIDER(), at=make.AT)
    claim.refresh_from_db()
    assert (decision.outcome, decision.overrides, claim.state, claim.decided_as) == (
        "approved",
        False,
        "approved",
        "approved",
    )
    assert decision.case["fault"]["cause"]["value"] == "material"
    assert last("claim_decided").body["by_payer"] == {"warranty": 128_000_000}
    refused("not_in_this_state", actions.decide, claim=claim, actor=DECIDER())


def test_no_rejection_without_its_evidence() -> None:
    undecided = make.file_claim(cause="accident", source="technician")
    missing = refused("no_rejection_without_evidence", actions.decide, claim=undecided, reject=True, actor=DECIDER())
    assert missing.params["missing"] == ["fault.cause"]
    refused("no_rejection_without_evidence", actions.decide, claim=make.covered_claim(), reject=True, actor=DECIDER())
    assert actions.decide(claim=accident(), reject=True, actor=DECIDER(), at=make.AT).outcome == "rejected"


def test_what_is_undecided_can_only_be_granted_and_with_a_reason() -> None:
    claim = make.file_claim()
    refused("undecided", actions.decide, claim=claim, actor=DECIDER())
    refused("reason_needed", actions.decide, claim=claim, customer_pays={"1": 0}, actor=DECIDER())
    refused("customer_would_pay_more", actions.decide, claim=claim, customer_pays={"1": 1}, note="x", actor=DECIDER())
    decision = actions.decide(claim=claim, customer_pays={"1": 0}, note="An old customer", actor=DECIDER(), at=make.AT)
    assert (decision.outcome, decision.overrides) == ("approved", True)
    assert last("claim_decided").body["by_payer"] == {"goodwill": 128_000_000}


def test_an_override_takes_its_capability_and_only_favours_the_customer() -> None:
    claim = accident()
    clerk = make.staff(without=["claims.override"])
    refused("not_allowed", actions.decide, claim=claim, customer_pays={"1": 0}, note="x", actor=clerk)
    refused(
        "customer_would_pay_more", actions.decide, claim=make.covered_claim(), customer_pays={"1": 5}, note="x",
        actor=DECIDER(),
    )  # fmt: skip
    refused("no_such_line", actions.decide, claim=claim, customer_pays={"9": 0}, note="x", actor=DECIDER())
    decision = actions.decide(claim=claim, customer_pays={"1": 0}, note="Goodwill", actor=DECIDER(), at=make.AT)
    assert decision.outcome == "partly_approved"


def test_a_stale_form_is_refused() -> None:
    claim = make.covered_claim()
    actions.add_evidence(claim=claim, evidence=[EvidenceDraft("photo", "cause")], actor=DECIDER(), at=make.AT)
    assert refused("stale", actions.decide, claim=claim, version=1, actor=DECIDER()).params["version"] == 2
    assert actions.decide(claim=claim, version=2, actor=DECIDER(), at=make.AT)


def test_a_decided_claim_does_not_move() -> None:
    claim = make.covered_claim()
    actions.decide(claim=claim, actor=DECIDER(), at=make.AT)
    refused("not_in_this_state", actions.state_fact, claim=claim, path="fault.cause", value="wear", actor=DECIDER())
    refused("not_in_this_state", actions.set_lines, claim=claim, lines=make.LINES, actor=DECIDER())
    refused("not_in_this_state", actions.withdraw, claim=claim, actor=DECIDER())


# --- appeal, settlement, the end -------------------------------------------------------------------------------------


appealed = make.appealed


def test_an_appeal_needs_one_tap_and_another_person() -> None:
    claim = appealed()
    assert (claim.state, claim.appeal_text) == ("appealed", "It never fell.")
    assert last("claim_appealed")
    refused("same_person", actions.decide_appeal, claim=claim, note="x", actor=DECIDER())
    make.heard(claim)
    refused("reason_needed", actions.decide_appeal, claim=claim, note=" ", actor=OTHER())
    decision = actions.decide_appeal(claim=claim, note="The photo shows it.", actor=OTHER(), at=make.AT)
    assert decision.outcome == "rejected"
    assert last("appeal_decided").body["changed"] is False


def test_an_appeal_can_change_the_decision() -> None:
    claim = appealed()
    actions.state_fact(
        claim=claim, path="fault.cause", value="material", source="laboratory", actor=DECIDER(), at=make.AT
    )
    make.heard(claim, outcome="approved")
    decision = actions.decide_appeal(claim=claim, note="The laboratory found a bad panel.", actor=OTHER(), at=make.AT)
    claim.refresh_from_db()
    assert (decision.outcome, claim.state, claim.paid_by_customer) == ("approved", "final", 0)
    assert last("appeal_decided").body["changed"] is True


def test_settling_and_closing() -> None:
    claim = make.covered_claim()
    actions.decide(claim=claim, actor=DECIDER(), at=make.AT)
    refused("more_than_decided", actions.settle, claim=claim, by_payer={"warranty": 10**12}, actor=DECIDER())
    settlement = actions.settle(claim=claim, reference="CN-7", actor=DECIDER(), at=make.AT)
    assert (settlement.amount, settlement.by_payer) == (128_000_000, {"warranty": 128_000_000})
    assert last("claim_settled").body["reference"] == "CN-7"
    assert actions.close(claim=claim, actor=DECIDER(), at=make.AT).state == "closed"
    assert last("claim_closed")


def test_nothing_to_settle_after_a_rejection() -> None:
    claim = appealed()
    make.heard(claim)
    actions.decide_appeal(claim=claim, note="x", actor=OTHER(), at=make.AT)
    refused("nothing_to_settle", actions.settle, claim=claim, actor=DECIDER())


def test_a_customer_takes_it_back() -> None:
    claim = make.file_claim()
    assert actions.withdraw(claim=claim, actor=make.owner_of(claim), at=make.AT).state == "withdrawn"
    assert last("claim_withdrawn")


@pytest.mark.parametrize(
    ("act", "capability", "given"),
    [
        ("decide", "claims.decide", {}), ("withdraw", "claims.work", {}), ("reassess", "claims.work", {}),
        ("set_lines", "claims.work", {"lines": make.LINES}), ("ask", "claims.work", {"path": "fault.cause"}),
        ("add_evidence", "claims.work", {"evidence": [EvidenceDraft("photo", "cause")]}),
    ],
)  # fmt: skip
def test_every_act_takes_its_capability(act: str, capability: str, given: dict[str, Any]) -> None:
    claim = make.covered_claim()
    refused("not_allowed", getattr(actions, act), claim=claim, actor=make.staff(without=[capability]), **given)


def test_a_customer_does_not_decide() -> None:
    claim = make.covered_claim()
    for act in (actions.decide, actions.close, actions.settle):
        with pytest.raises(Refused):
            act(claim=claim, actor=make.owner_of(claim), at=make.AT)
    assert not Decision.objects.exists()


# --- the past --------------------------------------------------------------------------------------------------------


def past(causes: tuple[str, ...]) -> list[actions.PastClaim]:
    return [
        actions.PastClaim(
            unit=Unit.objects.select_related("model__category", "owner").get(pk=make.unit().pk),
            filed_at=make.AT - timedelta(days=40),
            failed_on=(make.AT - timedelta(days=45)).date(),
            component="panel",
            cause=cause,
            lines=make.LINES,
            decided_at=make.AT - timedelta(days=38),
            settled_at=make.AT - timedelta(days=30),
        )
        for cause in causes
    ]


def test_many_past_claims_in_as_many_statements_as_few() -> None:
    counts = []
    for rows in (past(("material", "", "wear")), past(("material", "", "wear") * 5)):
        with CaptureQueriesContext(connection) as statements:
            claims = actions.file_claims(rows=rows, actor=DECIDER(), decider=OTHER(), at=make.AT)
        counts.append(len(statements))
        assert [claim.state for claim in claims[:3]] == ["settled", "submitted", "rejected"]
    assert counts[1] <= counts[0]
    assert Decision.objects.filter(by_id=2).count() == 12
    assert Fact.objects.filter(name="claims.claim_decided", at=make.AT - timedelta(days=38)).count() == 12


def test_a_past_claim_of_the_future_stops_the_batch() -> None:
    rows = [*past(("material",)), actions.PastClaim(unit=make.unit(), filed_at=make.AT + timedelta(days=1))]
    found = refused("filed_in_future", actions.file_claims, rows=rows, actor=DECIDER())
    assert found.field == "rows.1.filed_at"
    assert not Claim.objects.exists()


def test_a_past_case_gives_the_same_verdict_again() -> None:
    from payandan.warranty import queries as warranty

    claim = make.covered_claim()
    decision = actions.decide(claim=claim, actor=DECIDER(), at=make.AT)
    [case] = queries.cases_of(queries.with_parts(Claim.objects.filter(pk=claim.pk)))
    assert case == decision.case
    book = warranty.rule_book_for(case["unit"], on=claim.failed_on, unit_id=claim.unit_id)
    assert warranty.verdict_of(decision.case, book) == decision.verdict


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_report_is_saved_as_one_goes_and_sent_once() -> None:
    unit = make.unit()
    owner = Actor(kind="customer", id=unit.owner_id, name="x")
    draft = actions.open_draft(unit=unit, actor=owner, at=make.AT)
    assert actions.open_draft(unit=unit, actor=owner, at=make.AT) == draft
    actions.save_draft(draft=draft, symptom="dark_screen", actor=owner, at=make.AT)
    actions.save_draft(draft=draft, failed_on=make.AT.date(), description="Dark.", actor=owner, at=make.AT)
    claim = actions.send_draft(draft=draft, actor=owner, at=make.AT)
    assert (claim.channel, claim.symptom, claim.description) == ("portal", "dark_screen", "Dark.")
    stranger = Actor(kind="customer", id=make.customer().pk, name="y")
    refused("not_allowed", actions.open_draft, unit=unit, actor=stranger)
