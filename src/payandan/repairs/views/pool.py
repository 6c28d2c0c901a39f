"""The swap pool: the list, one unit with what may be done with it, and the exchanges whose old unit is awaited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog.models import ProductModel
from payandan.customers.queries import timeline
from payandan.parts import words as part_words
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo
from payandan.platform.ui.words import name_in
from payandan.repairs import actions, words
from payandan.repairs import queries as jobs
from payandan.repairs.forms import pool as forms
from payandan.repairs.models import PoolUnit
from payandan.repairs.queries import pool as queries
from payandan.repairs.rules import pools
from payandan.repairs.views.shared import centres_of, sentence_of

Act = Callable[[ActorRequest, PoolUnit, Any], Any]


@dataclass(frozen=True, slots=True)
class PoolDialog:
    """An act as the page offers it: a button, and the dialog it opens with its form."""

    name: str
    title: str
    button: str
    icon: str
    variant: str
    form: Any
    open: bool


@staff_page("repairs.view")
def pool(request: ActorRequest) -> HttpResponseBase:
    """All that stands or stood in the pool, and a form to put a unit in."""
    can_manage = request.actor.can("repairs.manage")
    form = forms.PutInForm(request.POST or None, branches=centres_of(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            row = _put_in(request, form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused, _sentence)
        else:
            messages.success(request, _("The unit is in the pool."))
            return HttpResponseRedirect(_address(row))
    listing = _pool_list(request)
    if listing.export_wanted:
        return listing.export_response()
    context = {
        "list": listing,
        "form": form,
        "can_manage": can_manage,
        "tabs": tabs("repairs-pool"),
        "overdue": queries.exchanges(request.actor).filter(queries.overdue(timezone.localdate())).count(),
    }
    return render(request, "repairs/pool.html", context, status=422 if form.is_bound and form.errors else 200)


def _put_in(request: ActorRequest, data: dict[str, Any]) -> PoolUnit:
    unit = jobs.unit_for(request.actor, data["serial"])
    if unit is None:
        raise Refused("unknown_serial", field="serial")
    given = {name: data[name] for name in ("grade", "branch", "note")}
    return actions.put_in(unit=unit, actor=request.actor, at=timezone.now(), **given)


def _pool_list(request: ActorRequest) -> ListPage:
    language = reader.language()
    used = PoolUnit.objects.visible_to(request.actor).values("unit__model")
    models = [(row.number, row.name_in(language)) for row in ProductModel.objects.filter(pk__in=used)[:200]]
    centres = [(row.code, name_in(row)) for row in centres_of(request.actor)]
    return ListPage(
        queries.pool(request.actor),
        request,
        name="pool",
        filters=[
            YesNo("inside", _("In the pool now"), condition=~Q(state__in=sorted(pools.POOL_LEFT))),
            Choice("state", _("State"), words.POOL_STATES, field="state"),
            Choice("grade", _("Grade"), words.GRADES, field="grade"),
            Choice("model", _("Product"), models, field="unit__model__number"),
            Choice("centre", _("Centre"), centres, field="branch__code"),
        ],
        columns=[
            Column("number", _("Number"), kind="code", link=_address),
            Column("product", _("Product"), value=lambda row: row.unit.model.name_in(language)),
            Column("serial", _("Serial"), kind="code", value="unit.serial"),
            Column("grade", _("Grade"), value="grade"),
            Column("state", _("State"), badge=_state),
            Column("centre", _("Centre"), value=lambda row: name_in(row.branch) if row.branch else ""),
            Column("came", _("In the pool since"), kind="day", value="came_at", sort="came_at"),
            Column("from", _("Came from"), value=_came_from, hidden=True),
            Column("to", _("Went to"), value=_went_to, hidden=True),
        ],
        sort="-came_at",
        export=Export("pool") if request.actor.can("repairs.export") else None,
        row_link=_address,
        empty=Empty(
            title=_("The pool is empty"),
            text=_(
                "Old units that stay here after an exchange come by themselves; put in what you keep for exchanges."
            ),
            icon="recycle",
        ),
    )


@staff_page("repairs.view")
@require_safe
def unit(request: ActorRequest, number: str) -> HttpResponse:
    """One unit of the pool: where it came from, how it stands, where it went."""
    return _show(request, _found(request, number))


@staff_page("repairs.bench")
@require_POST
def act(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """Do one act with it."""
    row = _found(request, number)
    if name not in _ACTS:
        raise Http404
    form = _form(row, name, request.POST)
    if not form.is_valid():
        return _show(request, row, shown=name, form=form)
    try:
        _ACTS[name](request, row, form)
    except Refused as refused:
        add_refusal(form, refused, _sentence)
        return _show(request, _found(request, number), shown=name, form=form)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(_address(row))


def _refurbished(request: ActorRequest, row: PoolUnit, form: Any) -> None:
    actions.finish_refurbishing(pooled=row, actor=request.actor, at=timezone.now(), **form.cleaned_data)


def _again(request: ActorRequest, row: PoolUnit, form: Any) -> None:
    actions.send_back(pooled=row, actor=request.actor, at=timezone.now(), **form.cleaned_data)


def _harvest(request: ActorRequest, row: PoolUnit, form: Any) -> None:
    typed = form.cleaned_data["key"]
    actions.harvest(
        pooled=row,
        lines=form.lines(),
        note=form.cleaned_data["note"],
        key=f"desk:{request.actor.id}:{typed}" if typed else "",
        actor=request.actor,
        at=timezone.now(),
    )


def _scrap(request: ActorRequest, row: PoolUnit, form: Any) -> None:
    actions.scrap_unit(pooled=row, actor=request.actor, at=timezone.now(), **form.cleaned_data)


_ACTS: dict[str, Act] = {"refurbished": _refurbished, "again": _again, "harvest": _harvest, "scrap": _scrap}


def _form(row: PoolUnit, name: str, data: Any = None) -> Any:
    if name == "harvest":
        return forms.HarvestForm(data, parts=queries.parts_inside(row))
    plain: dict[str, Any] = {
        "refurbished": forms.RefurbishedForm,
        "again": forms.AgainForm,
        "scrap": forms.ScrapForm,
    }
    initial = {"grade": row.grade if row.grade in ("A", "B") else "B"}
    return plain[name](data, initial=initial)


def _may(request: ActorRequest, row: PoolUnit) -> list[str]:
    """The acts that its state and the reader's rights allow."""
    moves, actor = pools.POOL_MOVES, request.actor
    at_bench = actor.can("repairs.bench")
    allowed = {
        "refurbished": at_bench and row.state in moves["refurbished"],
        "harvest": at_bench and actor.can("stock.move") and row.state in moves["harvest"],
        "again": at_bench and row.state in {**moves["refurbish"], **moves["set_aside"]},
        "scrap": actor.can("repairs.manage") and row.state in moves["scrap"],
    }
    return [name for name, may in allowed.items() if may]


