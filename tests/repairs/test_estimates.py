"""Estimates: priced, shared out, frozen, answered line by line, and never gone beyond."""

from datetime import timedelta
from typing import Any

import pytest

from payandan.claims.queries.payment import reference
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions
from payandan.repairs.models import Estimate
from payandan.repairs.queries import money
from payandan.repairs.rules.estimates import Item
from tests.repairs import factories as make
from tests.repairs import money as cash
from tests.repairs.money import AT, ITEMS

pytestmark = pytest.mark.django_db


def facts() -> list[str]:
    names = Fact.objects.filter(name__startswith="repairs.estimate").order_by("pk").values_list("name", flat=True)
    return [name.removeprefix("repairs.estimate_") for name in names]


def state_of(order: Any) -> str:
    order.refresh_from_db()
    return str(order.state)


def test_out_of_warranty_the_customer_pays_with_tax() -> None:
    estimate = cash.drafted()
    assert (estimate.amount, estimate.customer, estimate.tax) == (15_000_000, 15_000_000, 1_500_000)
    assert sum(line.tax for line in estimate.lines.all()) == estimate.tax
    assert estimate.deposit == 8_300_000
    assert all(line.outcome == "not_covered" for line in estimate.lines.all())
    assert estimate.verdict["reasons"]


def test_in_warranty_the_customer_is_asked_for_nothing() -> None:
    order = cash.job(unit=make.phone())
    estimate = cash.sent(order, cause="material")
    assert estimate.customer == 0
    assert (estimate.state, estimate.answered_by, estimate.agreed) == ("approved", "nobody", 0)
    assert state_of(order) == "diagnosing"
    assert all(line.split for line in estimate.lines.all())


def test_what_is_undecided_stands_as_the_most_it_can_be() -> None:
    estimate = cash.drafted(cash.job(unit=make.phone()))
    if estimate.verdict["outcome"] == "undecided":
        assert estimate.customer > 0
    assert sum(sum(line.split.values()) for line in estimate.lines.all()) == estimate.amount


def test_amounts_come_from_the_lists() -> None:
    reference._kept.clear()
    cash.tariff()
    estimate = cash.drafted(items=[Item("labour", minutes=90, operation="repair"), Item("labour", amount=1)])
    first, second = estimate.lines.all()
    assert (first.amount, first.by_list, second.amount) == (9_000_000, 9_000_000, 1)


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], "lines_missing"),
        ([Item("part", label="No price")], "amount_missing"),
        ([Item("magic", amount=1)], "bad_line"),
        ([Item("part", amount=1, quantity=0)], "bad_line"),
        ([Item("part", amount=1)] * 41, "too_many_lines"),
    ],
)
def test_lines_that_cannot_be(items: list[Item], code: str) -> None:
    estimate = cash.drafted()
    with pytest.raises(Refused, match=code):
        actions.write_estimate(estimate=estimate, items=items, actor=make.chief(), at=AT)
    assert estimate.lines.count() == 3


def test_a_draft_begins_with_what_the_job_suggests() -> None:
    order = cash.job()
    actions.plan_part(order=order, part=make.a_part(), actor=make.chief(), at=AT)
    estimate = actions.draft_estimate(order=order, actor=make.chief(), at=AT)
    assert [(line.kind, line.label) for line in estimate.lines.all()] == [("part", "Charging port"), ("labour", "")]
    assert actions.draft_estimate(order=order, actor=make.chief(), at=AT).pk == estimate.pk


def test_what_was_sent_is_frozen() -> None:
    estimate = cash.sent()
    assert state_of(estimate.order) == "estimate_sent"
    for act in (
        lambda: actions.write_estimate(estimate=estimate, items=ITEMS, actor=make.chief(), at=AT),
        lambda: actions.send_estimate(estimate=estimate, actor=make.chief(), at=AT),
        lambda: actions.drop_estimate(estimate=estimate, actor=make.chief(), at=AT),
    ):
        with pytest.raises(Refused, match="estimate_not_in_this_state"):
            act()


def test_versions_are_kept_and_the_newest_counts() -> None:
    first = cash.sent()
    second = cash.drafted(first.order, items=None)
    assert (second.version, second.lines.count()) == (2, 3)
    with pytest.raises(Refused, match="stale"):
        actions.send_estimate(estimate=second, actor=make.chief(), at=AT, version=99)
    make.moved(first.order, "revise")
    actions.send_estimate(estimate=second, actor=make.chief(), at=AT)
    first.refresh_from_db()
    assert first.state == "replaced"
    with pytest.raises(Refused, match="estimate_not_in_this_state"):
        cash.answered(first)


def test_the_customer_declines_a_line() -> None:
    estimate = cash.answered(cash.sent(), declined=[2])
    assert (estimate.state, estimate.agreed) == ("partly_approved", 11_000_000)
    assert [line.answer for line in estimate.lines.all()] == [True, True, False]
    assert state_of(estimate.order) == "approved"
    assert facts() == ["drafted", "sent", "answered"]
    body = Fact.objects.get(name="repairs.estimate_answered").body
    assert (body["by"], list(body["declined"])) == ("customer", [2])
    assert money.worth_of(estimate.order, at=AT).by_payer == {"customer": 10_000_000}, "nobody bears what was declined"


