"""Repeat repairs in numbers, and in a list: S17."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from payandan.platform.kit.actors import Actor
from payandan.repairs import rules
from payandan.repairs.models import RepairOrder, Repeat, WorkTimer
from payandan.repairs.rules import handling, repeats


@dataclass(frozen=True, slots=True)
class Figures:
    """The rates for each window; how many likeness found beside; and the handling time of the same jobs."""

    rates: tuple[repeats.Rate, ...]
    by_text: int
    by_part: int
    unclassed: int
    ours: int
    handling: handling.Handled


def figures(actor: Actor, *, since: datetime, until: datetime) -> Figures:
    """The numbers over the jobs handed back in a time, as far as this actor sees them. Four queries.

    Repair: handed back with the outcome «repaired». It is a repeat within W days if the same unit had a repair for
    the same symptom group that was handed back at most W days before this one was taken in, in whichever centre and
    under whichever owner.
    """
    jobs = RepairOrder.objects.visible_to(actor).filter(delivered_at__gte=since, delivered_at__lt=until)
    repairs = jobs.filter(outcome="repaired")
    counts = repairs.aggregate(
        repairs=Count("pk"), **{f"w{days}": Count("pk", filter=Exists(_before(days))) for days in repeats.WINDOWS}
    )
    found = Repeat.objects.filter(order__in=jobs.values("pk")).aggregate(
        by_text=Count("pk", filter=Q(found_by=repeats.BY_TEXT)),
        by_part=Count("pk", filter=Q(found_by=repeats.BY_PART)),
        unclassed=Count("pk", filter=Q(cause="")),
        ours=Count("pk", filter=Q(cause__in=repeats.OURS)),
    )
    work = jobs.aggregate(seconds=Sum("seconds"), solved=Count("pk", filter=Q(outcome__in=rules.SOLVED)))
    return Figures(
        rates=tuple(repeats.Rate(days, counts[f"w{days}"], counts["repairs"]) for days in repeats.WINDOWS),
        handling=handling.Handled(work["seconds"] or 0, work["solved"]),
        **found,
    )


def _before(days: int) -> QuerySet[RepairOrder]:
    """Repairs of the same unit for the same symptom group, handed back within so many days before this intake."""
    return RepairOrder.objects.filter(
        unit=OuterRef("unit"),
        group=OuterRef("group"),
        outcome="repaired",
        delivered_at__lte=OuterRef("received_at"),
        delivered_at__gte=OuterRef("received_at") - timedelta(days=days),
    ).exclude(Q(group="") | Q(pk=OuterRef("pk")))


def list_repeats(actor: Actor) -> QuerySet[Repeat]:
    """The links this actor may see, the newest first, with what a line of the list shows."""
    return Repeat.objects.visible_to(actor).select_related(
        "order__unit__model__category", "order__technician", "order__place", "earlier__branch", "earlier__technician"
    )


def unlinked(since: datetime) -> QuerySet[RepairOrder]:
    """Jobs taken in since then that are linked to no earlier one."""
    return RepairOrder.objects.filter(received_at__gte=since, repeat=None).select_related("unit__model").order_by("pk")


def minutes_by_person(actor: Actor, *, since: datetime, until: datetime) -> list[dict[str, object]]:
    """Handling minutes by person over stretches begun in a time, beside the jobs solved and those that came back.

    Each row: person, name, seconds, jobs, solved, repeats, open_questions. Two queries.
    """
    timers = WorkTimer.objects.visible_to(actor).filter(started_at__gte=since, started_at__lt=until)
    worked = timers.values("person", name=F("person__name")).annotate(
        seconds=Sum("seconds"), jobs=Count("order", distinct=True), open_questions=Count("pk", filter=Q(asked=True))
    )
    ended = RepairOrder.objects.visible_to(actor).filter(delivered_at__gte=since, delivered_at__lt=until)
    done = (
        ended.order_by()
        .values("technician")
        .annotate(
            solved=Count("pk", filter=Q(outcome__in=rules.SOLVED)),
            repeats=Count("repeated_by", filter=Q(repeated_by__cause__in=("", *repeats.OURS))),
        )
    )
    by_person = {row["technician"]: row for row in done}
    return [
        {**row, "solved": ended["solved"] if ended else 0, "repeats": ended["repeats"] if ended else 0}
        for row in worked.order_by("-seconds")
        for ended in [by_person.get(row["person"])]
    ]
