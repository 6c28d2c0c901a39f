"""Controls for single parts of a document: what each shows of it, and what it writes when a person changes it.

A control is named by the path of what it holds (`exclusions[2].effect`), as problems are. It writes only when what was
sent differs from what it shows, so that nothing is lost: not what no control can show, and not the way it was written.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.datastructures import MultiValueDict

from payandan.platform.kit.calendars import NoSuchDate, parse_date
from payandan.platform.kit.money import BadAmount, UnknownCurrency, parse_amount
from payandan.platform.kit.text import ascii_digits
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms.widgets import DateInput
from payandan.warranty.labels.keys import name_of_unit

Options = Sequence[tuple[str, str]]
Shown = Mapping[str, tuple[str, ...]]
"""What the inputs of a control hold, by the end of their names: most have one input, with an empty end."""

UNITS = ("years", "months", "weeks", "days")
WORKING_UNITS = ("working_days", "days")
_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Part:
    """A key that has a control. `usual`: what it means where it is absent.

    `only` names another key of the row and its values for which this one means something; elsewhere the control is
    shown only where the document has the key nevertheless.
    """

    key: str
    kind: str
    usual: str = ""
    only: tuple[str, tuple[str, ...]] | None = None
    required: bool = False
    wide: bool = False
    units: tuple[str, ...] = UNITS
    options: Callable[[], Options] | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A part at its place in one document. `written`: what stands there, where no input could show it."""

    part: Part
    path: str
    label: str
    value: Any
    shown: Shown
    options: tuple[tuple[str, str], ...] = ()
    written: str = ""
    problems: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """An id for the page."""
        return "c-" + re.sub(r"[^a-z0-9_]+", "-", self.path.lower()).strip("-")

    @property
    def first(self) -> str:
        """What the first input holds."""
        return next(iter(next(iter(self.shown.values()), ())), "")

    @property
    def unit(self) -> str:
        """The unit of a length of time, the currency of a sum."""
        return next(iter(self.shown.get("#unit", ())), "")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that are chosen."""
        return self.shown.get("", ())

    @property
    def units(self) -> Options:
        """The units a length of time can be given in, by name."""
        return [(unit, name_of_unit(unit)) for unit in self.part.units]

    @property
    def ranks(self) -> list[str]:
        """What each of the inputs of a ranked choice holds; the last is for one more."""
        return [*self.shown.get("", ()), ""][:3]

    def sent(self, data: MultiValueDict[str, str]) -> Shown | None:
        """What was sent for it; None where the form had no such control, or it is as the document says."""
        if self.written or any(f"{self.path}{end}" not in data for end in self.shown):
            return None
        many = self.part.kind in ("many", "ranked")
        got = {
            end: tuple(filter(None, data.getlist(f"{self.path}{end}")))
            if many
            else (data.getlist(f"{self.path}{end}")[-1].strip(),)
            for end in self.shown
        }
        if self.part.kind == "many":
            got = {"": tuple(sorted(got[""], key=self._place))}
        return None if got == dict(self.shown) else got

    def _place(self, code: str) -> int:
        """What was chosen before keeps its order; what is new follows in that of the list."""
        before = self.shown[""]
        codes = [option for option, _label in self.options]
        return before.index(code) if code in before else len(before) + (codes.index(code) if code in codes else 999)


def control(document: Mapping[str, Any], path: str, part: Part, label: str, problems: Sequence[str] = ()) -> Control:
    """The control of a part of a document."""
    value = at(document, path)
    options = tuple(part.options()) if part.options else ()
    seen = None if value is _BROKEN else _SHOW[part.kind](value, part)
    if seen is None:
        return Control(part, path, label, value, {}, written=_text(value), problems=tuple(problems))
    known = {code for code, _label in options}
    if part.kind in ("choice", "many", "ranked"):
        others = [(code, code) for code in seen.get("", ()) if code and code not in known]
        options = (*options, *others)
    return Control(part, path, label, value, seen, options, problems=tuple(problems))


def write(document: Mapping[str, Any], controls: Sequence[Control], data: MultiValueDict[str, str]) -> dict[str, Any]:
    """The document with what was changed in the controls. Nothing sent, nothing changed."""
    result = deepcopy(dict(document))
    for one in controls:
        got = one.sent(data)
        if got is not None:
            put(result, one.path, _READ[one.part.kind](got, one))
    return result


# --- paths -----------------------------------------------------------------------------------------------------------

_BROKEN: Any = object()


def steps(path: str) -> list[str | int]:
    """`exclusions[2].effect` → ["exclusions", 2, "effect"]."""
    return [int(place) if place else name for name, place in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]


def _fits(holder: Any, step: str | int) -> bool:
    return isinstance(holder, Mapping) if isinstance(step, str) else isinstance(holder, list) and step < len(holder)


def at(document: Mapping[str, Any], path: str) -> Any:
    """What stands at a path: None where nothing does."""
    found: Any = document
    for step in steps(path):
        if found is None:
            return None
        if not _fits(found, step):
            return _BROKEN
        found = found.get(step) if isinstance(found, Mapping) else found[step]
    return found


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Write at a path; None takes away, with the mappings that are empty then. A place that is not there is left."""
    *way, last = steps(path)
    holders: list[tuple[Any, str | int]] = []
    holder: Any = document
    for step in way:
        if not _fits(holder, step):
            return
        if isinstance(step, str) and holder.get(step) is None:
            if value is None:
                return
            holder[step] = {}
        holders.append((holder, step))
        holder = holder[step]
    if not _fits(holder, last):
        return
    if value is not None:
        holder[last] = value
        return
    holder.pop(last, None) if isinstance(holder, dict) else holder.pop(last)
    for above, step in reversed(holders):
        if above[step] != {} or isinstance(step, int) or step == "lines":
            return
        del above[step]


