"""A customer registers a unit: from its QR code in three fields, or by typing its serial."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from payandan.catalog.models import ProductModel
from payandan.customers.forms import CodeForm
from payandan.customers.models import Customer
from payandan.customers.portal import proving
from payandan.customers.portal.signing_in import become_customer
from payandan.platform.api.limits import address, throttle
from payandan.platform.files.actions import store
from payandan.platform.kit.actors import Actor
from payandan.platform.kit.ids import keyed_code_ok
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.actions import sign_in_customer
from payandan.platform.people.permissions import ActorRequest, customer_page, public_page
from payandan.platform.ui.forms import add_refusal
from payandan.units import actions, forms, queries, rules, words
from payandan.units.models import Unit

PURPOSE = "register"
_KEPT = "registration"


@never_cache
@public_page
def by_qr(request: ActorRequest, number: str) -> HttpResponse:
    """What the QR code on a unit opens: registration, the owner's page, or a way on for everybody else."""
    if busy := slow_down(request):
        return busy
    unit = queries.by_number(number)
    if unit is None:
        raise Http404
    if request.actor.kind == "staff":
        return HttpResponseRedirect(reverse("units-record", args=[unit.number]))
    if request.actor.kind == "customer" and unit.owner_id == request.actor.id:
        return HttpResponseRedirect(reverse("my-unit", args=[unit.number]))
    code, code_wrong = _code(request, unit)
    if unit.owner_id is not None or unit.state not in rules.MOVES["register"]:
        return _taken(request, unit)
    form = _qr_form(request)
    if request.method == "POST" and form.is_valid():
        wanted = {"serial": unit.serial, "model": unit.model.number, "code": code, "channel": "qr"}
        done = _go_on(request, form, wanted)
        if done:
            return done
    context = {"form": form, "unit": unit, "code_wrong": code_wrong}
    return render(request, "units/register_qr.html", context)


@never_cache
@public_page
def by_form(request: ActorRequest) -> HttpResponse:
    """Register by typing the serial number."""
    if busy := slow_down(request):
        return busy
    kept = request.session.get(_KEPT) or {}
    form = forms.RegisterForm(request.POST or None, initial=_shown(kept) or {"serial": request.GET.get("serial", "")})
    if request.actor.kind == "customer":
        form.signed_in()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        model = said["model"].number if said["model"] else ""
        wanted = {"serial": said["serial"], "model": model, "code": said["code"], "channel": "form"}
        done = _go_on(request, form, wanted)
        if done:
            return done
    # What was refused after the code had come is said here, where it can be put right.
    refused = kept.get("refused") if request.method != "POST" else None
    problem = words.refusal(refused["code"], refused["params"]) if refused else ""
    taken = bool(refused and refused["code"] == "serial_taken") or "serial_taken" in _codes(form)
    serial = kept.get("serial", "") or form.data.get("serial", "")
    context = {"form": form, "problem": problem, "taken": taken, "serial": serial}
    return render(request, "units/register.html", context)


@never_cache
@public_page
def code(request: ActorRequest) -> HttpResponse:
    """The code that proves the number; with it the unit is registered."""
    asked = proving.waiting(request, PURPOSE)
    if asked is None:
        return HttpResponseRedirect(reverse("register"))
    again = "again" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    problem = ""
    try:
        if again:
            proving.send(request, purpose=PURPOSE, mobile=asked.mobile, wanted=asked.wanted)
            return HttpResponseRedirect(reverse("register-code"))
        if form.is_valid():
            proved = proving.prove(request, purpose=PURPOSE, code=form.cleaned_data["code"])
            return _enter_and_register(request, proved)
    except Refused as refused:
        if again:
            problem = words.refusal(refused.code, refused.params)
        else:
            add_refusal(form, refused, words.refusal)
    return render(request, "units/register_code.html", {"form": form, "asked": asked, "problem": problem})


@never_cache
@customer_page
def welcome(request: ActorRequest, number: str) -> HttpResponse:
    """The unit is registered; when was it bought?"""
    unit = _mine(request, number)
    page = reverse("my-unit", args=[number])
    if unit.sold_on is not None:
        messages.success(request, _("Registered to you."))
        return HttpResponseRedirect(page)
    form = forms.PurchaseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now, said = timezone.now(), form.cleaned_data
        try:
            rules.check_purchase(
                said["sold_on"], known=unit.sold_on, made_on=unit.made_on, today=timezone.localtime(now).date()
            )
            for upload in said["invoice"]:
                store(upload, owner=("unit", unit.pk), actor=request.actor, at=now)
            actions.state_purchase(
                unit=unit,
                sold_on=said["sold_on"],
                with_invoice=bool(said["invoice"]),
                actor=request.actor,
                at=now,
            )
        except Refused as refused:
            _add(form, refused)
        else:
            messages.success(request, _("Saved. Everything about your unit is here."))
            return HttpResponseRedirect(page)
    return render(request, "units/welcome.html", {"form": form, "unit": unit})


@never_cache
@customer_page
def ask(request: ActorRequest) -> HttpResponse:
    """Ask for a unit that is registered to another, with an invoice."""
    unit = queries.by_number(request.GET["unit"]) if "unit" in request.GET else None
    unit = unit or queries.by_serial(request.GET.get("serial", ""))
    if unit is None or unit.owner_id in (None, request.actor.id):
        return HttpResponseRedirect(f"{reverse('register')}?{urlencode({'serial': request.GET.get('serial', '')})}")
    form = forms.InvoiceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now, customer = timezone.now(), _me(request)
        try:
            [invoice] = [
                store(upload, owner=("unit", unit.pk), actor=request.actor, at=now)
                for upload in form.cleaned_data["invoice"]
            ]
            actions.request_ownership(
                unit=unit,
                customer=customer,
                invoice=invoice,
                note=form.cleaned_data["note"],
                actor=request.actor,
                at=now,
            )
        except Refused as refused:
            _add(form, refused)
        else:
            messages.success(request, _("Thank you. We will look at the invoice and send you a message."))
            return HttpResponseRedirect(reverse("portal"))
    return render(request, "units/ask.html", {"form": form, "serial": unit.serial})


