"""The tables of spare parts."""

from payandan.parts.models.kits import Kit, KitLine
from payandan.parts.models.master import Part, PartFit, PartPrice, Substitute, Supersession
from payandan.parts.models.papers import CountLine, CountSheet, Order, OrderLine, Transfer, TransferLine
from payandan.parts.models.stock import Balance, Move, Node, Reservation, StockKey

__all__ = [
    "Balance", "CountLine", "CountSheet", "Kit", "KitLine", "Move", "Node", "Order", "OrderLine", "Part", "PartFit",
    "PartPrice", "Reservation", "StockKey", "Substitute", "Supersession", "Transfer", "TransferLine",
]  # fmt: skip
