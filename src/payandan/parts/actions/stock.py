"""Stock comes in, goes to a job or a customer, comes back, is scrapped or sent back to the supplier."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from payandan.parts.actions import posting
from payandan.parts.actions.posting import Line, Posting
from payandan.parts.events import StockIssued, StockReceived, StockRemoved, StockTakenBack
from payandan.parts.models import Move, Node, Part, Reservation
from payandan.parts.rules import states
from payandan.platform.journal.actions import About, record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused


def receive(
    *,
    node_id: int,
    lines: Sequence[Line],
    actor: Actor,
    at: datetime,
    key: str = "",
    about: About | None = None,
    note: str = "",
    opening: bool = False,
    harvested: bool = False,
) -> list[Move]:
    """Pieces come in from a supplier, or (`opening`) are a node's first stock, or come out of a device (`harvested`).

    A line without a cost is at the average. Refused: not_allowed, unknown_node, node_closed, unknown_part,
    nothing_to_do, quantity_wrong, amount_wrong, key_reused.
    """
    act = "open" if opening else "harvest" if harvested else "receive"
    wanted = posting.merged(lines)
    with transaction.atomic():
        node = posting.node_for(actor, node_id)
        said = {"node": node_id, "lines": [asdict(line) for line in wanted], "about": about}
        if (earlier := posting.replayed(key, act, said, at=at)) is not None:
            return moves_of(earlier)
        posting.known_parts(line.part_id for line in wanted)
        document = public_id("RCV")
        kept = Posting(act, node, document, actor, at, about=about, note=posting.clean_note(note))
        moves = posting.post(kept, wanted)
        posting.answer(key, document)
        event = StockReceived(document, act, node.pk, posting.lines_of(moves), node.currency, *(about or ("", None)))
        record(event, actor=actor, at=at, about=posting.mentions([node.pk], [m.part_id for m in moves], about))
        return moves


def issue(
    *,
    actor: Actor,
    at: datetime,
    key: str = "",
    reservation_id: int | None = None,
    quantity: int | None = None,
    part_id: int | None = None,
    node_id: int | None = None,
    about: About | None = None,
    note: str = "",
    sold: bool = False,
) -> Move:
    """Hand pieces out: those of a reservation (all that are open, or `quantity` of them), or free ones of a node.

    They go to the job that the reservation is for (`about`), or (`sold`) to a customer. What they cost is on the move.
    Refused: not_allowed, unknown_node, node_closed, unknown_part, unknown_reservation, not_in_this_state,
    quantity_wrong, not_enough, not_reserved, key_reused.
    """
    act = "sell" if sold else "issue"
    if reservation_id is None and (part_id is None or node_id is None or quantity is None):
        raise Refused("nothing_to_do", "part")
    with transaction.atomic():
        if reservation_id is None:
            node = posting.node_for(actor, node_id or 0)
        else:
            node = _node_of_reservation(reservation_id, actor)
        said = {"r": reservation_id, "part": part_id, "node": node_id, "quantity": quantity, "about": about}
        if (earlier := posting.replayed(key, act, said, at=at)) is not None:
            return moves_of(earlier)[0]
        reservation = None
        if reservation_id is not None:
            reservation = locked_reservation(reservation_id)
            quantity = reservation.open if quantity is None else quantity
            part_id, about = reservation.part_id, about or _about(reservation)
            _take_from(reservation, quantity, at)
        assert part_id is not None
        assert quantity is not None
        part = posting.known_parts([part_id])[part_id]
        document = public_id("ISS")
        kept = Posting(
            act, node, document, actor, at, about, reservation, reservation is not None, posting.clean_note(note)
        )
        (move,) = posting.post(kept, posting.merged([Line(part_id, quantity)]))
        posting.answer(key, document)
        _record_issue(move, part, node, about, actor=actor, at=at)
        return move


def take_back(
    *,
    actor: Actor,
    at: datetime,
    key: str = "",
    reservation_id: int | None = None,
    quantity: int | None = None,
    part_id: int | None = None,
    node_id: int | None = None,
    about: About | None = None,
    note: str = "",
    sold: bool = False,
) -> Move:
    """Unused pieces come back from a job, or (`sold`) from a customer, at what they were handed out for.

    Of a reservation at most what was issued and has not come back. Refused: as `issue`; too_many_back.
    """
    act = "customer_return" if sold else "take_back"
    if reservation_id is None and (part_id is None or node_id is None or quantity is None):
        raise Refused("nothing_to_do", "part")
    with transaction.atomic():
        if reservation_id is None:
            node = posting.node_for(actor, node_id or 0)
        else:
            node = _node_of_reservation(reservation_id, actor)
        said = {"r": reservation_id, "part": part_id, "node": node_id, "quantity": quantity, "about": about}
        if (earlier := posting.replayed(key, act, said, at=at)) is not None:
            return moves_of(earlier)[0]
        reservation, cost = None, None
        if reservation_id is not None:
            reservation = locked_reservation(reservation_id)
            there = reservation.issued - reservation.returned
            quantity = there if quantity is None else quantity
            if not 0 < quantity <= there:
                raise Refused("too_many_back", "quantity", most=there)
            part_id, about = reservation.part_id, about or _about(reservation)
            cost = _issued_cost(reservation, quantity)
            reservation.returned += quantity
            reservation.save(update_fields=["returned"])
        assert part_id is not None
        assert quantity is not None
        posting.known_parts([part_id])
        document = public_id("BCK")
        kept = Posting(act, node, document, actor, at, about, reservation, note=posting.clean_note(note))
        (move,) = posting.post(kept, posting.merged([Line(part_id, quantity, cost)]))
        posting.answer(key, document)
        kind, about_id = about or ("", None)
        event = StockTakenBack(
            document, act, node.pk, part_id, quantity, move.value, node.currency, reservation_id, kind, about_id
        )
        record(event, actor=actor, at=at, about=posting.mentions([node.pk], [part_id], about))
        return move


def scrap(*, node_id: int, lines: Sequence[Line], reason: str, actor: Actor, at: datetime, key: str = "") -> list[Move]:
    """Throw free pieces away, for a reason. Refused: reason_missing, and as `receive`; not_enough."""
    return _remove("scrap", node_id, lines, reason, actor=actor, at=at, key=key)


def return_to_supplier(
    *, node_id: int, lines: Sequence[Line], reason: str, actor: Actor, at: datetime, key: str = ""
) -> list[Move]:
    """Send free pieces back to their supplier, for a reason. Refused: as `scrap`."""
    return _remove("return_to_supplier", node_id, lines, reason, actor=actor, at=at, key=key)


def moves_of(document: str) -> list[Move]:
    """The moves of an act, for who asks for it a second time."""
    return list(Move.objects.filter(document=document).order_by("id"))


def locked_reservation(reservation_id: int) -> Reservation:
    """The reservation, kept from others. Refused("unknown_reservation")."""
    found = Reservation.objects.select_for_update(of=("self",)).filter(pk=reservation_id).first()
    if found is None:
        raise Refused("unknown_reservation", "reservation")
    return found


def _remove(
    act: str, node_id: int, lines: Sequence[Line], reason: str, *, actor: Actor, at: datetime, key: str
) -> list[Move]:
    told = posting.clean_note(reason)
    if not told:
        raise Refused("reason_missing", "reason")
    wanted = posting.merged(lines)
    with transaction.atomic():
        node = posting.node_for(actor, node_id)
        said = {"node": node_id, "lines": [asdict(line) for line in wanted], "reason": told}
        if (earlier := posting.replayed(key, act, said, at=at)) is not None:
            return moves_of(earlier)
        posting.known_parts(line.part_id for line in wanted)
        document = public_id("OUT")
        moves = posting.post(Posting(act, node, document, actor, at, note=told), wanted)
        posting.answer(key, document)
        event = StockRemoved(document, act, node.pk, posting.lines_of(moves), node.currency, told)
        record(event, actor=actor, at=at, about=posting.mentions([node.pk], [m.part_id for m in moves]))
        return moves


def _node_of_reservation(reservation_id: int, actor: Actor) -> Node:
    posting.require(actor, "stock.move")
    node_id = Reservation.objects.filter(pk=reservation_id).values_list("node_id", flat=True).first()
    if node_id is None:
        raise Refused("unknown_reservation", "reservation")
    return posting.node_for(actor, node_id)


def _take_from(reservation: Reservation, quantity: int, at: datetime) -> None:
    after = states.RESERVATION.after(reservation.state, "issue")
    if not 0 < quantity <= reservation.open:
        raise Refused("not_reserved", "quantity", free=reservation.open, wanted=quantity)
    reservation.issued += quantity
    if reservation.issued == reservation.quantity:
        reservation.state, reservation.ended_at = after, at
    reservation.save(update_fields=["issued", "state", "ended_at"])


def _about(reservation: Reservation) -> About | None:
    return (reservation.about_kind, reservation.about_id) if reservation.about_id is not None else None


def _issued_cost(reservation: Reservation, quantity: int) -> int:
    """What as many pieces cost when they were handed out, less what came back already."""
    rows = reservation.moves.values_list("act", "quantity", "value")
    out = [(pieces, value) for act, pieces, value in rows if act in ("issue", "sell")]
    back = [(pieces, value) for act, pieces, value in rows if act not in ("issue", "sell")]
    pieces = sum(one for one, _ in out) - sum(one for one, _ in back)
    value = sum(one for _, one in out) - sum(one for _, one in back)
    return value if quantity == pieces else (2 * value * quantity + pieces) // (2 * pieces)


def _record_issue(move: Move, part: Part, node: Node, about: About | None, *, actor: Actor, at: datetime) -> None:
    event = StockIssued(
        document=move.document,
        act=move.act,
        node_id=node.pk,
        part_id=part.pk,
        quantity=move.quantity,
        cost=move.value,
        currency=node.currency,
        core=part.core,
        reservation_id=move.reservation_id,
        about_kind=move.about_kind,
        about_id=move.about_id,
    )
    record(event, actor=actor, at=at, about=posting.mentions([node.pk], [part.pk], about))
