"""The write door of warranty: drafts, their way to publication, and terms bound to one unit."""

from payandan.warranty.actions.binding import bind, unbind
from payandan.warranty.actions.drafts import drop_draft, save_draft, split_id
from payandan.warranty.actions.publishing import propose, publish, send_back, take_back, withdraw
from payandan.warranty.actions.shipped import load_rulebook

__all__ = [
    "bind", "drop_draft", "load_rulebook", "propose", "publish", "save_draft", "send_back", "split_id", "take_back",
    "unbind", "withdraw",
]  # fmt: skip
