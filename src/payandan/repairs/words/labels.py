"""The words for the codes of the workshop."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Label = str | Promise

STATES: dict[str, Label] = {
    "received": pgettext_lazy("repair", "Received"),
    "triage": pgettext_lazy("repair", "Triage"),
    "diagnosing": pgettext_lazy("repair", "Diagnosing"),
    "estimate_sent": pgettext_lazy("repair", "Estimate sent"),
    "approved": pgettext_lazy("repair", "Ready to begin"),
    "declined": pgettext_lazy("repair", "Estimate declined"),
    "waiting_part": pgettext_lazy("repair", "Waiting for a part"),
    "repairing": pgettext_lazy("repair", "Under repair"),
    "testing": pgettext_lazy("repair", "Testing"),
    "ready": pgettext_lazy("repair", "Ready for collection"),
    "notified": pgettext_lazy("repair", "Customer told"),
    "delivered": pgettext_lazy("repair", "Handed back"),
    "sent_to_centre": pgettext_lazy("repair", "On the way to another centre"),
    "swap_offered": pgettext_lazy("repair", "Exchange offered"),
    "irreparable": pgettext_lazy("repair", "Cannot be repaired"),
    "abandoned": pgettext_lazy("repair", "Abandoned"),
    "come_back": pgettext_lazy("repair", "Came back"),
}
TONES = {
    "received": "info",
    "triage": "info",
    "diagnosing": "info",
    "estimate_sent": "warn",
    "approved": "brand",
    "declined": "bad",
    "waiting_part": "warn",
    "repairing": "brand",
    "testing": "brand",
    "ready": "good",
    "notified": "good",
    "delivered": "muted",
    "sent_to_centre": "info",
    "swap_offered": "warn",
    "irreparable": "bad",
    "abandoned": "bad",
    "come_back": "bad",
}
COLUMNS: dict[str, Label] = {
    "received": pgettext_lazy("repair", "Received"),
    "diagnosing": pgettext_lazy("repair", "Diagnosis"),
    "answer": pgettext_lazy("repair", "Customer's answer"),
    "approved": pgettext_lazy("repair", "Ready to begin"),
    "waiting_part": pgettext_lazy("repair", "Waiting for a part"),
    "repairing": pgettext_lazy("repair", "Under repair"),
    "testing": pgettext_lazy("repair", "Testing"),
    "ready": pgettext_lazy("repair", "Ready"),
    "aside": pgettext_lazy("repair", "Elsewhere and stuck"),
}
ACTS: dict[str, Label] = {
    "triage": pgettext_lazy("repair act", "Look at it first"),
    "diagnose": pgettext_lazy("repair act", "Begin the diagnosis"),
    "send_estimate": pgettext_lazy("repair act", "Send an estimate"),
    "approve": pgettext_lazy("repair act", "The customer agrees"),
    "decline": pgettext_lazy("repair act", "The customer declines"),
    "revise": pgettext_lazy("repair act", "Diagnose again"),
    "wait_for_part": pgettext_lazy("repair act", "Wait for a part"),
    "repair": pgettext_lazy("repair act", "Begin the repair"),
    "test": pgettext_lazy("repair act", "Go to testing"),
    "finish": pgettext_lazy("repair act", "Finish"),
    "notify": pgettext_lazy("repair act", "Tell the customer"),
    "reopen": pgettext_lazy("repair act", "Back to testing"),
    "deliver": pgettext_lazy("repair act", "Hand over"),
    "give_up": pgettext_lazy("repair act", "It cannot be repaired"),
    "offer_swap": pgettext_lazy("repair act", "Offer an exchange"),
    "decline_swap": pgettext_lazy("repair act", "The exchange is declined"),
    "send_to_centre": pgettext_lazy("repair act", "Send to another centre"),
    "arrive": pgettext_lazy("repair act", "It arrived here"),
    "abandon": pgettext_lazy("repair act", "Call it abandoned"),
    "come_back": pgettext_lazy("repair act", "The customer came back"),
}
ACT_ICONS = {
    "triage": "eye",
    "diagnose": "stethoscope",
    "revise": "stethoscope",
    "wait_for_part": "hourglass",
    "repair": "wrench",
    "test": "clipboard-check",
    "reopen": "undo-2",
    "give_up": "circle-x",
}
OWNERS: dict[str, Label] = {
    "counter": pgettext_lazy("whose turn", "The counter"),
    "bench": pgettext_lazy("whose turn", "The bench"),
    "customer": pgettext_lazy("whose turn", "The customer"),
    "supplier": pgettext_lazy("whose turn", "The stock"),
    "carrier": pgettext_lazy("whose turn", "The carrier"),
    "manager": pgettext_lazy("whose turn", "The manager"),
}
BLOCKS: dict[str, Label] = {
    "customer_answer": gettext_lazy("waits for the customer's answer"),
    "part": gettext_lazy("waits for a part"),
    "on_the_way": gettext_lazy("on the way"),
    "collection": gettext_lazy("waits to be collected"),
    "decision": gettext_lazy("waits for a decision"),
}
PRIORITIES: dict[str, Label] = {
    "0": pgettext_lazy("priority", "Urgent"),
    "1": pgettext_lazy("priority", "High"),
    "2": pgettext_lazy("priority", "Usual"),
    "3": pgettext_lazy("priority", "Low"),
}
OUTCOMES: dict[str, Label] = {
    "repaired": pgettext_lazy("repair", "Repaired"),
    "no_fault_found": pgettext_lazy("repair", "No fault found"),
    "dead_on_arrival": pgettext_lazy("repair", "Dead on arrival"),
    "beyond_economic_repair": pgettext_lazy("repair", "Not worth repairing"),
    "replaced": pgettext_lazy("repair", "Replaced"),
    "refunded": pgettext_lazy("repair", "Refunded"),
    "returned_unrepaired": pgettext_lazy("repair", "Returned unrepaired"),
}
OUTCOME_TONES = {
    "repaired": "good",
    "no_fault_found": "info",
    "dead_on_arrival": "warn",
    "beyond_economic_repair": "bad",
    "replaced": "good",
    "refunded": "warn",
    "returned_unrepaired": "bad",
}
CONSENTS: dict[str, Label] = {
    "agreed": gettext_lazy("Data may be lost; the customer agrees"),
    "backed_up": gettext_lazy("The customer has a copy of all data"),
    "keep": gettext_lazy("Nothing may be erased without asking"),
}
SIGNINGS: dict[str, Label] = {
    "signature": gettext_lazy("Signed on the screen"),
    "code": gettext_lazy("Code by SMS"),
    "paper": gettext_lazy("Signed on paper"),
}
ANSWERS: dict[str, Label] = {
    "yes": pgettext_lazy("checklist", "Yes"),
    "no": pgettext_lazy("checklist", "No"),
    "unknown": pgettext_lazy("checklist", "Not tried"),
}
MEASURES: dict[str, Label] = {
    "°C": pgettext_lazy("measure", "°C"),
    "٪": pgettext_lazy("measure", "%"),
    "A": pgettext_lazy("measure", "A"),
    "MΩ": pgettext_lazy("measure", "MΩ"),
    "V": pgettext_lazy("measure", "V"),
    "W": pgettext_lazy("measure", "W"),
    "bar": pgettext_lazy("measure", "bar"),
    "h": pgettext_lazy("measure", "h"),
    "kPa": pgettext_lazy("measure", "kPa"),
    "mA": pgettext_lazy("measure", "mA"),
    "ppm": pgettext_lazy("measure", "ppm"),
    "psi": pgettext_lazy("measure", "psi"),
    "rpm": pgettext_lazy("measure", "rpm"),
}
"""In what a line of a test list is measured."""
RESULTS: dict[str, Label] = {
    "passed": pgettext_lazy("test", "Passed"),
    "failed": pgettext_lazy("test", "Failed"),
    "left_out": pgettext_lazy("test", "Left out"),
}
RESULT_TONES = {"passed": "good", "failed": "bad", "left_out": "muted"}
CHANNELS: dict[str, Label] = {
    "counter": pgettext_lazy("repair", "At the counter"),
    "api": gettext_lazy("By a program"),
    "import": gettext_lazy("Imported"),
}
FOUND_BY: dict[str, Label] = {
    "symptom": gettext_lazy("the same symptom"),
    "text": gettext_lazy("alike words"),
    "part": gettext_lazy("the same part"),
}
CAUSES: dict[str, Label] = {
    "part": pgettext_lazy("repeat", "The part failed"),
    "workmanship": pgettext_lazy("repeat", "Bad work"),
    "diagnosis": pgettext_lazy("repeat", "Wrong diagnosis"),
    "new": pgettext_lazy("repeat", "Another fault"),
    "use": pgettext_lazy("repeat", "The customer's use"),
}
CAUSE_TONES = {"part": "warn", "workmanship": "bad", "diagnosis": "bad", "new": "info", "use": "info"}
LOANER_STATES: dict[str, Label] = {
    "available": pgettext_lazy("loaner", "Here"),
    "lent": pgettext_lazy("loaner", "Lent"),
    "checking": pgettext_lazy("loaner", "Being checked"),
    "withdrawn": pgettext_lazy("loaner", "Withdrawn"),
}
LOANER_TONES = {"available": "good", "lent": "warn", "checking": "info", "withdrawn": "muted"}
EXCHANGE_KINDS: dict[str, Label] = {
    "swap": gettext_lazy("Against the old one"),
    "advance": gettext_lazy("In advance, against a deposit"),
}
EXCHANGE_STATES: dict[str, Label] = {
    "offered": pgettext_lazy("exchange", "Offered"),
    "accepted": pgettext_lazy("exchange", "Accepted"),
    "handed_over": pgettext_lazy("exchange", "Handed over, old one expected"),
    "core_back": pgettext_lazy("exchange", "Done, old one here"),
    "charged": pgettext_lazy("exchange", "Deposit kept"),
    "declined": pgettext_lazy("exchange", "Declined"),
}
WAYS: dict[str, Label] = {
    "refurbish": gettext_lazy("Refurbish"),
    "harvest": gettext_lazy("Harvest parts"),
    "scrap": gettext_lazy("Scrap"),
}
POOL_STATES: dict[str, Label] = {
    "to_grade": pgettext_lazy("pool", "To be graded"),
    "refurbishing": pgettext_lazy("pool", "Being refurbished"),
    "ready": pgettext_lazy("pool", "Ready to be given"),
    "reserved": pgettext_lazy("pool", "Offered to a customer"),
    "given": pgettext_lazy("pool", "Given to a customer"),
    "harvesting": pgettext_lazy("pool", "To be taken apart"),
    "harvested": pgettext_lazy("pool", "Taken apart"),
    "scrapped": pgettext_lazy("pool", "Scrapped"),
}
POOL_TONES = {
    "to_grade": "warn", "refurbishing": "info", "ready": "good", "reserved": "brand", "given": "muted",
    "harvesting": "info", "harvested": "muted", "scrapped": "muted",
}  # fmt: skip
POOL_ACTS: dict[str, Label] = {
    "come": pgettext_lazy("pool", "Put into the pool"),
    "refurbish": pgettext_lazy("pool", "Sent to be refurbished"),
    "refurbished": pgettext_lazy("pool", "Refurbished"),
    "offer": pgettext_lazy("pool", "Offered to a customer"),
    "free": pgettext_lazy("pool", "The customer declined"),
    "give": pgettext_lazy("pool", "Given to a customer"),
    "set_aside": pgettext_lazy("pool", "Set aside for its parts"),
    "harvest": pgettext_lazy("pool", "Taken apart"),
    "scrap": pgettext_lazy("pool", "Scrapped"),
}
POOL_ORIGINS: dict[str, Label] = {
    "core": pgettext_lazy("pool", "A customer's old unit"),
    "own": pgettext_lazy("pool", "The company's own"),
}
GRADES: dict[str, Label] = {
    "A": gettext_lazy("A, as new"),
    "B": gettext_lazy("B, used"),
    "C": gettext_lazy("C, worn"),
}
COVERED: dict[str, Label] = {
    "covered": gettext_lazy("Under warranty, if the fault is its own"),
    "partly_covered": gettext_lazy("Partly under warranty"),
    "not_covered": gettext_lazy("Out of warranty"),
    "undecided": gettext_lazy("Warranty not clear yet"),
}
COVERED_TONES = {"covered": "good", "partly_covered": "warn", "not_covered": "bad", "undecided": "info"}
PLANNED: dict[str, Label] = {
    "wanted": pgettext_lazy("part", "Waited for"),
    "reserved": pgettext_lazy("part", "Reserved"),
    "issued": pgettext_lazy("part", "Used"),
    "dropped": pgettext_lazy("part", "Not needed"),
}
PLANNED_TONES = {"wanted": "warn", "reserved": "good", "issued": "muted", "dropped": "muted"}


def label(words: Mapping[str, Label], code: str) -> str:
    """The word for a code; the code itself where there is no word for it."""
    return str(words.get(code, code))
