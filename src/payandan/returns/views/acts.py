"""The acts of a shipment's page, each one post."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.returns import actions, forms, jobs, queries, words
from payandan.returns.models import Shipment
from payandan.returns.views.records import found, show

Do = Callable[[dict[str, Any], dict[str, Any]], object]


@require_POST
@staff_page("shipments.manage")
def ask(request: ActorRequest, number: str) -> HttpResponse:
    """Ask the carrier now."""
    row = found(request.actor, number)
    if jobs.advance(row.number) is None:
        messages.info(request, _("The carrier is being asked already."))
    return _back(row)


@require_POST
@staff_page("shipments.manage")
def waybill(request: ActorRequest, number: str) -> HttpResponse:
    """Name the waybill of a counter."""
    row = found(request.actor, number)
    return _act(request, row, "waybill", forms.WaybillForm(request.POST), _waybill)


def _waybill(data: dict[str, Any], common: dict[str, Any]) -> object:
    return actions.name_waybill(waybill=data["waybill"], price=data["price"], promised_on=data["promised_on"], **common)


@require_POST
@staff_page("shipments.manage")
def checkpoint(request: ActorRequest, number: str) -> HttpResponse:
    """Write down what was seen."""
    row = found(request.actor, number)
    return _act(request, row, "checkpoint", forms.CheckpointForm(request.POST, state=row.state), _checkpoint)


def _checkpoint(data: dict[str, Any], common: dict[str, Any]) -> object:
    given = {name: data[name] for name in ("tag", "trouble", "place", "text")}
    return actions.add_checkpoint(**given, **common)


@require_POST
@staff_page("shipments.manage")
def payer(request: ActorRequest, number: str) -> HttpResponse:
    """Decide otherwise who pays."""
    row = found(request.actor, number)
    return _act(request, row, "payer", forms.PayerForm(request.POST), _payer)


def _payer(data: dict[str, Any], common: dict[str, Any]) -> object:
    return actions.decide_payer(payer=data["payer"], reason=data["reason"], **common)


@require_POST
@staff_page("shipments.manage")
def cancel(request: ActorRequest, number: str) -> HttpResponse:
    """Call it off; its carrier, where it has one that can be asked, is asked at once."""
    row = found(request.actor, number)
    return _act(request, row, "cancel", forms.ReasonForm(request.POST), _cancel)


def _cancel(data: dict[str, Any], common: dict[str, Any]) -> object:
    row = actions.cancel(reason=data["reason"], **common)
    return jobs.advance(row.number) if row.cancel_wish else row


@require_POST
@staff_page("shipments.manage")
def close(request: ActorRequest, task: int) -> HttpResponse:
    """Write down what was done about a trouble."""
    known = queries.tasks(request.actor).filter(pk=task).first()
    if known is None:
        raise Http404
    row = found(request.actor, known.shipment.number)
    form = forms.CloseForm(request.POST)
    name = f"close-{task}"
    if not form.is_valid():
        return show(request, row, open_dialog=name, status=422, close=form)
    try:
        actions.close_task(task_id=task, note=form.cleaned_data["note"], actor=request.actor, at=timezone.now())
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return show(request, row, open_dialog=name, status=422, close=form)
    return _back(row)


def _act(request: ActorRequest, row: Shipment, name: str, form: Any, do: Do) -> HttpResponse:
    if not form.is_valid():
        return show(request, row, open_dialog=name, status=422, **{name: form})
    try:
        do(form.cleaned_data, {"number": row.number, "actor": request.actor, "at": timezone.now()})
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return show(request, row, open_dialog=name, status=422, **{name: form})
    return _back(row)


def _back(row: Shipment) -> HttpResponse:
    return HttpResponseRedirect(reverse("shipments-record", args=[row.number]))
