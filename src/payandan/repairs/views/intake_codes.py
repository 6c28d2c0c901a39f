"""The code by which a customer confirms what is handed in or collected."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from payandan.customers.models import Customer
from payandan.platform.api.limits import address
from payandan.platform.kit.refusals import Refused
from payandan.platform.notifications.actions import notify
from payandan.platform.notifications.rules import Recipient
from payandan.platform.people import actions as people
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.repairs import queries
from payandan.repairs.views.shared import sentence_of

CODE_PURPOSE = "repair"


@staff_page("repairs.intake")
@require_POST
def send_code(request: ActorRequest) -> HttpResponse:
    """Send the customer a code by which it confirms what is handed in or collected: a fragment with how it went."""
    mobile = request.POST.get("mobile", "")[:20]
    unit = queries.unit_for(request.actor, request.POST.get("unit", "")[:20])
    if not mobile and unit is not None and unit.owner is not None:
        mobile = unit.owner.mobile or ""
    try:
        if not mobile:
            raise Refused("customer_missing", field="mobile")
        issue_code(request, mobile)
    except Refused as refused:
        return render(request, "repairs/code_sent.html", {"problem": sentence_of(refused.code, refused.params)})
    return render(request, "repairs/code_sent.html", {"sent": _("The code is on its way.")})


def issue_code(request: ActorRequest, mobile: str) -> None:
    """Make a code bound to this browser, and send it. Raises Refused."""
    now = timezone.now()
    code = people.issue_code(
        mobile=mobile, purpose=CODE_PURPOSE, session=_session(request), address=address(request), at=now
    )
    notify(
        template="repairs.code",
        to=Recipient(name="", mobile=mobile, email="", language=reader.language()),
        context={"code": code},
        about=None,
        unique_key=f"repairs.code:{mobile}:{now.timestamp()}",
        at=now,
        secret=True,
        channels=("sms",),
    )


def check_code(request: ActorRequest, customer: Customer, code: str) -> None:
    """Use up the code that the customer says. Raises Refused: code_first, code_wrong, code_expired, code_burnt."""
    if not code or not customer.mobile:
        raise Refused("code_first", field="code")
    try:
        people.check_code(
            mobile=customer.mobile, purpose=CODE_PURPOSE, session=_session(request), code=code, at=timezone.now()
        )
    except Refused as refused:
        raise Refused(refused.code, field="code", **refused.params) from refused


def _session(request: ActorRequest) -> str:
    if not request.session.session_key:
        request.session.save()
    return str(request.session.session_key)
