"""What staff do with a unit: one form an act."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payandan.customers.actions import find_or_create
from payandan.customers.models import Customer
from payandan.platform.kit.identifiers import display_mobile
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui.forms import add_refusal
from payandan.units import actions, forms, words
from payandan.units.actions.moves import CAPABILITY, NEEDS_REASON
from payandan.units.models import OwnershipRequest, Unit
from payandan.units.views.records import get_unit


@staff_page("units.view", "units.register")
def create(request: ActorRequest) -> HttpResponse:
    """Put a unit on the books, and register it where its owner is given."""
    asked = request.GET.get("customer", "")
    owner = Customer.objects.visible_to(request.actor).filter(number=asked).first() if asked else None
    initial = {"serial": request.GET.get("serial", "")}
    if owner and owner.mobile:
        initial |= {"mobile": display_mobile(owner.mobile), "name": owner.name}
    form = forms.UnitForm(request.POST or None, initial=initial)

    def save() -> Unit:
        said = form.cleaned_data
        return actions.register_unit(
            serial=said["serial"],
            model=said["model"],
            code=said["code"],
            owner=_owner(request, said),
            channel="staff",
            actor=request.actor,
            at=timezone.now(),
            **form.details(),
        )

    unit = _saved(request, form, save)
    if unit:
        return HttpResponseRedirect(reverse("units-record", args=[unit.number]))
    return render(request, "units/create.html", {"form": form})


@staff_page("units.view", "units.edit")
def correct(request: ActorRequest, number: str) -> HttpResponse:
    """Put a unit's data right, with a reason."""
    unit = get_unit(request, number)
    form = forms.CorrectionForm(request.POST or None, initial=forms.correction_form(unit))

    def save() -> Unit:
        said = form.cleaned_data
        return actions.correct_unit(
            unit=unit,
            reason=said["reason"],
            version=said["version"],
            actor=request.actor,
            at=timezone.now(),
            **form.changes(),
        )

    return _page(request, unit, form, save, _("Correct the data"))


@staff_page("units.view", "units.transfer")
def owner(request: ActorRequest, number: str) -> HttpResponse:
    """Give a unit to its first owner, or to another."""
    unit = get_unit(request, number)
    form = forms.OwnerForm(request.POST or None)

    def save() -> Unit:
        said = form.cleaned_data
        customer = _owner(request, said)
        if customer is None:
            raise Refused("customer_missing", "mobile")
        return actions.transfer_unit(
            unit=unit,
            to=customer,
            on=said["on"],
            how="transfer" if unit.owner_id else "staff",
            reason=said["reason"],
            actor=request.actor,
            at=timezone.now(),
        )

    title = _("Hand over to another owner") if unit.owner_id else _("Register to a customer")
    return _page(request, unit, form, save, title)


@staff_page("units.view", "units.edit")
def reading(request: ActorRequest, number: str) -> HttpResponse:
    """Record what a counter shows."""
    unit = get_unit(request, number)
    form = forms.StaffReadingForm(request.POST or None)

    def save() -> Unit:
        actions.record_reading(unit=unit, **form.cleaned_data, actor=request.actor, at=timezone.now())
        return unit

    return _page(request, unit, form, save, _("Record a reading"))


@staff_page("units.view", "units.edit")
def installation(request: ActorRequest, number: str) -> HttpResponse:
    """Record when and by whom it was installed."""
    unit = get_unit(request, number)
    form = forms.InstallationForm(request.POST or None)

    def save() -> Unit:
        return actions.record_installation(unit=unit, **form.cleaned_data, actor=request.actor, at=timezone.now())

    return _page(request, unit, form, save, _("Record the installation"))


@staff_page("units.view")
def move(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Do one act of the table of moves."""
    if act not in CAPABILITY:
        raise Http404
    unit = get_unit(request, number)
    form = forms.MoveForm(request.POST or None, initial={"version": unit.version})
    form.fields["reason"].required = act in NEEDS_REASON

    def save() -> Unit:
        return actions.move_unit(unit=unit, act=act, **form.cleaned_data, actor=request.actor, at=timezone.now())

    return _page(request, unit, form, save, str(words.ACTS[act]))


@staff_page("units.view", "units.protect")
def decide(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """Answer who asks for a unit with an invoice."""
    unit = get_unit(request, number)
    asked = get_object_or_404(OwnershipRequest.objects.select_related("customer", "invoice"), unit=unit, pk=pk)
    form = forms.DecisionForm(request.POST or None)

    def save() -> Unit:
        actions.decide_ownership(
            request=asked,
            accept="accept" in request.POST,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )
        return unit

    if _saved(request, form, save):
        return HttpResponseRedirect(reverse("units-record", args=[number]))
    return render(request, "units/decide.html", {"form": form, "unit": unit, "asked": asked})


def _owner(request: ActorRequest, said: dict[str, Any]) -> Customer | None:
    if not said["mobile"]:
        if said["name"]:
            raise Refused("customer_missing", "mobile")
        return None
    return find_or_create(mobile=said["mobile"], name=said["name"], actor=request.actor, at=timezone.now())


def _page(
    request: ActorRequest, unit: Unit, form: django_forms.Form, save: Callable[[], Unit], title: str
) -> HttpResponse:
    back = reverse("units-record", args=[unit.number])
    if _saved(request, form, save):
        return HttpResponseRedirect(back)
    return render(request, "units/form.html", {"form": form, "unit": unit, "title": title, "back": back})


def _saved(request: ActorRequest, form: django_forms.Form, save: Callable[[], Unit]) -> Unit | None:
    """The unit as saved, once the form is good; None where there is a form to show (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        unit = save()
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return None
    messages.success(request, _("Saved."))
    return unit
