"""The words of payment: how prices, rules, tables and statements are called, how they say no, and their history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.claims.rules import payment_tables as tables
from payandan.claims.words.labels import CAUSES, CHANNELS, OUTCOMES, SOURCES, Label, label
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.warranty.rules.reading import Problem

SEVERITIES: dict[str, Label] = {
    "block": gettext_lazy("Not possible"),
    "warn": gettext_lazy("A person looks at it"),
    "info": gettext_lazy("To know"),
}
SEVERITY_TONES = {"block": "bad", "warn": "warn", "info": "info"}
SEVERITY_ICONS = {"block": "circle-x", "warn": "triangle-alert", "info": "info"}
CHECKS: dict[str, Label] = {
    "failed_in_future": gettext_lazy("Fault in the future"),
    "before_sale": gettext_lazy("Fault before the sale"),
    "unit_not_in_use": gettext_lazy("Unit stolen, copied, replaced or retired"),
    "no_coverage": gettext_lazy("No warranty for this unit"),
    "coverage_over": gettext_lazy("Free period over"),
    "invoice_missing": gettext_lazy("Invoice missing"),
    "unusual_component": gettext_lazy("Unusual component for the symptom"),
    "meter_falls": gettext_lazy("Meter below the last reading"),
    "centre_not_authorised": gettext_lazy("Centre not authorised"),
    "no_amount": gettext_lazy("Not estimated yet"),
    "part_does_not_fit": gettext_lazy("Part does not fit"),
    "part_not_in_list": gettext_lazy("Part not in the price list"),
    "over_standard_time": gettext_lazy("Over the standard time"),
    "over_time_explained": gettext_lazy("Over the standard time, explained"),
    "expense_without_paper": gettext_lazy("Expense without a paper"),
    "above_price": gettext_lazy("Above the price list"),
}
OPERATIONS: dict[str, Label] = {
    "replace": gettext_lazy("Replace"),
    "repair": gettext_lazy("Repair"),
    "adjust": gettext_lazy("Adjust"),
    "clean": gettext_lazy("Clean"),
    "diagnose": gettext_lazy("Find the fault"),
    "update_software": gettext_lazy("Update the software"),
    "install": gettext_lazy("Install"),
    "test": gettext_lazy("Test"),
}
LEVELS: dict[str, Label] = {"a": gettext_lazy("Level A"), "b": gettext_lazy("Level B"), "c": gettext_lazy("Level C")}
STEPS: dict[str, Label] = {
    "price": gettext_lazy("List price"),
    "hours": gettext_lazy("Hours × rate"),
    "distance": gettext_lazy("Kilometres × rate"),
    "zone": gettext_lazy("Travel zone"),
    "handling": gettext_lazy("Handling"),
    "tax": gettext_lazy("Tax"),
}
EFFECTS: dict[str, Label] = {
    "pay": gettext_lazy("Pay as the verdict says"),
    "pay_with_change": gettext_lazy("Pay with a change"),
    "refuse": gettext_lazy("Refuse, on the verdict's evidence"),
    "inspect": gettext_lazy("Send to inspection"),
    "person": gettext_lazy("A person decides"),
}
EFFECT_TONES = {"pay": "good", "pay_with_change": "good", "refuse": "bad", "inspect": "info", "person": "warn"}
EFFECT_ICONS = {
    "pay": "circle-check", "pay_with_change": "circle-check", "refuse": "shield-x", "inspect": "microscope",
    "person": "user-round",
}  # fmt: skip
HELD: dict[str, Label] = {
    "incomplete": gettext_lazy("The verdict was not complete"),
    "not_refusable": gettext_lazy("The verdict did not fit the rule's effect"),
    "checks": gettext_lazy("A check was raised that the rule does not name"),
    "advice": gettext_lazy("The rule only advises"),
    "no_rejection_without_evidence": gettext_lazy("The evidence for a refusal was missing"),
    "evidence_missing": gettext_lazy("The evidence for a refusal was missing"),
    "undecided": gettext_lazy("The verdict was not complete"),
}
TABLE_FACTS: dict[str, Label] = {
    "outcome": gettext_lazy("Verdict"),
    "category": gettext_lazy("Kind of product"),
    "component": gettext_lazy("Component"),
    "cause": gettext_lazy("Cause"),
    "centre": gettext_lazy("Centre"),
    "level": gettext_lazy("Level of the centre"),
    "channel": gettext_lazy("Came by"),
    "amount": gettext_lazy("Amount in all"),
    "company": gettext_lazy("The company pays"),
    "customer": gettext_lazy("The customer pays"),
    "months_in_service": gettext_lazy("Months in service"),
    "suspicion": gettext_lazy("Suspicion"),
    "customer_months": gettext_lazy("Months as a customer"),
    "customer_units": gettext_lazy("Products of the customer"),
    "checks": gettext_lazy("Checks"),
}
SKILLS: dict[str, Label] = {
    "cost": gettext_lazy("Costs"),
    "technical": gettext_lazy("Technical"),
    "legal": gettext_lazy("Legal"),
    "goodwill": gettext_lazy("Goodwill"),
    "quality": gettext_lazy("Quality"),
}
TABLE_STATES: dict[str, Label] = {
    "draft": gettext_lazy("Draft"),
    "published": gettext_lazy("In force"),
    "retired": gettext_lazy("No longer in force"),
}
TABLE_TONES = {"draft": "warn", "published": "good", "retired": "muted"}
FLAGS: dict[str, Label] = {
    "many_overrides": gettext_lazy("People often decide otherwise"),
    "many_reversals": gettext_lazy("Appeals often change it"),
}
STATEMENT_STATES: dict[str, Label] = {
    "draft": gettext_lazy("Draft"),
    "sent": gettext_lazy("Awaiting approval"),
    "approved": gettext_lazy("To be paid"),
    "paid": gettext_lazy("Paid"),
}
STATEMENT_TONES = {"draft": "muted", "sent": "warn", "approved": "info", "paid": "good"}
STATEMENT_ACTS: dict[str, Label] = {
    "send": gettext_lazy("Send for approval"),
    "return": gettext_lazy("Give back"),
    "approve": gettext_lazy("Approve"),
    "pay": gettext_lazy("Mark as paid"),
}
DEDUCTIONS: dict[str, Label] = {
    "part_not_returned": gettext_lazy("Defective part not returned"),
    "poor_work": gettext_lazy("Work had to be done again"),
    "paper_missing": gettext_lazy("Papers missing"),
    "already_paid": gettext_lazy("Paid already"),
    "agreed": gettext_lazy("As agreed"),
    "decision_changed": gettext_lazy("Decision changed on appeal"),
    "other": gettext_lazy("Other"),
}
PRICE_KINDS: dict[str, Label] = {
    "tariffs": gettext_lazy("Rates"),
    "parts": gettext_lazy("Part prices"),
    "times": gettext_lazy("Standard times"),
    "authorisations": gettext_lazy("Authorisations"),
}


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """The names of codes that differ from company to company, in the reader's language."""

    categories: Mapping[str, str]
    components: Mapping[str, str]
    centres: Mapping[str, str]
    currency: str


