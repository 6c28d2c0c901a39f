"""Handling time, repeats across centres and owners, loaners, exchanges: through the public acts (S16, S17, S18)."""

from datetime import timedelta
from typing import Any

import pytest

from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.repairs import actions, jobs, queries
from payandan.repairs.actions.delays import tell_delays
from payandan.repairs.models import Repeat, WorkTimer
from payandan.repairs.rules import repeats
from payandan.units import actions as units
from payandan.units.models import Unit
from tests.repairs import factories as make

pytestmark = pytest.mark.django_db


def refused(call: Any) -> str:
    with pytest.raises(Refused) as no:
        call()
    return no.value.code


def after(**span: Any) -> Any:
    return make.AT + timedelta(**span)


def test_s16_one_timer_a_person_several_people_a_job() -> None:
    one, two = make.bench("one"), make.bench("two")
    first, second = (make.moved(make.received(), "diagnose") for _ in range(2))
    actions.start_timer(order=first, actor=one, at=make.AT)
    actions.start_timer(order=first, actor=two, at=make.AT)
    actions.start_timer(order=second, actor=one, at=after(minutes=10))
    actions.stop_timer(order=first, actor=two, at=after(minutes=25))
    first.refresh_from_db()
    assert first.seconds == 35 * 60
    assert first.technician_id == one.id
    assert WorkTimer.objects.running().get().order_id == second.pk
    assert refused(lambda: actions.stop_timer(order=first, actor=two, at=make.AT)) == "no_timer"
    assert refused(lambda: actions.start_timer(order=second, actor=SYSTEM, at=make.AT)) == "no_person"


def test_s16_a_forgotten_timer_is_cut_and_asked_about() -> None:
    """AT is 13:00 in Tehran; the shift ends at 20:00."""
    one, chief = make.bench("one"), make.chief()
    order = make.moved(make.received(), "diagnose")
    timer = actions.start_timer(order=order, actor=one, at=make.AT)
    assert actions.cut_timers(at=after(hours=6)) == 0
    assert actions.cut_timers(at=after(hours=30)) == 1
    assert actions.cut_timers(at=after(hours=31)) == 0
    timer.refresh_from_db()
    assert (timer.seconds, timer.asked) == (7 * 3600, True)
    assert queries.open_questions(one.id or 0) == [timer]
    right = lambda actor, minutes, note="": actions.put_time_right(  # noqa: E731
        timer=timer, minutes=minutes, note=note, actor=actor, at=after(hours=32)
    )
    assert refused(lambda: right(one, 800)) == "too_long"
    assert refused(lambda: right(make.bench("two"), 10)) == "not_allowed"
    right(one, 45)
    order.refresh_from_db()
    assert order.seconds == 45 * 60
    assert refused(lambda: right(one, 50, "x")) == "not_allowed"
    assert refused(lambda: right(chief, 50)) == "note_needed"
    right(chief, 50, "Agreed with her")
    order.refresh_from_db()
    assert order.seconds == 50 * 60


def test_s16_the_numbers_stand_beside_quality() -> None:
    one = make.bench("one")
    order = make.moved(make.received(), "diagnose")
    actions.start_timer(order=order, actor=one, at=make.AT)
    actions.stop_timer(order=order, actor=one, at=after(minutes=30))
    order = make.moved(order, "repair", "test", at=after(hours=1))
    actions.record_tests(order=order, answers=make.answers(order), actor=one, at=after(hours=1))
    order = actions.finish(order=order, outcome="repaired", work="x", actor=one, at=after(hours=1))
    make.handed(order, at=after(hours=2))
    make.received(unit=order.unit, at=after(days=9))
    shown = queries.figures(make.chief(), since=after(days=-1), until=after(days=1))
    assert shown.handling.minutes == 30.0
    row = queries.minutes_by_person(make.chief(), since=after(days=-1), until=after(days=1))[0]
    assert (row["seconds"], row["solved"], row["repeats"]) == (1800, 1, 1)


