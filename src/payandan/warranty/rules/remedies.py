"""What the customer gets: the ladder of the terms, the rights of the packs, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payandan.platform.kit.working_time import WorkCalendar, add_working_days
from payandan.warranty.rules.cases import Case
from payandan.warranty.rules.documents import Pack, Remedy, When
from payandan.warranty.rules.findings import Reason
from payandan.warranty.rules.judging import Judge
from payandan.warranty.rules.spans import STRANGERS, days_later, repair_is_over


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy that holds, who chooses it, why, and until when it is due."""

    kind: str
    choice: str
    because: Reason
    due_on: date | None = None


def offers(
    judge: Judge, ladder: Sequence[Remedy], packs: Sequence[Pack], granted: Reason, calendar: WorkCalendar
) -> list[Offer]:
    """The first rung of the ladder that holds, and every right of the customer that holds."""
    case, began = judge.case, judge.begun.day
    due = _due_on(case, packs, calendar)
    rungs = [rung for rung in ladder or (Remedy("repair"),) if holds(rung.when, case, began, calendar)]
    found = [
        _offer(rung, judge.promise.name, None, granted, due)
        for place, rung in enumerate(rungs)
        if place == 0 or rung.choice == "customer"
    ]
    found += [
        _offer(right, judge.promise.name, pack.id, granted, due)
        for pack in packs
        for right in pack.rights
        if right.kind != "extend" and holds(right.when, case, began, calendar)
    ]
    return _once(found)


def _offer(remedy: Remedy, terms: str, law: str | None, granted: Reason, due: date | None) -> Offer:
    code = _code(remedy.when)
    reason = granted
    if code is not None or law is not None:
        facts = ("history",) if code in ("repeated_defect", "repair_overdue", "long_out_of_service") else ()
        params = (("remedy", remedy.kind),)
        rule = remedy.name
        reason = Reason(code or "right_by_law", "chooses", terms, remedy.clause, law, facts, params=params, rule=rule)
    return Offer(remedy.kind, remedy.choice, reason, due if remedy.kind == "repair" else None)


def _once(found: Sequence[Offer]) -> list[Offer]:
    """Each remedy once; where both may choose it, the choice is the customer's."""
    best: dict[str, Offer] = {}
    for offer in found:
        held = best.get(offer.kind)
        if held is None or (held.choice == "company" and offer.choice == "customer"):
            best[offer.kind] = offer
    return list(best.values())


def _code(when: When) -> str | None:
    if when.same_problem_repairs_min is not None:
        return "repeated_defect"
    if when.repair_working_days_over is not None or when.repair_days_over is not None:
        return "repair_overdue"
    if when.days_out_of_service_over is not None:
        return "long_out_of_service"
    if when.part_available is False or when.replacement_available is False:
        return "part_not_available"
    early = (when.days_since_start_max, when.working_days_since_start_max)
    return "dead_on_arrival" if any(most is not None for most in early) else None


def holds(when: When, case: Case, began: date | None, calendar: WorkCalendar) -> bool:
    """Whether everything that `when` asks is known to be true."""
    return (
        _early_enough(when, case, began)
        and (not when.causes or case.value("fault.cause") in when.causes)
        and _available(when.replacement_available, case.value("fault.replacement_available"))
        and _available(when.part_available, case.value("fault.part_available"))
        and _available(when.safety_part, case.value("fault.safety_part"))
        and _available(when.injury_risk, case.value("fault.injury_risk"))
        and _within_working_days(when, case, began, calendar)
        and _repaired_enough(when, case)
        and _late_enough(when, case, calendar)
    )


def _available(wanted: bool | None, known: bool | None) -> bool:
    return wanted is None or wanted is known


def _early_enough(when: When, case: Case, began: date | None) -> bool:
    if when.days_since_start_max is None:
        return True
    failed = case.value("fault.failed_on")
    return began is not None and failed is not None and (failed - began).days <= when.days_since_start_max


def _within_working_days(when: When, case: Case, began: date | None, calendar: WorkCalendar) -> bool:
    if when.working_days_since_start_max is None:
        return True
    failed = case.value("fault.failed_on")
    if began is None or failed is None:
        return False
    return bool(failed <= add_working_days(calendar, began, when.working_days_since_start_max))


def _repaired_enough(when: When, case: Case) -> bool:
    if when.same_problem_repairs_min is None:
        return True
    repairs = [
        act for act in case.history if act.kind == "repair" and act.same_problem and act.by.value not in STRANGERS
    ]
    return len(repairs) >= when.same_problem_repairs_min


def _late_enough(when: When, case: Case, calendar: WorkCalendar) -> bool:
    out = sum(act.days_out or 0 for act in case.history if act.kind == "repair")
    if when.days_out_of_service_over is not None and out <= when.days_out_of_service_over:
        return False
    if when.repair_working_days_over is None and when.repair_days_over is None:
        return True
    return any(
        repair_is_over(act, calendar, when.repair_working_days_over, when.repair_days_over) for act in case.history
    )


def unchecked_rights(judge: Judge, packs: Sequence[Pack], calendar: WorkCalendar) -> list[Reason]:
    """Rights that would hold by law that nobody has checked: they are named and decide nothing."""
    return [
        Reason("law_unchecked", "informs", judge.promise.name, law=pack.id, rule=right.name)
        for pack in packs
        for right in pack.rights
        if right.kind != "extend" and holds(right.when, judge.case, judge.begun.day, calendar)
    ]


def _due_on(case: Case, packs: Sequence[Pack], calendar: WorkCalendar) -> date | None:
    """The earliest day by which a law wants the repair done."""
    if case.asked_on is None:
        return None
    days = [
        add_working_days(calendar, case.asked_on, pack.repair_due.days)
        if pack.repair_due.working
        else days_later(case.asked_on, pack.repair_due.days)
        for pack in packs
        if pack.repair_due
    ]
    return min(days, default=None)