def choices_of(fact: str, names: Names) -> Mapping[str, Any]:
    """The codes that a condition may name, with their words."""
    return {
        "outcome": {code: OUTCOMES[code] for code in ("covered", "partly_covered", "not_covered", "undecided")},
        "category": names.categories,
        "component": names.components,
        "cause": CAUSES,
        "centre": names.centres,
        "level": LEVELS,
        "channel": CHANNELS,
        "checks": CHECKS,
    }[fact]


def condition_text(condition: tables.Condition, names: Names) -> str:
    """A condition as people say it: «Amount in all: at most 50,000,000 IRR»."""
    fact = str(TABLE_FACTS[condition.fact])
    if condition.fact == "checks" and not condition.values:
        return _("No check holds it for a person")
    if condition.fact not in tables.NUMBERS:
        known = choices_of(condition.fact, names)
        return _("%(fact)s: %(values)s") % {
            "fact": fact,
            "values": _(" or ").join(str(known.get(code, code)) for code in condition.values),
        }
    return _("%(fact)s: %(values)s") % {"fact": fact, "values": _range(condition, names.currency)}


def _range(condition: tables.Condition, currency: str) -> str:
    def said(value: int) -> str:
        return shown.money(value, currency) if condition.fact in tables.MONEY else shown.digits(value)

    low, high = condition.low, condition.high
    if low is None:
        return _("at most %(high)s") % {"high": said(high or 0)}
    if high is None:
        return _("at least %(low)s") % {"low": said(low)}
    if low == high:
        return said(low)
    return _("from %(low)s to %(high)s") % {"low": said(low), "high": said(high)}


