"""Transfers: what is on its way, sending and receiving it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from payandan.customers.queries import timeline
from payandan.parts import actions, words
from payandan.parts.forms.stock import EndForm, SendForm, quantities
from payandan.parts.models import Transfer
from payandan.parts.queries import stock
from payandan.parts.views.finding import node_choices, tabs
from payandan.parts.views.moving import done
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage

COLUMNS = [
    Column("number", gettext_lazy("Number"), kind="code"),
    Column("origin", gettext_lazy("Comes from"), value=lambda row: row.origin.name_in(reader.language())),
    Column("to", gettext_lazy("Goes to"), value=lambda row: row.to.name_in(reader.language())),
    Column(
        "state",
        gettext_lazy("State"),
        badge=lambda row: (words.label(words.TRANSFER_STATES, row.state), words.tone(row.state)),
    ),
    Column("sent", gettext_lazy("Sent"), kind="moment", value="sent_at", sort="sent_at"),
    Column("ended", gettext_lazy("Received"), kind="moment", value="ended_at"),
    Column("by", gettext_lazy("Sent by"), value="sent_by", hidden=True),
    Column("note", gettext_lazy("Note"), hidden=True),
]


@require_safe
@staff_page("parts.view")
def transfers(request: ActorRequest) -> HttpResponseBase:
    """What stores sent one another."""
    listing = ListPage(
        Transfer.objects.visible_to(request.actor).select_related("origin", "to"),
        request,
        name="transfers",
        filters=[
            Choice("state", _("State"), words.TRANSFER_STATES, field="state"),
            Choice("to", _("Goes to"), node_choices(request), field="to__code"),
            DateRange("sent", _("Sent"), field="sent_at"),
        ],
        columns=COLUMNS,
        sort="-sent_at",
        export=Export("transfers"),
        row_link=lambda row: reverse("parts-transfer", args=[row.number]),
        empty=Empty(title=_("No transfers yet"), text=_("What one store sends another shows here."), icon="truck"),
    )
    if listing.export_wanted:
        return listing.export_response()
    context = {
        "list": listing,
        "tabs": tabs(request, "parts-transfers"),
        "may_move": stock.nodes_to_act_at(request.actor).exists(),
    }
    return render(request, "parts/transfers.html", context)


@staff_page("parts.view", "stock.move")
def send(request: ActorRequest) -> HttpResponse:
    """Send parts from one store to another."""
    asked = {"node": request.GET.get("node", ""), "to": request.GET.get("to", ""), "lines": request.GET.get("part", "")}
    form = SendForm(request.POST or None, initial=asked, actor=request.actor)

    def act() -> Transfer:
        data = form.cleaned_data
        return actions.send(
            origin_id=data["node"].pk,
            to_id=data["to"].pk,
            lines=form.read(),
            note=data["note"],
            key=form.key_for(request.actor),
            actor=request.actor,
            at=timezone.now(),
        )

    if (made := done(request, form, act)) is not None:
        messages.success(request, _("Sent. It is nobody’s stock until it is received."))
        return HttpResponseRedirect(reverse("parts-transfer", args=[made.number]))
    context = {
        "form": form,
        "title": _("Send to another store"),
        "icon": "truck",
        "note": _("Free pieces of one store go to another, which receives them."),
        "back": reverse("parts-transfers"),
    }
    return render(request, "parts/lines.html", context, status=422 if form.errors else 200)


@staff_page("parts.view")
def transfer(request: ActorRequest, number: str) -> HttpResponse:
    """One transfer; who may act at the store it goes to receives it here."""
    rows = Transfer.objects.visible_to(request.actor).select_related("origin", "to")
    row = get_object_or_404(rows, number=number)
    form, problem = EndForm(request.POST or None), ""
    lines = list(row.lines.select_related("part"))
    may_receive = row.state == "sent" and stock.nodes_to_act_at(request.actor).filter(pk=row.to_id).exists()
    if request.method == "POST" and form.is_valid():
        typed, wrong = quantities(request.POST, "q", {line.part_id: line.part for line in lines})
        try:
            if wrong:
                raise Refused("line_unreadable", "lines", line=", ".join(wrong))
            _receive(request, row, typed, form)
        except Refused as refused:
            problem = words.refusal(refused.code, refused.params)
        else:
            messages.success(request, _("Received."))
            return HttpResponseRedirect(reverse("parts-transfer", args=[number]))
    context: dict[str, Any] = {
        "row": row,
        "rows": [(line, request.POST.get(f"q-{line.part_id}", line.under_way)) for line in lines],
        "state": words.label(words.TRANSFER_STATES, row.state),
        "tone": words.tone(row.state),
        "form": form,
        "problem": problem,
        "may_receive": may_receive,
        "lines": timeline("transfer", row.pk, language=reader.language()),
    }
    return render(request, "parts/transfer.html", context, status=422 if problem or form.errors else 200)


def _receive(request: ActorRequest, row: Transfer, typed: dict[int, int], form: EndForm) -> None:
    actions.receive_transfer(
        transfer_id=row.pk,
        received=typed,
        close=form.cleaned_data["close"],
        reason=form.cleaned_data["reason"],
        key=form.key_for(request.actor),
        actor=request.actor,
        at=timezone.now(),
    )
