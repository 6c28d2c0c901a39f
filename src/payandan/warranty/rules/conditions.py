"""The acts that a promise depends on. What fails sets the terms aside, and says how that is cured."""

from datetime import date

from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Condition, Terms
from payandan.warranty.rules.findings import Ask, Finding, Reason, proof
from payandan.warranty.rules.spans import Begin, days_later, later

FAILURE_EFFECT = {"set_aside": "sets_aside", "suspend": "suspends", "void": "voids"}
USUAL_CURE = {
    "registered_within": "register",
    "installed_by": "inspect_installation",
    "maintenance_done": "do_maintenance",
    "proof_of_purchase": "send_invoice",
    "genuine_serial": "check_serial",
}


def test_conditions(terms: Terms, case: Case, begun: Begin, law: str | None) -> list[Finding]:
    """One finding for each condition of `terms`."""
    return [_test(terms, case, condition, begun, law) for condition in terms.conditions]


def _test(terms: Terms, case: Case, condition: Condition, begun: Begin, law: str | None) -> Finding:
    kept, fact, evidence = _state(case, condition, begun)
    params = (
        ("kind", condition.kind),
        ("cure", condition.cure or USUAL_CURE[condition.kind]),
        *((("days", condition.days),) if condition.days else ()),
    )
    if kept:
        return Finding(True)
    if kept is False:
        effect = FAILURE_EFFECT[condition.on_failure]
        reason = Reason("condition_failed", effect, terms.id, condition.clause, law, (fact,), (), params=params)
        return Finding(False, (reason,))
    if condition.presume == "customer":
        return Finding(True, (), (), (fact,))
    reason = Reason("condition_unknown", "asks", terms.id, condition.clause, law, (fact,), (), params=params)
    ask = Ask(fact, "customer", evidence[:1], (condition.kind, *evidence))
    return Finding(None, (reason,), (ask,))


def _state(case: Case, condition: Condition, begun: Begin) -> tuple[bool | None, str, tuple[str, ...]]:
    """Whether the condition is kept, the fact that says so, and the evidence that would."""
    match condition.kind:
        case "registered_within":
            return _registered(case, condition, begun), "unit.registered_on", ("guarantee_card",)
        case "installed_by":
            by = case.value("unit.installed_by")
            return None if by is None else by in condition.who, "unit.installed_by", ("installation_form",)
        case "maintenance_done":
            return _maintained(case, condition, begun.day), "unit.maintenance_done", ("maintenance_record",)
        case "proof_of_purchase":
            held = proof(case, "sold_on", condition.evidence).found
            return True if held else None, "unit.sold_on", condition.evidence
        case _:
            genuine: bool | None = case.value("unit.genuine")
            return genuine, "unit.genuine", ("authenticity_check",)


def _registered(case: Case, condition: Condition, begun: Begin) -> bool | None:
    """In time from the beginning; an unknown beginning is as late as it can be."""
    began = begun.no_later_than(case.value("fault.failed_on"))
    day: date | None = case.value("unit.registered_on")
    if day is None:
        return None
    return began is None or day < days_later(began, condition.days or 0)


def _maintained(case: Case, condition: Condition, began: date | None) -> bool | None:
    """Stated outright, or shown by a record of maintenance in every interval up to the fault."""
    stated: bool | None = case.value("unit.maintenance_done")
    if stated is not None:
        return stated
    failed: date | None = case.value("fault.failed_on")
    if condition.every is None or began is None or failed is None:
        return None
    due = later(began, condition.every)
    for day in sorted(act.on for act in case.history if act.kind == "maintenance" and act.on):
        if day >= due:
            break
        due = max(due, later(day, condition.every))
    return True if failed < due else None
