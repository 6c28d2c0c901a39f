"""The counter: scan, look at the card, write down, sign, print. One page, and nothing is loaded twice."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from payandan.catalog import queries as catalog
from payandan.catalog.models import ProductModel
from payandan.customers import actions as customers
from payandan.customers.models import Customer
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.repairs import actions, forms, queries
from payandan.repairs.models import Visit
from payandan.repairs.queries import recalls
from payandan.repairs.views.intake_card import device_context, first_centre, repeat_lines, unauthorised
from payandan.repairs.views.intake_codes import check_code
from payandan.repairs.views.shared import centres_of, sentence_of, stored
from payandan.units import actions as unit_actions
from payandan.units.models import Unit


@staff_page("repairs.intake")
def intake(request: ActorRequest) -> HttpResponse:
    """Take a device in. The page asks for its serial first, then shows the card and the rest of the form."""
    if request.method == "POST":
        return _take_in(request)
    context = _asked(request)
    template = "repairs/intake_device.html" if request.headers.get("HX-Request") else "repairs/intake.html"
    return render(request, template, context)


def _asked(request: ActorRequest) -> dict[str, Any]:
    """The page for what the address names: nothing, a serial, a unit, or a visit that goes on."""
    visit = _visit_of(request, request.GET.get("visit", ""))
    base: dict[str, Any] = {"scan": forms.ScanForm(), "visit": visit, "taken": _taken(visit)}
    serial, number = request.GET.get("serial", "")[:60], request.GET.get("unit", "")[:20]
    if not serial and not number:
        return base
    unit = queries.unit_for(request.actor, number or serial)
    base["scan"] = forms.ScanForm(initial={"serial": unit.serial if unit else serial})
    if unit is None:
        return {**base, "register": register_form(serial), "serial": serial}
    initial: dict[str, Any] = {"unit": unit.number, "form_key": actions.new_form_key()}
    initial["visit"] = visit.number if visit else ""
    card = device_context(request, unit)
    initial["open_claim"] = card["coverage"].outcome in ("covered", "partly_covered") and not card["claims"]
    if visit is not None and visit.customer_id != unit.owner_id:
        initial |= {"mobile": visit.customer.mobile or "", "name": visit.customer.name}
    return {**base, **card, "form": form_for(request, unit, card=card, initial=initial)}


def form_for(
    request: ActorRequest,
    unit: Unit,
    data: Any = None,
    uploads: Any = None,
    *,
    card: dict[str, Any] | None = None,
    **more: Any,
) -> forms.IntakeForm:
    """The form for this unit's kind of product; `card` is what `device_context` has found out already."""
    called = [line["recall"] for line in card["recalls"]] if card else recalls.open_recalls(unit, at=timezone.now())
    category = unit.model.category.code
    language = reader.language()
    return forms.IntakeForm(
        data,
        uploads,
        sheet=queries.sheet_of(category),
        symptoms={row.code: row.name_in(language) for row in catalog.symptoms_of(category)},
        branches=centres_of(request.actor),
        owned=unit.owner_id is not None,
        recalls={recall.code: recall.title for recall in called},
        home=request.actor.home_branch,
        **more,
    )


def register_form(serial: str, data: Any = None) -> forms.RegisterForm:
    """The quick registration, with the models whose serials look like this one first."""
    language = reader.language()
    fitting = {model.pk for model in catalog.models_fitting(serial)} if serial else set()
    rows = list(ProductModel.objects.filter(is_active=True).select_related("category").order_by("brand", "code")[:500])
    rows.sort(key=lambda row: row.pk not in fitting)
    models = [(row.number, f"{row.brand} {row.code} · {row.name_in(language)}") for row in rows]
    first = models[0][0] if len(fitting) == 1 else ""
    return forms.RegisterForm(data, models=models, initial={"serial": serial, "model": first})


def _take_in(request: ActorRequest) -> HttpResponse:
    unit = queries.unit_for(request.actor, request.POST.get("unit", "")[:20])
    if unit is None:
        return HttpResponseRedirect(reverse("repairs-intake"))
    form = form_for(request, unit, request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, unit, form)
    try:
        order = _received(request, unit, form)
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return _again(request, unit, form)
    if request.headers.get("HX-Request"):
        visit = Visit.objects.select_related("customer").get(pk=order.visit_id)
        context = {"scan": forms.ScanForm(), "visit": visit, "taken": _taken(visit), "fresh": order}
        return render(request, "repairs/intake_device.html", context)
    return HttpResponseRedirect(f"{reverse('repairs-intake')}?visit={order.visit.number}")


def _again(request: ActorRequest, unit: Unit, form: forms.IntakeForm) -> HttpResponse:
    visit = _visit_of(request, form.data.get("visit", ""))
    context = {
        "scan": forms.ScanForm(initial={"serial": unit.serial}),
        "visit": visit,
        "taken": _taken(visit),
        **device_context(request, unit),
        "form": form,
    }
    template = "repairs/intake_device.html" if request.headers.get("HX-Request") else "repairs/intake.html"
    return render(request, template, context, status=422)


