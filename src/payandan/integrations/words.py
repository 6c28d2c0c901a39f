"""What imports say: fields, counts, remarks about cells, refusals."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = {
    "serial": gettext_lazy("Serial number"),
    "brand": gettext_lazy("Brand"),
    "model": gettext_lazy("Model"),
    "category": gettext_lazy("Kind of product"),
    "lot": gettext_lazy("Lot"),
    "made_on": gettext_lazy("Made on"),
    "imported_on": gettext_lazy("Imported on"),
    "sold_on": gettext_lazy("Sold on"),
    "delivered_on": gettext_lazy("Delivered on"),
    "installed_on": gettext_lazy("Installed on"),
    "activated_on": gettext_lazy("Activated on"),
    "seller": gettext_lazy("Seller"),
    "country": gettext_lazy("Country"),
    "km": gettext_lazy("Kilometres"),
    "hours": gettext_lazy("Running hours"),
    "owner_name": gettext_lazy("Owner’s name"),
    "mobile": gettext_lazy("Mobile number"),
    "email": gettext_lazy("E-mail"),
    "national_id": gettext_lazy("National code"),
    "province": gettext_lazy("Province"),
    "city": gettext_lazy("City"),
    "address": gettext_lazy("Address"),
    "failed_on": gettext_lazy("Failed on"),
    "reported_on": gettext_lazy("Reported on"),
    "symptom": gettext_lazy("Symptom"),
    "description": gettext_lazy("Description"),
    "component": gettext_lazy("Component"),
    "cause": gettext_lazy("Cause found"),
    "part_amount": gettext_lazy("Cost of parts"),
    "labour_amount": gettext_lazy("Cost of labour"),
    "travel_amount": gettext_lazy("Cost of travel"),
    "currency": gettext_lazy("Currency"),
    "cause_source": gettext_lazy("Who found the cause"),
}
COUNTS = {
    "units": gettext_lazy("New units"),
    "claims": gettext_lazy("Claims"),
    "known": gettext_lazy("Already known"),
    "repaired": gettext_lazy("Repaired on the way"),
    "refused": gettext_lazy("Refused"),
}
STATES = {
    "uploaded": gettext_lazy("Waiting for columns"),
    "checked": gettext_lazy("Checked, not brought in"),
    "running": gettext_lazy("Running"),
    "done": gettext_lazy("Done"),
    "undone": gettext_lazy("Undone"),
}
TONES = {"uploaded": "warn", "checked": "info", "running": "info", "done": "good", "undone": "muted"}
GROUPS = {
    "unit": gettext_lazy("About the unit"),
    "owner": gettext_lazy("About its owner"),
    "claim": gettext_lazy("About a failure"),
}

_REMARKS = {
    "read_as": gettext_lazy("%(field)s: “%(was)s” was read as %(now)s."),
    "missing": gettext_lazy("%(field)s is missing; fill the cell, or give one value for all rows."),
    "doubled": gettext_lazy("Serial “%(was)s” already stands in row %(now)s; keep one of the two rows."),
    "no_such_day": gettext_lazy("%(field)s: the day “%(was)s” does not exist in its calendar; check day and month."),
    "unreadable": gettext_lazy(
        "%(field)s: “%(was)s” cannot be read as a date; write it like 1404/05/17 or 2025-08-08."
    ),
    "ambiguous": gettext_lazy("%(field)s: “%(was)s” could be two different days; write the year first."),
    "in_the_future": gettext_lazy("%(field)s: %(was)s lies in the future; check the year."),
    "sold_before_made": gettext_lazy("Sold on %(was)s, before it was made on %(now)s; one of the two is wrong."),
    "number_lost_its_digits": gettext_lazy(
        "“%(was)s”: the sheet took the serial for a number and lost digits; format the column as text, type it again."
    ),
    "not_a_serial": gettext_lazy("“%(was)s” is not a serial number; it needs letters or digits, at most 60."),
    "not_a_number": gettext_lazy("%(field)s: “%(was)s” is not a number."),
    "unknown_country": gettext_lazy("Country “%(was)s” is not known; write its name or its two letters."),
    "unknown_model": gettext_lazy(
        "Model “%(was)s” is not in the catalogue; add a column for the brand, or add the model."
    ),
    "unknown_category": gettext_lazy(
        "Kind of product “%(was)s” is not in the catalogue; add it there, or choose one of it."
    ),
    "serial_taken": gettext_lazy(
        "This serial is registered to somebody else; look at the unit before changing its owner."
    ),
}
_REFUSALS = {
    "not_allowed": gettext_lazy("You may not import. Ask an administrator for the right."),
    "not_now": gettext_lazy("This import is already under way or finished."),
    "serial_unmapped": gettext_lazy("No column was chosen for the serial number; choose one."),
    "field_twice": gettext_lazy("Two columns were chosen for “%(value)s”; keep one."),
    "unknown_field": gettext_lazy("There is no field “%(value)s”."),
    "unknown_header": gettext_lazy("The sheet has no column “%(value)s”."),
    "file_too_large": gettext_lazy("The file is larger than %(most)s; split it."),
    "file_broken": gettext_lazy(
        "The file is damaged or not a spreadsheet; open it in a spreadsheet program and save it again."
    ),
    "file_type": gettext_lazy("This is not a spreadsheet; give a CSV, XLSX, XLS or ODS file."),
    "file_missing": gettext_lazy("Choose a file first."),
    "sheet_empty": gettext_lazy("The sheet is empty."),
    "too_many_rows": gettext_lazy("The sheet has more than %(most)s rows; split it."),
    "too_many_columns": gettext_lazy("The sheet has more than %(most)s columns; leave only those that are needed."),
}


def remark(found: Mapping[str, str]) -> str:
    """The sentence about one cell, in the reader's language."""
    field = FIELDS.get(found["field"], found["field"])
    text = _REMARKS.get(found["code"])
    if text is None:
        return _("%(field)s: “%(was)s” cannot be used; check it.") % {"field": field, "was": found.get("was", "")}
    return str(text) % {"field": field, "was": found.get("was", ""), "now": found.get("now", "")}


def refusal(code: str, params: Mapping[str, Any]) -> str:
    """The sentence for a refusal, in the reader's language."""
    return str(_REFUSALS.get(code, _("This cannot be done now."))) % dict(params)
