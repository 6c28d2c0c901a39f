"""Claims as a company has them, made from chance alone: for measuring how fast a million of them are replayed.

No two are alike but by accident: each has days of its own, amounts, a cause found by somebody, evidence, and in one
case of five something that was done to the unit before. Some facts are missing, as they are in life.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from payandan.warranty.rules.cases import Act, Case, Evidence, Fact, Line

COMPONENTS: Mapping[str, tuple[str, ...]] = {
    "television": ("panel", "backlight", "main_board", "power_board", "speaker", "remote_control"),
    "refrigerator": ("compressor", "thermostat", "fan", "door_gasket", "lamp"),
    "washing_machine": ("motor", "drain_pump", "control_board", "door_lock", "lint_filter"),
    "mobile_phone": ("screen", "battery", "board", "charger", "camera"),
    "laptop": ("battery", "keyboard", "screen", "board"),
    "vacuum_cleaner": ("motor", "hose", "filter"),
    "power_tool": ("motor", "battery", "chuck"),
    "vehicle": ("brake_pad", "engine", "battery", "gearbox", "wiper_blade"),
}
"""Some components of some categories."""

_OFTEN = (20, 14, 16, 22, 8, 8, 4, 8)
_CAUSES: Mapping[str, int] = {
    "material": 32, "workmanship": 10, "design": 3, "performance": 6, "software": 8, "wear": 9, "accident": 6,
    "liquid": 4, "misuse": 5, "overload": 2, "power_surge": 3, "unauthorised_repair": 2, "transport": 2,
    "none_found": 4,
}  # fmt: skip
_FINDERS: Mapping[str, int] = {"technician": 88, "laboratory": 5, "customer": 4, "system": 3}
_WHO: Mapping[str, int] = {"authorised": 90, "unauthorised": 6, "owner": 4}
_FIRST, _YEARS = date(2021, 3, 21), 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A case, and whether its unit was sold with an extended warranty."""

    case: Case
    extended: bool


def population(chance: Random, count: int) -> Iterator[Claim]:
    """So many claims."""
    for _ in range(count):
        category = chance.choices(tuple(COMPONENTS), _OFTEN)[0]
        extended = category in ("television", "refrigerator", "washing_machine") and chance.random() < 0.12
        yield Claim(_case(chance, category), extended)


def _case(chance: Random, category: str) -> Case:
    sold = _FIRST + timedelta(days=chance.randrange(365 * _YEARS))
    failed = sold + timedelta(days=int(chance.random() ** 1.3 * 1500))
    component = chance.choice(COMPONENTS[category])
    facts = {**_unit(chance, category, sold), **_fault(chance, failed, component)}
    return Case(
        asked_on=failed + timedelta(days=chance.choice((0, 0, 1, 2, 3, 5, 8, 20, 45))),
        facts=facts,
        meters=_meters(chance, category),
        history=_history(chance, category, component, sold, failed),
        history_known=True,
        evidence=_evidence(chance, facts),
        lines=_lines(chance, category, component),
    )


def _picked(chance: Random, weights: Mapping[str, int]) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


def _facts(values: Mapping[str, Any]) -> dict[str, Fact[Any]]:
    return {path: Fact(value) for path, value in values.items() if value is not None}


def _unit(chance: Random, category: str, sold: date) -> dict[str, Fact[Any]]:
    installed = sold + timedelta(days=chance.choice((0, 1, 2, 3, 5, 9, 20, 120)))
    electronic = category in ("mobile_phone", "laptop")
    return _facts({
        "unit.serial": f"SN{chance.randrange(10**9):09d}",
        "unit.category": category,
        "unit.country": chance.choices(("IR", "TR", "DE", None), (96, 2, 1, 1))[0],
        "unit.genuine": chance.choices((True, None, False), (70, 28, 2))[0],
        "unit.made_on": sold - timedelta(days=chance.randrange(30, 300)),
        "unit.imported_on": sold - timedelta(days=chance.randrange(20, 200)) if electronic else None,
        "unit.sold_on": None if chance.random() < 0.02 else sold,
        "unit.installed_on": installed if chance.random() < 0.7 else None,
        "unit.activated_on": sold + timedelta(days=chance.randrange(30)) if electronic else None,
        "unit.registered_on": sold + timedelta(days=chance.randrange(90)) if chance.random() < 0.5 else None,
        "unit.installed_by": chance.choices(("authorised", "owner", None), (60, 10, 30))[0],
        "unit.owner_changed_on": sold + timedelta(days=chance.randrange(30, 900)) if chance.random() < 0.06 else None,
    })  # fmt: skip


def _fault(chance: Random, failed: date, component: str) -> dict[str, Fact[Any]]:
    known = {
        "fault.failed_on": None if chance.random() < 0.01 else failed,
        "fault.component": None if chance.random() < 0.02 else component,
        "fault.symptom": chance.choice(("no_power", "noise", "leak", "screen_dark")),
    }
    facts = _facts(known)
    if chance.random() < 0.94:
        facts["fault.cause"] = Fact(_picked(chance, _CAUSES), _picked(chance, _FINDERS))
    if chance.random() < 0.1:
        source = chance.choice(("customer", "technician", "seller"))
        facts["fault.visible_at_purchase"] = Fact(chance.random() < 0.3, source)
    return facts


def _meters(chance: Random, category: str) -> dict[str, Fact[int | float]]:
    if category == "vehicle":
        return {"km": Fact(chance.randrange(90_000))}
    return {"hours": Fact(chance.randrange(30_000))} if category == "television" and chance.random() < 0.3 else {}


def _history(chance: Random, category: str, component: str, sold: date, failed: date) -> tuple[Act, ...]:
    acts: list[Act] = []
    while chance.random() < 0.2 and len(acts) < 3:
        kind = chance.choice(("repair", "repair", "repair", "maintenance", "part_replaced"))
        acts.append(
            Act(
                kind,
                sold + timedelta(days=chance.randrange((failed - sold).days + 1)),
                Fact(_picked(chance, _WHO)),
                chance.choice((component, None, *COMPONENTS[category])),
                same_problem=chance.random() < 0.4 if kind == "repair" else None,
                days_out=chance.choice((None, 2, 3, 5, 8, 12, 20, 35)) if kind == "repair" else None,
            )
        )
    return tuple(acts)


def _evidence(chance: Random, facts: Mapping[str, Fact[Any]]) -> tuple[Evidence, ...]:
    found = [Evidence("invoice", "sold_on")] if chance.random() < 0.7 else []
    if "fault.cause" in facts and chance.random() < 0.85:
        found.append(Evidence("inspection_report", "cause"))
    if chance.random() < 0.3:
        found.append(Evidence("photo", "cause"))
    if "fault.visible_at_purchase" in facts and chance.random() < 0.6:
        found.append(Evidence("photo", "visible_at_purchase"))
    return tuple(found)


def _lines(chance: Random, category: str, component: str) -> tuple[Line, ...]:
    lines = [_line(chance, "1", "part", component, 450)]
    if chance.random() < 0.85:
        lines.append(_line(chance, "2", "labour", None, 60))
    if chance.random() < 0.3:
        lines.append(_line(chance, "3", chance.choice(("travel", "shipping", "expense")), None, 20))
    if chance.random() < 0.12:
        lines.append(_line(chance, "4", "part", chance.choice(COMPONENTS[category]), 90))
    return tuple(lines)


def _line(chance: Random, identity: str, kind: str, component: str | None, most: int) -> Line:
    amount = 0 if chance.random() < 0.03 else chance.randint(1, most) * 500_000
    return Line(identity, kind, amount, "IRR", component)