def _dialogs(request: ActorRequest, row: PoolUnit, shown: str, form: Any) -> list[PoolDialog]:
    said = {
        "refurbished": (_("It is refurbished"), _("Ready to be given"), "circle-check", "primary"),
        "harvest": (_("Harvest parts"), _("Put into stock"), "package-plus", "primary"),
        "again": (_("Another way"), _("Save"), "recycle", ""),
        "scrap": (_("Scrap it"), _("Scrap it"), "trash-2", "danger"),
    }
    return [
        PoolDialog(name, *said[name], form if name == shown else _form(row, name), name == shown)
        for name in _may(request, row)
    ]


def _show(request: ActorRequest, row: PoolUnit, *, shown: str = "", form: Any = None) -> HttpResponse:
    dialogs = _dialogs(request, row, shown, form)
    hidden = form is not None and not any(dialog.open for dialog in dialogs)
    context = {
        "row": row,
        "state": words.label(words.POOL_STATES, row.state),
        "tone": words.POOL_TONES[row.state],
        "grade": words.label(words.GRADES, row.grade) if row.grade else "",
        "origin": words.label(words.POOL_ORIGINS, row.origin),
        "dialogs": dialogs,
        "problem": " ".join(form.non_field_errors()) if hidden else "",
        "harvested": queries.harvested_from(row),
        "facts": timeline("pool", row.pk, language=reader.language()),
    }
    return render(request, "repairs/pool_unit.html", context, status=422 if form is not None else 200)


def _found(request: ActorRequest, number: str) -> PoolUnit:
    found: PoolUnit = get_object_or_404(queries.pool(request.actor), number=number)
    return found


def _sentence(code: str, params: Any) -> str:
    """The words of the workshop, else those of the store."""
    try:
        return sentence_of(code, params)
    except KeyError:
        return str(part_words.refusal(code, params))


def tabs(current: str) -> list[dict[str, Any]]:
    names = {"repairs-pool": _("Swap pool"), "repairs-exchanges": _("Exchanges")}
    return [{"label": name, "href": reverse(route), "current": route == current} for route, name in names.items()]


def _address(row: PoolUnit) -> str:
    return reverse("repairs-pool-unit", args=[row.number])


def _state(row: PoolUnit) -> tuple[str, str]:
    return words.label(words.POOL_STATES, row.state), words.POOL_TONES[row.state]


def _went_to(row: PoolUnit) -> str:
    return row.exchange.order.customer.name if row.exchange else ""


def _came_from(row: PoolUnit) -> str:
    return row.order.number if row.order else words.label(words.POOL_ORIGINS, row.origin)
