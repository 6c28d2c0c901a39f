"""Taking back what was brought in by mistake: parts and first stock that nobody has touched since."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from payandan.parts import events
from payandan.parts.actions import posting
from payandan.parts.actions.posting import Line, Posting
from payandan.parts.models import Balance, Move, Part
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id

_ONLY = ("open", "open_back")


def take_parts_back(*, part_ids: Iterable[int], note: str, actor: Actor, at: datetime) -> tuple[int, int]:
    """Take back the first stock that was booked with this note, and these parts; (parts, pieces) that are gone.

    What is reserved or was used stays. A part whose first stock is in the ledger is put out of use, for the ledger
    forgets nothing; one that never had any is removed. Refused: not_allowed.
    """
    posting.require(actor, "parts.manage")
    posting.require(actor, "stock.move")
    ids = set(part_ids)
    with transaction.atomic():
        pieces = _close(note, actor, at)
        used = set(Move.objects.filter(part_id__in=ids).exclude(act__in=_ONLY).values_list("part_id", flat=True))
        used |= set(
            Balance.objects.filter(part_id__in=ids).exclude(on_hand=0, reserved=0).values_list("part_id", flat=True)
        )
        used |= set(Part.objects.filter(pk__in=ids, kit_lines__isnull=False).values_list("pk", flat=True))
        used |= set(Part.objects.filter(pk__in=ids, order_lines__isnull=False).values_list("pk", flat=True))
        moved = set(Move.objects.filter(part_id__in=ids - used).values_list("part_id", flat=True))
        Part.objects.filter(pk__in=moved).update(is_active=False)
        never = ids - used - moved
        Balance.objects.filter(part_id__in=never, on_hand=0, reserved=0).delete()
        Part.objects.filter(pk__in=never).delete()
        gone = len(moved) + len(never)
        if gone or pieces:
            record(events.PartsTakenBack(gone, pieces), actor=actor, at=at, about=[])
    return gone, pieces


def _close(note: str, actor: Actor, at: datetime) -> int:
    """Book the first stock out again, as far as it is free. How many pieces."""
    opened = Move.objects.filter(act="open", note=note).select_related("to_node").order_by("id")
    pieces = 0
    for move in opened:
        assert move.to_node is not None
        held = posting.locked(move.to_node, [move.part_id])[move.part_id]
        if held.on_hand - held.reserved < move.quantity:
            continue
        posting.post(
            Posting("open_back", move.to_node, public_id("OUT"), actor, at, note=note),
            [Line(move.part_id, move.quantity)],
        )
        pieces += move.quantity
    return pieces
