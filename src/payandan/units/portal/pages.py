"""A customer's page of a unit, and what the owner can do with it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payandan.customers.forms import CodeForm
from payandan.customers.portal import proving
from payandan.customers.portal.signing_in import become_customer
from payandan.customers.queries import Line, fill
from payandan.platform.journal.queries import history, sentence_of
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, customer_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.units import actions, forms, queries, rules, words
from payandan.units.models import Unit

PURPOSE = "hand_over"
_TOLD = frozenset({
    "units.unit_registered", "units.purchase_stated", "units.unit_installed", "units.unit_transferred",
    "units.reading_recorded",
})  # fmt: skip
"""What an owner reads in the history; who did it and what staff thought stays inside."""


@require_safe
@customer_page
def unit_page(request: ActorRequest, number: str) -> HttpResponse:
    """A unit: until when it is covered, what to do when it breaks, what happened to it."""
    unit = _mine(request, number)
    [card] = queries.shown(request.actor, [unit])
    facts = [fact for fact in history("unit", unit.pk) if fact.name in _TOLD]
    context = {
        "card": card,
        "unit": unit,
        "state": words.STATES[unit.state],
        "tone": words.STATE_TONES[unit.state],
        "active": unit.state in rules.ACTIVE,
        "panels": fill(queries.panels, request.actor, unit),
        "lines": [Line(sentence_of(fact, reader.language()), fact.at, "") for fact in facts],
        "meters": [(words.label(words.METERS, meter), value) for meter, value in unit.meters.items()],
    }
    return render(request, "units/my_unit.html", context)


@customer_page
def reading(request: ActorRequest, number: str) -> HttpResponse:
    """The owner says what a counter shows."""
    unit = _mine(request, number)
    form = forms.ReadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_reading(unit=unit, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except Refused as refused:
            add_refusal(form, refused, words.refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("my-unit", args=[number]))
    return render(request, "units/my_reading.html", {"form": form, "unit": unit})


@never_cache
@customer_page
def hand_over(request: ActorRequest, number: str) -> HttpResponse:
    """The owner names the next one, who gets a code."""
    unit = _mine(request, number)
    form = forms.HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            proving.send(request, purpose=PURPOSE, mobile=said["mobile"], wanted={"unit": number, "name": said["name"]})
        except Refused as refused:
            if refused.code != "wait_for_code":
                add_refusal(form, refused, words.refusal)
                return render(request, "units/hand_over.html", {"form": form, "unit": unit})
        return HttpResponseRedirect(reverse("my-unit-hand-over-code", args=[number]))
    return render(request, "units/hand_over.html", {"form": form, "unit": unit})


@never_cache
@customer_page
def hand_over_code(request: ActorRequest, number: str) -> HttpResponse:
    """With the code that the new owner got, the unit is theirs."""
    unit = _mine(request, number)
    asked = proving.waiting(request, PURPOSE)
    if asked is None or asked.wanted["unit"] != number:
        return HttpResponseRedirect(reverse("my-unit-hand-over", args=[number]))
    again = "again" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    problem = ""
    try:
        if again:
            proving.send(request, purpose=PURPOSE, mobile=asked.mobile, wanted=asked.wanted)
            return HttpResponseRedirect(reverse("my-unit-hand-over-code", args=[number]))
        if form.is_valid():
            return _give(request, unit, form.cleaned_data["code"])
    except Refused as refused:
        if again:
            problem = words.refusal(refused.code, refused.params)
        else:
            add_refusal(form, refused, words.refusal)
    context = {"form": form, "asked": asked, "problem": problem, "unit": unit}
    return render(request, "units/hand_over_code.html", context)


def _give(request: ActorRequest, unit: Unit, code: str) -> HttpResponse:
    proved = proving.prove(request, purpose=PURPOSE, code=code)
    to = become_customer(proved.mobile, proved.wanted["name"])
    actions.transfer_unit(unit=unit, to=to, actor=request.actor, at=timezone.now())
    messages.success(request, _("The unit now belongs to %(name)s. Thank you!") % {"name": to.name})
    return HttpResponseRedirect(reverse("portal"))


def _mine(request: ActorRequest, number: str) -> Unit:
    return get_object_or_404(queries.visible(request.actor), number=number)
