"""Promises of stock: pieces are reserved for a job, one by one or as a kit, and let go."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from payandan.parts.actions import posting
from payandan.parts.actions.stock import locked_reservation
from payandan.parts.events import KitSaved, StockReleased, StockReserved
from payandan.parts.models import Kit, KitLine, Node, Part, Reservation
from payandan.parts.rules import ledger, states
from payandan.platform.journal.actions import About, record, record_many
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import store


def reserve(
    *, part_id: int, quantity: int, node_id: int, about: About | None, actor: Actor, at: datetime, key: str = ""
) -> Reservation:
    """Promise free pieces of a part at a node to something: `about=("repair", 12)`.

    Refused: not_allowed, unknown_node, node_closed, unknown_part, quantity_wrong, not_enough (with `free`), key_reused.
    """
    (made,) = reserve_all(wanted={part_id: quantity}, node_id=node_id, about=about, actor=actor, at=at, key=key)
    return made


def reserve_all(
    *,
    wanted: Mapping[int, int],
    node_id: int,
    about: About | None,
    actor: Actor,
    at: datetime,
    key: str = "",
) -> list[Reservation]:
    """Promise several parts together, {part: pieces}: all of them, or none. In the order of parts.

    Refused: as `reserve`; not_enough names the first part that is short.
    """
    lines = posting.merged(posting.Line(part_id, quantity) for part_id, quantity in wanted.items())
    with transaction.atomic():
        node = posting.node_for(actor, node_id)
        said = {"node": node_id, "wanted": [(line.part_id, line.quantity) for line in lines], "about": about}
        if (earlier := posting.replayed(key, "reserve", said, at=at)) is not None:
            return list(Reservation.objects.filter(document=earlier).order_by("part_id"))
        parts = posting.known_parts(line.part_id for line in lines)
        _promise(node, lines, parts)
        document = public_id("RES")
        kind, about_id = about or ("", None)
        made = [
            Reservation.objects.create(
                number=public_id("RSV"),
                document=document,
                node=node,
                part_id=line.part_id,
                quantity=line.quantity,
                about_kind=kind,
                about_id=about_id,
                at=at,
            )
            for line in lines
        ]
        posting.answer(key, document)
        facts = [
            (
                StockReserved(one.pk, one.number, node.pk, one.part_id, one.quantity, kind, about_id),
                posting.mentions([node.pk], [one.part_id], about),
            )
            for one in made
        ]
        record_many(facts, actor=actor, at=at)
        return made


def reserve_kit(
    *, kit_id: int, node_id: int, about: About | None, actor: Actor, at: datetime, key: str = "", sets: int = 1
) -> list[Reservation]:
    """Promise all parts of a kit, so many times; all or none. Refused: unknown_kit, and as `reserve_all`."""
    kit = Kit.objects.filter(pk=kit_id, is_active=True).first()
    if kit is None:
        raise Refused("unknown_kit", "kit")
    wanted = {line.part_id: line.quantity * sets for line in kit.lines.all()}
    return reserve_all(wanted=wanted, node_id=node_id, about=about, actor=actor, at=at, key=key)


def release(
    *, reservation_id: int, actor: Actor, at: datetime, key: str = "", quantity: int | None = None
) -> Reservation:
    """Let go of what is still promised: all of it, or `quantity` pieces.

    A reservation of which pieces were issued ends as issued. Refused: not_allowed, unknown_reservation,
    not_in_this_state, not_reserved, key_reused.
    """
    with transaction.atomic():
        posting.require(actor, "stock.move")
        if (found := Reservation.objects.filter(pk=reservation_id).first()) is None:
            raise Refused("unknown_reservation", "reservation")
        node = posting.node_for(actor, found.node_id)
        said = {"r": reservation_id, "quantity": quantity}
        if posting.replayed(key, "release", said, at=at) is not None:
            return Reservation.objects.get(pk=reservation_id)
        row = locked_reservation(reservation_id)
        pieces = _let_go(row, quantity, at)
        balance = posting.locked(node, [row.part_id])[row.part_id]
        posting.write(balance, ledger.release(posting.held(balance), pieces))
        posting.answer(key, row.number)
        about = (row.about_kind, row.about_id) if row.about_id is not None else None
        event = StockReleased(row.pk, row.number, node.pk, row.part_id, pieces, row.about_kind, row.about_id)
        record(event, actor=actor, at=at, about=posting.mentions([node.pk], [row.part_id], about))
        return row


def save_kit(
    *,
    code: str,
    name_fa: str,
    name_en: str,
    lines: Mapping[int, int],
    actor: Actor,
    at: datetime,
    kit: Kit | None = None,
    is_active: bool = True,
) -> Kit:
    """Add a kit, or change `kit`; its lines are {part: pieces}.

    Refused: not_allowed, name_missing, kit_code_wrong, kit_exists, nothing_to_do, quantity_wrong, unknown_part.
    """
    posting.require(actor, "parts.manage")
    persian, english = store(name_fa) or store(name_en), store(name_en) or store(name_fa)
    if not persian:
        raise Refused("name_missing", "name_fa")
    wanted = posting.merged(posting.Line(part_id, quantity) for part_id, quantity in lines.items())
    with transaction.atomic():
        posting.known_parts(line.part_id for line in wanted)
        row = Kit.objects.select_for_update().get(pk=kit.pk) if kit else Kit(code=_kit_code(code))
        row.name_fa, row.name_en, row.is_active = persian[:120], english[:120], is_active
        row.save()
        row.lines.all().delete()
        KitLine.objects.bulk_create(KitLine(kit=row, part_id=line.part_id, quantity=line.quantity) for line in wanted)
        pairs = tuple((line.part_id, line.quantity) for line in wanted)
        event = KitSaved(row.pk, row.code, pairs, kit is None)
        record(event, actor=actor, at=at, about=[("kit", row.pk), *posting.mentions([], [pair[0] for pair in pairs])])
        return row


def _promise(node: Node, lines: list[posting.Line], parts: Mapping[int, Part]) -> None:
    rows = posting.locked(node, [line.part_id for line in lines])
    for line in lines:
        row = rows[line.part_id]
        try:
            after = ledger.reserve(posting.held(row), line.quantity)
        except Refused as refused:
            raise Refused(refused.code, refused.field, part=parts[line.part_id].code, **refused.params) from None
        posting.write(row, after)


def _let_go(row: Reservation, quantity: int | None, at: datetime) -> int:
    """Shrink a reservation by what is let go; how many pieces that is."""
    after = states.RESERVATION.after(row.state, "release")
    pieces = row.open if quantity is None else quantity
    if not 0 < pieces <= row.open:
        raise Refused("not_reserved", "quantity", free=row.open, wanted=pieces)
    if pieces == row.open:
        row.state, row.ended_at = (states.ISSUED if row.issued else after), at
    if pieces < row.quantity:
        row.quantity -= pieces
    row.save(update_fields=["quantity", "state", "ended_at"])
    return pieces


def _kit_code(text: str) -> str:
    from django.utils.text import slugify

    code = slugify(store(text))[:40]
    if not code:
        raise Refused("kit_code_wrong", "code")
    if Kit.objects.filter(code=code).exists():
        raise Refused("kit_exists", "code")
    return code
