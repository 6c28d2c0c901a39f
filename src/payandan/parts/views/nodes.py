"""The stores: their list, the stock of one, adding and changing one."""

from django.db.models import F, Q
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from payandan.customers.queries import timeline
from payandan.parts import actions, words
from payandan.parts.forms.master import NodeForm, node_form
from payandan.parts.models import Node
from payandan.parts.queries import stock
from payandan.parts.views.finding import node_of, tabs
from payandan.parts.views.master import saved
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.lists import Choice, Column, Empty, Export, ListPage

COLUMNS = [
    Column("code", gettext_lazy("Part number"), kind="code", value="part.code", sort="part__code"),
    Column("name", gettext_lazy("Name"), value=lambda row: row.part.name_in(reader.language())),
    Column("bin", gettext_lazy("Bin"), kind="code", sort="bin"),
    Column("on_hand", gettext_lazy("In stock"), kind="number", sort="on_hand"),
    Column("reserved", gettext_lazy("Reserved"), kind="number", value=lambda row: row.reserved or None),
    Column("free", gettext_lazy("Free pieces"), kind="number"),
    Column("value", gettext_lazy("Value"), kind="money", currency="node.currency", sort="value"),
    Column("average", gettext_lazy("Average cost"), kind="money", value="last", currency="node.currency", hidden=True),
]


@require_safe
@staff_page("parts.view")
def nodes(request: ActorRequest) -> HttpResponse:
    """The stores that the reader sees, with what they hold."""
    totals = stock.totals(request.actor)
    rows = [
        {"node": row, "kind": words.label(words.NODE_KINDS, row.kind), "total": totals.get(row.pk)}
        for row in stock.nodes(request.actor)
    ]
    context = {
        "rows": rows,
        "tabs": tabs(request, "parts-nodes"),
        "may_manage": request.actor.can("parts.manage"),
        "may_move": stock.nodes_to_act_at(request.actor).exists(),
    }
    return render(request, "parts/nodes.html", context)


@require_safe
@staff_page("parts.view")
def node(request: ActorRequest, code: str) -> HttpResponseBase:
    """What one store has."""
    found = node_of(request, code)
    rows = stock.balances(request.actor).filter(node=found)
    listing = ListPage(
        rows,
        request,
        name="stock",
        filters=[
            Choice(
                "shelf",
                _("In stock"),
                {"some": _("In stock"), "none": _("None left"), "promised": _("Reserved"), "below": _("Below nothing")},
                conditions={
                    "some": Q(on_hand__gt=0),
                    "none": Q(on_hand=0),
                    "promised": Q(reserved__gt=0),
                    "below": Q(on_hand__lt=0) | Q(reserved__gt=F("on_hand")),
                },
            ),
            Choice("kind", _("Kind"), words.KINDS, field="part__kind"),
        ],
        columns=COLUMNS,
        sort="part__code",
        export=Export("stock"),
        row_link=lambda row: reverse("parts-record", args=[row.part.number]),
        empty=Empty(
            title=_("Nothing here yet"),
            text=_("What is received, or comes from another store, shows here."),
            icon="boxes",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    acting = stock.nodes_to_act_at(request.actor).filter(pk=found.pk).exists()
    total = stock.totals(request.actor).get(found.pk, {})
    context = {
        "node": found,
        "kind": words.label(words.NODE_KINDS, found.kind),
        "total": total,
        "worth": shown.short_money(total.get("worth", 0), found.currency),
        "list": listing,
        "may_manage": request.actor.can("parts.manage"),
        "may_move": acting,
        "may_count": acting and request.actor.can("stock.count"),
        "lines": timeline("node", found.pk, language=reader.language(), limit=8),
    }
    return render(request, "parts/node.html", context)


@staff_page("parts.view", "parts.manage")
def create(request: ActorRequest) -> HttpResponse:
    """Add a store."""
    return _edit(request, None)


@staff_page("parts.view", "parts.manage")
def edit(request: ActorRequest, code: str) -> HttpResponse:
    """Change a store."""
    return _edit(request, node_of(request, code))


def _edit(request: ActorRequest, kept: Node | None) -> HttpResponse:
    form = NodeForm(request.POST or None, initial=node_form(kept), actor=request.actor, node=kept)

    def save() -> str:
        return actions.save_node(node=kept, **form.given(), actor=request.actor, at=timezone.now()).code

    if (code := saved(request, form, save)) is not None:
        return HttpResponseRedirect(reverse("parts-node", args=[code]))
    back = reverse("parts-node", args=[kept.code]) if kept else reverse("parts-nodes")
    title = kept.name_in(reader.language()) if kept else _("New store")
    context = {"form": form, "title": title, "back": back}
    return render(request, "parts/form.html", context, status=422 if form.errors else 200)
