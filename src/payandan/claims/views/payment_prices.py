"""Rates, part prices, standard times and authorisations: to see, write, bring in from a sheet and take away."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog import queries as catalog
from payandan.claims.actions import payment as actions
from payandan.claims.views.payment_forms import (
    EVERYWHERE,
    PRICE_FORMS,
    PriceForm,
    References,
    SheetForm,
    initial_of,
    percent_text,
)
from payandan.claims.words import payment as words
from payandan.claims.words.labels import label
from payandan.claims.words.refusals import refusal
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import key
from payandan.platform.people.models import Branch
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage, YesNo
from payandan.platform.ui.lists.filters import Filter

MOST_BYTES = 5_000_000
MOST_PROBLEMS = 50

_NOTES = {
    "tariffs": gettext_lazy(
        "What work costs, from a day on. What a row leaves empty is that of the wider row: of the level, of everybody."
    ),
    "parts": gettext_lazy("List prices. A new price is a new row with its day; the old one keeps its past."),
    "times": gettext_lazy("How long an operation may take before a claim wants a reason and a photo."),
    "authorisations": gettext_lazy(
        "Which centre may repair what, and at which level. Without any row, nothing is checked."
    ),
}


@require_safe
@staff_page("claims.view")
def prices(request: ActorRequest, kind: str = "tariffs") -> HttpResponseBase:
    """All rows of a kind; the rates of work first."""
    listing = _listing(request, kind)
    if listing.export_wanted:
        return listing.export_response()
    context = {
        "list": listing,
        "kind": kind,
        "title": label(words.PRICE_KINDS, kind),
        "note": _NOTES[kind],
        "tabs": _tabs(kind),
        "may_edit": request.actor.can("claims.rules"),
    }
    return render(request, "claims/payment_prices.html", context)


@staff_page("claims.view", "claims.rules")
def new(request: ActorRequest, kind: str) -> HttpResponse:
    """Write a row down."""
    form = _form(request, kind, {"since": timezone.localdate()})

    def save() -> None:
        actions.put_prices(kind=kind, rows=[form.given()], actor=request.actor, at=timezone.now())

    return _saved(request, kind, form, save, title=_("New row"))


@staff_page("claims.view", "claims.rules")
def edit(request: ActorRequest, kind: str, row: int) -> HttpResponse:
    """Correct a row."""
    kept = _row(request, kind, row)
    form = _form(request, kind, initial_of(kept))

    def save() -> None:
        actions.change_price(kind=kind, row=kept, values=form.given(), actor=request.actor, at=timezone.now())

    return _saved(request, kind, form, save, title=label(words.PRICE_KINDS, kind), row=kept)


@require_POST
@staff_page("claims.view", "claims.rules")
def drop(request: ActorRequest, kind: str, row: int) -> HttpResponse:
    """Strike a row out."""
    kept = _row(request, kind, row)
    try:
        actions.drop_price(kind=kind, row=kept, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, refusal(refused.code, refused.params))
    else:
        messages.success(request, _("The row was struck out."))
    return HttpResponseRedirect(reverse("claims-payment-prices", args=[kind]))


@staff_page("claims.view", "claims.rules")
def bring_in(request: ActorRequest, kind: str) -> HttpResponse:
    """Rows from a sheet: all of them, or none where one cannot be read."""
    _known(kind)
    form = SheetForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        problems, rows = _read(request, kind, form.cleaned_data["sheet"])
        if not problems:
            problems, done = _put(request, kind, rows)
            if done:
                return HttpResponseRedirect(reverse("claims-payment-prices", args=[kind]))
    context = {
        "form": form,
        "kind": kind,
        "title": label(words.PRICE_KINDS, kind),
        "problems": problems,
        "columns": [(field.name, field.label, field.field.required) for field in _blank(request, kind)],
    }
    return render(request, "claims/payment_import.html", context, status=422 if problems or form.errors else 200)


# --- lists -----------------------------------------------------------------------------------------------------------


def _known(kind: str) -> actions.Kind:
    if kind not in actions.KINDS:
        raise Http404
    return actions.KINDS[kind]


def _row(request: ActorRequest, kind: str, row: int) -> Any:
    rows = _known(kind).model.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("branch"), pk=row)


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": text, "href": reverse("claims-payment-prices", args=[kind]), "current": kind == current}
        for kind, text in words.PRICE_KINDS.items()
    ]


def _listing(request: ActorRequest, kind: str) -> ListPage:
    may_edit = request.actor.can("claims.rules")
    related = {"tariffs": ("branch",), "authorisations": ("branch", "category")}.get(
        kind, ("branch", "category", "model")
    )
    rows = _known(kind).model.objects.visible_to(request.actor).select_related(*related)
    return ListPage(
        rows,
        request,
        name=f"payment-{kind}",
        filters=_filters(kind),
        columns=_columns(kind),
        sort="-since",
        export=Export(f"payment-{kind}"),
        row_link=(lambda row: reverse("claims-payment-price", args=[kind, row.pk])) if may_edit else None,
        empty=Empty(
            title=_("Nothing is written down yet"),
            text=str(_NOTES[kind]),
            action_label=_("Write the first row") if may_edit else "",
            action_href=reverse("claims-payment-price-new", args=[kind]) if may_edit else "",
            icon="tags",
        ),
    )


def _filters(kind: str) -> list[Filter]:
    today = timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until=None) | Q(until__gt=today))
    branches = [(str(row.pk), shown.name_in(row)) for row in Branch.objects.filter(is_active=True)]
    found: list[Filter] = [
        YesNo("now", _("Holds today"), condition=in_force),
        Choice("branch", _("Centre"), branches, field="branch_id"),
    ]
    if kind != "tariffs":
        named = [(row.code, row.name_in(reader.language())) for row in catalog.categories()]
        found.append(Choice("category", _("Kind of product"), named, field="category__code"))
    if kind == "times":
        found.append(Choice("operation", _("Operation"), words.OPERATIONS, field="operation"))
    return found


def _branch(row: Any) -> str:
    return shown.name_in(row.branch) if row.branch else str(EVERYWHERE)


def _columns(kind: str) -> list[Column]:
    """What is written into a file is what a sheet may bring in again: codes, under the names that stand here."""
    where = Column("branch", _("Centre"), value=_branch, write=lambda row: row.branch.code if row.branch else "")
    days = [
        Column("since", _("From day"), kind="day", sort="since"),
        Column("until", _("Until"), kind="day"),
    ]
    category = Column(
        "category", _("Kind of product"), value=lambda row: shown.name_in(row.category),
        write=lambda row: row.category.code,
    )  # fmt: skip
    model = Column(
        "model", _("Model"), kind="code", value=lambda row: str(row.model) if row.model else "",
        write=lambda row: row.model.number if row.model else "",
    )  # fmt: skip
    names = catalog.component_names([row.code for row in catalog.categories()], reader.language())
    component = Column(
        "component",
        _("Component"),
        value=lambda row: names.get((row.category.code, row.component), row.component),
        write=lambda row: row.component,
    )
    level = Column(
        "level", _("Level"), value=lambda row: label(words.LEVELS, row.level) if row.level else _("All levels"),
        write=lambda row: row.level,
    )  # fmt: skip
    return {
        "tariffs": [where, level, *_tariff_columns(), *days],
        "parts": [category, model, component, _money("price", _("Price")), where, *days],
        "times": [
            category, model, component,
            Column(
                "operation", _("Operation"), value=lambda row: label(words.OPERATIONS, row.operation),
                write=lambda row: row.operation,
            ),
            Column("minutes", _("Minutes"), kind="number"),
            where, *days,
        ],
        "authorisations": [where, category, level, *days],
    }[kind]  # fmt: skip


def _money(name: str, text: str) -> Column:
    return Column(name, text, kind="money", write=lambda row: _blank_if_none(getattr(row, name)))


def _percent(name: str, text: str) -> Column:
    return Column(name, text, kind="number", value=lambda row: percent_text(getattr(row, name)))


def _zone(place: int) -> Column:
    def amount(row: Any) -> Any:
        return row.travel_zones[place - 1] if len(row.travel_zones) >= place else None

    text = [_("Travel, zone 1"), _("Travel, zone 2"), _("Travel, zone 3")][place - 1]
    return Column(f"zone_{place}", text, kind="money", value=amount, write=lambda row: _blank_if_none(amount(row)))


def _blank_if_none(value: Any) -> Any:
    return "" if value is None else value


def _tariff_columns() -> list[Column]:
    return [
        _money("labour_hour", _("One hour of work")),
        _percent("handling_bp", _("Handling of parts, %")),
        _money("travel_km", _("One kilometre")),
        _zone(1), _zone(2), _zone(3),
        _money("admin_fee", _("Fee for each claim")),
        _percent("tax_bp", _("Tax, %")),
    ]  # fmt: skip


# --- forms -----------------------------------------------------------------------------------------------------------


def _form(request: ActorRequest, kind: str, initial: dict[str, Any]) -> PriceForm:
    _known(kind)
    return PRICE_FORMS[kind](request.POST or None, initial=initial, known=References(request.actor))


def _blank(request: ActorRequest, kind: str) -> PriceForm:
    return PRICE_FORMS[kind](known=References(request.actor))


def _saved(
    request: ActorRequest, kind: str, form: PriceForm, save: Any, *, title: str, row: Any = None
) -> HttpResponse:
    back = reverse("claims-payment-prices", args=[kind])
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refused:
            field = refused.field.rpartition(".")[2]
            add_refusal(form, Refused(refused.code, field=field.removesuffix("_id"), **refused.params), refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(back)
    context = {"form": form, "kind": kind, "title": title, "back": back, "row": row}
    return render(request, "claims/payment_price.html", context, status=422 if form.errors else 200)


# --- sheets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    given: dict[str, Any]


def _read(request: ActorRequest, kind: str, upload: Any) -> tuple[list[str], list[_Row]]:
    """The rows of a sheet, and what is wrong with it: in which row, which column, and what to do."""
    if upload.size > MOST_BYTES:
        return [_("The file is too large. Split it.")], []
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return [_("The file is not a CSV in UTF-8. Save it as “CSV UTF-8” and try again.")], []
    known = References(request.actor)
    form_class = PRICE_FORMS[kind]
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    fields = _heads(next(lines, []), form_class(known=known))
    missing = [
        str(field.label) for field in form_class(known=known) if field.field.required and field.name not in fields
    ]
    if missing:
        return [_("These columns are missing: %(names)s.") % {"names": _(", ").join(missing)}], []
    problems: list[str] = []
    rows: list[_Row] = []
    for number, cells in enumerate(_cells(lines), start=2):
        data = _filled(dict(zip(fields, cells, strict=False)), known)
        form = form_class(data, known=known)
        if form.is_valid():
            rows.append(_Row(number, form.given()))
            continue
        problems += _errors(number, form)
        if len(problems) >= MOST_PROBLEMS:
            break
    if not rows and not problems:
        problems = [_("There is no row in this file.")]
    return problems[:MOST_PROBLEMS], rows


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _heads(cells: Sequence[str], form: PriceForm) -> list[str]:
    """Which field each column is: by its name, or by its label in either language. Others are left aside."""
    names = {key(field.name): field.name for field in form}
    for language in ("fa", "en"):
        with translation.override(language):
            names |= {key(str(field.label)): field.name for field in form}
    return [names.get(key(cell), f"?{place}") for place, cell in enumerate(cells)]


def _cells(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    return ([cell.strip().lstrip("'") for cell in row] for row in lines if any(cell.strip() for cell in row))


def _filled(data: dict[str, str], known: References) -> dict[str, str]:
    """A model may be named by its maker's number, too."""
    model = data.get("model", "")
    if model and model not in known.models:
        data["model"] = known.models_by_code.get(model.casefold(), model)
    return data


def _errors(number: int, form: PriceForm) -> list[str]:
    said = []
    for name, errors in form.errors.items():
        column = str(form.fields[name].label) if name in form.fields else _("Row")
        said.append(
            _("Row %(row)s, %(column)s: %(problem)s")
            % {"row": shown.digits(number), "column": column, "problem": " ".join(str(error) for error in errors)}
        )
    return said


def _put(request: ActorRequest, kind: str, rows: Sequence[_Row]) -> tuple[list[str], bool]:
    """Write all rows down; a refusal names the row of the sheet."""
    try:
        put = actions.put_prices(kind=kind, rows=[row.given for row in rows], actor=request.actor, at=timezone.now())
    except Refused as refused:
        parts = refused.field.split(".")
        sentence = refusal(refused.code, refused.params)
        if len(parts) > 1 and parts[1].isdigit():
            row = shown.digits(rows[int(parts[1])].number)
            sentence = _("Row %(row)s: %(problem)s") % {"row": row, "problem": sentence}
        return [sentence], False
    messages.success(
        request,
        _("%(added)s rows are new, %(changed)s were changed, %(same)s stood there already.")
        % {"added": shown.digits(put.added), "changed": shown.digits(put.changed), "same": shown.digits(put.same)},
    )
    return [], True
