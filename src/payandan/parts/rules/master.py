"""What a part may be: kinds, texts, the serials it fits, and what may stand in for it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payandan.platform.kit.identifiers import from_wedge, serial_key
from payandan.platform.kit.money import MAX_AMOUNT, MINOR_UNITS
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits, key, store

CONSUMABLE, ROTABLE, SAFETY, ACCESSORY = "consumable", "rotable", "safety", "accessory"
KINDS = (CONSUMABLE, ROTABLE, SAFETY, ACCESSORY)
"""Used up by a repair; repaired and used again; bought from the maker only; beside the product rather than in it."""

BOTH, FORWARD, NEITHER = "both", "forward", "neither"
DIRECTIONS = (BOTH, FORWARD, NEITHER)
"""Old and new do for each other; the new does for the old but not back; neither does without further change."""

LONGEST = {
    "code": 60, "name_fa": 160, "name_en": 160, "barcode": 60, "supplier_name": 120, "supplier_code": 60, "note": 400,
}  # fmt: skip
LONGEST_LEAD = 730
MOST = 1_000_000_000
"""The largest quantity that one line or one balance may have."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part was superseded: `old` by `new`, with the direction of interchange."""

    old: int
    new: int
    direction: str


@dataclass(frozen=True, slots=True)
class FitRange:
    """A model that a part fits, with the first and the last serial; an empty end is open."""

    model_id: int
    serial_from: str = ""
    serial_to: str = ""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part as a catalogue or a price list has it, for adding many at once."""

    code: str
    kind: str
    name_fa: str = ""
    name_en: str = ""
    category_id: int | None = None
    component_ids: tuple[int, ...] = ()
    barcode: str = ""
    core: bool = False
    supplier_name: str = ""
    supplier_code: str = ""
    lead_days: int | None = None
    fits: tuple[FitRange, ...] = ()
    prices: tuple[tuple[str, int], ...] = ()
    """(currency, amount)."""


def code_key(text: str) -> str:
    """A part number as it is compared: without separators, in capitals. It may be empty."""
    return serial_key(from_wedge(text.strip()))[: LONGEST["code"]]


def clean_part(values: Mapping[str, Any]) -> dict[str, Any]:
    """What may be kept of a part, texts tidied. Raises Refused naming the field:

    code_missing, name_missing, too_long, unknown_kind, lead_wrong.
    """
    kept = dict(values)
    for name, longest in LONGEST.items():
        if name in kept:
            typed = from_wedge(kept[name].strip()) if name in ("code", "barcode") else kept[name]
            kept[name] = store(typed)
            if len(kept[name]) > longest:
                raise Refused("too_long", name, longest=longest)
    if "code" in kept:
        kept["code"] = ascii_digits(kept["code"])
        kept["code_key"] = code_key(kept["code"])
        if not kept["code_key"]:
            raise Refused("code_missing", "code")
    if "kind" in kept and kept["kind"] not in KINDS:
        raise Refused("unknown_kind", "kind")
    lead = kept.get("lead_days")
    if lead is not None and not 0 <= lead <= LONGEST_LEAD:
        raise Refused("lead_wrong", "lead_days", most=LONGEST_LEAD)
    return kept


def clean_names(name_fa: str, name_en: str) -> tuple[str, str]:
    """Both names; one that is missing is lent by the other. Raises Refused("name_missing")."""
    if not name_fa and not name_en:
        raise Refused("name_missing", "name_fa")
    return name_fa or name_en, name_en or name_fa


def search_text(*, number: str, code: str, names: Iterable[str], barcode: str, old_codes: Sequence[str] = ()) -> str:
    """The search key of a part; numbers also without separators, and those of the parts that it took the place of.

    >>> search_text(number="PRT-1", code="AV-55", names=["پنل"], barcode="", old_codes=["AV-50"])
    'av-55 av55 پنل av-50 av50 prt-1'
    """
    spelled = [form for text in (code, *old_codes) for form in dict.fromkeys((text, code_key(text)))]
    own = len(dict.fromkeys((code, code_key(code))))
    return key(" ".join(filter(None, (*spelled[:own], *names, barcode, *spelled[own:], number))))


# --- fit --------------------------------------------------------------------------------------------------------------

_RUNS = re.compile(r"[0-9]+|[^0-9]+")


def serial_order(serial: str) -> tuple[tuple[int, int, str], ...]:
    """Serials as people put them in order: runs of digits by their value, so that A9 comes before A10."""
    return tuple((0, int(run), "") if run.isdigit() else (1, 0, run) for run in _RUNS.findall(serial_key(serial)[:60]))


def fits(serial: str, serial_from: str, serial_to: str) -> bool:
    """Whether a serial lies in a range; an open end takes all, and so does a serial that is not known."""
    if not serial:
        return True
    place = serial_order(serial)
    return (not serial_from or serial_order(serial_from) <= place) and (
        not serial_to or place <= serial_order(serial_to)
    )


def check_fit(fit: FitRange) -> FitRange:
    """A range whose ends are tidy and in order. Raises Refused("serials_backwards")."""
    first, last = serial_key(fit.serial_from)[:60], serial_key(fit.serial_to)[:60]
    if first and last and serial_order(last) < serial_order(first):
        raise Refused("serials_backwards", "fits", first=first, last=last)
    return FitRange(fit.model_id, first, last)


# --- what stands in for what ------------------------------------------------------------------------------------------


def chain(steps: Iterable[Step], part: int) -> list[int]:
    """The part and all that came after it, the newest last."""
    after = {step.old: step.new for step in steps}
    found = [part]
    while found[-1] in after and after[found[-1]] not in found:
        found.append(after[found[-1]])
    return found


def predecessors(steps: Iterable[Step], part: int) -> list[int]:
    """All that came before the part, the nearest first."""
    before: dict[int, list[int]] = {}
    for step in steps:
        before.setdefault(step.new, []).append(step.old)
    found, waiting = [], [part]
    while waiting:
        for old in before.get(waiting.pop(0), []):
            if old != part and old not in found:
                found.append(old)
                waiting.append(old)
    return found


def check_supersession(steps: Iterable[Step], step: Step) -> None:
    """Refuse one that leads back to itself, a second one of the same part, or an unknown direction.

    Raises Refused: unknown_direction, chain_circle, superseded_already.
    """
    known = list(steps)
    if step.direction not in DIRECTIONS:
        raise Refused("unknown_direction", "direction")
    if step.old in chain(known, step.new):
        raise Refused("chain_circle", "new")
    if any(one.old == step.old for one in known):
        raise Refused("superseded_already", "new")


def stand_ins(steps: Iterable[Step], part: int) -> list[int]:
    """Parts of the chain that do for `part`, the nearest first, itself not among them.

    Later ones, as long as each step lets the new do for the old; earlier ones, as long as each works both ways.
    """
    known = list(steps)
    after = {step.old: step for step in known}
    later: list[int] = []
    place = part
    while (step := after.get(place)) and step.direction in (BOTH, FORWARD) and step.new not in (*later, part):
        later.append(step.new)
        place = step.new
    back: dict[int, list[int]] = {}
    for step in known:
        if step.direction == BOTH:
            back.setdefault(step.new, []).append(step.old)
    earlier: list[int] = []
    waiting = [part]
    while waiting:
        for old in back.get(waiting.pop(0), []):
            if old not in (part, *earlier, *later):
                earlier.append(old)
                waiting.append(old)
    return later + earlier


def check_price(currency: str, amount: int) -> None:
    """Raises Refused("unknown_currency" | "amount_wrong")."""
    if currency not in MINOR_UNITS:
        raise Refused("unknown_currency", "currency")
    if not 0 <= amount <= MAX_AMOUNT // 1000:
        raise Refused("amount_wrong", "amount")
