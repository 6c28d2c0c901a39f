"""What imports say: fields, counts, remarks about cells, refusals."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import INFO, SUCCESS
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
    "part_code": gettext_lazy("Part number"),
    "name_fa": gettext_lazy("Name in Persian"),
    "name_en": gettext_lazy("Name in English"),
    "part_kind": gettext_lazy("Kind of part"),
    "fits": gettext_lazy("Fits the models"),
    "barcode": gettext_lazy("Barcode"),
    "price": gettext_lazy("Price"),
    "supplier": gettext_lazy("Supplier"),
    "supplier_code": gettext_lazy("Number at the supplier"),
    "lead_days": gettext_lazy("Days to deliver"),
    "store": gettext_lazy("Store"),
    "stock": gettext_lazy("First stock"),
    "cost": gettext_lazy("Cost of a piece"),
    "reorder": gettext_lazy("Reorder point"),
    "bin": gettext_lazy("Bin"),
    "currency": gettext_lazy("Currency"),
    "cause_source": gettext_lazy("Who found the cause"),
}
KINDS = {"units": gettext_lazy("Units, owners and failures"), "parts": gettext_lazy("Spare parts and first stock")}
COUNTS = {
    "units": {
        "units": gettext_lazy("New units"),
        "claims": gettext_lazy("Claims"),
        "known": gettext_lazy("Already known"),
        "repaired": gettext_lazy("Repaired on the way"),
        "refused": gettext_lazy("Refused"),
    },
    "parts": {
        "parts": gettext_lazy("New parts"),
        "pieces": gettext_lazy("Pieces of first stock"),
        "known": gettext_lazy("Already known"),
        "repaired": gettext_lazy("Repaired on the way"),
        "refused": gettext_lazy("Refused"),
    },
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
    "part": gettext_lazy("About the part"),
    "store": gettext_lazy("About its store"),
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
    "doubled_part": gettext_lazy(
        "Part “%(was)s” already stands in row %(now)s for the same store; keep one of the two."
    ),
    "unknown_part_kind": gettext_lazy(
        "Kind of part “%(was)s” is not known: consumable, rotable, safety part, accessory."
    ),
    "unknown_store": gettext_lazy("There is no store “%(was)s”; write its name or its code, or open it first."),
    "unknown_fit": gettext_lazy("Model “%(was)s” is not in the catalogue (or is there twice); it was left out."),
    "name_missing": gettext_lazy("The part has no name; write one in Persian or in English."),
    "serial_taken": gettext_lazy(
        "This serial is registered to somebody else; look at the unit before changing its owner."
    ),
}
_REFUSALS = {
    "not_allowed": gettext_lazy("You may not import. Ask an administrator for the right."),
    "not_now": gettext_lazy("This import is already under way or finished."),
    "serial_unmapped": gettext_lazy("No column was chosen for the serial number; choose one."),
    "part_code_unmapped": gettext_lazy("No column was chosen for the part number; choose one."),
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


def undone(kind: str, counts: Mapping[str, int], first: int, second: int) -> list[tuple[int, str]]:
    """What is said after an import was taken back, each with its level: what is gone, and what stays."""
    if kind == "parts":
        gone = _("Undone: %(parts)s parts and %(pieces)s pieces were taken back.") % {"parts": first, "pieces": second}
        kept = counts.get("parts", 0) - first
        stays = _("%(kept)s parts stay, because something has happened to them since.") % {"kept": kept}
    else:
        gone = _("Undone: %(units)s units and %(claims)s claims were removed.") % {"units": first, "claims": second}
        kept = counts.get("units", 0) - first
        stays = _("%(kept)s units stay, because something has happened to them since.") % {"kept": kept}
    return [(SUCCESS, gone), *([(INFO, stays)] if kept > 0 else [])]
