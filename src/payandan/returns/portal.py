"""Where is my parcel? The customer's own page of one shipment; the signed link of a message leads here too."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.returns import rules, words
from payandan.returns.models import Shipment
from payandan.returns.words.customers import seen


@customer_page
@require_safe
def mine(request: ActorRequest, number: str) -> HttpResponse:
    """One of my parcels: how it stands, what was seen of it, and who pays for the way."""
    rows = Shipment.objects.visible_to(request.actor).prefetch_related("checkpoints")
    row = rows.filter(number=number).first()
    if row is None:
        raise Http404
    leg = rules.LEGS[row.leg]
    times = {"prepared": row.created_at, "handed": row.booked_at, "there": row.delivered_at}
    _state, tone = words.state(row.state)
    context = {
        "row": row,
        "headline": words.headline(row.state, from_customer=leg.from_customer),
        "tone": "info" if tone in ("brand", "muted") else tone,
        "steps": words.steps(row.state, times),
        "seen": [seen(one.tag, one.raw, one.at, one.place) for one in reversed(row.checkpoints.all())],
        "late": rules.is_late(row.state, row.promised_on, timezone.localdate()),
        "open": row.state in rules.OPEN,
        "by_whom": words.by_whom(row.carrier, row.service),
        "payer": words.payer(row.payer),
        "why": words.why(row.line) if not row.payer_reason else "",
        "hand_over": leg.from_customer and row.state in (rules.PENDING, rules.INFO_RECEIVED),
    }
    return render(request, "returns/mine.html", context)
