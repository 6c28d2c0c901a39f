"""Counting: a sheet of parts, what was there, and the differences booked with their reasons.

A line keeps what the books said at the moment it was counted, so that pieces which move before the sheet is booked do
not show as differences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payandan.parts import events
from payandan.parts.actions import posting
from payandan.parts.actions.posting import Line, Posting
from payandan.parts.models import Balance, CountLine, CountSheet, Move
from payandan.parts.rules import states
from payandan.parts.rules.master import MOST
from payandan.platform.journal.actions import record
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import public_id
from payandan.platform.kit.refusals import Refused

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody found of a part; `reason` says why it is not what the books say."""

    quantity: int
    reason: str = ""


def open_sheet(
    *,
    node_id: int,
    actor: Actor,
    at: datetime,
    key: str = "",
    part_ids: Iterable[int] = (),
    bins: str = "",
    note: str = "",
) -> CountSheet:
    """A sheet for the parts given, for the bins that begin with `bins`, or for all that the node keeps.

    Refused: not_allowed, unknown_node, node_closed, unknown_part, nothing_to_count, too_many_lines, key_reused.
    """
    named = sorted(set(part_ids))
    with transaction.atomic():
        node = posting.node_for(actor, node_id, capability="stock.count")
        if (earlier := posting.replayed(key, "count", {"n": node_id, "p": named, "b": bins}, at=at)) is not None:
            return CountSheet.objects.get(number=earlier)
        rows = Balance.objects.filter(node=node)
        if named:
            posting.known_parts(named)
            places = dict(rows.filter(part_id__in=named).values_list("part_id", "bin"))
            wanted = {part_id: places.get(part_id, "") for part_id in named}
        else:
            kept = rows.filter(bin__startswith=bins) if bins else rows.exclude(on_hand=0, bin="")
            wanted = dict(kept.values_list("part_id", "bin")[: MOST_LINES + 1])
        if not wanted:
            raise Refused("nothing_to_count", "bins")
        if len(wanted) > MOST_LINES:
            raise Refused("too_many_lines", "bins", most=MOST_LINES)
        sheet = CountSheet.objects.create(
            number=public_id("CNT"),
            node=node,
            note=posting.clean_note(note),
            opened_at=at,
            opened_by=actor.name[:160],
        )
        CountLine.objects.bulk_create(
            [CountLine(sheet=sheet, part_id=part_id, bin=place) for part_id, place in wanted.items()], batch_size=500
        )
        posting.answer(key, sheet.number)
        event = events.CountOpened(sheet.pk, sheet.number, node.pk, len(wanted))
        record(event, actor=actor, at=at, about=posting.mentions([node.pk], [], ("count", sheet.pk)))
        return sheet


def write_counts(*, sheet_id: int, counts: Mapping[int, Counted], actor: Actor, at: datetime) -> CountSheet:  # noqa: ARG001 - every act has a time
    """Note what was found, as {part: Counted}; a part that is not on the sheet is added. May be repeated.

    Nothing is booked yet, so there is no fact. Refused: not_allowed, unknown_sheet, not_in_this_state, unknown_part,
    quantity_wrong.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id, actor)
        states.SHEET.after(sheet.state, "book")
        posting.known_parts(counts)
        for counted in counts.values():
            if not 0 <= counted.quantity <= MOST:
                raise Refused("quantity_wrong", "counted")
        books = dict(
            Balance.objects.filter(node_id=sheet.node_id, part_id__in=counts).values_list("part_id", "on_hand")
        )
        lines = {line.part_id: line for line in sheet.lines.filter(part_id__in=counts)}
        for part_id in sorted(counts):
            line = lines.get(part_id) or CountLine(sheet=sheet, part_id=part_id)
            if line.counted != counts[part_id].quantity or line.expected is None:
                line.expected, line.counted = books.get(part_id, 0), counts[part_id].quantity
            line.reason = posting.clean_note(counts[part_id].reason)
            line.save()
        return sheet


def book_sheet(*, sheet_id: int, actor: Actor, at: datetime, key: str = "", reason: str = "") -> CountSheet:
    """Book the differences of what was counted; each takes a reason, its own or the sheet's.

    What was not counted stays as it is. Refused: not_allowed, unknown_sheet, not_in_this_state, nothing_counted,
    reason_missing, not_enough (pieces that are promised are not there: release them first), key_reused.
    """
    told = posting.clean_note(reason)
    with transaction.atomic():
        node_id = _node_id(sheet_id, actor)
        if posting.replayed(key, "book_count", {"sheet": sheet_id, "reason": told}, at=at) is not None:
            return CountSheet.objects.get(pk=sheet_id)
        sheet = _locked(sheet_id, actor)
        node = posting.node_for(actor, node_id, capability="stock.count")
        after = states.SHEET.after(sheet.state, "book")
        lines = list(sheet.lines.exclude(counted=None).order_by("part_id"))
        if not lines:
            raise Refused("nothing_counted", "counted")
        differing = [line for line in lines if line.difference]
        if any(not line.reason for line in differing) and not told:
            raise Refused("reason_missing", "reason")
        # Balances first, all in one order; the two kinds of moves share them.
        posting.locked(node, [line.part_id for line in differing])
        moves: list[Move] = []
        for act, sign in (("count_more", 1), ("count_less", -1)):
            found = [
                Line(line.part_id, abs(line.difference), note=line.reason or told)
                for line in differing
                if line.difference is not None and line.difference * sign > 0
            ]
            if found:
                kept = Posting(act, node, sheet.number, actor, at, about=("count", sheet.pk))
                moves += posting.post(kept, found)
        sheet.state, sheet.ended_at = after, at
        sheet.save(update_fields=["state", "ended_at"])
        posting.answer(key, sheet.number)
        signed = tuple(
            (m.part_id, m.quantity, m.value) if m.act == "count_more" else (m.part_id, -m.quantity, -m.value)
            for m in moves
        )
        event = events.CountBooked(sheet.pk, sheet.number, node.pk, len(lines), signed, node.currency)
        about = posting.mentions([node.pk], [move.part_id for move in moves], ("count", sheet.pk))
        record(event, actor=actor, at=at, about=about)
        return sheet


def drop_sheet(*, sheet_id: int, actor: Actor, at: datetime) -> CountSheet:
    """Put a sheet away without booking. Refused: not_allowed, unknown_sheet, not_in_this_state."""
    with transaction.atomic():
        sheet = _locked(sheet_id, actor)
        sheet.state, sheet.ended_at = states.SHEET.after(sheet.state, "drop"), at
        sheet.save(update_fields=["state", "ended_at"])
        event = events.CountDropped(sheet.pk, sheet.number, sheet.node_id)
        record(event, actor=actor, at=at, about=posting.mentions([sheet.node_id], [], ("count", sheet.pk)))
        return sheet


def _node_id(sheet_id: int, actor: Actor) -> int:
    posting.require(actor, "stock.count")
    node_id = CountSheet.objects.filter(pk=sheet_id).values_list("node_id", flat=True).first()
    if node_id is None:
        raise Refused("unknown_sheet", "sheet")
    return node_id


def _locked(sheet_id: int, actor: Actor) -> CountSheet:
    posting.node_for(actor, _node_id(sheet_id, actor), capability="stock.count")
    return CountSheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
