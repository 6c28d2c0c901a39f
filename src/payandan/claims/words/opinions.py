"""What second opinions and bound evidence are called: labels, lines of the history, and how they say no."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payandan.claims.words.labels import (
    ABOUT,
    DECISION_TONES,
    DECISIONS,
    EVIDENCE_KINDS,
    Label,
    label,
)

WHY: dict[str, Label] = {"appeal": gettext_lazy("Appeal"), "sample": gettext_lazy("Quality sample")}
WHY_TONES = {"appeal": "warn", "sample": "info"}
FINDINGS: dict[str, Label] = {
    "confirmed": gettext_lazy("Confirmed"),
    "overturned": gettext_lazy("Overturned"),
    "more_evidence": gettext_lazy("Needs more evidence"),
}
FINDING_TONES = {"confirmed": "good", "overturned": "bad", "more_evidence": "warn"}
OPINIONS: dict[str, Label] = {
    "approved": gettext_lazy("The company should pay everything"),
    "partly_approved": gettext_lazy("Both should pay a part"),
    "rejected": gettext_lazy("The customer should pay everything"),
}


def _asked(_body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("Second opinion asked for"), "", "info"


def _assigned(body: Mapping[str, Any]) -> tuple[str, str, str]:
    asked = body.get("branch_id") is not None
    return _("Second opinion asked of another centre") if asked else _("Second opinion taken back"), "", "info"


def _more(_body: Mapping[str, Any]) -> tuple[str, str, str]:
    return _("The second opinion needs more evidence"), "", "warn"


def _given(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Told to those alone who may see the claim, and so the first decision."""
    if body["finding"] == "more_evidence":
        return _("Second opinion: needs more evidence"), "", "warn"
    title = _("Second opinion: %(outcome)s") % {"outcome": label(DECISIONS, body["outcome"])}
    return title, label(FINDINGS, body["finding"]), DECISION_TONES.get(body["outcome"], "")


def _bound(body: Mapping[str, Any]) -> tuple[str, str, str]:
    title = _("%(kind)s now shows: %(fact)s") % {
        "kind": label(EVIDENCE_KINDS, body["kind"]),
        "fact": label(ABOUT, body["about"]),
    }
    before = f"{label(EVIDENCE_KINDS, body['kind_before'])}, {label(ABOUT, body['about_before'])}"
    return title, _("Before: %(what)s") % {"what": before}, ""


TELLERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "claims.opinion_asked": _asked,
    "claims.opinion_assigned": _assigned,
    "claims.opinion_dropped": lambda _body: (_("Second opinion no longer asked for"), "", ""),
    "claims.more_evidence_requested": _more,
    "claims.opinion_given": _given,
    "claims.evidence_bound": _bound,
}


def unproven(items: Any) -> str:
    """The evidence that a rejection lacks, as a sentence."""
    named = _(" and ").join(dict.fromkeys(str(label(EVIDENCE_KINDS, kind)).lower() for _code, kind, _there in items))
    if all(there for _code, _kind, there in items):
        return _(
            "No rejection without its evidence. Named, but nothing to look at: %(evidence)s. "
            "Attach the file; a report may be written into its note instead."
        ) % {"evidence": named}
    return _("No rejection without its evidence. What is missing: %(facts)s.") % {"facts": named}


def sentences() -> dict[str, str]:
    """How second opinions and bound evidence say no."""
    return {
        "opinion_first": _(
            "Somebody who does not know the first decision has to give an opinion before the appeal is decided."
        ),
        "opinion_waiting": _("A second opinion has already been asked for. Wait for it, or assign it anew."),
        "opinion_given": _("This second opinion has been given already. Look at the page again."),
        "same_person_opinion": _(
            "You made the first decision, or asked for this opinion. Somebody else has to give it."
        ),
        "same_centre": _("This centre made the decision. Ask another one."),
        "no_such_centre": _("This centre is closed. Ask another one."),
        "no_outcome": _("Say how you would decide."),
        "appeal_is_heard": _("An appeal is owed a second opinion, so that it cannot be dropped."),
        "no_such_evidence": _("This piece of evidence is no longer here. Look at the page again."),
        "bad_days_out": _("Write the days as a whole number, at most %(most)s."),
        "before_filed": _("The claim was filed later than this day."),
        "as_of_future": _("This day is still to come."),
        "not_signed": _("This file carries no signature of a case file."),
        "not_a_pdf": _("This is no PDF file, or it is damaged."),
    }