def effect_text(then: tables.Effect, currency: str) -> str:
    """An effect in one sentence."""
    parts = [label(EFFECTS, then.kind)]
    if then.to_list:
        parts.append(_("lines cut down to the price list"))
    if then.favour_bp:
        share = plain_percent(then.favour_bp)
        taken = _("%(share)s%% of the customer's part is taken over") % {"share": share}
        if then.favour_cap is not None:
            taken = _("%(taken)s, at most %(cap)s") % {
                "taken": taken, "cap": shown.money(then.favour_cap, currency),
            }  # fmt: skip
        parts.append(taken)
    if then.whom:
        parts.append(label(SOURCES, then.whom))
    if then.queue:
        parts.append(_("queue “%(queue)s”") % {"queue": then.queue})
    if then.skill:
        parts.append(_("skill: %(skill)s") % {"skill": label(SKILLS, then.skill)})
    return ("؛ " if reader.is_rtl() else "; ").join(parts)


def plain_percent(points: int) -> str:
    """Hundredths of a percent as people write it, without the sign: «۱۲٫۵»."""
    return shown.digits(Decimal(points) / 100)


def problem_text(problem: Problem) -> str:
    """What is wrong with a rule, and where."""
    fact = problem.path.rpartition(".")[2]
    where = label(TABLE_FACTS, fact) if fact in TABLE_FACTS else {
        "name": _("Name"), "note": _("Reason"), "kind": _("What happens"), "favour_bp": _("Share taken over"),
        "favour_cap": _("At most"),
    }.get(fact, fact)  # fmt: skip
    sentence = {
        "missing": _("fill this in"),
        "unknown_fact": _("nothing of this name can be asked"),
        "unknown_value": _("choose from the list"),
        "unknown_effect": _("choose what happens"),
        "not_a_list": _("choose from the list"),
        "not_a_range": _("write whole numbers"),
        "not_a_share": _("write a share from 0 to 100 percent"),
        "not_an_amount": _("write a whole amount"),
        "upside_down": _("the first number is larger than the second"),
        "refuses_only_the_uncovered": _("a rule may refuse only where the verdict is “not covered”; choose just that"),
        "changes_nothing": _("say what is changed: cut down to the price list, or a share taken over"),
        "twice": _("two rules have the same mark"),
        "too_many": _("there are too many rules"),
    }.get(problem.code, problem.code)
    return _("%(where)s: %(what)s.") % {"where": where, "what": sentence}


def held_text(code: str) -> str:
    """Why a person decides although a rule would have."""
    return str(HELD[code]) if code in HELD else _("The act was refused by its own guards")


# --- refusals --------------------------------------------------------------------------------------------------------


