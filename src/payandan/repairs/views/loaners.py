"""The pool of loaners: which are here, which are out, with whom, and until when."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.repairs import actions, forms, queries, words
from payandan.repairs.models import Loan, Loaner
from payandan.repairs.views.shared import centres_of, sentence_of


@staff_page("repairs.view")
def loaners(request: ActorRequest) -> HttpResponseBase:
    """All loaners that this member of staff may see, and a form to add one."""
    can_manage = request.actor.can("repairs.manage")
    form = forms.LoanerForm(request.POST or None, branches=centres_of(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            unit = queries.unit_for(request.actor, form.cleaned_data["serial"])
            if unit is None:
                raise Refused("unknown_serial", field="serial")
            actions.add_loaner(
                unit=unit,
                branch=form.cleaned_data["branch"],
                note=form.cleaned_data["note"],
                actor=request.actor,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused, sentence_of)
        else:
            messages.success(request, _("The loaner was added."))
            return HttpResponseRedirect(reverse("repairs-loaners"))
    context = {"rows": _rows(request), "form": form, "can_manage": can_manage, "today": timezone.localdate()}
    return render(request, "repairs/loaners.html", context, status=422 if form.is_bound and form.errors else 200)


def _rows(request: ActorRequest) -> list[dict[str, object]]:
    rows = list(Loaner.objects.visible_to(request.actor).select_related("unit__model", "branch")[:200])
    out = {
        loan.loaner_id: loan
        for loan in Loan.objects.filter(loaner__in=rows, back_at=None).select_related("order", "customer")
    }
    return [
        {
            "loaner": row,
            "state": words.label(words.LOANER_STATES, row.state),
            "tone": words.LOANER_TONES[row.state],
            "loan": out.get(row.pk),
        }
        for row in rows
    ]


@staff_page("repairs.intake")
@require_POST
def clear(request: ActorRequest, number: str) -> HttpResponse:
    """A loaner was checked and may be lent again, or is taken out of the pool."""
    row = Loaner.objects.visible_to(request.actor).filter(number=number).first()
    if row is None:
        raise Http404
    try:
        withdraw = request.POST.get("act") == "withdraw"
        actions.clear_loaner(loaner=row, withdraw=withdraw, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    return HttpResponseRedirect(reverse("repairs-loaners"))
