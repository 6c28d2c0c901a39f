"""Stock comes in and goes out by lists that people scan; the ledger; reservations."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from payandan.parts import actions, words
from payandan.parts.forms.stock import LinesForm, ReceiveForm, RemoveForm
from payandan.parts.models import Move, Reservation
from payandan.parts.queries import stock
from payandan.parts.views.finding import node_choices, tabs
from payandan.parts.words.history import pieces
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.forms import add_refusal
from payandan.platform.ui.lists import Choice, Column, DateRange, Empty, Export, ListPage


@staff_page("parts.view", "stock.move")
def receive(request: ActorRequest) -> HttpResponse:
    """Take in what a supplier delivered."""
    form = ReceiveForm(request.POST or None, initial=_asked(request), actor=request.actor)

    def act() -> list[Move]:
        data = form.cleaned_data
        return actions.receive(
            node_id=data["node"].pk,
            lines=form.read(costs=True),
            note=data["note"],
            opening=data["opening"],
            key=form.key_for(request.actor),
            actor=request.actor,
            at=timezone.now(),
        )

    if (moves := done(request, form, act)) is not None:
        return _received(request, form, moves)
    title, icon = _("Receive"), "package-plus"
    return _lines(request, form, title, icon, _("What a supplier delivered. Scan the parts one after the other."))


@staff_page("parts.view", "stock.move")
def remove(request: ActorRequest) -> HttpResponse:
    """Scrap parts, or send them back to the supplier."""
    form = RemoveForm(request.POST or None, initial={"act": "scrap"} | _asked(request), actor=request.actor)

    def act() -> list[Move]:
        data = form.cleaned_data
        do = actions.scrap if data["act"] == "scrap" else actions.return_to_supplier
        key, now = form.key_for(request.actor), timezone.now()
        node = data["node"].pk
        return do(node_id=node, lines=form.read(), reason=data["note"], key=key, actor=request.actor, at=now)

    if (moves := done(request, form, act)) is not None:
        return _received(request, form, moves)
    note = _("Free pieces that leave for good: broken, out of date, or sent back to who delivered them.")
    return _lines(request, form, _("Scrap or send back"), "package-x", note)


@require_safe
@staff_page("parts.view")
def moves(request: ActorRequest) -> HttpResponseBase:
    """The ledger: every move from a place to a place."""
    listing = ListPage(
        stock.moves(request.actor),
        request,
        name="moves",
        filters=[
            Choice("act", _("Move"), words.ACTS, field="act"),
            Choice("to", _("Goes to"), node_choices(request), field="to_node__code"),
            Choice("origin", _("Comes from"), node_choices(request), field="origin_node__code"),
            DateRange("at", _("When"), field="at"),
        ],
        columns=MOVES,
        sort="-at",
        export=Export("moves"),
        empty=Empty(
            title=_("No moves yet"),
            text=_("Each piece that comes, goes or is found stands here."),
            icon="arrow-left-right",
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    return render(request, "parts/moves.html", {"list": listing, "tabs": tabs(request, "parts-moves")})


@require_safe
@staff_page("parts.view")
def reservations(request: ActorRequest) -> HttpResponseBase:
    """What is promised, and to what."""
    may_move = request.actor.can("stock.move")
    listing = ListPage(
        Reservation.objects.visible_to(request.actor).select_related("part", "node"),
        request,
        name="reservations",
        filters=[
            Choice("state", _("State"), words.RESERVATION_STATES, field="state"),
            Choice("node", _("Store"), node_choices(request), field="node__code"),
            DateRange("at", _("When"), field="at"),
        ],
        columns=RESERVATIONS,
        sort="-id",
        export=Export("reservations"),
        row_link=lambda row: reverse("parts-reservation", args=[row.number]),
        empty=Empty(
            title=_("Nothing is reserved"), text=_("A repair that needs parts reserves them here."), icon="bookmark"
        ),
    )
    if listing.export_wanted:
        return listing.export_response()
    context = {"list": listing, "tabs": tabs(request, "parts-reservations"), "may_move": may_move}
    return render(request, "parts/reservations.html", context)


@require_safe
@staff_page("parts.view")
def reservation(request: ActorRequest, number: str) -> HttpResponse:
    """One reservation and its moves."""
    row = _reservation(request, number)
    context = {
        "row": row,
        "state": words.label(words.RESERVATION_STATES, row.state),
        "tone": words.tone(row.state),
        "moves": row.moves.select_related("part", "origin_node", "to_node"),
        "acts": words.ACTS,
        "places": words.PLACES,
        "may_act": row.open and stock.nodes_to_act_at(request.actor).filter(pk=row.node_id).exists(),
    }
    return render(request, "parts/reservation.html", context)


@require_POST
@staff_page("parts.view", "stock.move")
def end_reservation(request: ActorRequest, number: str, act: str) -> HttpResponse:
    """Hand out what is reserved, or let it go."""
    row = _reservation(request, number)
    do: Any = actions.issue if act == "issue" else actions.release
    try:
        do(reservation_id=row.pk, key=f"desk:{row.number}:{act}:{row.issued}", actor=request.actor, at=timezone.now())
    except Refused as refused:
        messages.error(request, words.refusal(refused.code, refused.params))
    else:
        messages.success(request, _("Issued.") if act == "issue" else _("Let go."))
    return HttpResponseRedirect(reverse("parts-reservation", args=[number]))


def done(request: ActorRequest, form: Any, act: Any) -> Any:
    """What the act made, once the form is good and the act was not refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        add_refusal(form, _at_lines(form, refused), words.refusal)
        return None