def test_s17_the_same_problem_in_another_centre_under_another_owner() -> None:
    here, there = make.branch("tehran"), make.branch("shiraz")
    old = make.delivered(branch=here)
    buyer = make.customer(name="خریدار تازه")
    units.transfer_unit(unit=old.unit, to=buyer, actor=SYSTEM, at=after(days=3))
    theirs = make.bench("there", there)
    thing = Unit.objects.select_related("model__category", "owner").get(pk=old.unit_id)
    fresh = make.received(
        unit=thing, customer=buyer, symptoms=["charge_does_not_last"], branch=there, actor=theirs, at=after(days=20)
    )
    repeat = fresh.repeat
    assert (repeat.earlier_id, repeat.found_by, repeat.days) == (old.pk, "symptom", 20)
    fresh.refresh_from_db()
    assert fresh.priority == 1
    past = queries.past_jobs(theirs, thing.pk, but=fresh.pk)
    assert [(job.seen, job.words) for job in past] == [(False, "")]
    assert old.customer.name not in repr(past)
    assert (
        refused(lambda: actions.class_repeat(repeat=repeat, cause="workmanship", actor=theirs, at=after(days=21)))
        == "not_allowed"
    )
    assert (
        refused(lambda: actions.class_repeat(repeat=repeat, cause="fate", actor=make.chief(), at=after(days=21)))
        == "unknown_cause"
    )
    actions.class_repeat(repeat=repeat, cause="workmanship", actor=make.chief(), at=after(days=21))
    assert (
        refused(lambda: actions.assign(order=fresh, technician=None, actor=make.chief(), at=after(days=21)))
        == "repeat_needs_one"
    )


def test_s17_found_later_by_the_part_and_counted_apart() -> None:
    old = make.moved(make.received(symptoms=[], words="کار نمی‌کند"), "diagnose", "repair")
    actions.change_part(order=old, part=make.a_part(), actor=make.chief(), at=make.AT)
    old = make.moved(old, "test")
    actions.record_tests(order=old, answers=make.answers(old), actor=make.chief(), at=after(minutes=1))
    old = actions.finish(order=old, outcome="repaired", work="x", actor=make.chief(), at=after(minutes=2))
    make.handed(old, at=after(minutes=3))
    new = make.received(unit=old.unit, symptoms=["freezes"], words="قفل می‌کند", at=after(days=30))
    assert not Repeat.objects.exists()
    new = make.moved(new, "diagnose", "repair", at=after(days=30))
    actions.change_part(order=new, part=make.a_part(), actor=make.chief(), at=after(days=30))
    found = actions.search_for_repeats(orders=queries.unlinked(since=make.AT), at=after(days=31))
    assert found == 1
    assert new.repeat.found_by == "part"
    new = make.moved(new, "test", at=after(days=30))
    actions.record_tests(order=new, answers=make.answers(new), actor=make.chief(), at=after(days=31))
    new = actions.finish(order=new, outcome="repaired", work="x", actor=make.chief(), at=after(days=31))
    make.handed(new, at=after(days=31))
    shown = queries.figures(make.chief(), since=make.AT, until=after(days=40))
    assert [(rate.repeats, rate.repairs) for rate in shown.rates] == [(0, 2)] * 3
    assert (shown.by_part, shown.by_text, shown.unclassed) == (1, 0, 1)


def test_s17_the_rate_in_numbers() -> None:
    first = make.delivered()
    second = make.delivered(unit=first.unit, at=after(days=40))
    make.delivered(unit=second.unit, at=after(days=45))
    shown = queries.figures(make.chief(), since=make.AT, until=after(days=60))
    assert [(rate.repeats, rate.repairs) for rate in shown.rates] == [(1, 3), (2, 3), (2, 3)]
    problems = queries.problems_of(first.unit_id)
    assert list(shown.rates) == [repeats.rate(problems, days) for days in repeats.WINDOWS]


def test_s22_a_broken_promise_is_told_once() -> None:
    order = make.received(promised_at=after(days=1))
    assert tell_delays(at=after(hours=2)) == 0
    assert tell_delays(at=after(days=2)) == 1
    assert tell_delays(at=after(days=3)) == 0
    actions.promise(order=order, promised_at=after(days=5), actor=make.chief(), at=after(days=3))
    assert tell_delays(at=after(days=4)) == 0
    assert tell_delays(at=after(days=6)) == 1


def test_the_jobs_run_on_an_empty_workshop() -> None:
    for job in (jobs.stop_forgotten_timers, jobs.watch_promises, jobs.remind_customers, jobs.search_for_repeats):
        job.call_local() if hasattr(job, "call_local") else job()
    assert not WorkTimer.objects.exists()


# --- loaners and exchanges -------------------------------------------------------------------------------------------


def own(**given: Any) -> Unit:
    """A unit of the company's own."""
    thing = make.phone(**given)
    Unit.objects.filter(pk=thing.pk).update(owner=None, state="made")
    return Unit.objects.select_related("model__category", "owner").get(pk=thing.pk)


