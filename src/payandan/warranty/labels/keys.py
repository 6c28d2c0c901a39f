"""The keys and values of documents in the reader's words: for the controls of the studio and for lists of changes."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.labels.occasions import phrases
from payandan.warranty.rules.documents import When
from payandan.warranty.words import LABELS, label

KEYS: Mapping[str, Any] = {
    "kind": gettext_lazy("Kind"),
    "title": gettext_lazy("Title"),
    "title.fa": gettext_lazy("Title in Persian"),
    "title.en": gettext_lazy("Title in English"),
    "note": gettext_lazy("Note for colleagues"),
    "note.fa": gettext_lazy("Note for colleagues, in Persian"),
    "note.en": gettext_lazy("Note for colleagues, in English"),
    "scope.categories": gettext_lazy("Kinds of products"),
    "scope.components": gettext_lazy("Only for these components"),
    "scope.countries": gettext_lazy("Countries"),
    "scope.country": gettext_lazy("Country"),
    "scope.from": gettext_lazy("In force from"),
    "scope.until": gettext_lazy("In force before"),
    "transferable": gettext_lazy("Goes with the unit to a new owner"),
    "start": gettext_lazy("Beginning"),
    "start.basis": gettext_lazy("Begins on the day of"),
    "start.else": gettext_lazy("Where that day is not known"),
    "start.latest": gettext_lazy("No later than"),
    "start.latest.after": gettext_lazy("counted from the day of"),
    "period": gettext_lazy("Duration"),
    "period.calendar": gettext_lazy("Calendar"),
    "limits": gettext_lazy("Limit by a meter"),
    "limits.meter": gettext_lazy("Meter"),
    "limits.max": gettext_lazy("Up to"),
    "late_claim": gettext_lazy("Late report"),
    "late_claim.days": gettext_lazy("A fault may be reported so many days late"),
    "clock_stops.in_workshop": gettext_lazy("Days in the workshop are added"),
    "lines": gettext_lazy("What it pays"),
    "components": gettext_lazy("Component"),
    "components.component": gettext_lazy("Component"),
    "components.consumable": gettext_lazy("Wears out in use"),
    "pro_rata": gettext_lazy("Share by age"),
    "pro_rata.until": gettext_lazy("Up to the age of"),
    "pro_rata.share": gettext_lazy("Share"),
    "deductible": gettext_lazy("The customer's first part of each claim"),
    "caps.per_claim": gettext_lazy("At most, a claim"),
    "caps.total": gettext_lazy("At most, in all"),
    "grants": gettext_lazy("What it grants"),
    "causes": gettext_lazy("Causes"),
    "found_by": gettext_lazy("Found by"),
    "evidence": gettext_lazy("Evidence that is needed"),
    "clause": gettext_lazy("Clause"),
    "presume": gettext_lazy("While nobody has shown it"),
    "conditions": gettext_lazy("Condition"),
    "conditions.kind": gettext_lazy("Condition"),
    "conditions.days": gettext_lazy("Within days"),
    "conditions.who": gettext_lazy("By whom"),
    "conditions.every": gettext_lazy("Every"),
    "on_failure": gettext_lazy("If it is not kept"),
    "cure": gettext_lazy("Cure"),
    "cured_by": gettext_lazy("Cured by"),
    "exclusions": gettext_lazy("Not covered"),
    "exclusions.class": gettext_lazy("What is not covered"),
    "exclusions.max": gettext_lazy("Tolerated"),
    "effect": gettext_lazy("Reaches"),
    "remedies": gettext_lazy("Remedy"),
    "remedies.kind": gettext_lazy("Remedy"),
    "rights": gettext_lazy("Right"),
    "rights.kind": gettext_lazy("Right"),
    "choice": gettext_lazy("Whose choice"),
    "by": gettext_lazy("By"),
    "per": gettext_lazy("For each"),
    "scope.territory": gettext_lazy("Repaired in"),
    "scope.serials": gettext_lazy("Serial numbers"),
    "scope.serials.from": gettext_lazy("From"),
    "scope.serials.to": gettext_lazy("To"),
    "entitlements": gettext_lazy("What the contract gives"),
    "entitlements.visits": gettext_lazy("Visits"),
    "entitlements.labour_hours": gettext_lazy("Hours of work"),
    "entitlements.inspections": gettext_lazy("Inspections"),
    "entitlements.calls": gettext_lazy("Calls"),
    "entitlements.loaner_days": gettext_lazy("Days with a loaner"),
    "entitlements.response_hours": gettext_lazy("Hours until somebody is there"),
    "entitlements.resolution_hours": gettext_lazy("Hours until it is solved"),
    "goodwill": gettext_lazy("Policy of goodwill"),
    "withdrawal": gettext_lazy("Giving the goods back"),
    "withdrawal.within": gettext_lazy("Giving the goods back, within"),
    "withdrawal.after": gettext_lazy("Giving the goods back, counted from the day of"),
    "withdrawal.channels": gettext_lazy("Giving the goods back, bought"),
    "withdrawal.return_freight": gettext_lazy("Who pays the way back"),
    "repair_duty": gettext_lazy("Duty to repair"),
    "repair_duty.from": gettext_lazy("Duty to repair from"),
    "sample": gettext_lazy("Sample of the test cases"),
    "vectors": gettext_lazy("Test cases"),
    "subject": gettext_lazy("What it is about"),
    "when.working_days_since_start_max": gettext_lazy("In the first so many working days"),
    "when.safety_part": gettext_lazy("For a part that safety hangs on"),
    "when.injury_risk": gettext_lazy("Where somebody could be hurt"),
    "when.days_since_start_max": gettext_lazy("In the first so many days"),
    "when.same_problem_repairs_min": gettext_lazy("After so many repairs of the same problem"),
    "when.repair_working_days_over": gettext_lazy("When a repair takes more working days than"),
    "when.repair_days_over": gettext_lazy("When a repair takes more days than"),
    "when.days_out_of_service_over": gettext_lazy("When it was out of service more days than"),
    "when.causes": gettext_lazy("Only for these causes"),
    "when.replacement_available": gettext_lazy("A replacement is to be had"),
    "when.part_available": gettext_lazy("The part is to be had"),
    "source.title": gettext_lazy("Name of the law"),
    "source.title.fa": gettext_lazy("Name of the law, in Persian"),
    "source.title.en": gettext_lazy("Name of the law, in English"),
    "source.article": gettext_lazy("Article"),
    "source.article.fa": gettext_lazy("Article, in Persian"),
    "source.article.en": gettext_lazy("Article, in English"),
    "source.confidence": gettext_lazy("Confidence"),
    "source.checked_on": gettext_lazy("Compared with the official text on"),
    "source.note": gettext_lazy("Note about the source"),
    "floor": gettext_lazy("The least a promise must be"),
    "floor.period": gettext_lazy("At least"),
    "floor.limits": gettext_lazy("Or until a meter"),
    "floor.exclusions": gettext_lazy("Except"),
    "floor.start": gettext_lazy("Beginning"),
    "cannot_exclude": gettext_lazy("What no terms may take away"),
    "keeps_presumption": gettext_lazy("The burden of proof stays with the guarantor"),
    "clocks.repair_due": gettext_lazy("Repair within"),
    "clocks.parts_promised": gettext_lazy("Parts and service for"),
    "clocks.parts_promised.after": gettext_lazy("counted from the day of"),
}
"""Names of keys by their path without places in lists; where a row's key means the same everywhere, by itself."""

