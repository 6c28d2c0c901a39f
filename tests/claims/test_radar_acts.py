"""Rights that fall due by themselves: once, on the law's day, told to the customer, and taken back only by two."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from payandan.claims import actions, jobs, reactions
from payandan.claims.actions import grants, warnings
from payandan.claims.models import Claim, Grant, RepairClock
from payandan.claims.queries import radar as queries
from payandan.claims.queries.cases import case_of
from payandan.platform.journal import rules as journal
from payandan.platform.journal.actions import listener
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.working_time import IRAN_OFFICE, add_working_days
from payandan.platform.notifications.models import Message
from payandan.platform.people.actions import create_token
from payandan.platform.people.models import Branch
from payandan.platform.people.queries import actor_of, actor_of_token
from payandan.warranty import queries as warranty
from tests.claims import factories as make
from tests.units.doors import member
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db


def late(**given: Any) -> Claim:
    """A covered claim in the ordinary life of a television, past the first ninety days."""
    return make.covered_claim(**given)


def first_day(claim: Claim) -> datetime:
    """The morning of the day on which the first right falls due: the day after seven working days."""
    due = add_working_days(IRAN_OFFICE, timezone.localdate(claim.filed_at), 7) + timedelta(days=1)
    return claim.filed_at + (due - timezone.localdate(claim.filed_at))


def later(claim: Claim, **span: int) -> datetime:
    return claim.filed_at + timedelta(**span)


def day_of(at: datetime, days: int) -> date:
    """So many days later, as a day."""
    return timezone.localdate(at) + timedelta(days=days)


def kinds(claim: Claim) -> list[tuple[str, int]]:
    return [(row.kind, row.occurrence) for row in queries.grants_of(claim)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The job's clock, to be set."""
    now = [make.AT]
    monkeypatch.setattr(jobs.timezone, "now", lambda: now[0])
    return now


def deliver(*names: str) -> None:
    """Deliver the facts to these reactions, twice: at least once is what is promised."""
    for _ in range(2):
        for fact in Fact.objects.order_by("id"):
            for name in names:
                heard = listener(fact.name, f"claims.reactions.{name}")
                if heard:
                    heard[1](journal.rebuild(heard[0], fact.body), fact)


# --- falling due -----------------------------------------------------------------------------------------------------


def test_nothing_is_granted_before_the_day_and_on_it_once_however_often_the_job_runs(
    clock: list[datetime],
) -> None:
    claim = late()
    clock[0] = first_day(claim) - timedelta(days=1)
    jobs.watch_repairs()
    assert kinds(claim) == []
    clock[0] = first_day(claim)
    for _ in range(3):
        jobs.watch_repairs()
    assert ("extend", 1) in kinds(claim)
    assert len(kinds(claim)) == len(set(kinds(claim)))
    facts = Fact.objects.filter(name="claims.right_granted")
    assert facts.count() == len(kinds(claim))


def test_each_week_brings_another_month() -> None:
    claim = late()
    grants.grant_rights(claim=claim, at=first_day(claim) + timedelta(days=15))
    months = [(row.occurrence, row.by["months"], row.due_on) for row in claim.grants.filter(kind="extend")]
    first = timezone.localdate(first_day(claim))
    assert months == [(n + 1, 1, first + timedelta(days=7 * n)) for n in range(3)]
    row = claim.grants.filter(kind="extend").first()
    assert row is not None
    assert (row.document.split("@")[0], row.law) == ("ir-appliances", True)
    assert row.source["article"]


def test_two_at_once_grant_once() -> None:
    claim = late()
    at = first_day(claim)
    grants.grant_rights(claim=claim, at=at)
    assert grants.grant_rights(claim=Claim.objects.get(pk=claim.pk), at=at) == []


