"""What is seen of a parcel: checkpoints are only ever added; the newest of them says how it stands."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store
from payandan.returns import carriers, rules
from payandan.returns.actions.shared import about, body, enter, guard, locked, open_task
from payandan.returns.events import ShipmentDelivered, ShipmentMoved
from payandan.returns.models import Checkpoint, Shipment, Task
from payandan.returns.rules import Sighting

_AHEAD = timedelta(minutes=5)
"""How much a clock may run before ours."""


def add_checkpoint(
    *,
    number: str,
    tag: str,
    actor: Actor,
    at: datetime,
    seen_at: datetime | None = None,
    trouble: str = "",
    place: str = "",
    text: str = "",
) -> Shipment:
    """Write down what was seen of a parcel that no carrier's machine tells about; a problem opens a task.

    Refused: `not_allowed`, `not_found`, `not_in_this_state`, `not_by_hand`, `bad_tag`, `bad_trouble`, `in_the_future`.
    """
    guard(actor)
    if tag not in rules.TAGS:
        raise Refused("bad_tag", "tag")
    if (tag == rules.EXCEPTION) != (trouble in rules.TOLD):
        raise Refused("bad_trouble", "trouble")
    when = seen_at or at
    if when > at + _AHEAD:
        raise Refused("in_the_future", "seen_at")
    with transaction.atomic():
        row = locked(number, actor=actor)
        if not rules.takes_checkpoints(row.state):
            raise Refused("not_in_this_state", state=row.state, act=tag)
        carrier = carriers.find(row.carrier)
        if carrier is not None and not carrier.by_hand:
            raise Refused("not_by_hand")
        seen = Sighting(when, "", tag, trouble, store(place)[:80], store(text)[:300])
        note_sightings(row, [seen], actor=actor, at=at)
        row.save()
    return row


def note_sightings(row: Shipment, seen: Sequence[Sighting], *, actor: Actor, at: datetime) -> None:
    """Keep what is new of these on a locked row that the caller saves, move it, and open tasks for what is wrong.

    What is told late stands in its place among the checkpoints and moves nothing.
    """
    fresh = _keep(row, seen, actor=actor, at=at)
    if not fresh:
        return
    before = row.state
    newer = [one for one in fresh if row.seen_at is None or one.at >= row.seen_at]
    for one in newer:
        if one.tag and rules.leads_to(row.state, one.tag):
            enter(row, one.tag, at=at)
            row.delivered_at = one.at if row.state == rules.DELIVERED else None
    row.seen_at = max(one.at for one in fresh) if row.seen_at is None else max(row.seen_at, *(one.at for one in fresh))
    if row.state != before:
        _tell(row, before, newer[-1].place, actor=actor, at=at)
    over = row.state == rules.DELIVERED
    for trouble in dict.fromkeys(one.trouble for one in newer if one.trouble):
        if not over or trouble == "damaged":
            open_task(row, trouble, actor=actor, at=at)


def _tell(row: Shipment, before: str, place: str, *, actor: Actor, at: datetime) -> None:
    """Record where it is now; with its receiver, nobody waits for it any more."""
    if row.state != rules.DELIVERED:
        fact = ShipmentMoved(*body(row), row.leg, before, row.state, place)
        record(fact, actor=actor, at=at, about=about(row))
        return
    row.check_at, row.cancel_wish = None, ""
    Task.objects.filter(shipment=row, trouble=rules.LATE, closed_at=None).update(closed_at=at)
    record(ShipmentDelivered(*body(row), row.leg), actor=actor, at=at, about=about(row))


def _keep(row: Shipment, seen: Sequence[Sighting], *, actor: Actor, at: datetime) -> list[Sighting]:
    """Write the new ones; returns them, oldest first."""
    marked = {_mark(one): one for one in seen}
    known = set(Checkpoint.objects.filter(shipment=row, mark__in=list(marked)).values_list("mark", flat=True))
    fresh = {mark: one for mark, one in marked.items() if mark not in known}
    by_name = "" if actor.kind == "system" else actor.name[:160]
    Checkpoint.objects.bulk_create(
        Checkpoint(
            shipment=row, at=one.at, noted_at=at, tag=one.tag, trouble=one.trouble, raw=one.raw, place=one.place,
            text=one.text, by_name=by_name, mark=mark,
        )
        for mark, one in fresh.items()
    )  # fmt: skip
    return sorted(fresh.values(), key=lambda one: one.at)


def _mark(one: Sighting) -> str:
    told = "\0".join((one.at.isoformat(), one.raw, one.tag, one.trouble, one.place, one.text))
    return hashlib.sha256(told.encode()).hexdigest()
