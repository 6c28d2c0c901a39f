"""Writing shipments down, naming their waybills, deciding who pays, and calling them off."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.money import MAX_AMOUNT
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, key, store
from payandan.platform.people.models import Branch
from payandan.returns import carriers, rules
from payandan.returns.actions.shared import about, body, booked, by, enter, guard, lacks, locked, search_key
from payandan.returns.events import PayerChanged, ShipmentCancelled, ShipmentMade
from payandan.returns.models import Shipment
from payandan.returns.queries import Thing, ends, find_thing

Owner = tuple[str, int]

HEAVIEST = 100_000
"""Grams; what is heavier travels by lorry, not by parcel."""
OWN_FLEET = "own_fleet"
_LONGEST = {"name": 120, "mobile": 20, "province": 60, "city": 60, "address": 400, "postcode": 10}
_NEEDED = ("name", "mobile", "city", "address")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What travels and how. An end that is not given is what is known of the owner's customer and centre."""

    carrier: str = carriers.MANUAL
    service: str = ""
    weight: int = 1000
    declared: int = 0
    content: str = ""
    sender: dict[str, str] = field(default_factory=dict)
    receiver: dict[str, str] = field(default_factory=dict)
    other: Branch | None = None
    """The centre at the other end, where no customer stands there."""
    cause: str = ""
    payer: str = ""
    """Empty: whom the rule names."""
    payer_reason: str = ""
    waybill: str = ""
    price: int | None = None
    promised_on: date | None = None


def ship(*, owner: Owner, leg: str, parcel: Parcel, actor: Actor, at: datetime, key: str = "") -> Shipment:
    """Write down that something of its owner shall travel; a carrier that can be asked is asked by the job.

    The same `key` is the same shipment. Refused: `not_allowed`, `unknown_owner`, `unknown_leg`, `unknown_carrier`,
    `unknown_service`, `bad_weight`, `bad_amount`, `bad_cause`, `bad_payer`, `reason_missing`, `address_incomplete`,
    `same_place`.
    """
    guard(actor)
    thing = find_thing(actor, owner[0], pk=owner[1])
    if thing is None:
        raise Refused("unknown_owner", "owner")
    if leg not in thing.legs:
        raise Refused("unknown_leg", "leg")
    carrier, service = _carried(parcel)
    with transaction.atomic():
        known = Shipment.objects.filter(key=key).first() if key else None
        if known is not None:
            return known
        row = _insert(thing, leg, parcel, carrier, service, actor=actor, at=at, key=key)
        fact = ShipmentMade(*body(row), leg, row.carrier, row.payer, row.line, bool(row.payer_reason))
        record(fact, actor=actor, at=at, about=about(row))
        if carrier.by_hand and (parcel.waybill or service == OWN_FLEET):
            _name(row, parcel.waybill, parcel.price, parcel.promised_on, actor=actor, at=at)
    return row


def name_waybill(
    *, number: str, waybill: str, actor: Actor, at: datetime, price: int | None = None, promised_on: date | None = None
) -> Shipment:
    """Write down the waybill of a counter. What a carrier did not take, or could not tell about, goes on by hand.

    Refused: `not_allowed`, `not_found`, `not_in_this_state`, `waybill_missing`, `bad_amount`.
    """
    guard(actor)
    with transaction.atomic():
        row = locked(number, actor=actor)
        _name(row, waybill, price, promised_on, actor=actor, at=at)
    return row


def decide_payer(*, number: str, payer: str, reason: str, actor: Actor, at: datetime) -> Shipment:
    """Decide otherwise than the rule who pays. Refused: `not_allowed`, `not_found`, `bad_payer`, `reason_missing`."""
    guard(actor)
    why = _overriding(payer, reason)
    with transaction.atomic():
        row = locked(number, actor=actor)
        before, row.payer, row.payer_reason = row.payer, payer, why
        row.save(update_fields=["payer", "payer_reason"])
        record(PayerChanged(*body(row), before, payer, why), actor=actor, at=at, about=about(row))
    return row


def cancel(*, number: str, reason: str, actor: Actor, at: datetime) -> Shipment:
    """Call it off: at once where nobody else knows of it, else as soon as its carrier agrees, whom the job asks.

    Refused: `not_allowed`, `not_found`, `not_in_this_state`, `reason_missing`, `asked_already`.
    """
    guard(actor)
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", "reason")
    with transaction.atomic():
        row = locked(number, actor=actor)
        if row.state == rules.ASKED:
            raise Refused("asked_already")
        rules.check_move(row.state, "cancel")
        if row.carrier_id:
            row.cancel_wish, row.check_at = why, at
            row.save(update_fields=["cancel_wish", "check_at"])
        else:
            call_off(row, why, actor=actor, at=at)
    return row


def call_off(row: Shipment, reason: str, *, actor: Actor, at: datetime) -> None:
    """Make the move on a locked row, and record it. Inside the transaction of the act that knows it can be."""
    enter(row, "cancel", at=at)
    row.cancel_wish, row.check_at, row.lease, row.leased_until, row.error = "", None, "", None, ""
    row.save()
    record(ShipmentCancelled(*body(row), row.leg, reason), actor=actor, at=at, about=about(row))