_GROUPS: Mapping[str, str] = {
    "terms.kind": "terms_kind",
    "conditions.kind": "condition",
    "remedies.kind": "remedy",
    "rights.kind": "remedy",
    "class": "exclusion",
    "cannot_exclude": "exclusion",
    "effect": "exclusion_effect",
    "evidence": "evidence",
    "found_by": "source",
    "causes": "cause",
    "basis": "start_basis",
    "else": "start_basis",
    "after": "start_basis",
    "meter": "meter",
    "choice": "choice",
    "confidence": "confidence",
}
"""In which group of `words.LABELS` the values of a key have their names."""


_OTHERS: Mapping[str, Mapping[str, Any]] = {
    "calendar": {"gregorian": gettext_lazy("Gregorian"), "jalali": gettext_lazy("Solar (Jalali)")},
    "on_failure": {
        "set_aside": gettext_lazy("the promise is set aside"),
        "suspend": gettext_lazy("the promise rests until it is made good"),
        "void": gettext_lazy("the promise ends"),
    },
    "presume": {
        "customer": gettext_lazy("it counts in the customer's favour"),
        "unknown": gettext_lazy("it has to be cleared up first"),
    },
    "who": {
        "authorised": gettext_lazy("an authorised centre"),
        "unauthorised": gettext_lazy("an unauthorised shop"),
        "owner": gettext_lazy("the owner"),
    },
    "per": {
        "day": gettext_lazy("each day late"),
        "week": gettext_lazy("each week late"),
        "repair": gettext_lazy("each late repair"),
        "once": gettext_lazy("all together, once"),
    },
    "subject": {
        "guarantee": gettext_lazy("the guarantee"),
        "withdrawal": gettext_lazy("giving the goods back"),
        "repair_duty": gettext_lazy("the duty to repair"),
    },
    "channels": {"shop": gettext_lazy("in a shop"), "distance": gettext_lazy("from a distance")},
    "return_freight": {"customer": gettext_lazy("the customer"), "seller": gettext_lazy("the seller")},
    "after": {"last_sold": gettext_lazy("the last sale of the model")},
    "cure": {
        "register": gettext_lazy("register it"),
        "inspect_installation": gettext_lazy("have the installation inspected"),
        "do_maintenance": gettext_lazy("have the maintenance done"),
        "send_invoice": gettext_lazy("send the invoice"),
        "check_serial": gettext_lazy("have the serial checked"),
        "inspect_by_us": gettext_lazy("have us inspect it"),
    },
    "cured_by": {
        "inspection": gettext_lazy("an authorised inspection"),
        "maintenance": gettext_lazy("maintenance on record"),
        "repair": gettext_lazy("an authorised repair"),
    },
}
"""Names of values that verdicts never speak of, by the last key of their path."""