def place_name(move: Move, side: str) -> str:
    """Where pieces came from or went to, in words."""
    node = getattr(move, "origin_node" if side == "origin" else "to_node")
    return node.name_in(reader.language()) if node else words.label(words.PLACES, getattr(move, side))


MOVES = [
    Column("at", gettext_lazy("When"), kind="moment", sort="at"),
    Column("act", gettext_lazy("Move"), value=lambda row: words.label(words.ACTS, row.act)),
    Column(
        "part",
        gettext_lazy("Part"),
        kind="code",
        value="part.code",
        link=lambda row: reverse("parts-record", args=[row.part.number]),
    ),
    Column("name", gettext_lazy("Name"), value=lambda row: row.part.name_in(reader.language())),
    Column("quantity", gettext_lazy("Pieces"), kind="number"),
    Column("origin", gettext_lazy("Comes from"), value=lambda row: place_name(row, "origin")),
    Column("to", gettext_lazy("Goes to"), value=lambda row: place_name(row, "to")),
    Column("value", gettext_lazy("Cost"), kind="money"),
    Column("by", gettext_lazy("Moved by"), value="by_name", hidden=True),
    Column("note", gettext_lazy("Note"), hidden=True),
    Column("document", gettext_lazy("Document"), kind="code", hidden=True),
]
RESERVATIONS = [
    Column("number", gettext_lazy("Number"), kind="code"),
    Column("part", gettext_lazy("Part"), kind="code", value="part.code"),
    Column("name", gettext_lazy("Name"), value=lambda row: row.part.name_in(reader.language())),
    Column("node", gettext_lazy("Store"), value=lambda row: row.node.name_in(reader.language())),
    Column("quantity", gettext_lazy("Pieces"), kind="number"),
    Column("issued", gettext_lazy("Issued"), kind="number", value=lambda row: row.issued or None),
    Column(
        "state",
        gettext_lazy("State"),
        badge=lambda row: (words.label(words.RESERVATION_STATES, row.state), words.tone(row.state)),
    ),
    Column("at", gettext_lazy("When"), kind="moment"),
]


def _at_lines(form: LinesForm, refused: Refused) -> Refused:
    """A refusal about one of the parts belongs to the list of them."""
    if refused.field in form.fields or "lines" not in form.fields:
        return refused
    return Refused(refused.code, "lines" if refused.field else "", **refused.params)


def _asked(request: ActorRequest) -> dict[str, Any]:
    """What a link to the page fills in: a store, a part."""
    return {"node": request.GET.get("node", ""), "lines": request.GET.get("part", "")}


def _received(request: ActorRequest, form: LinesForm, moves: list[Move]) -> HttpResponse:
    total = pieces(sum(move.quantity for move in moves))
    messages.success(request, _("%(document)s: %(pieces)s") % {"document": moves[0].document, "pieces": total})
    return HttpResponseRedirect(reverse("parts-node", args=[form.cleaned_data["node"].code]))


def _lines(request: ActorRequest, form: LinesForm, title: str, icon: str, note: str) -> HttpResponse:
    context = {"form": form, "title": title, "icon": icon, "note": note, "back": reverse("parts-nodes")}
    return render(request, "parts/lines.html", context, status=422 if form.errors else 200)


def _reservation(request: ActorRequest, number: str) -> Reservation:
    rows = Reservation.objects.visible_to(request.actor).select_related("part", "node")
    return get_object_or_404(rows, number=number)