# --- what is shown ---------------------------------------------------------------------------------------------------


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _show_text(value: Any, _part: Part) -> Shown | None:
    return {"": ("" if value is None else str(value).strip(),)} if _is_plain(value) else None


def _show_number(value: Any, _part: Part) -> Shown | None:
    return {"": ("" if value is None else shown.digits(str(value).strip()),)} if _is_plain(value) else None


def _show_choice(value: Any, part: Part) -> Shown | None:
    if isinstance(value, bool):
        return {"": ("true" if value else "false",)}
    return {"": (part.usual if value is None else str(value),)} if _is_plain(value) else None


def _show_many(value: Any, _part: Part) -> Shown | None:
    members = [] if value in (None, "all") else [value] if isinstance(value, str) else value
    if not isinstance(members, list) or not all(isinstance(member, str) and member for member in members):
        return None
    return {"": tuple(dict.fromkeys(members))}


def _show_words(value: Any, part: Part) -> Shown | None:
    many = _show_many(value, part)
    return None if many is None else {"": (", ".join(many[""]),)}


def _show_flag(value: Any, part: Part) -> Shown | None:
    if value is None:
        return {"": ("on" if part.usual else "",)}
    return {"": ("on" if value else "",)} if isinstance(value, bool) else None


def _show_span(value: Any, part: Part) -> Shown | None:
    if value is None:
        return {"#count": ("",), "#unit": (part.units[-2] if len(part.units) > 2 else part.units[0],)}
    if not isinstance(value, Mapping):
        return None
    used = [unit for unit in (*UNITS, "working_days") if unit in value]
    if not used:
        return {"#count": ("",), "#unit": ("months" if "months" in part.units else part.units[0],)}
    if len(used) > 1 or used[0] not in part.units or not _is_plain(value[used[0]]):
        return None
    return {"#count": (shown.digits(str(value[used[0]])),), "#unit": (used[0],)}


