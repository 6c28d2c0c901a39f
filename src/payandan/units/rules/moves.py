"""The life of a unit: one table from which the guard, the buttons, the constraint and the tests are made."""

from payandan.platform.kit.refusals import Refused

STATES = (
    "made",
    "sold",
    "registered",
    "in_service",
    "in_repair",
    "replaced",
    "retired",
    "stolen",
    "quarantined_clone",
)

ACTIVE = frozenset({"made", "sold", "registered", "in_service", "in_repair"})
"""States of a unit that can be used, serviced and handed on."""

MOVES: dict[str, dict[str, str]] = {
    "sell": {"made": "sold"},
    "register": {"made": "registered", "sold": "registered", "in_service": "in_service", "in_repair": "in_repair"},
    "install": {"made": "in_service", "sold": "in_service", "registered": "in_service", "in_service": "in_service"},
    "take_in": {"made": "in_repair", "sold": "in_repair", "registered": "in_repair", "in_service": "in_repair"},
    "give_back": {"in_repair": "in_service"},
    "replace": dict.fromkeys(sorted(ACTIVE), "replaced"),
    "retire": dict.fromkeys(sorted(ACTIVE), "retired"),
    "renew": {"replaced": "made"},
    "report_stolen": dict.fromkeys(sorted(ACTIVE), "stolen"),
    "recover": {"stolen": "resting"},
    "quarantine": dict.fromkeys(sorted(ACTIVE | {"stolen"}), "quarantined_clone"),
    "release": {"quarantined_clone": "resting"},
}
"""act → state before → state after. `resting` is where the unit's own dates say it belongs: see `resting_state`."""


def resting_state(*, owned: bool, sold: bool, installed: bool) -> str:
    """Where a unit belongs that is neither in the workshop nor out of the game."""
    if installed:
        return "in_service"
    if owned:
        return "registered"
    return "sold" if sold else "made"


def after(act: str, state: str, *, resting: str) -> str:
    """The state that `act` leads to. Raises Refused("not_from_here") where the table has no such move."""
    if state not in MOVES[act]:
        raise Refused("not_from_here", state=state, act=act)
    target = MOVES[act][state]
    return resting if target == "resting" else target


def acts_from(state: str) -> list[str]:
    """What can be done with a unit in this state, in the order of the table."""
    return [act for act, moves in MOVES.items() if state in moves]