def test_s22_nothing_is_handed_over_while_a_loaner_is_out() -> None:
    """RD#1371."""
    chief, order = make.chief(), make.ready()
    assert refused(lambda: actions.add_loaner(unit=make.phone(), branch=None, actor=chief, at=make.AT)) == "unit_owned"
    loaner = actions.add_loaner(unit=own(), branch=make.branch(), actor=chief, at=make.AT)
    lend = lambda **given: actions.lend(  # noqa: E731
        **{
            "loaner": loaner,
            "order": order,
            "due_on": after(days=5).date(),
            "condition": "whole",
            "actor": chief,
            "at": make.AT,
            **given,
        }
    )
    assert refused(lambda: lend(condition=" ")) == "condition_missing"
    assert refused(lambda: lend(due_on=after(days=-1).date())) == "due_in_past"
    loan = lend(deposit=5_000_000)
    assert refused(lend) == "has_loaner"
    assert refused(lambda: make.handed(order)) == "loaner_out"
    actions.take_loaner_back(loan=loan, condition="whole", damaged=False, actor=chief, at=after(days=1))
    make.handed(order, at=after(days=1))
    loaner.refresh_from_db()
    assert loaner.state == "checking"
    assert actions.clear_loaner(loaner=loaner, actor=chief, at=after(days=1)).state == "available"


def test_s18_an_advance_exchange_from_the_offer_to_the_old_unit_back() -> None:
    chief = make.chief()
    order = make.moved(make.received(), "diagnose", "give_up")
    other, offer = own(), {"kind": "advance", "deposit": 9_000_000}
    call = lambda **given: actions.offer_exchange(  # noqa: E731
        **{"order": order, "replacement": other, "actor": chief, "at": make.AT, **offer, **given}
    )
    assert refused(call) == "core_due_needed"
    due = after(days=14).date()
    assert refused(lambda: call(core_due_on=due, replacement=make.phone())) == "unit_owned"
    exchange = call(core_due_on=due)
    order.refresh_from_db()
    assert order.state == "swap_offered"
    actions.answer_exchange(exchange=exchange, accept=True, actor=chief, at=make.AT)
    exchange = actions.hand_replacement_over(exchange=exchange, actor=chief, at=make.AT)
    other.refresh_from_db()
    order.unit.refresh_from_db()
    assert (other.owner_id, order.unit.state) == (order.customer_id, "replaced")
    assert refused(lambda: actions.keep_deposit(exchange=exchange, actor=chief, at=make.AT)) == "core_not_late"
    order = actions.finish(order=order, outcome="replaced", actor=chief, at=make.AT)
    assert actions.take_core_back(exchange=exchange, actor=chief, at=after(days=3)).state == "core_back"
    graded = actions.grade_unit(order=order, grade="B", way="refurbish", actor=chief, at=after(days=4))
    assert (graded.unit_id, graded.grade) == (order.unit_id, "B")
    assert make.handed(order, at=after(days=4)).outcome == "replaced"


def test_s18_no_other_unit_is_handed_over_while_a_loaner_is_out() -> None:
    chief = make.chief()
    order = make.moved(make.received(), "diagnose")
    loaner = actions.add_loaner(unit=own(), branch=make.branch(), actor=chief, at=make.AT)
    loan = actions.lend(
        loaner=loaner, order=order, due_on=after(days=5).date(), condition="whole", actor=chief, at=make.AT
    )
    exchange = actions.offer_exchange(order=order, replacement=own(), kind="swap", actor=chief, at=make.AT)
    actions.answer_exchange(exchange=exchange, accept=True, actor=chief, at=make.AT)
    hand = lambda: actions.hand_replacement_over(exchange=exchange, actor=chief, at=after(days=1))  # noqa: E731
    assert refused(hand) == "loaner_out"
    exchange.refresh_from_db()
    assert exchange.state == "accepted", "nothing half-done"
    actions.take_loaner_back(loan=loan, condition="whole", damaged=False, actor=chief, at=after(days=1))
    assert hand().state == "core_back"


def test_s18_the_deposit_is_kept_when_the_old_unit_does_not_come() -> None:
    chief = make.chief()
    order = make.moved(make.received(), "diagnose")
    due = after(days=14).date()
    exchange = actions.offer_exchange(
        order=order, replacement=own(), kind="advance", deposit=1, core_due_on=due, actor=chief, at=make.AT
    )
    actions.answer_exchange(exchange=exchange, accept=True, actor=chief, at=make.AT)
    actions.hand_replacement_over(exchange=exchange, actor=chief, at=make.AT)
    assert actions.keep_deposit(exchange=exchange, actor=chief, at=after(days=15)).state == "charged"


def test_s18_a_declined_offer_leads_back_to_the_bench() -> None:
    chief = make.chief()
    order = make.moved(make.received(), "diagnose")
    exchange = actions.offer_exchange(order=order, replacement=own(), kind="swap", actor=chief, at=make.AT)
    actions.answer_exchange(exchange=exchange, accept=False, actor=chief, at=make.AT)
    order.refresh_from_db()
    assert order.state == "diagnosing"
    assert (
        refused(lambda: actions.finish(order=order, outcome="replaced", actor=chief, at=make.AT))
        == "outcome_does_not_fit"
    )
