"""The cash drawers of centres."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import CashDrawer
from payandan.repairs.queries import ledger, money
from payandan.repairs.rules import drawers as rules
from payandan.repairs.views.shared import sentence_of

CASH = "repairs.cash"
_PAST = 30


@require_safe
@staff_page(CASH)
def drawers(request: ActorRequest) -> HttpResponse:
    """The drawer of each centre today, and the closings before."""
    return _show(request)


@require_POST
@staff_page(CASH)
def open_drawer(request: ActorRequest, branch: str) -> HttpResponse:
    """Open a centre's drawer."""
    where = money.centres(request.actor).filter(code=branch).first()
    if where is None:
        raise Http404
    form = forms.OpenDrawerForm(request.POST)
    if not form.is_valid():
        return _show(request, forms_of={where.pk: form})
    try:
        actions.open_drawer(branch=where, opening=form.cleaned_data["opening"], actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    return HttpResponseRedirect(reverse("repairs-cash"))


@require_POST
@staff_page(CASH)
def close_drawer(request: ActorRequest, number: str) -> HttpResponse:
    """Count it and close it."""
    row = CashDrawer.objects.visible_to(request.actor).filter(number=number).first()
    if row is None:
        raise Http404
    form = forms.CloseDrawerForm(request.POST)
    if not form.is_valid():
        return _show(request, forms_of={row.branch_id: form})
    try:
        actions.close_drawer(
            drawer=row,
            counted=form.cleaned_data["counted"],
            reason=form.cleaned_data["reason"] or "",
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return _show(request, forms_of={row.branch_id: form})
    messages.success(request, _("The drawer is closed."))
    return HttpResponseRedirect(reverse("repairs-cash"))


def _show(request: ActorRequest, *, forms_of: dict[int, Any] | None = None) -> HttpResponse:
    given = forms_of or {}
    now = timezone.now()
    rows = CashDrawer.objects.visible_to(request.actor).select_related("branch")
    running = {row.branch_id: row for row in rows.filter(state=rules.OPEN_DRAWER)}
    centres = []
    for branch in money.centres(request.actor):
        row = running.get(branch.pk)
        form = given.get(branch.pk) or (forms.CloseDrawerForm() if row else forms.OpenDrawerForm())
        count = ledger.count_of(row, at=now) if row else None
        centres.append({"branch": branch, "row": row, "count": count, "form": form})
    past = [
        {"row": row, "count": ledger.count_of(row, at=now)}
        for row in rows.filter(state=rules.CLOSED_DRAWER).order_by("-closed_at")[:_PAST]
    ]
    context = {"centres": centres, "past": past, "currency": settings.CURRENCY}
    return render(request, "repairs/cash.html", context, status=422 if given else 200)
