"""The money of a job at the counter: taken, asked for by a link, let go."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.kit.ids import token
from payandan.platform.kit.refusals import Refused
from payandan.platform.payments import words as payment_words
from payandan.platform.payments.models import Payment
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.repairs import actions
from payandan.repairs.forms import money as forms
from payandan.repairs.models import Release
from payandan.repairs.queries import money, visible
from payandan.repairs.views.invoice_papers import receipt_context
from payandan.repairs.views.shared import found, sentence_of, tried, who


@require_safe
@staff_page("repairs.view")
def receipt(request: ActorRequest, number: str) -> HttpResponse:
    """The receipt of one payment, for paper."""
    row = Payment.objects.filter(number=number, owner_kind=money.OWNER).received().first()
    order = money_order(request, row) if row else None
    if row is None or order is None:
        raise Http404
    return render(request, "repairs/payment_print.html", receipt_context(row, order))


@staff_page("repairs.view", "payments.take")
def take(request: ActorRequest, number: str) -> HttpResponse:
    """Take money at the counter."""
    order = found(request, number, whole=True)
    purpose, due = actions.due_now(order)
    form = forms.TakeForm(request.POST or None, initial={"amount": due or None, "key": _key()})

    def taken() -> Payment:
        values = form.cleaned_data | {"reference": form.cleaned_data["reference"] or ""}
        return actions.take_payment(order=order, **values, **who(request))

    if form.is_bound and form.is_valid() and (row := tried(form, taken)) is not None:
        messages.success(request, _("The money is written down as %(number)s.") % {"number": row.number})
        return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    context = {
        "order": order,
        "form": form,
        "purpose": payment_words.PURPOSES[purpose],
        "due": due,
        "currency": settings.CURRENCY,
    }
    return render(request, "repairs/take.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page("repairs.view", "payments.take")
def send_link(request: ActorRequest, number: str) -> HttpResponse:
    """Send the customer the link where to pay."""
    order = found(request, number)
    back = reverse("repairs-mine", args=[number])
    try:
        actions.begin_payment(order=order, actor=request.actor, at=timezone.now(), back_path=back, tell=True)
    except Refused as refused:
        messages.error(request, sentence_of(refused.code, refused.params))
    else:
        messages.success(request, _("The link to pay is on its way."))
    return HttpResponseRedirect(reverse("repairs-record", args=[number]))


@staff_page("repairs.view", "repairs.release")
def release(request: ActorRequest, number: str) -> HttpResponse:
    """Let a device go though it is not paid."""
    order = found(request, number)
    form = forms.ReasonForm(request.POST or None)

    def released() -> Release:
        return actions.release_unpaid(order=order, reason=form.cleaned_data["reason"], **who(request))

    if form.is_bound and form.is_valid() and tried(form, released) is not None:
        messages.success(request, _("It may be handed over now."))
        return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    context = {"order": order, "form": form, "due": money.due_of(order.pk), "currency": settings.CURRENCY}
    return render(request, "repairs/release.html", context, status=422 if form.errors else 200)


def money_order(request: ActorRequest, row: Payment) -> Any:
    """The job of a payment, where the actor may see it."""
    return visible(request.actor).filter(pk=row.owner_id).first()


def _key() -> str:
    return token(16)
