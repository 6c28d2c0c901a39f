"""The write door of insights: keeping the numbers true, and asking what would have been."""

from payandan.insights.actions.counting import count_claims, recount
from payandan.insights.actions.whatif import (
    add_change,
    check_change,
    copy_scenario,
    delete_scenario,
    drop_change,
    rename_scenario,
    save_scenario,
)
from payandan.insights.actions.whatif_running import Books, begin_run, cancel_run, fail_run, replay_piece

__all__ = [
    "Books", "add_change", "begin_run", "cancel_run", "check_change", "copy_scenario", "count_claims",
    "delete_scenario", "drop_change", "fail_run", "recount", "rename_scenario", "replay_piece", "save_scenario",
]  # fmt: skip
