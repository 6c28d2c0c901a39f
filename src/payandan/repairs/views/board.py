"""The board: who passes by sees what waits for whom, and moves a card by hand or by keyboard."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from payandan.catalog.models import Symptom
from payandan.platform.kit.refusals import Refused
from payandan.platform.people.models import User
from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.platform.ui import reader
from payandan.platform.ui.words import day, duration, name_in
from payandan.repairs import actions, forms, queries, rules, words
from payandan.repairs.models import RepairOrder
from payandan.repairs.views.shared import centres_of, found, sentence_of


@staff_page("repairs.view")
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """All open jobs by where they stand."""
    form = _filter_form(request)
    return _show(request, form)


def _show(request: ActorRequest, form: forms.BoardFilter, *, problem: str = "", status: int = 200) -> HttpResponse:
    shown = queries.board(request.actor, form.wanted(timezone.now()))
    context = {
        "columns": columns_of(request, shown, can_move=request.actor.can("repairs.bench")),
        "form": form,
        "problem": problem,
        "can_intake": request.actor.can("repairs.intake"),
    }
    template = "repairs/board_columns.html" if request.headers.get("HX-Request") else "repairs/board.html"
    return render(request, template, context, status=status)


def _filter_form(request: ActorRequest) -> forms.BoardFilter:
    people = User.objects.filter(is_active=True, memberships__role__capabilities__icontains="repairs.bench")
    return forms.BoardFilter(
        request.GET or {}, people=people.distinct().order_by("name")[:100], branches=centres_of(request.actor)
    )


def columns_of(request: ActorRequest, shown: queries.Board, *, can_move: bool) -> list[dict[str, Any]]:
    """The columns as the page draws them."""
    marks = Marks(request, can_move=can_move, query=f"?{request.GET.urlencode()}" if request.GET else "")
    orders = [order for column in shown.columns for order in column.orders]
    symptoms = symptom_names(orders)
    now = timezone.now()
    return [
        {
            "code": column.code,
            "label": words.label(words.COLUMNS, column.code),
            "count": column.count,
            "more": column.more,
            "more_url": f"{reverse('repairs-list')}?" + "&".join(f"state={state}" for state in states),
            "cards": [card(order, shown, symptoms, now, marks) for order in column.orders],
        }
        for column, states in zip(shown.columns, (one.states for one in rules.COLUMNS), strict=True)
    ]


def symptom_names(orders: Any) -> dict[tuple[int, str], str]:
    """The names of the main symptoms of some jobs. One query."""
    wanted = {order.symptom for order in orders if order.symptom}
    kinds = {order.unit.model.category_id for order in orders}
    name = "name_en" if reader.language() == "en" else "name_fa"
    rows = Symptom.objects.filter(category_id__in=kinds, code__in=wanted)
    return {(kind, code): said for kind, code, said in rows.values_list("category_id", "code", name)}


class Marks(dict[str, tuple[SafeString, SafeString]]):
    """What all cards in a state have alike, drawn once for each state: its badge, and the buttons of its moves."""

    def __init__(self, request: ActorRequest, *, can_move: bool, query: str = "") -> None:
        super().__init__()
        self.request, self.can_move, self.query = request, can_move, query

    def __missing__(self, state: str) -> tuple[SafeString, SafeString]:
        context = {"state": words.label(words.STATES, state), "tone": words.TONES.get(state, "muted")}
        moves = moves_of(state) if self.can_move else []
        badge = render_to_string("repairs/card_state.html", context)
        buttons = render_to_string("repairs/card_moves.html", {"moves": moves}, self.request) if moves else ""
        self[state] = mark_safe(badge.strip()), mark_safe(buttons.strip())  # noqa: S308 - templates escaped it
        return self[state]


def card(
    order: RepairOrder, shown: queries.Board, symptoms: Mapping[tuple[int, str], str], now: Any, marks: Marks
) -> dict[str, Any]:
    """A job as a card: what it is, what is promised, what it waits for, and where it may go from here by hand."""
    blocks = rules.BLOCKS.get(order.state, "")
    badge, moves = marks[order.state]
    symptom = symptoms.get((order.unit.model.category_id, order.symptom), "")
    return {
        "order": order,
        "url": reverse("repairs-record", args=[order.number]),
        "address": f"{reverse('repairs-move', args=[order.number])}{marks.query}",
        "title": name_in(order.unit.model),
        "what": " · ".join(filter(None, (symptom, order.customer.name))),
        "badge": badge,
        "late": order.promised_at is not None and order.promised_at < now and order.state not in rules.AT_COUNTER,
        "stale": rules.is_stale(order.state, order.entered_at, now),
        "age": duration(now - order.entered_at),
        "blocked": (order.waits_for or words.label(words.BLOCKS, blocks)) if blocks else "",
        "priority": words.label(words.PRIORITIES, str(order.priority)) if order.priority < 2 else "",
        "urgent": order.priority == 0,
        "repeat": order.pk in shown.repeats,
        "loaner": order.pk in shown.loans,
        "running": shown.running.get(order.pk, ""),
        "promised": day(order.promised_at, "short") if order.promised_at else "",
        "moves": moves,
    }


def moves_of(state: str) -> list[dict[str, str]]:
    """The moves by hand from a state: where to, by which act, into which column."""
    return [
        {
            "act": move.act,
            "label": words.label(words.ACTS, move.act),
            "column": rules.column_of(move.to),
            "icon": words.ACT_ICONS.get(move.act, "arrow-right"),
        }
        for move in rules.by_hand(state)
    ]


@staff_page("repairs.bench")
@require_POST
def move(request: ActorRequest, number: str) -> HttpResponse:
    """Move a card: by an act, or to a column. What needs more than a hand opens the job."""
    order = found(request, number)
    form = forms.MoveForm(request.POST)
    data: Any = form.cleaned_data if form.is_valid() else {"act": "", "column": "", "version": None}
    filters = _filter_form(request)
    try:
        column = data["column"]
        act = rules.act_between(order.state, rules.target_in(order.state, column)) if column else data["act"]
        actions.move(order=order, act=act, version=data["version"], actor=request.actor, at=timezone.now())
    except Refused as refused:
        problem = sentence_of(refused.code, refused.params)
        if request.headers.get("HX-Request"):
            return _show(request, filters, problem=problem, status=422)
        messages.error(request, problem)
        return HttpResponseRedirect(reverse("repairs-record", args=[number]))
    if request.headers.get("HX-Request"):
        return _show(request, filters)
    messages.success(request, _("The job was moved."))
    return HttpResponseRedirect(f"{reverse('repairs-board')}?{request.GET.urlencode()}")
