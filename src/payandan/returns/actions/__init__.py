"""The write door of shipments."""

from payandan.returns.actions.asking import (
    begin_asking,
    lease,
    note_booking,
    note_called_off,
    note_label,
    note_tracked,
)
from payandan.returns.actions.seeing import add_checkpoint
from payandan.returns.actions.shipping import Parcel, cancel, decide_payer, name_waybill, ship
from payandan.returns.actions.watching import call_late, close_task, expire

__all__ = [
    "Parcel", "add_checkpoint", "begin_asking", "call_late", "cancel", "close_task", "decide_payer",
    "expire", "lease", "name_waybill", "note_booking", "note_called_off", "note_label", "note_tracked", "ship",
]  # fmt: skip
