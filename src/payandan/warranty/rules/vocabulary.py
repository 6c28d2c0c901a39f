"""The closed word lists of the contract. Codes only: their names for people are in `warranty.words`."""

from collections.abc import Collection, Mapping

KINDS = (
    "recall", "statutory", "replaced_part", "repair", "part", "manufacturer", "extended", "contract", "goodwill",
    "supplier", "commitment",
)  # fmt: skip
"""Kinds of terms in the order in which they pay: the first pays first. What a supplier owes, it owes the company."""

PRODUCT_KINDS = ("part", "manufacturer", "extended")
"""The promises of a sale, which the law's floor lifts and a late repair lengthens."""

PAYER_OF_KIND: Mapping[str, str] = {
    "statutory": "statutory",
    "contract": "contract",
    "goodwill": "goodwill",
    "supplier": "supplier",
}
PAYERS = ("warranty", "statutory", "contract", "goodwill", "supplier", "customer")

LINE_KINDS = ("part", "labour", "travel", "shipping", "expense")
OUTCOMES = ("covered", "partly_covered", "not_covered", "undecided")
LINE_OUTCOMES = ("covered", "partly", "not_covered", "undecided")

SOURCES = ("customer", "seller", "technician", "laboratory", "system")
FINDERS = ("technician", "laboratory", "system")
"""Who is believed when a document does not say: anybody but the two parties of the sale."""

DEFECTS: Mapping[str, str] = {
    "material": "defect_in_materials",
    "workmanship": "defect_in_workmanship",
    "design": "defect_in_design",
    "performance": "performance",
    "software": "software",
}
"""Causes that a promise is made about, and the code of the reason that grants them."""

NO_FAULT = "none_found"
CAUSES = (
    *DEFECTS, "wear", "accident", "liquid", "misuse", "overload", "missed_maintenance", "power_surge",
    "unauthorised_repair", "modification", "non_original_part", "transport", "force_majeure", NO_FAULT,
)  # fmt: skip

CLASS_CAUSES: Mapping[str, tuple[str, ...]] = {
    "wear": ("wear",),
    "accident": ("accident", "liquid"),
    "misuse": ("misuse", "overload", "missed_maintenance"),
    "unauthorised_repair": ("unauthorised_repair", "modification", "non_original_part"),
    "power_surge": ("power_surge",),
    "liquid": ("liquid",),
    "transport": ("transport",),
    "force_majeure": ("force_majeure",),
    **{cause: (cause,) for cause in DEFECTS},
    **{cause: (cause,) for cause in ("overload", "missed_maintenance", "modification", "non_original_part")},
}
"""What causes trigger a class when the exclusion lists none. Classes that are missing here look at other facts."""

SEVEN_CLASSES = (
    "wear", "accident", "misuse", "consumable", "unauthorised_repair", "preexisting", "counterfeit",
)  # fmt: skip
LOCAL_CLASSES = (
    "power_surge", "liquid", "seal_broken", "serial_unreadable", "transport", "force_majeure",
    "unauthorised_installation", "rooted_software", "pixels_within_tolerance", *DEFECTS, "overload",
    "missed_maintenance", "modification", "non_original_part",
)  # fmt: skip
EXCLUSION_CLASSES = (*SEVEN_CLASSES, *LOCAL_CLASSES)

EXCLUSION_EFFECTS = ("line", "component", "claim", "suspend", "void")
PRESUMPTIONS = ("customer", "unknown")

CONDITION_KINDS = ("registered_within", "installed_by", "maintenance_done", "proof_of_purchase", "genuine_serial")
CONDITION_FAILURES = ("set_aside", "suspend", "void")

BASES: Mapping[str, str] = {
    "sold": "sold_on",
    "delivered": "delivered_on",
    "installed": "installed_on",
    "activated": "activated_on",
    "manufactured": "made_on",
    "import_declared": "imported_on",
}
"""Start bases that are days of the unit, and the field that holds each."""

REPAIR_BASES = ("repaired", "replaced")
"""Start bases that are days of the history: the last authorised repair, the last replaced part."""

METERS = ("km", "hours", "cycles", "pages", "charges", "litres")
"""What terms may count beside time: distance, running time, work cycles, prints, charges of a battery, throughput."""

COUNTERS: Mapping[str, str | None] = {
    "visits": "travel",
    "labour_hours": "labour",
    "inspections": None,
    "calls": None,
    "loaner_days": None,
}
"""What a service contract counts, and the kind of line that takes from it."""

RESPONSES = ("response_hours", "resolution_hours")
"""What a service contract promises without counting it: how soon somebody is there, how soon it is solved."""

BEARERS = ("brand", "importer", "dealer", "customer")
"""Who shares the cost where goodwill is proposed."""

SUBJECTS = ("guarantee", "withdrawal", "repair_duty")
"""What law packs are about. Two packs of one subject, scope and time would speak twice."""

CHANNELS = ("shop", "distance")
"""How a unit was sold: face to face, or by web, telephone and the like."""

EU = "EU"
REGIONS: Mapping[str, frozenset[str]] = {
    EU: frozenset((
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    )),
}  # fmt: skip
"""Names that stand for several countries in a scope."""


def is_in(country: str, places: Collection[str]) -> bool:
    """Whether a country is one of these places, by its own name or that of its region."""
    return country in places or any(country in REGIONS[place] for place in places if place in REGIONS)


def regions_of(country: str) -> tuple[str, ...]:
    """The regions that a country belongs to."""
    return tuple(name for name, members in REGIONS.items() if country in members)


MEMBERS = ("authorised", "unauthorised", "owner")
EVIDENCE_ABOUT = (
    "cause", "visible_at_purchase", "genuine", "sold_on", "installed_on", "meters", "history",
    "registered_on", "installed_by", "maintenance", "seal_intact", "serial_readable", "software_rooted",
    "defective_pixels",
)  # fmt: skip
EVIDENCE_KINDS = (
    "photo", "video", "invoice", "receipt", "guarantee_card", "installation_form", "maintenance_record",
    "diagnostic_log", "document", "inspection_report", "authenticity_check", "laboratory_report",
)  # fmt: skip
"""The usual kinds, cheapest first. A document may name others."""

REMEDIES = ("repair", "replace", "refund")
RIGHTS = (*REMEDIES, "price_reduction", "extend", "loaner")
CHOICES = ("company", "customer")
CONFIDENCES = ("high", "medium", "low")
CALENDARS = ("gregorian", "jalali")
