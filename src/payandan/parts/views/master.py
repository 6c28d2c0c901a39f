"""The parts: the list, one part, adding and changing it, what takes its place, its price and its places."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog.queries import categories
from payandan.customers.queries import timeline
from payandan.parts import actions, words
from payandan.parts.forms import master as forms
from payandan.parts.models import Balance, Part
from payandan.parts.queries import master as queries
from payandan.parts.queries import purchasing, stock
from payandan.parts.views.finding import node_of, part_of
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo


def _state(part: Part) -> tuple[str, str]:
    if not part.is_active:
        return _("Not in use"), "muted"
    if getattr(part, "superseded_by", None) is not None:
        return _("Superseded"), "warn"
    return _("In use"), "good"


COLUMNS = [
    Column("code", gettext_lazy("Part number"), kind="code", sort="code"),
    Column("name", gettext_lazy("Name"), value=lambda row: row.name_in(reader.language())),
    Column("kind", gettext_lazy("Kind"), value=lambda row: words.label(words.KINDS, row.kind)),
    Column("category", gettext_lazy("Category"), value=lambda row: row.category and _named(row.category)),
    Column("supplier", gettext_lazy("Supplier"), value="supplier_name"),
    Column("lead", gettext_lazy("Lead time"), kind="number", value="lead_days", hidden=True),
    Column("barcode", gettext_lazy("Barcode"), kind="code", hidden=True),
    Column("state", gettext_lazy("State"), badge=_state),
    Column("number", gettext_lazy("Number"), kind="code", hidden=True),
]


@require_safe
@staff_page("parts.view")
def parts(request: ActorRequest) -> HttpResponseBase:
    """All spare parts."""
    may_manage = request.actor.can("parts.manage")
    # Fetched beside, not joined: a common name finds thousands, and each would be joined before the page is cut.
    rows = Part.objects.visible_to(request.actor).prefetch_related("category", "superseded_by")
    here = Balance.objects.visible_to(request.actor).filter(part=OuterRef("pk"), on_hand__gt=0)
    listing = ListPage(
        rows,
        request,
        name="parts",
        filters=[
            Choice("kind", _("Kind"), words.KINDS, field="kind"),
            Choice(
                "category", _("Category"), [(row.code, _named(row)) for row in categories()], field="category__code"
            ),
            YesNo("stocked", _("In stock"), condition=Q(Exists(here))),
            YesNo("core", _("Core (daghi)"), field="core"),
            YesNo("active", _("In use"), field="is_active"),
        ],
        columns=COLUMNS,
        sort="code",
        export=Export("parts"),
        row_link=lambda row: reverse("parts-record", args=[row.number]),
        search_hint=_("Part number, any piece of it, old number, name, barcode"),
        empty=Empty(
            title=_("No spare parts yet"),
            text=_("A spare part has a number, a name, the models it fits and a supplier."),
            action_label=_("New part"),
            action_href=reverse("parts-create") if may_manage else "",
            icon="cog",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(
        request,
        "parts/list.html",
        {
            "list": listing,
            "may_manage": may_manage,
            "may_import": may_manage and request.actor.can("integrations.import"),
        },
    )


@require_safe
@staff_page("parts.view")
def record(request: ActorRequest, number: str) -> HttpResponse:
    """One part: what each store has of it, what it fits, its chain and prices, where it is used, what happened."""
    return show(request, part_of(request, number))


def show(request: ActorRequest, part: Part, status: int = 200, **forms_given: Form) -> HttpResponse:
    """The page of a part; a form that was refused is shown again as it was typed."""
    actor, today = request.actor, timezone.localdate()
    rows = stock.balances_of(part, actor)
    acting = set(stock.nodes_to_act_at(actor).values_list("pk", flat=True))
    chain = queries.chain_rows(part)
    context = {
        "part": part,
        "kind": words.label(words.KINDS, part.kind),
        "state": _state(part),
        "balances": [_balance(row, acting, today) for row in rows],
        "elsewhere": stock.free_elsewhere(part, actor),
        "moves": stock.moves(actor).filter(part=part)[:12],
        "acts": words.ACTS,
        "places": words.PLACES,
        "chain": [{"row": row, "direction": words.label(words.DIRECTIONS, row.direction)} for row in chain],
        "successor": next((row for row in chain if row.old_id == part.pk), None),
        "substitutes": part.substitutes.select_related("substitute"),
        "substitute_for": part.substitute_for.select_related("part"),
        "fits": part.fits.select_related("model"),
        "components": part.components.select_related("category"),
        "prices": part.prices.all()[:12],
        "kits": queries.kits_with(part),
        "may_manage": actor.can("parts.manage"),
        "may_move": bool(acting),
        "price_form": forms.PriceForm(initial={"since": today}),
        "successor_form": forms.SuccessorForm(auto_id="successor-%s"),
        "substitute_form": forms.SubstituteForm(auto_id="substitute-%s"),
        "lines": timeline("part", part.pk, language=reader.language(), limit=40),
    }
    return render(request, "parts/record.html", context | forms_given, status=status)


@staff_page("parts.view", "parts.manage")
def create(request: ActorRequest) -> HttpResponse:
    """Add a part."""
    form = forms.PartForm(request.POST or None)

    def save() -> str:
        return actions.create_part(**form.given(), actor=request.actor, at=timezone.now()).number

    if (number := saved(request, form, save)) is not None:
        return HttpResponseRedirect(reverse("parts-record", args=[number]))
    return _form(request, form, _("New part"), reverse("parts-list"))


@staff_page("parts.view", "parts.manage")
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Change a part."""
    part = part_of(request, number)
    form = forms.PartForm(request.POST or None, initial=forms.part_form(part))

    def save() -> str:
        version = form.cleaned_data["version"]
        return actions.update_part(
            part=part, version=version, **form.given(), actor=request.actor, at=timezone.now()
        ).number

    back = reverse("parts-record", args=[number])
    if saved(request, form, save) is not None:
        return HttpResponseRedirect(back)
    return _form(request, form, part.code, back)