def test_the_day_it_was_handed_in_counts_instead_of_the_day_of_filing() -> None:
    claim = late()
    grants.hand_in(
        claim=claim, on=timezone.localdate(later(claim, days=6)), actor=make.staff(), at=later(claim, days=6)
    )
    assert grants.grant_rights(claim=claim, at=first_day(claim)) == []
    clock = RepairClock.objects.get(claim=claim)
    assert clock.started_on == clock.handed_in_on


def test_what_was_handed_back_in_time_brings_nothing() -> None:
    claim = late()
    grants.hand_back(
        claim=claim, on=timezone.localdate(later(claim, days=3)), actor=make.staff(), at=later(claim, days=3)
    )
    assert grants.grant_rights(claim=claim, at=later(claim, days=90)) == []
    assert RepairClock.objects.get(claim=claim).running is False


@pytest.mark.parametrize(
    ("act", "on", "code"),
    [
        (grants.hand_in, date(2030, 1, 1), "bad_handed_in"),
        (grants.hand_back, date(2030, 1, 1), "bad_handed_back"),
        (grants.hand_back, date(2026, 1, 1), "handed_back_first"),
    ],
)
def test_days_that_nobody_can_mean_are_refused(act: Any, on: date, code: str) -> None:
    claim = late()
    with pytest.raises(Refused) as caught:
        act(claim=claim, on=on, actor=make.staff(), at=make.AT)
    assert caught.value.code == code
    with pytest.raises(Refused):
        act(claim=claim, on=timezone.localdate(make.AT), actor=make.staff(without=["claims.work"]), at=make.AT)


def test_while_nobody_has_found_that_the_company_pays_nothing_is_granted_and_then_at_once() -> None:
    claim = make.file_claim()
    at = first_day(claim)
    assert grants.grant_rights(claim=claim, at=at) == []
    [watched] = grants.reckon(claims=[queries.by_id(claim.pk)], at=at)  # type: ignore[list-item]
    assert watched.clocks.fallen
    assert RepairClock.objects.get(claim=claim).held is True
    actions.state_fact(
        claim=claim, path="fault.cause", value="material", source="technician", actor=make.staff(), at=at
    )
    assert ("extend", 1) in [(row.kind, row.occurrence) for row in grants.grant_rights(claim=claim, at=at)]


def test_a_refused_claim_and_one_of_an_import_are_granted_nothing() -> None:
    refused, brought = make.rejected(), late()
    Claim.objects.filter(pk=brought.pk).update(channel="import")
    for claim in (refused, brought):
        assert grants.grant_rights(claim=claim, at=later(claim, days=90)) == []


def test_law_that_nobody_has_checked_is_shown_and_never_granted() -> None:
    claim = late()
    watched = queries.watch_one(queries.by_id(claim.pk), today=timezone.localdate(later(claim, days=200)))  # type: ignore[arg-type]
    grants.grant_rights(claim=claim, at=later(claim, days=200))
    doubted = {right.rule for right in watched.clocks.unchecked}
    assert not doubted & set(claim.grants.values_list("rule", flat=True))


# --- what a grant moves ----------------------------------------------------------------------------------------------


def test_the_units_guarantee_is_longer_from_then_on_and_shorter_again_when_it_is_taken_back() -> None:
    claim = late()
    before = warranty.clocks_for([claim.unit])[claim.unit_id].free_until
    grants.grant_rights(claim=claim, at=first_day(claim))
    after = warranty.clocks_for([claim.unit])[claim.unit_id].free_until
    assert before is not None
    assert after is not None
    assert 28 <= (after - before).days <= 31
    row = claim.grants.get(kind="extend")
    grants.ask_cancel(grant=row, reason="It was not here.", actor=make.staff(), at=make.AT)
    grants.cancel_grant(grant=row, actor=make.staff(user=2), at=make.AT)
    assert warranty.clocks_for([claim.unit])[claim.unit_id].free_until == before