def name_of_unit(unit: str) -> str:
    """The name of a unit of time, to choose from."""
    names = {
        "years": _("years"),
        "months": _("months"),
        "weeks": _("weeks"),
        "days": _("days"),
        "working_days": _("working days"),
    }
    return names[unit]


def name_of_key(path: str) -> str:
    """The name of a key by its path (`exclusions[2].effect`), in the reader's language."""
    bare = re.sub(r"\[[^\]]*\]", "", path)
    last = bare.rpartition(".")[2]
    for known in (bare, bare.removeprefix("floor."), ".".join(bare.split(".")[1:]), last):
        if known in KEYS:
            return str(KEYS[known])
    if last in LABELS["line_kind"]:
        return label("line_kind", last, reader.language())
    return last.replace("_", " ")


def group_of(path: str) -> str:
    """The group in which a path's values have their names; empty where they are no codes of ours."""
    bare = re.sub(r"\[[^\]]*\]", "", path)
    if bare == "kind":
        return "terms_kind"
    two = ".".join(bare.split(".")[-2:])
    return _GROUPS.get(two) or _GROUPS.get(bare.rpartition(".")[2], "")


def name_of_value(path: str, code: str, names: Mapping[str, str]) -> str:
    """The name of a code that stands at a path. `names` are those of the company's own components and categories."""
    last = re.sub(r"\[[^\]]*\]", "", path).rpartition(".")[2]
    if last in ("component", "components", "categories") and code in names:
        return names[code]
    other = _OTHERS.get(last, {})
    if code in other:
        return str(other[code])
    group = group_of(path)
    if group:
        return label(group, code, reader.language())
    return code.replace("_", " ") if re.fullmatch(r"[a-z][a-z0-9_]*", code) else code