def _carried(parcel: Parcel) -> tuple[carriers.Carrier, str]:
    carrier = carriers.find(parcel.carrier)
    if carrier is None:
        raise Refused("unknown_carrier", "carrier")
    service = parcel.service or carrier.services[0]
    if service not in carrier.services:
        raise Refused("unknown_service", "service")
    if not 0 < parcel.weight <= HEAVIEST:
        raise Refused("bad_weight", "weight")
    if not 0 <= parcel.declared <= MAX_AMOUNT or not 0 <= (parcel.price or 0) <= MAX_AMOUNT:
        raise Refused("bad_amount", "declared")
    return carrier, service


def _insert(
    thing: Thing, leg: str, parcel: Parcel, carrier: carriers.Carrier, service: str,
    *, actor: Actor, at: datetime, key: str,
) -> Shipment:  # fmt: skip
    """A new row; where another process was first with the same key, its row."""
    sender, receiver = _both_ends(thing, leg, parcel, asks=not carrier.by_hand)
    origin, target = _places(thing, leg, parcel.other)
    way = rules.Way(_cause(thing, leg, parcel), thing.coverage, _distance(sender, receiver), thing.country)
    decided = rules.who_pays(way, settings.SHIPPING_PAYERS)
    row = Shipment(
        number=public_id("SHP"),
        leg=leg,
        owner_kind=thing.kind,
        owner_id=thing.id,
        owner_number=thing.number,
        branch=thing.branch,
        origin=origin,
        target=target,
        customer=thing.customer if rules.LEGS[leg].of_customer else None,
        sender=sender,
        receiver=receiver,
        carrier=carrier.name,
        service=service,
        content=store(parcel.content or thing.content)[:200],
        weight=parcel.weight,
        declared=parcel.declared or thing.value,
        currency=settings.CURRENCY,
        price=parcel.price,
        cause=way.cause,
        coverage=way.coverage,
        distance=way.distance,
        country=way.country,
        payer=parcel.payer or decided.payer,
        line=decided.line,
        payer_reason=_overriding(parcel.payer, parcel.payer_reason) if parcel.payer not in ("", decided.payer) else "",
        entered_at=at,
        created_at=at,
        key=key or None,
        check_at=None if carrier.by_hand else at,
        **by(actor),
    )
    row.search_key = search_key(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        known = Shipment.objects.filter(key=key).first() if key else None
        if known is None:
            raise
        return known
    return row


def _both_ends(thing: Thing, leg: str, parcel: Parcel, *, asks: bool) -> tuple[dict[str, str], dict[str, str]]:
    known = ends(thing, leg)
    made = (_party(known.sender, parcel.sender), _party(known.receiver, parcel.receiver))
    way = rules.LEGS[leg]
    for side, party, is_customer in (
        ("sender", made[0], way.from_customer),
        ("receiver", made[1], way.to_customer),
    ):
        if missing := lacks(party, _NEEDED if is_customer or asks else ("name",)):
            raise Refused("address_incomplete", f"{side}_{missing[0]}", lacks=missing, side=side)
    return made


def _party(known: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    told = {name: store(str(given.get(name) or "")) for name in _LONGEST}
    taken = told if any(told.values()) else known
    return {name: str(taken.get(name) or "")[:longest] for name, longest in _LONGEST.items()}


def _places(thing: Thing, leg: str, other: Branch | None) -> tuple[Branch | None, Branch | None]:
    """The centres at both ends, where centres stand there."""
    if other is not None and thing.branch is not None and other.pk == thing.branch.pk:
        raise Refused("same_place", "other")
    way = rules.LEGS[leg]
    if way.to_customer:
        return thing.branch, None
    if way.from_customer:
        return None, thing.branch
    return (other, thing.branch) if leg == "part_to_centre" else (thing.branch, other)


def _cause(thing: Thing, leg: str, parcel: Parcel) -> str:
    cause = parcel.cause or thing.cause_of(leg)
    if cause not in rules.CAUSES:
        raise Refused("bad_cause", "cause")
    return cause


def _distance(sender: dict[str, str], receiver: dict[str, str]) -> str:
    return rules.distance(key(sender["city"]), key(receiver["city"]))


def _overriding(payer: str, reason: str) -> str:
    if payer not in rules.PAYERS:
        raise Refused("bad_payer", "payer")
    why = store(reason)[:300]
    if not why:
        raise Refused("reason_missing", "payer_reason")
    return why


def _name(
    row: Shipment, waybill: str, price: int | None, promised_on: date | None, *, actor: Actor, at: datetime
) -> None:
    typed = ascii_digits(store(waybill)).strip()[:60]
    if row.service == OWN_FLEET:
        typed = typed or row.number
    if not typed:
        raise Refused("waybill_missing", "waybill")
    if not 0 <= (price or 0) <= MAX_AMOUNT:
        raise Refused("bad_amount", "price")
    enter(row, "name_waybill", at=at)
    carrier: Any = carriers.find(row.carrier)
    if carrier is None or not carrier.by_hand:
        row.carrier, row.service = carriers.MANUAL, "post_counter"
    row.waybill, row.booked_at, row.error = typed, at, ""
    row.price = row.price if price is None else price
    row.promised_on = promised_on or rules.promised_day(timezone.localdate(at), None)
    row.check_at, row.lease, row.leased_until = None, "", None
    row.search_key = search_key(row)
    row.save()
    booked(row, actor=actor, at=at)
