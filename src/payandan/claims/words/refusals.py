"""How claims says no: what happened, why, and what to do next."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from payandan.claims.words import cores, opinions, payment, radar, recovery, suspicion
from payandan.claims.words.labels import SOURCES, STATES, fact_label, label
from payandan.platform.ui import reader


def refusal(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for a refusal: what happened, why, and what to do next."""
    params = params or {}
    if code == "not_in_this_state":
        return _("This claim is “%(state)s” now, so that is no longer possible. Look at the page again.") % {
            "state": label(STATES, params.get("state", ""))
        }
    if code in ("recovery_not_in_this_state", "core_not_in_this_state"):
        of = recovery if code.startswith("recovery") else cores
        return str(of.state_sentence(params.get("state", "")))
    if code in ("no_rejection_without_evidence", "undecided"):
        return _missing(code, params)
    if code == "better_source_known":
        return _("The %(source)s has already stated this. Only a source at least as good can change it.") % {
            "source": label(SOURCES, params.get("source", "")).lower()
        }
    if code == "bad_case":
        return _("This does not fit together: %(problems)s") % {"problems": _problems(params.get("problems", ()))}
    plain = {name: value for name, value in params.items() if isinstance(value, str | int)}
    known = _SENTENCES()
    for subject in (opinions, payment, suspicion, radar, recovery, cores):
        known |= subject.sentences()
    return (known.get(code) or _("This is not possible now.")) % plain


def _missing(code: str, params: Mapping[str, Any]) -> str:
    if params.get("unproven"):
        return opinions.unproven(params["unproven"])
    facts = params.get("missing", ())
    names = "، ".join(fact_label(path) for path in dict.fromkeys(facts))
    if not reader.is_rtl():
        names = names.replace("، ", ", ")
    if code == "undecided":
        if not names:
            return _("The verdict is not complete, so it cannot be confirmed yet.")
        return _(
            "The verdict still depends on: %(facts)s. Find that out first, or decide in the customer's favour."
        ) % {"facts": names}
    if not names:
        return _("No rejection without its evidence: the verdict covers this claim, at least in part.")
    return _("No rejection without its evidence. What is missing: %(facts)s.") % {"facts": names}


def _problems(problems: Any) -> str:
    return "; ".join(f"{problem.path}: {problem.code}" for problem in problems)


def _SENTENCES() -> dict[str, str]:  # noqa: N802
    return {
        "not_allowed": _("You may not do this. Ask somebody who may, or an administrator."),
        "not_found": _("There is no such claim, or it is not yours."),
        "stale": _("Somebody else changed this claim in the meantime. Here it is as it is now; please do it again."),
        "unknown_serial": _("No unit with this serial is registered. Check the serial, or register the unit first."),
        "failed_in_future": _("The day of the fault cannot be in the future."),
        "filed_in_future": _("The day of filing cannot be in the future."),
        "unknown_symptom": _("Choose what is wrong from the list for this kind of product."),
        "unknown_component": _("This component does not belong to this kind of product."),
        "too_many_lines": _("A claim has at most %(most)s lines. Put small ones together."),
        "unknown_line_kind": _("Choose what kind of cost this is."),
        "bad_amount": _("Write the amount as a whole number that is not negative."),
        "no_lines": _("Write at least one line."),
        "no_evidence": _("Choose at least one photo or paper."),
        "unknown_evidence": _("Choose what this shows."),
        "too_much_evidence": _("A claim holds at most %(most)s photos and papers."),
        "file_unknown": _("One of the files is no longer here. Please attach it again."),
        "bad_fact": _("This value is not possible here."),
        "unknown_source": _("Say who found this out."),
        "unknown_person": _("Choose who shall be asked."),
        "no_customer": _("No customer belongs to this claim, so there is nobody to ask."),
        "no_question": _("Write the question."),
        "no_answer": _("Write an answer or attach a photo."),
        "already_answered": _("This question has already been answered. Thank you."),
        "customer_would_pay_more": _(
            "The customer would pay more than the verdict says. A decision may only differ in the customer's favour."
        ),
        "no_such_line": _("This line no longer exists. Look at the page again."),
        "reason_needed": _("Write the reason; it is kept with the decision."),
        "same_person": _("You made the first decision. Somebody else has to decide the appeal."),
        "nothing_to_settle": _("Nothing was decided in the customer's favour, so there is nothing to settle."),
        "unknown_payer": _("This payer pays nothing here."),
        "more_than_decided": _("That is more than was decided for this payer."),
    }
