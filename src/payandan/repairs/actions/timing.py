"""Handling time: started, paused, resumed, stopped, and put right by a person, never by a guess."""

from collections.abc import Iterable
from datetime import datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from payandan.platform.journal import actions as journal
from payandan.platform.kit.actors import SYSTEM, Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.platform.people.models import User
from payandan.repairs import events, rules
from payandan.repairs.actions.shared import about, guard, locked
from payandan.repairs.models import RepairOrder, WorkTimer
from payandan.repairs.rules import handling


def start_timer(*, order: RepairOrder, actor: Actor, at: datetime) -> WorkTimer:
    """Begin (or go on) to work on a job; a timer of the same person on another job is stopped by it.

    Refused: not_allowed, not_found, no_person (a program works on nothing), not_at_the_bench, timer_running.
    """
    guard(actor, "repairs.bench")
    person = _person(actor)
    try:
        with transaction.atomic():
            row = locked(order, actor=actor)
            if row.state not in rules.BENCH:
                raise Refused("not_at_the_bench", state=row.state)
            for running in WorkTimer.objects.running().filter(person_id=person).select_related("order"):
                if running.order_id == row.pk:
                    raise Refused("timer_running", number=row.number)
                _stop(running, at=at, actor=actor)
            timer = WorkTimer.objects.create(order=row, person_id=person, started_at=at)
            if row.technician_id is None:
                row.technician_id = person
                row.save(update_fields=["technician"])
            event = events.TimerStarted(order_id=row.pk, timer_id=timer.pk, person=person)
            journal.record(event, actor=actor, at=at, about=about(row))
            return timer
    except IntegrityError as error:  # the same person pressed start twice at the same moment
        raise Refused("timer_running", number=order.number) from error


def stop_timer(*, order: RepairOrder, actor: Actor, at: datetime) -> WorkTimer:
    """Pause one's own work on a job. Refused: not_allowed, not_found, no_timer."""
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = locked(order, actor=actor)
        timer = WorkTimer.objects.running().filter(order=row, person_id=_person(actor)).first()
        if timer is None:
            raise Refused("no_timer", number=row.number)
        timer.order = row
        return _stop(timer, at=at, actor=actor)


def cut_timers(*, at: datetime) -> int:
    """Stop every timer whose shift is over, at the end of that shift, and ask its person how long it really was."""
    cut = 0
    for pk in WorkTimer.objects.running().values_list("pk", flat=True):
        with transaction.atomic():
            timer = (
                WorkTimer.objects.running()
                .select_for_update(of=("self",))
                .select_related("order")
                .filter(pk=pk)
                .first()
            )
            if timer is None:
                continue  # its person was quicker
            end = handling.cut(timer.started_at, at, ends=shift_end(), zone=settings.TIME_ZONE)
            if end is not None:
                timer.asked = True
                _stop(timer, at=end.at, actor=SYSTEM, cut=True)
                cut += 1
    return cut


def put_time_right(*, timer: WorkTimer, minutes: int, note: str, actor: Actor, at: datetime) -> WorkTimer:
    """Say how long a stretch of work really was: one's own that was cut, or as a manager any.

    Refused: not_allowed, not_found, still_running, too_long, note_needed.
    """
    guard(actor, "repairs.bench")
    with transaction.atomic():
        row = (
            WorkTimer.objects.visible_to(actor)
            .select_for_update(of=("self",))
            .select_related("order")
            .filter(pk=timer.pk)
            .first()
        )
        if row is None:
            raise Refused("not_found")
        if row.stopped_at is None:
            raise Refused("still_running")
        own = row.person_id == actor.person and row.asked
        if not own:
            guard(actor, "repairs.manage")
        if not 0 <= minutes * 60 <= handling.LONGEST.total_seconds():
            raise Refused("too_long", field="minutes", most=int(handling.LONGEST.total_seconds() // 60))
        words = store(note)[:200]
        if not words and not own:
            raise Refused("note_needed", field="note")
        before, row.seconds, row.asked, row.note = row.seconds, minutes * 60, False, words
        row.save(update_fields=["seconds", "asked", "note"])
        _add(row.order_id, row.seconds - before)
        event = events.TimePutRight(
            order_id=row.order_id, timer_id=row.pk, person=row.person_id, before=before, after=row.seconds
        )
        journal.record(event, actor=actor, at=at, about=about(row.order))
        return row


def stop_all_of(order: RepairOrder, *, actor: Actor, at: datetime) -> None:
    """Stop everybody's work on a job that leaves the bench; inside the caller's transaction."""
    running: Iterable[WorkTimer] = WorkTimer.objects.running().filter(order=order)
    for timer in running:
        timer.order = order
        _stop(timer, at=at, actor=actor)


def shift_end() -> time:
    """When a shift ends at the latest, at the centre's clock."""
    hour, minute = str(settings.SHIFT_END).split(":")
    return time(int(hour), int(minute))


def _stop(timer: WorkTimer, *, at: datetime, actor: Actor, cut: bool = False) -> WorkTimer:
    """Stop a timer: never before it began, and never later than its shift."""
    end = None if cut else handling.cut(timer.started_at, at, ends=shift_end(), zone=settings.TIME_ZONE)
    if end is not None:
        timer.asked = True
    timer.stopped_at = end.at if end else max(at, timer.started_at)
    timer.seconds = handling.seconds_between(timer.started_at, timer.stopped_at)
    timer.save(update_fields=["stopped_at", "seconds", "asked"])
    _add(timer.order_id, timer.seconds)
    event = events.TimerStopped(
        order_id=timer.order_id,
        timer_id=timer.pk,
        person=timer.person_id,
        seconds=timer.seconds,
        cut=cut or end is not None,
    )
    journal.record(event, actor=actor, at=at, about=about(timer.order))
    return timer


def _add(order_id: int, seconds: int) -> None:
    """Keep the sum on the job true; in the database, for several people may stop at once."""
    RepairOrder.objects.filter(pk=order_id).update(seconds=F("seconds") + seconds)


def _person(actor: Actor) -> int:
    person = actor.person
    if person is None or not User.objects.filter(pk=person, is_active=True).exists():
        raise Refused("no_person")
    return person
