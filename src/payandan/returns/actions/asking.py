"""A shipment between us and its carrier. Nothing here talks to a network: the jobs do, between these acts."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import SYSTEM
from payandan.returns import rules
from payandan.returns.actions.seeing import note_sightings
from payandan.returns.actions.shared import about, body, booked, enter, search_key
from payandan.returns.actions.shipping import call_off
from payandan.returns.events import CarrierRefused
from payandan.returns.models import CarrierAnswer, Shipment
from payandan.returns.rules import Answer, Verdict

LEASE = timedelta(seconds=90)
"""Longer than a carrier may take to answer three times."""
AGAIN = timedelta(minutes=5)
"""Before a carrier that could not be reached is asked again."""


def lease(number: str, *, states: tuple[str, ...], at: datetime) -> Shipment | None:
    """Hold a shipment in one of the states, so that one process alone asks its carrier; None when another does."""
    mark = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    held = Shipment.objects.filter(free, number=number, state__in=states)
    if not held.update(lease=mark, leased_until=at + LEASE):
        return None
    return Shipment.objects.filter(number=number, lease=mark).first()


def begin_asking(number: str, *, at: datetime) -> Shipment | None:
    """Write down that the carrier is asked, before it is: a process killed between leaves a row that is inquired."""
    with transaction.atomic():
        held = lease(number, states=(rules.DRAFT,), at=at)
        if held is None:
            return None
        enter(held, "ask", at=at)
        held.asked_at, held.check_at = at, at + LEASE
        held.save()
    return held


def note_booking(shipment: Shipment, step: str, answer: Answer, *, at: datetime) -> Shipment:
    """Write down whether the carrier took it, and make the move that the answer amounts to."""
    with transaction.atomic():
        held = _held(shipment)
        if held is None:
            return Shipment.objects.get(pk=shipment.pk)
        told = _unlike_others(held, answer)
        _keep(held, step, told, at)
        age = at - (held.asked_at or held.created_at)
        act = rules.act_after(told.verdict, age=age)
        if act == "book":
            _book(held, told, at)
        elif act == "refuse":
            _refuse(held, told, at)
        else:
            pause = rules.next_inquiry(age)
            held.check_at = at + pause if pause else None
            held.error = told.code[:40]
            _release(held)
    return held


def note_tracked(shipment: Shipment, answer: Answer, *, at: datetime) -> Shipment:
    """Write down what was seen of it. An answer without sightings leaves a line only where it is no plain success."""
    with transaction.atomic():
        held = _held(shipment)
        if held is None:
            return Shipment.objects.get(pk=shipment.pk)
        if answer.verdict != Verdict.DONE:
            _keep_once(held, "track", answer, at)
        note_sightings(held, answer.sightings, actor=SYSTEM, at=at)
        waits = held.state in rules.UNDER_WAY
        held.check_at = at + rules.next_look(held.state) if waits else None
        _release(held)
    return held


def note_called_off(shipment: Shipment, answer: Answer, *, at: datetime) -> Shipment:
    """Write down whether the carrier gives it up; what it keeps travels on."""
    with transaction.atomic():
        held = _held(shipment)
        if held is None:
            return Shipment.objects.get(pk=shipment.pk)
        _keep(held, "cancel", answer, at)
        if answer.verdict == Verdict.DONE:
            call_off(held, held.cancel_wish, actor=SYSTEM, at=at)
        elif answer.verdict == Verdict.REFUSED and answer.code != "unreachable":
            held.cancel_wish, held.error, held.check_at = "", answer.code[:40], at
            _release(held)
            record(CarrierRefused(*body(held), held.carrier, held.error), actor=SYSTEM, at=at, about=about(held))
        else:
            held.error, held.check_at = answer.code[:40], at + AGAIN
            _release(held)
    return held


def note_label(shipment: Shipment, answer: Answer, *, at: datetime) -> None:
    """Write down what the carrier said when its label was asked for."""
    _keep(shipment, "label", answer, at)


def _held(shipment: Shipment) -> Shipment | None:
    """The row, locked, where the lease is still ours."""
    rows = Shipment.objects.select_for_update(of=("self",)).filter(pk=shipment.pk, lease=shipment.lease)
    return rows.exclude(lease="").first()


def _keep(shipment: Shipment, step: str, answer: Answer, at: datetime) -> None:
    CarrierAnswer.objects.create(
        shipment=shipment,
        at=at,
        step=step,
        carrier=shipment.carrier,
        verdict=answer.verdict,
        code=answer.code[:40],
        detail=answer.detail[:300],
    )


def _keep_once(shipment: Shipment, step: str, answer: Answer, at: datetime) -> None:
    """The same, unless it said the very same the last time: a carrier that is down for a day leaves one line."""
    newest = shipment.answers.order_by("-id").first()
    if newest is None or (newest.step, newest.verdict, newest.code) != (step, answer.verdict, answer.code[:40]):
        _keep(shipment, step, answer, at)


def _unlike_others(shipment: Shipment, answer: Answer) -> Answer:
    """The answer, unless it gives us the parcel of another shipment."""
    others = Shipment.objects.filter(carrier=shipment.carrier, carrier_id=answer.carrier_id).exclude(pk=shipment.pk)
    if answer.verdict == Verdict.DONE and others.exists():
        return Answer(Verdict.UNSURE, "same_id", "The carrier tells the id of another parcel.")
    return answer


def _book(shipment: Shipment, answer: Answer, at: datetime) -> None:
    enter(shipment, "book", at=at)
    shipment.carrier_id, shipment.waybill = answer.carrier_id[:80], answer.waybill[:60]
    shipment.price = shipment.price if answer.price is None else answer.price
    shipment.promised_on = rules.promised_day(timezone.localdate(at), answer.days)
    shipment.booked_at, shipment.error = at, ""
    shipment.check_at = at + rules.next_look(shipment.state)
    shipment.search_key = search_key(shipment)
    _release(shipment)
    booked(shipment, actor=SYSTEM, at=at)


def _refuse(shipment: Shipment, answer: Answer, at: datetime) -> None:
    """Surely not taken. What was not reached or did not arrive is asked again; a carrier's no is for people."""
    enter(shipment, "refuse", at=at)
    passing = answer.verdict == Verdict.ABSENT or answer.code == "unreachable"
    patient = at - shipment.created_at < rules.GIVE_UP_AFTER
    shipment.error = answer.code[:40] or "refused"
    shipment.check_at = at + AGAIN if passing and patient else None
    _release(shipment)
    if not passing:
        fact = CarrierRefused(*body(shipment), shipment.carrier, shipment.error)
        record(fact, actor=SYSTEM, at=at, about=about(shipment))


def _release(shipment: Shipment) -> None:
    shipment.lease, shipment.leased_until = "", None
    shipment.save()
