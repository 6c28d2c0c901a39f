"""A technician's own page: what is running, what comes next, and what was left open."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from payandan.platform.people.permissions import ActorRequest, staff_page
from payandan.repairs import queries, words
from payandan.repairs.views.board import Marks, card, symptom_names


@staff_page("repairs.bench")
@require_safe
def bench(request: ActorRequest) -> HttpResponse:
    """My jobs, my running time, and the jobs that nobody has taken yet."""
    now = timezone.now()
    person = request.actor.person or 0
    mine, free = queries.bench_of(request.actor, person)
    shown = queries.marks_of([*mine, *free])
    symptoms = symptom_names([*mine, *free])
    day = queries.day_of(person, since=now - timedelta(hours=18))
    own, others = Marks(request, can_move=True), Marks(request, can_move=False)
    context = {
        "running": queries.running_timer(person),
        "asked": queries.open_questions(person),
        "mine": [card(order, shown, symptoms, now, own) for order in mine],
        "free": [card(order, shown, symptoms, now, others) for order in free],
        "minutes": sum(row.seconds for row in day) // 60,
        "labels": words.STATES,
    }
    return render(request, "repairs/bench.html", context)
