"""What a customer reads: where the claim is, what comes next, in plain words without codes."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from payandan.claims import rules


class Tracked(Protocol):
    """What these words need of a claim."""

    state: Any
    outcome: Any
    decided_as: Any
    filed_at: Any
    decided_at: Any
    appealed_at: Any
    settled_at: Any
    decisions: Any


def headline(claim: Tracked) -> str:
    """The one sentence at the head of a customer's claim."""
    if claim.state in rules.OPEN:
        return _open_headline(claim)
    if claim.state == rules.APPEALED:
        return _("Somebody else is looking at it again")
    if claim.state == rules.WITHDRAWN:
        return _("You took this report back")
    return {
        "approved": _("The warranty pays"),
        "partly_approved": _("The warranty pays a part"),
        "rejected": _("The warranty does not pay this time"),
    }.get(claim.decided_as, _("Decided"))


def _open_headline(claim: Tracked) -> str:
    if claim.state == rules.INFO_REQUESTED:
        return _("We need a word from you")
    if claim.outcome == "undecided":
        return _("We are looking for the cause")
    return _("Your report is with us")


def next_text(claim: Tracked) -> str:
    """What happens next, and who does it."""
    if claim.state in (rules.SUBMITTED, rules.UNDER_INSPECTION) and claim.outcome == "undecided":
        return _("An expert looks for the cause. As soon as it is known who pays, we send you a message.")
    confirming = _("An expert confirms the result. Then we send you a message.")
    paying = _("The repair can begin; you pay nothing beyond your share.")
    return {
        rules.INFO_REQUESTED: _("Answer the question, then it goes on at once."),
        rules.SUBMITTED: confirming,
        rules.UNDER_INSPECTION: confirming,
        rules.APPEALED: _(
            "It goes to somebody who does not know how it was decided. Then you get a message with the result."
        ),
        rules.APPROVED: paying,
        rules.PARTLY_APPROVED: paying,
        rules.REJECTED: _("Below you see why, and on what evidence. If you do not agree, one tap is enough."),
    }.get(claim.state, "")


def steps(claim: Tracked) -> list[dict[str, Any]]:
    """The tracker: what is done, where it is, what comes."""
    found = [_step(_("Reported"), "done", claim.filed_at)]
    if claim.state == rules.WITHDRAWN:
        return [*found, _step(_("Taken back"), "stopped")]
    if claim.decided_at is None:
        found.append(_step(_open_step(claim), "now", text=next_text(claim)))
        found.append(_step(_("Decision"), "next"))
        return [*found, _step(_("Repair"), "next")]
    found.append(_step(_decision_step(claim), "done", _first_decided(claim)))
    if claim.appealed_at is not None:
        found.append(_step(_("You appealed"), "done", claim.appealed_at))
        if claim.state == rules.APPEALED:
            return [*found, _step(_("Decision by somebody else"), "now", text=next_text(claim))]
        found.append(_step(_("Final decision"), "done", claim.decided_at))
    if claim.decided_as == "rejected":
        return found
    if claim.settled_at is not None:
        return [*found, _step(_("Settled"), "done", claim.settled_at)]
    return [*found, _step(_("Repair and settlement"), "now", text=next_text(claim))]


def _open_step(claim: Tracked) -> str:
    if claim.state == rules.INFO_REQUESTED:
        return _("Your answer")
    if claim.state == rules.UNDER_INSPECTION:
        return _("Inspection")
    return _("An expert looks at it")


def _decision_step(claim: Tracked) -> str:
    first = next((item for item in claim.decisions.all() if item.kind == "first"), None)
    outcome = first.outcome if first else claim.decided_as
    return {
        "approved": _("Covered by the warranty"),
        "partly_approved": _("Partly covered by the warranty"),
        "rejected": _("Not covered this time"),
    }.get(outcome, _("Decided"))


def _first_decided(claim: Tracked) -> Any:
    first = next((item for item in claim.decisions.all() if item.kind == "first"), None)
    return first.at if first else claim.decided_at


def _step(title: str, state: str, at: Any = None, text: str = "") -> dict[str, Any]:
    return {"title": title, "state": state, "at": at, "text": text}
