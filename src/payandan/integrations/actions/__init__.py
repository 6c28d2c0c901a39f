"""The write door of imports: receive, map, check, bring in, undo."""

from payandan.integrations.actions.kinds import bring_in, check
from payandan.integrations.actions.receiving import map_columns, receive
from payandan.integrations.actions.undoing import undo

__all__ = ["bring_in", "check", "map_columns", "receive", "undo"]