@require_POST
@staff_page("parts.view", "parts.manage")
def price(request: ActorRequest, number: str) -> HttpResponse:
    """Say what a part costs from a day on."""
    from django.conf import settings

    part, form = part_of(request, number), forms.PriceForm(request.POST)

    def save() -> Any:
        data = form.cleaned_data
        now = timezone.now()
        return actions.put_price(part=part, currency=settings.CURRENCY, **data, actor=request.actor, at=now)

    return _back_or_show(request, part, form, save, "price_form")


@require_POST
@staff_page("parts.view", "parts.manage")
def supersede(request: ActorRequest, number: str) -> HttpResponse:
    """Say what takes the place of a part."""
    part, form = part_of(request, number), forms.SuccessorForm(request.POST, auto_id="successor-%s")

    def save() -> Any:
        data = form.cleaned_data
        new = form.found(request.actor)
        said: dict[str, Any] = {"direction": data["direction"], "note": data["note"]}
        return actions.supersede(old=part, new=new, **said, actor=request.actor, at=timezone.now())

    return _back_or_show(request, part, form, save, "successor_form")


@require_POST
@staff_page("parts.view", "parts.manage")
def take_back(request: ActorRequest, number: str) -> HttpResponse:
    """The part was not superseded after all."""
    part = part_of(request, number)
    try:
        actions.take_back_supersession(old=part, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    return HttpResponseRedirect(reverse("parts-record", args=[number]))


@require_POST
@staff_page("parts.view", "parts.manage")
def substitute(request: ActorRequest, number: str) -> HttpResponse:
    """Say what stands in for a part, or (`drop`) that it does not."""
    part, form = part_of(request, number), forms.SubstituteForm(request.POST, auto_id="substitute-%s")

    def save() -> Any:
        other, kept = form.found(request.actor), "drop" not in request.POST
        note = form.cleaned_data["note"]
        actions.set_substitute(
            part=part, substitute=other, note=note, kept=kept, actor=request.actor, at=timezone.now()
        )
        return other

    return _back_or_show(request, part, form, save, "substitute_form")


@require_POST
@staff_page("parts.view", "stock.move")
def place(request: ActorRequest, number: str) -> HttpResponse:
    """Where a store keeps a part, and from when and how far it orders it."""
    part, form = part_of(request, number), forms.PlaceForm(request.POST)

    def save() -> Any:
        data = dict(form.cleaned_data)
        node = node_of(request, data.pop("node"))
        return actions.set_place(node_id=node.pk, part=part, **data, actor=request.actor, at=timezone.now())

    return _back_or_show(request, part, form, save, "place_form")


def saved(request: ActorRequest, form: Form, save: Callable[[], Any]) -> Any:
    """What `save` returned, once the form is good; None where there is a form to show (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = save()
    except Refused as refused:
        add_refusal(form, refused, words.refusal)
        return None
    messages.success(request, _("Saved."))
    return made


def _back_or_show(request: ActorRequest, part: Part, form: Form, save: Callable[[], Any], name: str) -> HttpResponse:
    if saved(request, form, save) is not None:
        return HttpResponseRedirect(reverse("parts-record", args=[part.number]))
    return show(request, part, status=422, **{name: form})


def _form(request: ActorRequest, form: Form, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "parts/form.html", context, status=422 if form.errors else 200)


def _balance(row: Balance, acting: set[int], today: Any) -> dict[str, Any]:
    past, proposal = purchasing.outlook(row, today=today)
    initial = {"node": row.node.code, "bin": row.bin}
    points = {"reorder_point": row.reorder_point, "order_up_to": row.order_up_to}
    form = forms.PlaceForm(initial=initial | points, auto_id=f"place-{row.pk}-%s")
    return {
        "row": row,
        "demand": past,
        "model": words.label(words.DEMAND_MODELS, proposal.model),
        "proposal": proposal,
        "form": form if row.node_id in acting else None,
    }


def _named(thing: Any) -> str:
    return thing.name_in(reader.language()) if thing else ""