def _received(request: ActorRequest, unit: Unit, form: forms.IntakeForm) -> Any:
    """Read the form, and take the device in. Raises Refused."""
    data, now = form.cleaned_data, timezone.now()
    customer = _customer_of(request, unit, data)
    signing = data["signed_by"]
    if signing == "code":
        check_code(request, customer, data["code"])
    elif data["signature"] is None and signing == "signature":
        signing = ""
    signature = stored(request, [data["signature"]])
    return actions.receive_device(
        intake=actions.Intake(
            unit=unit,
            customer=customer,
            symptoms=data["symptoms"],
            words=data["words"],
            condition=form.condition(),
            accessories=form.accessories_given(),
            appearance=data["appearance"],
            passcode=data.get("passcode", ""),
            data_consent=data.get("data_consent", ""),
            signed_by=signing,
            promised_at=form.promised_at(),
            priority=int(data["priority"]),
            branch=data["branch"],
            failed_on=data["failed_on"],
            open_claim=data["open_claim"],
            recalls=data["recalls"],
            photos=stored(request, data["photos"]),
            signature=signature[0] if signature else None,
            form_key=data["form_key"],
        ),
        visit=_visit_of(request, data["visit"]),
        actor=request.actor,
        at=now,
    )


def _customer_of(request: ActorRequest, unit: Unit, data: dict[str, Any]) -> Customer:
    """Who brings it: the number that was written, else the owner."""
    if data["mobile"]:
        return customers.find_or_create(
            mobile=data["mobile"], name=data["name"], actor=request.actor, at=timezone.now()
        )
    if unit.owner is None:
        raise Refused("customer_missing", field="mobile")
    return unit.owner


def _visit_of(request: ActorRequest, number: str) -> Visit | None:
    """The visit that goes on: one of today's at a centre of this actor's."""
    if not number:
        return None
    rows = Visit.objects.select_related("customer").filter(number=number[:20])
    if not request.actor.sees_every_branch:
        rows = rows.filter(branch_id__in=request.actor.branches or ())
    return rows.first()


def _taken(visit: Visit | None) -> list[Any]:
    """The devices of the visit so far."""
    return list(visit.orders.select_related("unit__model", "customer").order_by("id")) if visit else []


@staff_page("repairs.intake")
@require_POST
def register(request: ActorRequest) -> HttpResponse:
    """Put a unit on the books that nobody knew, and go on with it."""
    form = register_form(request.POST.get("serial", "")[:60], request.POST)
    base = {"scan": forms.ScanForm(initial={"serial": request.POST.get("serial", "")[:60]}), "register": form}
    template = "repairs/intake_device.html" if request.headers.get("HX-Request") else "repairs/intake.html"
    if not form.is_valid():
        return render(request, template, base, status=422)
    data = form.cleaned_data
    try:
        owner = customers.find_or_create(
            mobile=data["mobile"], name=data["name"], actor=request.actor, at=timezone.now()
        )
        unit = unit_actions.register_unit(
            serial=data["serial"],
            owner=owner,
            channel="staff",
            model=ProductModel.objects.filter(number=data["model"]).first(),
            sold_on=data["sold_on"],
            actor=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused, sentence_of)
        return render(request, template, base, status=422)
    address_of = f"{reverse('repairs-intake')}?unit={unit.number}"
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(address_of)
    full = Unit.objects.select_related("model__category", "owner").get(pk=unit.pk)
    card = device_context(request, full)
    initial = {
        "unit": full.number,
        "form_key": actions.new_form_key(),
        "open_claim": card["coverage"].outcome in ("covered", "partly_covered"),
    }
    context = {"scan": forms.ScanForm(initial={"serial": full.serial}), **card}
    return render(request, template, {**context, "form": form_for(request, full, card=card, initial=initial)})


@staff_page("repairs.intake")
@require_POST
def warnings(request: ActorRequest) -> HttpResponse:
    """Whether what is being written is a problem that was here before: a fragment beside the form."""
    unit = queries.unit_for(request.actor, request.POST.get("unit", "")[:20])
    lines, lacking = [], ""
    if unit is not None:
        typed = request.POST.get("branch", "")
        chosen = centres_of(request.actor).filter(pk=int(typed[:9])) if typed.isascii() and typed.isdigit() else None
        lacking = unauthorised(unit, chosen.first() if chosen is not None else first_centre(request))
        known = queries.symptom_groups(unit.model.category_id)
        symptoms = [code for code in request.POST.getlist("symptoms")[:8] if code in known]
        lines = repeat_lines(unit, symptoms, request.POST.get("words", "")[:2000])
    return render(request, "repairs/intake_warnings.html", {"repeats": lines, "unauthorised": lacking})