def _qr_form(request: ActorRequest) -> forms.RegisterForm:
    # A form without a field is still sent: one button is enough for a customer who is signed in.
    form = forms.RegisterForm(request.POST if request.method == "POST" else None)
    form.identified()
    if request.actor.kind == "customer":
        form.signed_in()
    return form


def _go_on(request: ActorRequest, form: forms.RegisterForm, wanted: dict[str, Any]) -> HttpResponse | None:
    """Register at once for who is signed in, else send the code; None where the form has something to say."""
    try:
        if request.actor.kind == "customer":
            customer = _me(request)
            unit = _register(request, customer, wanted)
            request.session.pop(_KEPT, None)
            return HttpResponseRedirect(reverse("my-unit-welcome", args=[unit.number]))
        said = form.cleaned_data
        proving.send(request, purpose=PURPOSE, mobile=said["mobile"], wanted={**wanted, "name": said["name"]})
    except Refused as refused:
        if refused.code != "wait_for_code":
            add_refusal(form, refused, words.refusal)
            return None
    return HttpResponseRedirect(reverse("register-code"))


def _enter_and_register(request: ActorRequest, proved: proving.Waiting) -> HttpResponse:
    customer = become_customer(proved.mobile, proved.wanted["name"])
    sign_in_customer(request.session, customer_id=customer.pk, name=customer.name)
    try:
        unit = _register(request, customer, proved.wanted)
    except Refused as refused:
        params = {name: value for name, value in refused.params.items() if isinstance(value, str | int)}
        request.session[_KEPT] = {**proved.wanted, "refused": {"code": refused.code, "params": params}}
        return HttpResponseRedirect(reverse("register"))
    return HttpResponseRedirect(reverse("my-unit-welcome", args=[unit.number]))


def _register(request: ActorRequest, customer: Customer, wanted: dict[str, Any]) -> Unit:
    if throttle(f"register:{customer.pk}", limit=20, per=3600):
        raise Refused("too_many", minutes=60)
    return actions.register_unit(
        serial=wanted["serial"],
        model=ProductModel.objects.filter(number=wanted["model"], is_active=True).first() if wanted["model"] else None,
        code=wanted["code"],
        owner=customer,
        channel=wanted["channel"],
        address=ip(request),
        actor=Actor(kind="customer", id=customer.pk, name=customer.name),
        at=timezone.now(),
    )


def _code(request: ActorRequest, unit: Unit) -> tuple[str, bool]:
    """The code of the QR, if it is the unit's; and whether there was a wrong one. Each look is kept."""
    code = request.GET.get("c", "")[:40]
    right = bool(code) and keyed_code_ok(queries.authenticity_key(), unit.serial_key, code)
    if request.method == "GET":
        seen = "genuine_registered" if unit.owner_id else "genuine_free"
        answer = ("wrong_code" if code else "seen") if not right else seen
        actions.note_scan(
            asked=unit.serial_key, unit=unit, answer=answer, channel="qr", address=ip(request), at=timezone.now()
        )
    return (code if right else ""), bool(code) and not right


def _taken(request: ActorRequest, unit: Unit) -> HttpResponse:
    here = request.get_full_path()
    context = {"unit": unit, "taken": unit.owner_id is not None, "sign_in": f"?{urlencode({'next': here})}"}
    return render(request, "units/taken.html", context)


def _shown(kept: dict[str, Any]) -> dict[str, Any]:
    model = ProductModel.objects.filter(number=kept.get("model", "")).first() if kept else None
    return {"serial": kept["serial"], "code": kept["code"], "model": model} if kept else {}


def _codes(form: forms.RegisterForm) -> set[str]:
    return {str(error.code) for errors in form.errors.as_data().values() for error in errors}


def _add(form: Any, refused: Refused) -> None:
    """A refusal of the file stands at the photo."""
    field = "invoice" if refused.field in ("file", "files") else refused.field
    add_refusal(form, Refused(refused.code, field, **refused.params), _sentence)


def _sentence(code: str, params: Any) -> str:
    from payandan.platform.files.words import refusal as file_refusal

    return file_refusal(code, params) if code in FILE_CODES else words.refusal(code, params)


FILE_CODES = frozenset({
    "file_missing", "file_too_large", "file_type", "file_apple_photo", "file_broken", "image_too_large",
    "document_active", "document_locked", "too_many_files",
})  # fmt: skip


def _mine(request: ActorRequest, number: str) -> Unit:
    unit = queries.visible(request.actor).filter(number=number).first()
    if unit is None:
        raise Http404
    return unit


def _me(request: ActorRequest) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.actor), pk=request.actor.id or 0)


def slow_down(request: ActorRequest) -> HttpResponse | None:
    """The page that asks to wait; nobody opens sixty of these pages in ten minutes by hand."""
    if not throttle(f"units:{address(request)}", limit=60, per=600):
        return None
    sentence = words.refusal("too_many", {"minutes": 10})
    return render(request, "units/slow_down.html", {"sentence": sentence}, status=429)


def ip(request: ActorRequest) -> str | None:
    return address(request).partition("/")[0] or None
