"""The write door of units, one file a subject."""

from payandan.units.actions.authenticity import Check, check_authenticity, note_scan, weigh_scans
from payandan.units.actions.bulk import register_units, take_back
from payandan.units.actions.moves import move_unit, quarantine_unit, renew_unit, retire_unit
from payandan.units.actions.owners import decide_ownership, request_ownership, transfer_unit
from payandan.units.actions.registering import register_unit
from payandan.units.actions.shared import refresh_search_keys
from payandan.units.actions.upkeep import correct_unit, record_installation, record_reading, state_purchase

__all__ = [
    "Check",
    "check_authenticity",
    "correct_unit",
    "decide_ownership",
    "move_unit",
    "note_scan",
    "quarantine_unit",
    "record_installation",
    "record_reading",
    "refresh_search_keys",
    "register_unit",
    "register_units",
    "renew_unit",
    "request_ownership",
    "retire_unit",
    "state_purchase",
    "take_back",
    "transfer_unit",
    "weigh_scans",
]
