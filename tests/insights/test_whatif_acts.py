"""Scenarios: saved, run in pieces, cancelled, begun anew; and that every number is that of its claims."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from payandan.claims import actions as claims
from payandan.claims.queries.replaying import as_put, askable
from payandan.insights import actions, jobs
from payandan.insights.models import Scenario, ScenarioClaim
from payandan.insights.queries import whatif as queries
from payandan.insights.rules import whatif as rules
from payandan.platform.jobs.actions import run_next_work
from payandan.platform.jobs.models import Work
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.warranty.models import Document
from tests.claims import factories as make
from tests.insights.whatif_world import AT, LONGER, NO_LABOUR, NO_LAW, SINCE, UNTIL, decided, ran, scenario, too_late
from tests.units.doors import queries as count

pytestmark = pytest.mark.django_db
AMOUNT = 128_000_000


def refusal(call: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_a_longer_warranty_pays_what_came_too_late() -> None:
    covered, late = decided(), too_late()
    done = ran(scenario(LONGER))
    assert done.state == rules.DONE
    assert done.tally["flips"] == {"covered": {"covered": 1}, "not_covered": {"covered": 1}}
    assert done.tally["money"]["IRR"]["before"] == {"warranty": AMOUNT, "customer": AMOUNT}
    assert done.tally["money"]["IRR"]["after"] == {"warranty": 2 * AMOUNT}
    assert (done.tally["flipped_better"], done.tally["customers"], done.tally["differs"]) == (1, 1, 0)
    rows = {row.claim_id: row for row in queries.rows_of(make.staff(), done)}
    assert (rows[covered.pk].direction, rows[late.pk].direction) == ("same", "better")
    assert (rows[late.pk].before_customer, rows[late.pk].after_company) == (AMOUNT, AMOUNT)


def test_what_the_law_pays_instead_is_no_loss_to_the_customer() -> None:
    decided()
    row = ran(scenario(NO_LABOUR))
    assert row.tally["money"]["IRR"]["after"] == {"warranty": 120_000_000, "statutory": 8_000_000}
    assert (row.tally["changed"], row.tally["customers"]) == (1, 0)
    without = ran(scenario(NO_LABOUR, NO_LAW))
    assert without.tally["money"]["IRR"]["after"] == {"warranty": 120_000_000, "customer": 8_000_000}
    assert without.tally["flips"] == {"covered": {"partly_covered": 1}}
    assert without.tally["flipped_worse"] == 1


def test_before_is_the_rule_book_of_the_day_and_kindness_is_told_apart() -> None:
    claim = make.accident()
    claims.decide(claim=claim, customer_pays={"1": 0, "2": 0}, note="Kind.", actor=make.staff(), at=AT)
    done = ran(scenario(LONGER))
    row = done.rows.get()
    assert (row.before_outcome, row.before_customer) == ("not_covered", AMOUNT)
    assert row.differs
    assert done.tally["differs"] == 1


def test_terms_that_were_published_since_do_not_touch_what_was_before() -> None:
    decided()
    Document.objects.filter(code="tv-standard").update(sold_until=date(2020, 1, 1))
    done = ran(scenario(LONGER))
    assert done.tally["flips"] == {"covered": {"covered": 1}}


def test_which_claims_are_asked_about() -> None:
    decided()
    outside = decided(at=AT - timedelta(days=100), failed_on=date(2026, 8, 1))
    gone = make.file_claim()
    claims.withdraw(claim=gone, actor=make.owner_of(gone), at=AT)
    make.file_claim()
    assert queries.claims_of(SINCE, UNTIL, {}).count() == 2
    assert queries.claims_of(SINCE, UNTIL, {"outcome": ["approved"]}).count() == 1
    assert queries.claims_of(SINCE, UNTIL, {"category": ["laptop"]}).count() == 0
    assert queries.claims_of(date(2026, 1, 1), UNTIL, {"model": ["MDL-TEST"]}).count() == 3
    assert queries.claims_of(outside.filed_at.date(), outside.filed_at.date(), {}).get() == outside


def test_open_claims_are_ruled_as_they_stand() -> None:
    make.file_claim()
    done = ran(scenario(LONGER))
    assert done.tally["flips"] == {"undecided": {"undecided": 1}}
    assert done.tally["money"]["IRR"]["before"] == {"open": AMOUNT}
    assert done.tally["differs"] == 0


def test_pieces_give_the_same_and_nothing_twice() -> None:
    for _ in range(3):
        decided()
        too_late()
    whole = ran(scenario(LONGER))
    pieces = ran(scenario(LONGER), size=2)
    assert pieces.tally == whole.tally
    assert (pieces.done, pieces.total, pieces.rows.count()) == (6, 6, 6)
    again = ran(pieces)
    assert (again.tally, again.rows.count(), again.run) == (whole.tally, 6, 2)


def test_a_killed_run_goes_on_where_it_stopped() -> None:
    for _ in range(3):
        decided()
    row = actions.begin_run(scenario=scenario(LONGER), actor=make.staff(), at=AT)
    books = actions.Books(jobs.changes_of(row.pk))
    actions.replay_piece(scenario_id=row.pk, run=row.run, books=books, at=AT, size=2)
    fresh = actions.Books(jobs.changes_of(row.pk))
    for _ in range(2):
        found = actions.replay_piece(scenario_id=row.pk, run=row.run, books=fresh, at=AT, size=2)
    assert found is not None
    assert (found.state, found.tally["claims"], found.rows.count()) == (rules.DONE, 3, 3)


def test_a_cancelled_run_writes_nothing_more() -> None:
    decided()
    row = actions.begin_run(scenario=scenario(LONGER), actor=make.staff(), at=AT)
    books = actions.Books(jobs.changes_of(row.pk))
    stopped = actions.cancel_run(scenario=row, actor=make.staff(), at=AT)
    assert (stopped.state, stopped.tally) == (rules.DRAFT, {})
    assert actions.replay_piece(scenario_id=row.pk, run=row.run, books=books, at=AT) is None
    assert ScenarioClaim.objects.count() == 0


def test_a_run_of_before_writes_nothing_into_a_new_one() -> None:
    decided()
    old = actions.begin_run(scenario=scenario(LONGER), actor=make.staff(), at=AT)
    actions.cancel_run(scenario=old, actor=make.staff(), at=AT)
    new = actions.begin_run(scenario=old, actor=make.staff(), at=AT)
    books = actions.Books(jobs.changes_of(old.pk))
    assert actions.replay_piece(scenario_id=old.pk, run=old.run, books=books, at=AT) is None
    assert actions.replay_piece(scenario_id=new.pk, run=new.run, books=books, at=AT) is not None


def test_a_worker_does_it() -> None:
    decided()
    row = jobs.start_run(scenario=scenario(LONGER), actor=make.staff(), at=AT)
    while run_next_work(clock=timezone.now):
        pass
    row.refresh_from_db()
    assert (row.state, Work.objects.get(arguments__scenario=row.pk).state) == (rules.DONE, "done")
    names = list(Fact.objects.filter(mentions__kind="scenario").order_by("id").values_list("name", flat=True))
    assert names == ["insights.scenario_saved", "insights.scenario_started", "insights.scenario_finished"]


def test_what_died_without_an_end_has_failed_and_may_run_again() -> None:
    decided()
    row = actions.begin_run(scenario=scenario(LONGER), actor=make.staff(), at=AT)
    jobs.end_what_died()
    row.refresh_from_db()
    assert (row.state, row.error["code"]) == (rules.FAILED, "whatif_broke")
    assert ran(row).state == rules.DONE


def test_a_case_that_cannot_be_read_is_left_out_and_told() -> None:
    decided()
    broken = decided()
    broken.decisions.update(case={"lines": "none"})
    done = ran(scenario(LONGER))
    assert (done.tally["claims"], done.tally["skipped"], done.rows.count()) == (1, 1, 1)


def test_changing_forgets_and_renaming_does_not() -> None:
    decided()
    done = ran(scenario(LONGER))
    named = actions.rename_scenario(scenario=done, title="Longer", note="", actor=make.staff(), at=AT)
    assert (named.title, named.state, named.rows.count()) == ("Longer", rules.DONE, 1)
    changed = actions.add_change(scenario=named, change=NO_LABOUR, actor=make.staff(), at=AT)
    assert (changed.state, changed.rows.count(), len(changed.changes)) == (rules.DRAFT, 0, 2)
    fewer = actions.drop_change(scenario=changed, place=0, actor=make.staff(), at=AT)
    assert fewer.changes == [NO_LABOUR]
    copy = actions.copy_scenario(scenario=fewer, title="Copy", actor=make.staff(), at=AT)
    assert (copy.changes, copy.number != fewer.number) == (fewer.changes, True)
    actions.delete_scenario(scenario=fewer, actor=make.staff(), at=AT)
    assert list(Scenario.objects.all()) == [copy]


def test_refusals() -> None:
    staff = make.staff()
    assert refusal(lambda: scenario(title="  ")).code == "title_needed"
    assert refusal(lambda: scenario(until=SINCE - timedelta(days=1))).field == "until"
    assert refusal(lambda: scenario(since=date(1, 1, 1))).code == "whatif_day"
    assert refusal(lambda: scenario(since=date(1999, 1, 1))).code == "too_long"
    bad = refusal(lambda: scenario({**LONGER, "period": {"months": -1}}))
    assert (bad.code, bad.params["problems"][0].path) == ("invalid_document", "changes[0].period.months")
    row = scenario(changes=[])
    assert refusal(lambda: actions.begin_run(scenario=row, actor=staff, at=AT)).code == "whatif_no_changes"
    assert refusal(lambda: actions.begin_run(scenario=scenario(LONGER), actor=staff, at=AT)).code == "whatif_no_claims"
    assert refusal(lambda: actions.cancel_run(scenario=row, actor=staff, at=AT)).code == "whatif_not_in_this_state"
    assert refusal(lambda: actions.drop_change(scenario=row, place=3, actor=staff, at=AT)).code == "not_found"
    stale = lambda: actions.rename_scenario(scenario=row, title="x", note="", version=9, actor=staff, at=AT)  # noqa: E731
    assert refusal(stale).code == "stale"
    decided()
    running = actions.begin_run(scenario=scenario(LONGER), actor=staff, at=AT)
    assert refusal(lambda: actions.delete_scenario(scenario=running, actor=staff, at=AT)).code == "whatif_runs"
    more = refusal(lambda: actions.add_change(scenario=running, change=NO_LAW, actor=staff, at=AT))
    assert more.code == "whatif_not_in_this_state"


@pytest.mark.parametrize("who", [make.staff(without=["insights.whatif"]), make.staff(branches=frozenset({1}))])
def test_only_who_sees_every_branch(who: Actor) -> None:
    decided()
    row = ran(scenario(LONGER))
    assert refusal(lambda: scenario(actor=who)).code == "not_allowed"
    assert refusal(lambda: actions.begin_run(scenario=row, actor=who, at=AT)).code == "not_allowed"
    assert not Scenario.objects.visible_to(who).exists()
    assert not ScenarioClaim.objects.visible_to(who).exists()


def test_a_claim_that_shall_be_judged_blindly_is_not_among_the_rows() -> None:
    make.appealed()
    done = ran(scenario(LONGER))
    first, reviewer = make.staff(user=1), make.staff(user=2)
    assert done.tally["claims"] == 1
    assert queries.rows_of(first, done).count() == 1
    assert queries.rows_of(reviewer, done).count() == 0


def test_cases_are_put_together_in_as_many_queries_for_many_as_for_few() -> None:
    decided()
    make.file_claim()
    few = count(lambda: as_put(askable().order_by("pk")))
    for _ in range(4):
        decided()
        make.file_claim()
    assert count(lambda: as_put(askable().order_by("pk"))) == few
