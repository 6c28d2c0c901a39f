"""What the checks of a claim say: what is odd, in which field, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from payandan.claims.rules.prevalidation import Check
from payandan.claims.words.labels import LINE_KINDS, METERS, label
from payandan.claims.words.payment import OPERATIONS, SEVERITY_ICONS, SEVERITY_TONES
from payandan.claims.words.refusals import refusal
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown


@dataclass(frozen=True, slots=True)
class CheckText:
    """A check as it is read: what is odd, and what to do about it."""

    code: str
    severity: str
    field: str
    text: str
    remedy: str

    @property
    def tone(self) -> str:
        return SEVERITY_TONES[self.severity]

    @property
    def icon(self) -> str:
        return SEVERITY_ICONS[self.severity]


def check_text(check: Check, components: Mapping[str, str] | None = None, kinds: Sequence[str] = ()) -> CheckText:
    """What a check says in the reader's language. `kinds` are those of the lines, to name the line it is about."""
    params = _shown(check.params, components or {})
    params["line"] = _line(check.field, kinds)
    text, remedy = _CHECKS().get(check.code, ("", ""))
    if not text:
        return CheckText(check.code, check.severity, check.field, refusal(check.code, check.params), "")
    return CheckText(check.code, check.severity, check.field, text % params, remedy % params)


def _shown(params: Mapping[str, Any], components: Mapping[str, str]) -> dict[str, str]:
    currency = params.get("currency", "")
    found: dict[str, str] = {}
    for name, value in params.items():
        if name == "day":
            found[name] = shown.day(value, "long")
        elif name in ("component", "usual"):
            codes = [value] if isinstance(value, str) else list(value)
            found[name] = _join(components.get(code, code) for code in codes)
        elif name in ("minutes", "standard"):
            found[name] = shown.duration(value * 60)
        elif name in ("amount", "most") and currency:
            found[name] = shown.money(value, currency)
        elif name == "operation":
            found[name] = label(OPERATIONS, value)
        elif name == "meter":
            found[name] = label(METERS, value)
        else:
            found[name] = shown.digits(value) if isinstance(value, int) else str(value)
    return found


def _line(field: str, kinds: Sequence[str]) -> str:
    """The line that a field belongs to: «labour (line 2)»."""
    parts = field.split(".")
    if parts[0] != "lines" or len(parts) < 2 or not parts[1].isdigit():
        return ""
    number = int(parts[1])
    kind = label(LINE_KINDS, kinds[number - 1]) if 0 < number <= len(kinds) else _("Line")
    return _("%(kind)s (line %(number)s)") % {"kind": kind, "number": shown.digits(number)}


def _join(names: Any) -> str:
    return ("، " if reader.is_rtl() else ", ").join(names)


def _CHECKS() -> dict[str, tuple[str, str]]:  # noqa: N802
    return {
        "failed_in_future": (
            _("The day of the fault, %(day)s, is in the future."), _("Write the day on which it was noticed."),
        ),
        "before_sale": (
            _("The day of the fault is before the day of the sale, %(day)s."),
            _("Correct the day of the fault, or the day of the sale on the unit."),
        ),
        "unit_not_in_use": (
            _("The unit is marked as stolen, copied, replaced or retired."),
            _("Look at the unit's record before you go on."),
        ),
        "no_coverage": (
            _("Nobody promised anything for this unit: no terms apply to it."),
            _("Correct the unit's model and dates, or bind terms to it."),
        ),
        "coverage_over": (
            _("The free period ended on %(day)s, before the day of the fault."),
            _("If the dates are wrong, correct them on the unit; else the verdict says what is still owed."),
        ),
        "invoice_missing": (
            _("Who pays depends on the day of purchase, and no invoice shows it."), _("Attach the invoice."),
        ),
        "unusual_component": (
            _("With this symptom the fault is usually in: %(usual)s. Here the component is: %(component)s."),
            _("Look again at the component, or leave it if you are sure."),
        ),
        "meter_falls": (
            _("The reading (%(meter)s) is %(is)s; the last one was %(was)s."),
            _("Read the meter again. If it was replaced, say so in the description."),
        ),
        "centre_not_authorised": (
            _("This centre is not authorised for this kind of product."),
            _("Choose another centre, or add the authorisation."),
        ),
        "no_amount": (_("No line has an amount yet."), _("Write the estimate: parts and labour.")),
        "part_does_not_fit": (
            _("%(line)s: the catalogue knows no “%(component)s” in this kind of product."),
            _("Choose the component from the list."),
        ),
        "part_not_in_list": (
            _("%(line)s: there is no list price for “%(component)s”."),
            _("Attach what it cost, or add it to the price list."),
        ),
        "over_standard_time": (
            _("%(line)s: %(minutes)s is more than the standard time of %(standard)s."),
            _("Write the reason and attach a photo, or correct the time."),
        ),
        "over_time_explained": (
            _("%(line)s: %(minutes)s instead of the standard %(standard)s, with a reason and a photo."), "",
        ),
        "expense_without_paper": (
            _("%(line)s: no paper shows this expense."), _("Attach the receipt or the invoice."),
        ),
        "above_price": (
            _("%(line)s: %(amount)s is more than the %(most)s of the price list."),
            _("Correct the amount, or leave it to whoever decides."),
        ),
    }  # fmt: skip
