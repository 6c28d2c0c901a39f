"""How does my device stand? By the code on the receipt, or signed in, with more."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payandan.catalog import queries as catalog
from payandan.platform.api.limits import address, throttle
from payandan.platform.kit.text import ascii_digits, strip_direction
from payandan.platform.people.permissions import ActorRequest, customer_page, public_page
from payandan.platform.ui import reader
from payandan.platform.ui.words import duration
from payandan.repairs import forms, queries, rules, words
from payandan.repairs.models import RepairOrder
from payandan.repairs.portal.estimates import money_of
from payandan.repairs.queries import ways
from payandan.repairs.words.customers import headline, promise_text, steps


@never_cache
@public_page
@require_safe
def track(request: ActorRequest) -> HttpResponse:
    """Follow a device by the code from the receipt; nothing of its owner is shown."""
    typed = request.GET.get("code", "")[:40]
    form = forms.TrackForm({"code": typed} if typed else None)
    if not typed:
        return render(request, "repairs/track.html", {"form": form})
    wait = throttle(f"repairs.track:{address(request)}", limit=20, per=600)
    if wait:
        context = {"form": form, "problem": _("Too many tries. Please wait %(time)s.") % {"time": duration(wait)}}
        return render(request, "repairs/track.html", context, status=429)
    order = by_code(typed)
    if order is None:
        problem = _("There is no device with this code. Look at the receipt again, letter by letter.")
        return render(request, "repairs/track.html", {"form": form, "problem": problem}, status=404)
    return render(request, "repairs/track.html", {"form": form, **_public(order)})


def by_code(typed: str) -> RepairOrder | None:
    """The job with this tracking code, in any digits, spaces and case."""
    code = "".join(sign for sign in ascii_digits(strip_direction(typed)).upper() if sign.isalnum())
    code = code.replace("O", "0").replace("I", "1").replace("L", "1")
    rows = RepairOrder.objects.select_related("unit__model__category", "branch", "customer")
    return rows.filter(tracking=code).first() if code else None


def _public(order: RepairOrder) -> dict[str, Any]:
    """How a job stands, in the customer's words."""
    return {
        "order": order,
        "headline": headline(order.state),
        "tone": words.TONES.get(order.state, "info"),
        "promise": promise_text(order.promised_at) if order.state in _BEFORE_READY else "",
        "steps": steps(
            order.state, received_at=order.received_at, ready_at=order.ready_at, delivered_at=order.delivered_at
        ),
        "late": bool(order.promised_at and order.promised_at < timezone.now() and order.state in _BEFORE_READY),
        "waits_for": order.waits_for if order.state == "waiting_part" else "",
        "expected_on": order.expected_on if order.state == "waiting_part" else None,
    }


_BEFORE_READY = tuple(state for state in rules.OPEN if state not in (*rules.AT_COUNTER, "abandoned"))


@customer_page
@require_safe
def mine(request: ActorRequest, number: str) -> HttpResponse:
    """One of my devices in the workshop, with what was written on the receipt."""
    order = (
        RepairOrder.objects.visible_to(request.actor)
        .select_related("unit__model__category", "branch", "customer", "claim")
        .prefetch_related("changes", "loans__loaner__unit__model")
        .filter(number=number)
        .first()
    )
    if order is None:
        raise Http404
    category = order.unit.model.category.code
    sheet, language = queries.sheet_of(category), reader.language()
    symptoms = {row.code: row.name_in(language) for row in catalog.symptoms_of(category)}
    claim_url = reverse("claims-mine-record", args=[order.claim.number]) if order.claim else ""
    context = {
        **_public(order),
        "symptoms": [symptoms.get(code, code) for code in order.symptoms],
        "accessories": [sheet.name("accessories", code, language) for code in order.accessories],
        "outcome": words.label(words.OUTCOMES, order.outcome) if order.outcome else "",
        "outcome_tone": words.OUTCOME_TONES.get(order.outcome, ""),
        "claim_url": claim_url if order.claim and order.claim.customer_id == request.actor.id else "",
        "loan": next((row for row in order.loans.all() if row.back_at is None), None),
        "money": money_of(order),
        "parcels": ways.of_customer(order, request.actor),
    }
    return render(request, "repairs/mine.html", context)
