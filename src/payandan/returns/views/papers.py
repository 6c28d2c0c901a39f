"""The papers of a shipment: our own slip for the parcel, its QR code, and the carrier's own label."""

import io

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.returns import jobs, words
from payandan.returns.views.records import found


@staff_page("shipments.view")
@require_safe
def slip(request: ActorRequest, number: str) -> HttpResponse:
    """The slip that is stuck on the parcel."""
    row = found(request.actor, number)
    context = {
        "row": row,
        "leg": words.label(words.LEGS, row.leg),
        "by_whom": words.by_whom(row.carrier, row.service),
        "payer": words.label(words.PAYER_SHORT, row.payer),
        "ends": [(_("Sent from"), row.sender), (_("Sent to"), row.receiver)],
    }
    return render(request, "returns/slip.html", context)


@staff_page("shipments.view")
@require_safe
def qr(request: ActorRequest, number: str) -> HttpResponse:
    """The waybill, or the shipment's own number, as a QR code."""
    row = found(request.actor, number)
    drawing = io.BytesIO()
    code = segno.make(row.waybill or row.number, error="m", micro=False)
    code.save(drawing, kind="svg", border=2, xmldecl=False, omitsize=True, unit="")
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers=headers)


@require_POST
@staff_page("shipments.manage")
def label(request: ActorRequest, number: str) -> HttpResponse:
    """The carrier's own label; where it has none, our slip."""
    row = found(request.actor, number)
    url = jobs.label(row)
    if not url:
        messages.warning(request, _("The carrier gave no label; here is our own slip."))
        url = reverse("shipments-slip", args=[row.number])
    return HttpResponseRedirect(url)
