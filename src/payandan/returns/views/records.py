"""The page of one shipment."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payandan.platform.journal.queries import history
from payandan.platform.kit.actors import Actor
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.returns import carriers, forms, queries, rules, words
from payandan.returns.models import Shipment

_TIMELINE = 60


@staff_page("shipments.view")
@require_safe
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One shipment: where it is, what was seen of it, who pays, and what may be done."""
    return show(request, found(request.actor, number))


def found(actor: Actor, number: str) -> Shipment:
    """The shipment, if this member of staff may see it; else 404."""
    row = queries.record(actor, number)
    if row is None:
        raise Http404
    return row


def show(
    request: ActorRequest, row: Shipment, *, open_dialog: str = "", status: int = 200, **given: Any
) -> HttpResponse:
    """The page; with a form that was refused, its dialog stands open."""
    actor = request.actor
    manages = actor.can("shipments.manage")
    acts = rules.acts_in(row.state) if manages else ()
    carrier = carriers.find(row.carrier)
    by_hand = carrier is None or carrier.by_hand
    state, tone = words.state(row.state)
    context = {
        "row": row,
        "state": state,
        "tone": tone,
        "leg": words.label(words.LEGS, row.leg),
        "by_whom": words.by_whom(row.carrier, row.service),
        "service": "" if by_hand else words.label(words.SERVICES, row.service),
        "steps": steps_of(row),
        "checkpoints": checkpoints_of(row),
        "answers": _answers(row),
        "tasks": _tasks(row),
        "timeline": _timeline(row),
        "owner_url": queries.url_of(row.owner_kind, row.owner_number),
        "payer": words.payer(row.payer),
        "why": words.why(row.line),
        "cause": words.label(words.CAUSES, row.cause),
        "coverage": words.label(words.COVERAGES, row.coverage),
        "distance": words.label(words.DISTANCES, row.distance),
        "error": words.reason(row.error) if row.error else "",
        "late": rules.is_late(row.state, row.promised_on, timezone.localdate()),
        "may": {
            "ask": manages and not by_hand and row.state in (rules.DRAFT, rules.ASKED, *rules.UNDER_WAY),
            "label": manages and not by_hand and bool(row.carrier_id),
            "close": manages,
        },
        "dialogs": _dialogs(row, acts, manages, by_hand, given),
        "open": open_dialog,
        "close_form": given.get("close") or forms.CloseForm(),
    }
    return render(request, "returns/record.html", context, status=status)


def steps_of(row: Shipment) -> list[dict[str, Any]]:
    """The line of steps with the times that are known."""
    times = {"prepared": row.created_at, "handed": row.booked_at, "there": row.delivered_at}
    return words.steps(row.state, times)


def checkpoints_of(row: Shipment) -> list[dict[str, Any]]:
    """What was seen, newest first."""
    return [
        {
            "title": words.label(words.STATES, one.tag) if one.tag else one.raw,
            "at": one.at,
            "by": one.by_name,
            "text": " · ".join(
                part
                for part in (words.label(words.TROUBLES, one.trouble) if one.trouble else "", one.place, one.text)
                if part
            ),
            "tone": words.TONES.get(one.tag, ""),
        }
        for one in reversed(row.checkpoints.all())
    ]


def _answers(row: Shipment) -> list[dict[str, Any]]:
    return [
        {
            "title": words.label(words.STEPS, answer.step),
            "at": answer.at,
            "by": words.carrier(answer.carrier),
            "text": " ".join(
                filter(None, (words.label(words.VERDICTS, answer.verdict), _of_code(answer.code), answer.detail))
            ),
        }
        for answer in reversed(row.answers.all())
    ]


def _of_code(code: str) -> str:
    return "" if code in ("", "200") else words.reason(code)


def _tasks(row: Shipment) -> list[dict[str, Any]]:
    return [
        {
            "task": task,
            "trouble": words.label(words.TROUBLES, task.trouble),
            "icon": words.TROUBLE_ICONS[task.trouble],
            "open": task.closed_at is None,
            "dialog": f"close-{task.pk}",
        }
        for task in row.tasks.all()
    ]


def _timeline(row: Shipment) -> list[dict[str, Any]]:
    lines = []
    for fact in history("shipment", row.pk, limit=_TIMELINE):
        title, text, tone = words.sentence(fact.name, fact.body)
        if title:
            by = "" if fact.actor_kind == "system" else fact.actor_name
            lines.append({"title": title, "text": text, "tone": tone, "at": fact.at, "by": by})
    return lines


def _dialogs(row: Shipment, acts: Any, manages: bool, by_hand: bool, given: dict[str, Any]) -> dict[str, Any]:
    """The forms that may be opened now, by the act."""
    found: dict[str, Any] = {}
    if "name_waybill" in acts:
        found["waybill"] = given.get("waybill") or forms.WaybillForm()
    if manages and by_hand and rules.takes_checkpoints(row.state):
        found["checkpoint"] = given.get("checkpoint") or forms.CheckpointForm(state=row.state)
    if manages:
        found["payer"] = given.get("payer") or forms.PayerForm(initial={"payer": row.payer})
    if "cancel" in acts and not row.cancel_wish:
        found["cancel"] = given.get("cancel") or forms.ReasonForm()
    return found