def sentences() -> dict[str, str]:
    """How payment says no."""
    return {
        "bad_basis": _("Hours, quantity, kilometres or zone of a line are not possible. Write them again."),
        "too_many_rows": _("At most %(most)s rows at once. Split the file."),
        "twice": _("The same thing stands here twice with the same first day. Leave one of them."),
        "already_there": _("There is a row for this with the same first day. Change that one, or choose another day."),
        "ends_before_it_begins": _("The last day is before the first. Write a later end, or none."),
        "bad_price": _("This value is not possible. Write a number that is not negative, and choose from the lists."),
        "table_is_fixed": _("A published table never changes. Begin a new version and publish that."),
        "stale_table": _("Somebody else changed this draft meanwhile. Here it is as it is now; please do it again."),
        "empty_table": _("This table has no rule yet. Add one first."),
        "bad_table": _("Something in this table is not right yet; it is named below."),
        "bad_rule": _("Something in this rule is not right yet; it is named below."),
        "nothing_owed": _("Nothing was decided for this centre in these days that is not in a statement already."),
        "statement_not_in_this_state": _("This statement has moved on, so that is not possible now. Look at it again."),
        "stale_statement": _("Somebody else changed this statement in the meantime. Look at it and do it again."),
        "claims_moved": _("Some claims were decided anew since: %(numbers)s. Collect the claims again first."),
        "less_than_nothing": _("The deductions are more than the claims. Leave some for a later statement."),
        "same_drafter": _("You drafted this statement. Somebody else has to approve it."),
        "unknown_reason": _("Choose the reason from the list."),
    }


# --- the history -----------------------------------------------------------------------------------------------------


def _ruled(body: Mapping[str, Any]) -> tuple[str, str, str]:
    if not body["rule"]:
        return _("No rule of payment matched (table %(table)s)") % {"table": shown.digits(body["table"])}, "", ""
    title = _("Rule %(rule)s of payment (table %(table)s): %(effect)s") % {
        "rule": shown.digits(body["rule"]),
        "table": shown.digits(body["table"]),
        "effect": label(EFFECTS, body["effect"]),
    }
    more = [held_text(body["held_for"]) if body.get("held_for") else ""]
    if body.get("queue"):
        more.append(_("queue “%(queue)s”") % {"queue": body["queue"]})
    return title, " · ".join(part for part in more if part), EFFECT_TONES.get(body["done"], "")


def _table_published(body: Mapping[str, Any]) -> tuple[str, str, str]:
    version = shown.digits(body["version"])
    return _("Table %(version)s of payment was put in force") % {"version": version}, "", "good"


def _table_retired(body: Mapping[str, Any]) -> tuple[str, str, str]:
    version = shown.digits(body["version"])
    return _("Table %(version)s of payment is no longer in force") % {"version": version}, "", "warn"


def _price_put(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("%(kind)s: changed") if body.get("before") else _("%(kind)s: written down")
    return title % {"kind": label(PRICE_KINDS, body["kind"])}, "", ""


def _price_dropped(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("%(kind)s: struck out") % {"kind": label(PRICE_KINDS, body["kind"])}, "", "warn"


def _drafted(body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Statement drafted"), shown.money(body["due"], body["currency"]), ""


def _changed(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = {
        "collected": _("Claims collected again"),
        "left_out": _("A claim was left out"),
        "deducted": _("Deduction: %(reason)s"),
        "struck_out": _("Deduction struck out: %(reason)s"),
    }[body["change"]] % {"reason": label(DEDUCTIONS, body.get("reason", ""))}
    amount = shown.money(body["amount"], body["currency"]) if body.get("amount") else ""
    return title, amount, ""


def _moved(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = {
        "send": _("Sent for approval"),
        "return": _("Given back"),
        "approve": _("Approved"),
        "pay": _("Paid"),
    }[body["act"]]
    more = " · ".join(part for part in (shown.money(body["due"], body["currency"]), body.get("reference", "")) if part)
    return title, more, STATEMENT_TONES.get(body["after"], "")


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.claim_ruled": _ruled,
    "claims.payment_table_published": _table_published,
    "claims.payment_table_retired": _table_retired,
    "claims.price_put": _price_put,
    "claims.price_dropped": _price_dropped,
    "claims.statement_drafted": _drafted,
    "claims.statement_changed": _changed,
    "claims.statement_moved": _moved,
    "claims.statement_dropped": lambda _body: (_("Statement dropped"), "", ""),
}
"""The sentences of what payment records: title, more about it, tone."""