def _show_sum(value: Any, part: Part) -> Shown | None:
    if value is None:
        return {"#amount": ("",), "#unit": (part.currency,)}
    if not isinstance(value, Mapping) or not all(_is_plain(member) for member in value.values()):
        return None
    amount, currency = str(value.get("amount", "")), str(value.get("currency", ""))
    return {"#amount": (_money(amount, currency),), "#unit": (currency,)}


def _money(amount: str, currency: str) -> str:
    if not (amount.isascii() and amount.isdigit() and len(amount) < 19):
        return amount
    try:
        return shown.money(int(amount), currency, with_unit=False)
    except (UnknownCurrency, ValueError):
        return amount


def _show_day(value: Any, _part: Part) -> Shown | None:
    if value is None or isinstance(value, str):
        try:
            day = date.fromisoformat(value) if value else None
        except ValueError:
            return {"": (str(value),)}
        return {"": (DateInput().format_value(day) or "",)}
    return None


_SHOW: Mapping[str, Callable[[Any, Part], Shown | None]] = {
    "text": _show_text,
    "number": _show_number,
    "percent": _show_number,
    "choice": _show_choice,
    "many": _show_many,
    "ranked": _show_many,
    "words": _show_words,
    "flag": _show_flag,
    "span": _show_span,
    "sum": _show_sum,
    "day": _show_day,
}


def _text(value: Any) -> str:
    return "…" if value is _BROKEN else str(value)[:200]


# --- what is written -------------------------------------------------------------------------------------------------


def _read_text(got: Shown, _one: Control) -> Any:
    return got[""][0] or None


def _read_number(got: Shown, _one: Control) -> Any:
    """A number in any digits; what is none stays as it was typed, and is named as a problem at its place."""
    return _number(got[""][0])


def _number(typed: str) -> Any:
    text = ascii_digits(typed).replace("٫", ".").removesuffix("%").removesuffix("٪").strip()
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"-?\d{1,15}\.\d{1,6}", text, re.ASCII):
        return int(float(text)) if float(text) == int(float(text)) else float(text)
    return typed


def _read_choice(got: Shown, _one: Control) -> Any:
    return {"": None, "true": True, "false": False}.get(got[""][0], got[""][0])


def _read_many(got: Shown, _one: Control) -> Any:
    return list(dict.fromkeys(got[""])) or None


def _read_words(got: Shown, _one: Control) -> Any:
    return list(dict.fromkeys(filter(None, re.split(r"[\s,،]+", got[""][0])))) or None


def _read_flag(got: Shown, one: Control) -> Any:
    ticked = got[""][0] == "on"
    return (
        None if ticked == bool(one.part.usual) and one.value is None else ticked or (False if one.part.usual else None)
    )


def _read_span(got: Shown, one: Control) -> Any:
    count, unit = _number(got["#count"][0]), got["#unit"][0]
    others = {key: value for key, value in (one.value or {}).items() if key not in (*UNITS, "working_days")}
    if count is None:
        return None
    return {unit if unit in one.part.units else one.part.units[0]: count, **others}


def _read_sum(got: Shown, one: Control) -> Any:
    amount, currency = got["#amount"][0], ascii_digits(got["#unit"][0]).upper() or one.part.currency
    if not amount:
        return None
    with suppress(BadAmount, UnknownCurrency, ValueError):
        amount = str(parse_amount(amount, currency))
    return {**(one.value or {}), "amount": amount, "currency": currency}


def _read_day(got: Shown, _one: Control) -> Any:
    typed = got[""][0]
    try:
        return parse_date(typed).isoformat() if typed else None
    except NoSuchDate:
        return typed


_READ: Mapping[str, Callable[[Shown, Control], Any]] = {
    "text": _read_text,
    "number": _read_number,
    "percent": _read_number,
    "choice": _read_choice,
    "many": _read_many,
    "ranked": _read_many,
    "words": _read_words,
    "flag": _read_flag,
    "span": _read_span,
    "sum": _read_sum,
    "day": _read_day,
}
