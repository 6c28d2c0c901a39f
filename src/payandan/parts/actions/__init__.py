"""The write door of spare parts and stock."""

from payandan.parts.actions.counting import Counted, book_sheet, drop_sheet, open_sheet, write_counts
from payandan.parts.actions.loading import create_parts
from payandan.parts.actions.master import (
    create_part,
    put_price,
    put_prices,
    set_substitute,
    supersede,
    take_back_supersession,
    update_part,
)
from payandan.parts.actions.nodes import save_node, set_place
from payandan.parts.actions.past import PastMove, book_moves
from payandan.parts.actions.posting import Line
from payandan.parts.actions.purchasing import (
    approve_order,
    close_order,
    drop_order,
    propose_purchases,
    receive_order,
)
from payandan.parts.actions.reserving import release, reserve, reserve_all, reserve_kit, save_kit
from payandan.parts.actions.stock import issue, receive, return_to_supplier, scrap, take_back
from payandan.parts.actions.transfers import receive_transfer, send
from payandan.parts.actions.unloading import take_parts_back

__all__ = [
    "Counted", "Line", "PastMove", "approve_order", "book_moves", "book_sheet", "close_order", "create_part",
    "create_parts", "drop_order", "drop_sheet", "issue", "open_sheet", "propose_purchases", "put_price", "put_prices",
    "receive", "receive_order", "receive_transfer", "release", "reserve", "reserve_all", "reserve_kit",
    "return_to_supplier", "save_kit", "save_node", "scrap", "send", "set_place", "set_substitute", "supersede",
    "take_back", "take_back_supersession", "take_parts_back", "update_part", "write_counts",
]  # fmt: skip
