"""Believable units and what happens to them, through the public acts, each at its own moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from payandan.customers.models import Customer
from payandan.platform.files.models import StoredFile
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import keyed_code
from payandan.platform.kit.refusals import Refused
from payandan.units import actions, queries
from payandan.units.models import Unit
from payandan.units.rules import NewUnit

_BATCH = 1000
WITH_CODE = ("qr", "form")
"""Who registers by these channels has the card with the code in hand."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A unit that comes onto the books: by which channel and when."""

    unit: NewUnit
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lives:
    """Units to which something happens, and who does it. Nobody needs to be in two of the lists."""

    checked: Sequence[Unit]
    handed_over: Sequence[tuple[Unit, Customer]]
    asked_for: Sequence[tuple[Unit, Customer, StoredFile]]
    read: Sequence[tuple[Unit, str, int]]
    stolen: Sequence[Unit]
    copied: Sequence[Unit]
    worn_out: Sequence[Unit]


def make_units(arrivals: Sequence[Arrival], *, actors: dict[str, Actor], at: datetime) -> list[int]:
    """Register the units by the thousand; returns their ids in the order given. `actors` are by channel."""
    ids: dict[int, int] = {}
    for channel in dict.fromkeys(arrival.channel for arrival in arrivals):
        places = [place for place, arrival in enumerate(arrivals) if arrival.channel == channel]
        for start in range(0, len(places), _BATCH):
            part = places[start : start + _BATCH]
            rows = actions.register_units(
                rows=[_with_code(arrivals[place]) for place in part],
                channel=channel,
                actor=actors[channel],
                at=at,
                times=[arrivals[place].at for place in part],
            )
            for place, row in zip(part, rows, strict=True):
                if row.unit_id is None:
                    raise Refused(row.code, row.field, serial=row.serial)
                ids[place] = row.unit_id
    return [ids[place] for place in range(len(arrivals))]


def make_lives(lives: Lives, *, manager: Actor, until: datetime) -> None:
    """Let things happen in the last weeks before `until`: questions, new owners, readings, theft, a copy, scrap."""
    morning = until.replace(hour=11, minute=20) - timedelta(days=1)
    for steps, (unit, place) in enumerate(zip(lives.checked, _addresses(), strict=False)):
        _ask_whether_genuine(unit, place, until - timedelta(hours=7 * steps + 3))
    for days, (unit, customer) in enumerate(lives.handed_over, start=2):
        at = morning - timedelta(days=9 * days)
        actions.transfer_unit(unit=unit, to=customer, actor=_owner(unit), at=at)
    for unit, meter, value in lives.read:
        actions.record_reading(unit=unit, meter=meter, value=value, actor=_owner(unit), at=morning - timedelta(days=2))
    for unit in lives.stolen:
        actions.move_unit(unit=unit, act="report_stolen", actor=_owner(unit), at=morning - timedelta(days=11))
    for unit in lives.worn_out:
        reason = "تعمیر آن به‌صرفه نبود و مشتری آن را برای بازیافت تحویل داد."
        actions.retire_unit(unit=unit, reason=reason, actor=manager, at=morning - timedelta(days=17))
    _argue_about_owners(lives.asked_for, manager, morning)
    for number, unit in enumerate(lives.copied):
        _find_copies(unit, morning - timedelta(days=5 + number), hold=number > 0, manager=manager)


def _with_code(arrival: Arrival) -> NewUnit:
    if arrival.channel not in WITH_CODE:
        return arrival.unit
    return replace(arrival.unit, code=keyed_code(queries.authenticity_key(), arrival.unit.serial))


def _owner(unit: Unit) -> Actor:
    owner = unit.owner
    return Actor(kind="customer", id=unit.owner_id, name=owner.name if owner else "")


def _addresses() -> Iterable[str]:
    """Addresses of the ranges that are kept for examples (RFC 5737)."""
    for net in ("192.0.2", "198.51.100", "203.0.113"):
        yield from (f"{net}.{host}" for host in range(10, 200))


def _ask_whether_genuine(unit: Unit, address: str, at: datetime) -> None:
    """Most have the card in hand; some only remember the month, and not always well."""
    if unit.pk % 5 or unit.sold_on is None:
        proof, kind = keyed_code(queries.authenticity_key(), unit.serial), "code"
    else:
        proof, kind = f"{unit.sold_on:%Y-%m}" if unit.pk % 10 else "1399/01", "month"
    actions.check_authenticity(serial=unit.serial, proof=proof, kind=kind, address=address, at=at, language="fa")


def _argue_about_owners(asked: Sequence[tuple[Unit, Customer, StoredFile]], manager: Actor, morning: datetime) -> None:
    """Second-hand buyers ask with an invoice: one is believed, one is not, the others wait."""
    for days, (unit, customer, invoice) in enumerate(asked):
        at = morning - timedelta(days=6 * days, hours=1)
        buyer = Actor(kind="customer", id=customer.pk, name=customer.name)
        request = actions.request_ownership(
            unit=unit, customer=customer, invoice=invoice, actor=buyer, at=at, note="دست دوم خریده‌ام، فاکتور پیوست است."
        )
        if days >= len(asked) - 2:
            accept = days == len(asked) - 1
            reason = "" if accept else "نام روی فاکتور با سریال دستگاه نمی‌خواند؛ لطفاً فاکتور اصلی را بفرستید."
            actions.decide_ownership(
                request=request, accept=accept, reason=reason, actor=manager, at=at + timedelta(hours=23)
            )


def _find_copies(unit: Unit, at: datetime, *, hold: bool, manager: Actor) -> None:
    """The same right code turns up in several places within days; one unit is held until that is cleared up."""
    for place, address in zip(range(5), _addresses(), strict=False):
        then = at - timedelta(hours=9 * place + 2)
        actions.note_scan(asked=unit.serial_key, unit=unit, answer="taken", channel="web", address=address, at=then)
    actions.weigh_scans(since=at - timedelta(days=4), at=at)
    if hold:
        reason = "کد اصالت این سریال در سه شهر ثبت شده؛ تا روشن‌شدن موضوع نگه داشته شد."
        actions.quarantine_unit(unit=unit, reason=reason, actor=manager, at=at + timedelta(hours=3))