def test_declining_everything_is_declining() -> None:
    estimate = cash.answered(cash.sent(), declined=[0, 1, 2])
    assert (estimate.state, estimate.agreed, state_of(estimate.order)) == ("declined", 0, "declined")


def test_every_line_that_costs_something_is_answered() -> None:
    estimate = cash.sent()
    with pytest.raises(Refused, match="answer_missing") as caught:
        actions.answer_estimate(estimate=estimate, answers={0: True}, actor=cash.owner(estimate.order), at=AT)
    assert caught.value.params["position"] == 1


def test_nobody_answers_twice_or_for_somebody_else() -> None:
    estimate = cash.sent()
    stranger = Actor(kind="customer", id=make.customer().pk)
    with pytest.raises(Refused, match="not_found"):
        actions.answer_estimate(estimate=estimate, answers={0: True, 1: True, 2: True}, actor=stranger, at=AT)
    cash.answered(estimate)
    with pytest.raises(Refused, match="estimate_not_in_this_state"):
        cash.answered(estimate)


def test_consent_by_phone_says_how() -> None:
    estimate = cash.sent()
    yes = dict.fromkeys(range(3), True)
    with pytest.raises(Refused, match="consent_how"):
        actions.answer_estimate(estimate=estimate, answers=yes, actor=make.chief(), at=AT)
    with pytest.raises(Refused, match="not_allowed"):
        actions.answer_estimate(
            estimate=estimate, answers=yes, actor=make.staff(without=["repairs.estimate"]), at=AT, note="x"
        )
    row = actions.answer_estimate(estimate=estimate, answers=yes, actor=make.chief(), at=AT, note="Called at ten.")
    assert (row.answered_by, row.answer_note, row.agreed) == ("staff", "Called at ten.", 16_500_000)


def test_it_expires_and_is_reminded_of_once() -> None:
    estimate = cash.sent()
    assert not actions.remind_of_estimate(estimate=estimate, at=AT + timedelta(days=1))
    assert actions.remind_of_estimate(estimate=estimate, at=AT + timedelta(days=2))
    assert not actions.remind_of_estimate(estimate=estimate, at=AT + timedelta(days=3))
    with pytest.raises(Refused, match="estimate_expired"):
        cash.answered(estimate, at=AT + timedelta(days=8))
    assert not actions.expire_estimate(estimate=estimate, at=AT + timedelta(days=6))
    assert actions.expire_estimate(estimate=estimate, at=AT + timedelta(days=8))
    assert Estimate.objects.get().state == "expired"


def test_questions_and_replies() -> None:
    estimate = cash.sent()
    question = actions.ask_about_estimate(
        estimate=estimate, text="Is the glass needed?", actor=cash.owner(estimate.order), at=AT
    )
    actions.reply_to_question(question=question, text="It is only cracked.", actor=make.chief(), at=AT)
    question.refresh_from_db()
    assert question.replied_by == "chief"
    with pytest.raises(Refused, match="question_missing"):
        actions.ask_about_estimate(estimate=estimate, text=" ", actor=cash.owner(estimate.order), at=AT)


def test_the_terms_of_a_centre_rule() -> None:
    where = make.branch()
    actions.set_terms(branch=where, actor=make.chief(), at=AT, valid_days=3, deposit_bp=0, tolerance_bp=500)
    actions.set_tax_rate(branch=where, since=AT.date(), rate_bp=0, actor=make.chief(), at=AT)
    estimate = cash.sent()
    assert (estimate.tax, estimate.deposit, estimate.tolerance_bp) == (0, 0, 500)
    assert estimate.valid_until == AT + timedelta(days=3)
    elsewhere = cash.drafted(cash.job(branch=make.branch("shiraz")))
    assert elsewhere.tax_bp == 1000


def test_a_deposit_is_no_more_than_everything() -> None:
    estimate = cash.drafted()
    write: dict[str, Any] = {"estimate": estimate, "items": ITEMS, "actor": make.chief(), "at": AT}
    actions.write_estimate(deposit=16_500_000, **write)
    with pytest.raises(Refused, match="deposit_too_large"):
        actions.write_estimate(deposit=16_500_001, **write)


def test_centres_and_strangers() -> None:
    estimate = cash.sent()
    here, there = estimate.order.branch_id, make.branch("shiraz").pk
    numbers = [row.number for row in money.visible_estimates(make.staff(branches=frozenset({here})))]
    assert numbers == [estimate.number]
    assert money.find_estimate(make.staff(branches=frozenset({there})), estimate.number) is None
    assert money.find_estimate(cash.owner(estimate.order), estimate.number) is not None
    draft = cash.drafted(cash.job())
    assert money.find_estimate(cash.owner(draft.order), draft.number) is None


def test_a_centre_without_authorisation() -> None:
    from datetime import date

    from payandan.claims.models import Authorisation, Edition

    order, day = cash.job(), AT.date()
    assert money.is_authorised(order.branch_id, "mobile_phone", day)
    Authorisation.objects.create(
        branch=make.branch(), category=order.unit.model.category, level="a", since=date(2020, 1, 1)
    )
    Edition.objects.update_or_create(kind="authorisations", defaults={"token": "one"})
    reference._kept.clear()
    assert money.is_authorised(order.branch_id, "mobile_phone", day)
    assert not money.is_authorised(order.branch_id, "television", day)