def test_the_next_case_of_the_unit_knows_the_extension() -> None:
    claim = late()
    at = first_day(claim)
    grants.grant_rights(claim=claim, at=at)
    actions.decide(claim=claim, actor=make.staff(), at=at)
    again = make.file_claim(unit=claim.unit, at=at + timedelta(days=40), failed_on=day_of(at, 38))
    acts = case_of(again, lines=(), evidence=())["history"]
    assert [act["extends"]["months"] for act in acts if act["kind"] == "late_extension"] == [1]


def test_days_that_are_counted_at_settlement_do_not_lengthen_it_twice() -> None:
    claim = late()
    at = first_day(claim)
    grants.grant_rights(claim=claim, at=at)
    actions.decide(claim=claim, actor=make.staff(), at=claim.filed_at)
    actions.settle(claim=claim, actor=make.staff(), at=at, days_out=(at - claim.filed_at).days + 3)
    again = make.file_claim(unit=claim.unit, at=at + timedelta(days=40), failed_on=day_of(at, 38))
    assert not [act for act in case_of(again, lines=(), evidence=())["history"] if act["kind"] == "late_extension"]


# --- telling ---------------------------------------------------------------------------------------------------------


def test_the_customer_is_told_once_of_all_that_was_granted_at_a_time() -> None:
    now = timezone.now()
    claim = late(at=now - timedelta(days=40), failed_on=timezone.localdate(now) - timedelta(days=45), unit=_fresh(now))
    granted = grants.grant_rights(claim=claim, at=now)
    assert len(granted) > 1
    deliver("tell_the_right")
    [message] = Message.objects.filter(template="claims.right_granted", channel="sms")
    assert "گارانتی شما" in message.text
    assert "/l/" in message.text


def test_what_is_taken_back_is_told_with_its_reason() -> None:
    now = timezone.now()
    claim = late(at=now - timedelta(days=40), failed_on=timezone.localdate(now) - timedelta(days=45), unit=_fresh(now))
    row = grants.grant_rights(claim=claim, at=now)[0]
    grants.ask_cancel(grant=row, reason="دستگاه نزد خودتان بود", actor=make.staff(), at=now)
    deliver("tell_that_a_right_was_taken_back")
    assert not Message.objects.filter(template="claims.right_cancelled").exists()
    grants.cancel_grant(grant=row, actor=make.staff(user=2), at=now)
    deliver("tell_that_a_right_was_taken_back")
    [message] = Message.objects.filter(template="claims.right_cancelled", channel="sms")
    assert "دستگاه نزد خودتان بود" in message.text


def _fresh(now: datetime) -> Any:
    """A unit sold long enough ago for the first ninety days to be over, and still in its guarantee."""
    day = timezone.localdate(now) - timedelta(days=200)
    return make.unit(sold_on=day, delivered_on=day, installed_on=day)


def test_people_are_warned_once_a_day_before_it_happens_each_of_their_own_branch(settings: Any) -> None:
    manager = member("manager")
    claim = late()
    at = first_day(claim) - timedelta(days=3)
    grants.reckon(claims=[queries.by_id(claim.pk)], at=at)  # type: ignore[list-item]
    settings.RADAR_WARN_DAYS = 5
    for _ in range(2):
        warnings.warn_staff(at=at)
    [mail] = Message.objects.filter(template="claims.radar_digest", address=manager.email)
    assert claim.number in mail.text
    assert not Message.objects.filter(template="claims.radar_digest", channel="sms").exists()


def test_nobody_is_warned_of_what_is_far_away() -> None:
    member("manager")
    claim = late()
    grants.reckon(claims=[queries.by_id(claim.pk)], at=claim.filed_at)  # type: ignore[list-item]
    assert warnings.warn_staff(at=claim.filed_at) == 0


# --- taking back -----------------------------------------------------------------------------------------------------


