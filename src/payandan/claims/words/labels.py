"""The words for the codes of claims."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty import words as warranty

Label = str | Promise


def _said(group: str, code: str) -> str:
    return warranty.label(group, code, reader.language())


_spoken: Callable[[str, str], Any] = lazy(_said, str)


def _group(name: str) -> dict[str, Label]:
    """The words of the adjudicator for a group of codes, in the reader's language."""
    return {code: _spoken(name, code) for code in warranty.LABELS[name]}


OUTCOMES = _group("outcome")
LINE_KINDS = _group("line_kind")
PAYERS = _group("payer")
CAUSES = _group("cause")
SOURCES = _group("source")
EVIDENCE_KINDS = _group("evidence")
METERS = _group("meter")
REMEDIES = _group("remedy")

STATES: dict[str, Label] = {
    "submitted": gettext_lazy("Awaiting decision"),
    "info_requested": gettext_lazy("Waiting for an answer"),
    "under_inspection": gettext_lazy("Under inspection"),
    "approved": gettext_lazy("Approved"),
    "partly_approved": gettext_lazy("Partly approved"),
    "rejected": gettext_lazy("Rejected"),
    "appealed": gettext_lazy("Appealed"),
    "final": gettext_lazy("Final decision made"),
    "settled": gettext_lazy("Settled"),
    "closed": gettext_lazy("Closed"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
STATE_TONES = {
    "submitted": "warn",
    "info_requested": "info",
    "under_inspection": "info",
    "approved": "good",
    "partly_approved": "good",
    "rejected": "bad",
    "appealed": "warn",
    "final": "info",
    "settled": "good",
}
OUTCOME_TONES = {
    "covered": "good",
    "partly_covered": "info",
    "partly": "info",
    "not_covered": "bad",
    "undecided": "warn",
}
DECISIONS: dict[str, Label] = {
    "approved": gettext_lazy("Approved"),
    "partly_approved": gettext_lazy("Partly approved"),
    "rejected": gettext_lazy("Rejected"),
}
DECISION_TONES = {"approved": "good", "partly_approved": "info", "rejected": "bad"}
CHANNELS: dict[str, Label] = {
    "portal": gettext_lazy("Customer portal"),
    "staff": gettext_lazy("Desk"),
    "api": gettext_lazy("API"),
    "import": gettext_lazy("Import"),
}
ABOUT: dict[str, Label] = {
    "cause": gettext_lazy("The cause of the fault"),
    "visible_at_purchase": gettext_lazy("Visible at purchase or not"),
    "genuine": gettext_lazy("Genuine or not"),
    "sold_on": gettext_lazy("Day of purchase"),
    "installed_on": gettext_lazy("Day of installation"),
    "meters": gettext_lazy("Meter reading"),
    "history": gettext_lazy("Earlier repairs"),
    "registered_on": gettext_lazy("Day of registration"),
    "installed_by": gettext_lazy("Who installed it"),
    "maintenance": gettext_lazy("Maintenance"),
    "seal_intact": gettext_lazy("The seal"),
    "serial_readable": gettext_lazy("The serial plate"),
    "software_rooted": gettext_lazy("Changed software"),
    "defective_pixels": gettext_lazy("Defective pixels"),
}
FACTS: dict[str, Label] = {
    "fault.cause": gettext_lazy("Cause of the fault"),
    "fault.failed_on": gettext_lazy("Day of the fault"),
    "fault.component": gettext_lazy("Component at fault"),
    "fault.visible_at_purchase": gettext_lazy("Was it visible at purchase?"),
    "fault.replacement_available": gettext_lazy("Is a replacement available?"),
    "fault.part_available": gettext_lazy("Is the part available?"),
    "fault.defective_pixels": gettext_lazy("Number of defective pixels"),
    "unit.genuine": gettext_lazy("Is the unit genuine?"),
    "unit.maintenance_done": gettext_lazy("Was the advised maintenance done?"),
    "unit.seal_intact": gettext_lazy("Is the seal intact?"),
    "unit.serial_readable": gettext_lazy("Can the serial be read?"),
    "unit.software_rooted": gettext_lazy("Was the software changed?"),
    "unit.made_on": gettext_lazy("Day of manufacture"),
    "unit.imported_on": gettext_lazy("Day of import"),
    "unit.sold_on": gettext_lazy("Day of purchase"),
    "unit.delivered_on": gettext_lazy("Day of delivery"),
    "unit.installed_on": gettext_lazy("Day of installation"),
    "unit.activated_on": gettext_lazy("Day of activation"),
    "unit.registered_on": gettext_lazy("Day of registration"),
    "unit.owner_changed_on": gettext_lazy("Day it changed hands"),
    "unit.last_sold_on": gettext_lazy("Last day the model was sold"),
    "unit.installed_by": gettext_lazy("Who installed it?"),
    "history": gettext_lazy("Who repaired it before?"),
}
DAYS_OUT = gettext_lazy("Days in the workshop at the earlier repair")
MEMBERS: dict[str, Label] = {
    "authorised": gettext_lazy("An authorised centre"),
    "unauthorised": gettext_lazy("An unauthorised repairer"),
    "owner": gettext_lazy("The owner"),
    "nobody": gettext_lazy("Nobody"),
}
DUE: dict[str, Label] = {
    "repair": gettext_lazy("Repair due by"),
    "replace": gettext_lazy("Replacement due by"),
    "refund": gettext_lazy("Refund due by"),
    "extend": gettext_lazy("Longer warranty due from"),
    "loaner": gettext_lazy("Loaner due from"),
}
ACTS: dict[str, Label] = {
    "favour": gettext_lazy("Decide in the customer's favour"),
    "decide": gettext_lazy("Confirm the decision"),
    "ask_customer": gettext_lazy("Ask the customer"),
    "inspect": gettext_lazy("Send to inspection"),
    "reject": gettext_lazy("Reject with evidence"),
    "appeal": gettext_lazy("Record an appeal"),
    "decide_appeal": gettext_lazy("Decide the appeal"),
    "settle": gettext_lazy("Settle"),
    "close": gettext_lazy("Close"),
    "withdraw": gettext_lazy("Withdraw"),
}


def label(words: Mapping[str, Label], code: str) -> str:
    """The word for a code; a code without a word is shown with spaces, so that nothing is ever hidden."""
    return str(words[code]) if code in words else code.replace("_", " ")


def fact_label(path: str) -> str:
    """The short name of a fact."""
    if path.startswith("fault.meters."):
        return _("Reading: %(meter)s") % {"meter": label(METERS, path.removeprefix("fault.meters."))}
    return str(DAYS_OUT) if path.endswith(".days_out_of_service") else label(FACTS, path)


def fact_value(path: str, value: Any) -> str:
    """The value of a fact as a person says it."""
    if value is None:
        return _("Not known")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if path == "fault.cause":
        return label(CAUSES, value)
    if path in ("unit.installed_by", "history"):
        return label(MEMBERS, value)
    if path.endswith("_on"):
        return shown.day(date.fromisoformat(value), "long")
    return shown.digits(value) if isinstance(value, int) else str(value)
