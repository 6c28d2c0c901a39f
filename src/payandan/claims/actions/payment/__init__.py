"""The write door of payment: prices, the table, and statements. What the table does with a claim is in `ruling`."""

from payandan.claims.actions.payment.prices import KINDS, Kind, Put, change_price, drop_price, put_prices
from payandan.claims.actions.payment.statements import (
    approve_statement,
    collect_again,
    deduct,
    draft_statement,
    drop_statement,
    leave_out,
    pay_statement,
    return_statement,
    send_statement,
    strike_out,
)
from payandan.claims.actions.payment.tables import (
    begin_table,
    drop_table,
    move_rule,
    publish_table,
    remove_rule,
    retire_table,
    save_rule,
)

__all__ = [
    "KINDS", "Kind", "Put", "approve_statement", "begin_table", "change_price", "collect_again", "deduct",
    "draft_statement", "drop_price", "drop_statement", "drop_table", "leave_out", "move_rule", "pay_statement",
    "publish_table", "put_prices", "remove_rule", "retire_table", "return_statement", "save_rule", "send_statement",
    "strike_out",
]  # fmt: skip