def test_taking_back_takes_a_reason_and_another_person_by_whichever_door() -> None:
    claim = late()
    row = grants.grant_rights(claim=claim, at=first_day(claim))[0]
    person = actor_of(member("administrator"))
    with pytest.raises(Refused) as caught:
        grants.ask_cancel(grant=row, reason="  ", actor=person, at=make.AT)
    assert caught.value.code == "reason_needed"
    grants.ask_cancel(grant=row, reason="Wrong day", actor=person, at=make.AT)
    _token, raw = create_token(name="x", capabilities=sorted(person.capabilities), actor=person, at=make.AT)
    program = actor_of_token(raw, at=make.AT)
    assert program is not None
    for same in (person, program):
        with pytest.raises(Refused) as caught:
            grants.cancel_grant(grant=row, actor=same, at=make.AT)
        assert caught.value.code == "same_person_cancel"
    for nobody in (SYSTEM, make.staff(user=5, without=["claims.cancel_rights"])):
        with pytest.raises(Refused) as caught:
            grants.cancel_grant(grant=row, actor=nobody, at=make.AT)
        assert caught.value.code == "not_allowed"
    done = grants.cancel_grant(grant=row, actor=make.staff(user=77), at=make.AT)
    assert done.state == Grant.State.CANCELLED
    names = Fact.objects.filter(name__in=["claims.grant_cancel_asked", "claims.grant_cancelled"])
    assert sorted(names.values_list("name", flat=True)) == ["claims.grant_cancel_asked", "claims.grant_cancelled"]


def test_what_was_taken_back_is_not_granted_again_and_what_is_kept_stays() -> None:
    claim = late()
    at = first_day(claim)
    first, *_rest = grants.grant_rights(claim=claim, at=at)
    grants.ask_cancel(grant=first, reason="Wrong", actor=make.staff(), at=at)
    grants.keep_grant(grant=first, actor=make.staff(), at=at)
    assert Grant.objects.get(pk=first.pk).state == Grant.State.GRANTED
    grants.ask_cancel(grant=first, reason="Wrong", actor=make.staff(), at=at)
    grants.cancel_grant(grant=first, actor=make.staff(user=2), at=at)
    assert first.pk not in [row.pk for row in grants.grant_rights(claim=claim, at=at)]
    with pytest.raises(Refused) as caught:
        grants.ask_cancel(grant=first, reason="Again", actor=make.staff(), at=at)
    assert caught.value.code == "grant_not_standing"


def test_a_right_of_another_branch_is_not_there() -> None:
    branch = Branch.objects.create(code="far", name_fa="دور", name_en="Far")
    claim = late(branch=branch)
    row = grants.grant_rights(claim=claim, at=first_day(claim))[0]
    near = make.staff(branches=frozenset({branch.pk + 1}))
    with pytest.raises(Refused) as caught:
        grants.ask_cancel(grant=row, reason="x", actor=near, at=make.AT)
    assert caught.value.code == "not_found"


# --- keeping it true -------------------------------------------------------------------------------------------------


def test_the_clock_begins_and_ends_with_the_claim() -> None:
    claim = late(at=timezone.now())
    deliver("keep_the_radar_true")
    assert RepairClock.objects.get(claim=claim).running is True
    actions.decide(claim=claim, actor=make.staff(), at=timezone.now())
    actions.settle(claim=claim, actor=make.staff(), at=timezone.now())
    deliver("keep_the_radar_true")
    assert RepairClock.objects.get(claim=claim).running is False
    assert reactions.radar.IMPORT == "import"


def test_many_repairs_are_reckoned_in_as_many_queries_as_few() -> None:
    few = [late() for _ in range(2)]
    many = [*few, *(late() for _ in range(4))]

    def reckon(claims: list[Claim]) -> int:
        rows = list(queries.under_way().filter(pk__in=[claim.pk for claim in claims]))
        return count(lambda: grants.reckon(claims=rows, at=make.AT))

    reckon(many)
    assert reckon(few) == reckon(many)