def said(path: str, value: Any, names: Mapping[str, str]) -> str:
    """A value of a document as the reader says it: 18 months, 50%, an impact or drop. Empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return _mapping(path, value, names)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return _("none")
        return _(", ").join(said(f"{path}[]" if isinstance(item, Mapping) else path, item, names) for item in value)
    return _plain(path, value, names)


def _plain(path: str, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return _percent(value) if _is_share(path) else shown.digits(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        return shown.day(str(value), "long")
    if path.rpartition(".")[2] == "clause":
        return shown.digits(value)
    return name_of_value(path, str(value), names)


def row_in_words(path: str, row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A row of a list in one line: what it is about, then what else it says, without its clause."""
    parts = []
    for key, value in row.items():
        at = f"{path}[].{key}"
        if isinstance(value, bool):
            parts.append(name_of_key(at) if value else "")
        elif key != "clause":
            parts.append(said(at, value, names))
    return _("; ").join(part for part in parts if part)


def length(period: Mapping[str, Any]) -> str:
    """A length of time: 18 months, 7 working days."""

    def count(unit: str) -> int:
        return period[unit] if isinstance(period.get(unit), int) else 0

    counted = (
        ("years", ngettext("%(n)s year", "%(n)s years", count("years"))),
        ("months", ngettext("%(n)s month", "%(n)s months", count("months"))),
        ("weeks", ngettext("%(n)s week", "%(n)s weeks", count("weeks"))),
        ("days", ngettext("%(n)s day", "%(n)s days", count("days"))),
        ("working_days", ngettext("%(n)s working day", "%(n)s working days", count("working_days"))),
    )
    return _(" and ").join(text % {"n": shown.digits(period[unit])} for unit, text in counted if period.get(unit))


def _mapping(path: str, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if set(value) == {"amount", "currency"}:
        amount = str(value["amount"])
        return shown.money(int(amount), str(value["currency"])) if amount.isascii() and amount.isdigit() else amount
    if set(value) <= {"years", "months", "weeks", "days", "working_days", "calendar", "after"}:
        text = length(value)
        if value.get("calendar") == "jalali":
            text = _("%(period)s of the solar calendar") % {"period": text}
        if value.get("after"):
            after = said(f"{path}.after", value["after"], names)
            text = _("%(period)s after: %(after)s") % {"period": text, "after": after.lower()}
        return text
    if path.rpartition(".")[2] == "when":
        return _occasion(value, path, names)
    if set(value) <= {"fa", "en"}:
        return str(value.get(reader.language()) or next(iter(value.values()), ""))
    return _("; ").join(
        f"{name_of_key(f'{path}.{key}')}: {said(f'{path}.{key}', member, names)}" for key, member in value.items()
    )


def _occasion(value: Mapping[str, Any], path: str, names: Mapping[str, str]) -> str:
    """When a remedy holds: what is written right in phrases, what is not as it stands."""
    right = {key: member for key, member in value.items() if _is_right(key, member)}
    causes = tuple(right.pop("causes", ()))
    parts = list(phrases(When(causes=causes, **right)))
    parts += [
        f"{name_of_key(f'{path}.{key}')}: {said(f'{path}.{key}', member, names)}"
        for key, member in value.items()
        if key not in right and not (key == "causes" and causes)
    ]
    return _(", ").join(parts)


def _is_right(key: str, value: Any) -> bool:
    if key == "causes":
        return isinstance(value, list) and all(isinstance(cause, str) for cause in value)
    truth = key in ("replacement_available", "part_available", "safety_part", "injury_risk")
    return key in When.__slots__ and isinstance(value, bool) is truth and isinstance(value, int)


def _is_share(path: str) -> bool:
    bare = re.sub(r"\[[^\]]*\]", "", path)
    return bare.endswith((".share", "lines")) or ".lines." in f".{bare}"


def _percent(value: float) -> str:
    share = Decimal(str(value)) / 100
    return shown.percent(share, 0 if share * 100 == int(share * 100) else 2)
