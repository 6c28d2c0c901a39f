"""Purchases: what is proposed, approving it, receiving it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from payandan.customers.queries import timeline
from payandan.parts import actions, words
from payandan.parts.actions import Line
from payandan.parts.forms.stock import EndForm, quantities
from payandan.parts.models import Order
from payandan.parts.queries import purchasing, stock
from payandan.parts.views.finding import node_choices, node_of, tabs
from payandan.platform.kit.money import BadAmount, parse_amount
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui import words as shown
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage

COLUMNS = [
    Column("number", gettext_lazy("Number"), kind="code"),
    Column("node", gettext_lazy("Store"), value=lambda row: row.node.name_in(reader.language())),
    Column("supplier", gettext_lazy("Supplier"), value="supplier_name"),
    Column(
        "state",
        gettext_lazy("State"),
        badge=lambda row: (words.label(words.ORDER_STATES, row.state), words.tone(row.state)),
    ),
    Column("proposed", gettext_lazy("Proposed"), kind="moment", value="proposed_at", sort="proposed_at"),
    Column("approved", gettext_lazy("Approved"), kind="moment", value="approved_at"),
    Column("by", gettext_lazy("Approved by"), value="approved_by", hidden=True),
]


@require_safe
@staff_page("parts.view")
def orders(request: ActorRequest) -> HttpResponseBase:
    """Proposals and orders of the stores that the reader sees."""
    listing = ListPage(
        purchasing.orders(request.actor),
        request,
        name="orders",
        filters=[
            Choice("state", _("State"), words.ORDER_STATES, field="state"),
            Choice("node", _("Store"), node_choices(request), field="node__code"),
            DateRange("proposed", _("Proposed"), field="proposed_at"),
        ],
        columns=COLUMNS,
        sort="-proposed_at",
        export=Export("purchases"),
        row_link=lambda row: reverse("parts-order", args=[row.number]),
        empty=Empty(
            title=_("No purchases yet"),
            text=_("Let a store reckon what it should order: from what it used, what it has and what is on its way."),
            icon="shopping-cart",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    context = {
        "list": listing,
        "tabs": tabs(request, "parts-orders"),
        "nodes": stock.nodes_to_act_at(request.actor),
    }
    return render(request, "parts/orders.html", context)


@require_POST
@staff_page("parts.view", "stock.move")
def propose(request: ActorRequest) -> HttpResponse:
    """Reckon what a store should order."""
    node = node_of(request, request.POST.get("node", "")[:40])
    try:
        made = actions.propose_purchases(node_id=node.pk, actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    else:
        told = ngettext("%(count)s purchase proposed.", "%(count)s purchases proposed.", len(made))
        messages.success(
            request,
            told % {"count": shown.digits(len(made))} if made else _("Nothing has to be ordered now."),
        )
    return HttpResponseRedirect(f"{reverse('parts-orders')}?node={node.code}&state=proposed")


@staff_page("parts.view")
def order(request: ActorRequest, number: str) -> HttpResponse:
    """One purchase: approve, put away, receive, close."""
    row = get_object_or_404(purchasing.orders(request.actor), number=number)
    form, problem = EndForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, row, form)
        except Refused as refused:
            problem = words.refusal(refused.code, refused.params)
        else:
            messages.success(request, _("Done."))
            return HttpResponseRedirect(reverse("parts-order", args=[number]))
    here = stock.nodes_to_act_at(request.actor).filter(pk=row.node_id).exists()
    bound = request.actor.sees_every_branch or row.node.branch_id in (request.actor.branches or ())
    context: dict[str, Any] = {
        "row": row,
        "lines": [_line(request, row, line) for line in row.lines.select_related("part").order_by("part__code")],
        "state": words.label(words.ORDER_STATES, row.state),
        "tone": words.tone(row.state),
        "form": form,
        "problem": problem,
        "may_approve": request.actor.can("purchase.approve") and bound,
        "may_receive": here and row.state == "approved",
        "facts": timeline("order", row.pk, language=reader.language()),
    }
    return render(request, "parts/order.html", context, status=422 if problem or form.errors else 200)


def _act(request: ActorRequest, row: Order, form: EndForm) -> None:
    actor, now, version = request.actor, timezone.now(), form.cleaned_data["version"]
    lines = {line.part_id: line for line in row.lines.select_related("part")}
    typed, wrong = quantities(request.POST, "q", {part_id: line.part for part_id, line in lines.items()})
    if wrong:
        raise Refused("line_unreadable", "lines", line=", ".join(wrong))
    match request.POST.get("act", ""):
        case "approve":
            actions.approve_order(order=row, quantities=typed, version=version, actor=actor, at=now)
        case "drop":
            actions.drop_order(order=row, version=version, actor=actor, at=now)
        case "close":
            actions.close_order(order=row, version=version, actor=actor, at=now)
        case "receive":
            came = {
                part_id: Line(part_id, quantity, _cost(request, part_id, row))
                for part_id, quantity in typed.items()
                if quantity
            }
            actions.receive_order(order=row, lines=came, key=form.key_for(actor), actor=actor, at=now)
        case _:
            raise Refused("nothing_to_do")


def _cost(request: ActorRequest, part_id: int, row: Order) -> int | None:
    typed = request.POST.get(f"c-{part_id}", "").strip()
    try:
        return parse_amount(typed, row.node.currency) if typed else None
    except BadAmount as error:
        raise Refused("amount_wrong", "cost") from error


def _line(request: ActorRequest, row: Order, line: Any) -> dict[str, Any]:
    usual = line.open if row.state == "approved" else line.quantity
    return {
        "line": line,
        "basis": line.basis,
        "model": words.label(words.DEMAND_MODELS, line.basis.get("model", "")),
        "typed": request.POST.get(f"q-{line.part_id}", usual),
        "cost": request.POST.get(f"c-{line.part_id}", ""),
    }
