"""A new shipment: first what of, then from whom to whom and how."""

from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from payandan.platform.kit.ids import check_public_id
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.returns import actions, forms, jobs, queries, rules, words
from payandan.returns.actions import Parcel
from payandan.returns.carriers import Order, Party
from payandan.returns.queries import Thing
from payandan.returns.rules import Verdict


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("shipments.view", "shipments.manage")
def new(request: ActorRequest) -> HttpResponse:
    """Begin with a number, or from the page of a thing; a POST writes the shipment down and asks its carrier."""
    number = request.GET.get("number", "")[:40]
    if not number:
        return _ask_what(request, forms.FindForm())
    thing = _thing(request, number)
    if thing is None:
        form = forms.FindForm({"number": number})
        form.is_valid()
        form.add_error("number", words.refusal("unknown_owner"))
        return _ask_what(request, form, status=404)
    leg = request.GET.get("leg", "")
    leg = leg if leg in thing.legs else thing.legs[0]
    if request.method == "POST":
        return _make(request, thing, leg)
    return _show(request, thing, leg, forms.ShipmentForm(thing=thing, leg=leg, initial=_initial(thing, leg)))


@require_POST
@staff_page("shipments.view", "shipments.manage")
def quotes(request: ActorRequest) -> HttpResponse:
    """What each carrier that can be asked says the way would cost: a fragment of the page."""
    thing = _thing(request, request.GET.get("number", "")[:40])
    leg = request.GET.get("leg", "")
    if thing is None or leg not in thing.legs:
        raise Http404
    form = forms.ShipmentForm(request.POST, thing=thing, leg=leg)
    form.is_valid()
    data = form.cleaned_data
    lacking = [name for name in ("weight", "sender_city", "receiver_city") if not data.get(name)]
    if lacking:
        return render(request, "returns/quotes.html", {"lacking": [form[name].label for name in lacking]})
    order = Order(
        number="",
        sender=Party(**form.party("sender")),
        receiver=Party(**form.party("receiver")),
        service="",
        weight=data["weight"],
        declared=data.get("declared") or 0,
        currency=settings.CURRENCY,
        content=data.get("content") or "",
    )
    told = [
        {
            "carrier": words.carrier(carrier.name),
            "done": answer.verdict == Verdict.DONE,
            "price": answer.price,
            "days": answer.days,
            "reason": words.reason(answer.code),
        }
        for carrier, answer in jobs.quotes(order)
    ]
    return render(request, "returns/quotes.html", {"quotes": told, "currency": settings.CURRENCY})


def _ask_what(request: ActorRequest, form: Any, *, status: int = 200) -> HttpResponse:
    return render(request, "returns/find.html", {"form": form}, status=status)


def _thing(request: ActorRequest, number: str) -> Thing | None:
    """What shall travel: of the kind named, or of whichever kind has that number."""
    whole = check_public_id(number)
    if whole is None:
        return None
    kind = request.GET.get("owner", "")[:20]
    return queries.find_thing(request.actor, kind, number=whole) if kind else queries.by_number(request.actor, whole)


def _initial(thing: Thing, leg: str) -> dict[str, Any]:
    known = queries.ends(thing, leg)
    ends = {f"sender_{name}": value for name, value in known.sender.items()}
    ends |= {f"receiver_{name}": value for name, value in known.receiver.items()}
    return {
        **ends,
        "weight": 1000,
        "declared": thing.value or None,
        "content": thing.content,
        "cause": thing.cause_of(leg),
        "key": token_hex(16),
    }


def _make(request: ActorRequest, thing: Thing, leg: str) -> HttpResponse:
    form = forms.ShipmentForm(request.POST, thing=thing, leg=leg)
    if not form.is_valid():
        return _show(request, thing, leg, form, status=422)
    data = form.cleaned_data
    carrier, _colon, service = data["carrier"].partition(":")
    parcel = Parcel(
        carrier=carrier,
        service=service,
        weight=data["weight"],
        declared=data["declared"] or 0,
        content=data["content"],
        sender=form.party("sender"),
        receiver=form.party("receiver"),
        other=data.get("other"),
        cause=data["cause"],
        payer=data["payer"],
        payer_reason=data["payer_reason"],
        waybill=data["waybill"],
        price=data["price"],
        promised_on=data["promised_on"],
    )
    owner, form_key = (thing.kind, thing.id), f"form:{data['key']}" if data["key"] else ""
    try:
        row = actions.ship(owner=owner, leg=leg, parcel=parcel, actor=request.actor, at=timezone.now(), key=form_key)
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return _show(request, thing, leg, form, status=422)
    jobs.advance(row.number)
    messages.success(request, _("The shipment is written down."))
    return HttpResponseRedirect(reverse("shipments-record", args=[row.number]))


def _show(request: ActorRequest, thing: Thing, leg: str, form: Any, *, status: int = 200) -> HttpResponse:
    known = queries.ends(thing, leg)
    cities = [key(end.get("city", "")) for end in (known.sender, known.receiver)]
    way = rules.Way(thing.cause_of(leg), thing.coverage, rules.distance(*cities), thing.country)
    decided = rules.who_pays(way, settings.SHIPPING_PAYERS)
    context = {
        "thing": thing,
        "leg": leg,
        "leg_name": words.label(words.LEGS, leg),
        "legs": [
            {
                "label": words.label(words.LEGS, code),
                "href": f"?owner={thing.kind}&number={thing.number}&leg={code}",
                "current": code == leg,
            }
            for code in thing.legs
        ],
        "form": form,
        "ends": [
            {"title": _("Sent from"), "fields": [form[f"sender_{name}"] for name in words.PARTY]},
            {"title": _("Sent to"), "fields": [form[f"receiver_{name}"] for name in words.PARTY]},
        ],
        "payer": words.payer(decided.payer),
        "why": words.why(decided.line),
        "owner_url": queries.url_of(thing.kind, thing.number),
        "asks": any(not choice.startswith("manual") for choice, _label in forms.carrier_choices()),
        "by_hand": {"waybill": form["waybill"], "price": form["price"], "promised_on": form["promised_on"]},
    }
    return render(request, "returns/new.html", context, status=status)
