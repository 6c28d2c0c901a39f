"""What the desk does with a job: each act reads one form, calls one action, and shows the page again."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.repairs import actions
from payandan.repairs.views import dialogs
from payandan.repairs.views.act_dialogs import ACTS
from payandan.repairs.views.act_presses import PRESSES
from payandan.repairs.views.intake_codes import issue_code
from payandan.repairs.views.records import done, refused, show
from payandan.repairs.views.shared import found, sentence_of


@staff_page("repairs.view")
@require_POST
def act(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """Do an act that a dialog of the job's page asks for."""
    if name not in ACTS:
        raise Http404
    order = found(request, number)
    form = dialogs.bound_form(request, order, name)
    if not form.is_valid():
        return show(request, number, dialog=name, form=form, status=422)
    try:
        message = ACTS[name](request, order, form.cleaned_data | {"form": form})
    except Refused as refusal:
        if refusal.code in ("not_found", "stale"):
            return refused(request, number, refusal)
        add_refusal(form, refusal, sentence_of)
        return show(request, number, dialog=name, form=form, status=422)
    return done(request, number, message)


@staff_page("repairs.view")
@require_POST
def press(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """Do an act that is one press of a button: a move, a timer, telling the customer."""
    if name not in PRESSES:
        raise Http404
    order = found(request, number)
    try:
        message = PRESSES[name](request, order, {})
    except Refused as refusal:
        return refused(request, number, refusal)
    return done(request, number, message)


@staff_page("repairs.bench")
@require_POST
def passcode(request: ActorRequest, number: str) -> HttpResponse:
    """Show the passcode once, in place: a fragment; the look is written down."""
    order = found(request, number)
    try:
        shown = actions.look_at_passcode(order=order, actor=request.actor, at=timezone.now())
    except Refused as refusal:
        context = {"problem": sentence_of(refusal.code, refusal.params)}
        return render(request, "repairs/passcode.html", context, status=422)
    return render(request, "repairs/passcode.html", {"passcode": shown})


@staff_page("repairs.intake")
@require_POST
def send_code(request: ActorRequest, number: str) -> HttpResponse:
    """Send the customer a code to collect by: a fragment with how it went."""
    order = found(request, number)
    try:
        if not order.customer.mobile:
            raise Refused("customer_missing", field="mobile")
        issue_code(request, order.customer.mobile)
    except Refused as refusal:
        return render(request, "repairs/code_sent.html", {"problem": sentence_of(refusal.code, refusal.params)})
    return render(request, "repairs/code_sent.html", {"sent": _("The code is on its way.")})
